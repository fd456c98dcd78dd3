"""Adding a sidecar to a Pod: one line, and what it shares with others is merged with what they state."""

from __future__ import annotations

import copy
from typing import Any, cast

import pytest

from components import PodTemplateArgs, WiringError, pod_template
from components.sidecars import (
    Sidecar,
    data_change_watcher,
    data_loader,
    git_loader,
    log_watcher,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from tests.unit.pulumi_mocks import later, run

POD: PodTemplateArgs = {
    "containers": [{"name": "web", "image": "nginx", "ports": [{"name": "http", "container_port": 80}]}]
}
SIDECARS = {
    "page_writer": page_writer("helper", "debian", server="web"),
    "log_watcher": log_watcher("helper", "debian", server="web"),
    "data_loader, once": data_loader("helper", "debian", "date > file", reader="web"),
    "data_loader": data_loader("helper", "debian", "date > file", reader="web", interval_seconds=9),
    "git_loader": git_loader("helper", "alpine/git", "https://example.org/site.git", reader="web"),
    "data_change_watcher": data_change_watcher("helper", "debian", volumes=["html"]),
    "nginx_exporter": nginx_exporter("helper", "nginx/nginx-prometheus-exporter", server="web"),
}
each_sidecar = pytest.mark.parametrize("sidecar", SIDECARS.values(), ids=SIDECARS)


def spec(*sidecars: Sidecar) -> Any:  # noqa: ANN401
    """Return the spec of the Pod with these sidecars; its volume html is filled by somebody already."""
    pod: PodTemplateArgs = {
        **POD,
        "init_containers": [{"name": "filler", "image": "debian"}],
        "shared_volumes": [{"name": "html", "written_by": {"filler": "/html"}, "read_by": {"web": "/html"}}],
    }
    return cast("Any", pod_template("shop", with_sidecars(pod, *sidecars), "shop-test"))["spec"]


def helper(sidecar: Sidecar) -> Any:  # noqa: ANN401
    """Return the sidecar's container as Kubernetes gets it."""
    containers = [*spec(sidecar)["init_containers"], *spec(sidecar)["containers"]]
    (found,) = [each for each in containers if each["name"] == "helper"]
    return found


@pytest.mark.parametrize(
    "sidecar",
    [each for each in SIDECARS.values() if each.shared_volumes],
    ids=[name for name, each in SIDECARS.items() if each.shared_volumes],
)
def test_each_sidecar_that_shares_files_starts_before_the_containers_it_helps(sidecar: Sidecar) -> None:
    assert "helper" in [each["name"] for each in spec(sidecar)["init_containers"]]
    assert helper(sidecar).get("restart_policy") == ("Always" if sidecar.role == "sidecars" else None)


@each_sidecar
def test_each_sidecar_says_what_it_needs_of_its_node(sidecar: Sidecar) -> None:
    resources = helper(sidecar)["resources"]
    for field in ("requests", "limits"):
        assert set(resources[field]) == {"cpu", "memory", "ephemeral-storage"}


@each_sidecar
def test_each_sidecar_runs_without_any_privilege(sidecar: Sidecar) -> None:
    context = dict(helper(sidecar)["security_context"])
    assert context.pop("run_as_user") > 0
    assert context == {
        "run_as_non_root": True,
        "read_only_root_filesystem": True,
        "allow_privilege_escalation": False,
        "capabilities": {"drop": ["ALL"]},
    }


@each_sidecar
def test_each_sidecar_that_runs_on_is_probed(sidecar: Sidecar) -> None:
    probes = {field for field in helper(sidecar) if field.endswith("_probe")}
    expected = set[str]() if sidecar.role == "init_containers" else {"liveness_probe"}
    assert probes >= expected


@each_sidecar
def test_each_volume_that_a_sidecar_brings_has_a_limit(sidecar: Sidecar) -> None:
    brought = [each for each in spec(sidecar)["volumes"] if each["name"] != "html" and "empty_dir" in each]
    assert all("size_limit" in each["empty_dir"] for each in brought)


def test_pod_itself_is_not_changed() -> None:
    before = copy.deepcopy(POD)
    with_sidecars(POD, *SIDECARS.values())
    assert before == POD


def test_sidecars_start_in_the_order_given() -> None:
    one, other = (log_watcher(name, "debian", server="web") for name in ("one", "other"))
    names = [each["name"] for each in cast("Any", with_sidecars(POD, other, one))["sidecars"]]
    assert names == ["other", "one"]


def test_volume_that_two_state_is_one_with_the_users_of_both() -> None:
    loader = git_loader(
        "loader", "alpine/git", "https://example.org/site.git", reader="web", size_limit="1Gi"
    )
    watcher = data_change_watcher("watcher", "debian", volumes=["data"])
    assert cast("Any", with_sidecars(POD, watcher, loader))["shared_volumes"] == [
        {
            "name": "data",
            "written_by": {"loader": "/volume"},
            "read_by": {"web": "/usr/share/nginx", "watcher": "/watched/data"},
            "empty_dir": {"size_limit": "1Gi"},
        }
    ]


def test_what_the_pod_states_of_a_volume_wins_over_a_sidecar() -> None:
    claim: Any = {"persistent_volume_claim": {"claim_name": "site"}}
    stated: Any = {"name": "html", "written_by": {}, "read_by": {"web": "/srv"}, **claim}
    pod = with_sidecars({**POD, "shared_volumes": [stated]}, SIDECARS["page_writer"])
    (volume,) = cast("Any", pod)["shared_volumes"]
    assert volume == {"name": "html", "written_by": {"helper": "/html"}, "read_by": {"web": "/srv"}, **claim}


def test_sidecar_gives_the_container_it_helps_what_that_needs() -> None:
    web, _ = cast("Any", with_sidecars(POD, SIDECARS["nginx_exporter"]))["containers"]
    assert [each["mount_path"] for each in web["volumes"]] == ["/etc/nginx/conf.d/status-page.conf"]


def test_all_containers_share_their_processes_with_one_that_must_see_them() -> None:
    assert "share_process_namespace" not in spec(SIDECARS["log_watcher"])
    assert spec(SIDECARS["data_change_watcher"])["share_process_namespace"] is True


def test_sidecar_of_a_container_that_is_not_there_is_refused() -> None:
    sidecar = nginx_exporter("metrics", "exporter", server="wbe")
    with pytest.raises(WiringError) as refusal:
        with_sidecars(POD, sidecar)
    assert str(refusal.value) == (
        'sidecar metrics is to help "wbe", which is no container of this Pod; expected one of web, metrics; '
        "did you mean web?"
    )


def test_pod_whose_containers_are_known_only_later_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: with_sidecars({"containers": later([])}, SIDECARS["log_watcher"]))
    assert str(refusal.value) == "with_sidecars: containers is known only later; expected a plain list"
