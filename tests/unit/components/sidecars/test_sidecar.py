"""Adding a sidecar to a Pod: its shared volumes are merged with those that others state."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import cast

import pytest

from sidecar_pods import HelperArgs, PodTemplateArgs, WiringError, pod_template
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.sidecars import (
    Sidecar,
    data_change_watcher,
    data_loader,
    git_loader,
    log_watcher,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from sidecar_pods.sidecars.joining import join_helpers
from tests.foreign import Json
from tests.unit.components.sidecars.built import built
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


def joined(pod: PodTemplateArgs, *sidecars: HelperArgs | Sidecar) -> Json:
    """Return the arguments of a Pod with these sidecars in it."""
    where = Where("shop")
    return join_helpers(conform_args(with_sidecars(pod, *sidecars), PodTemplateArgs, where), where)


def spec(*sidecars: HelperArgs | Sidecar) -> Json:
    """Return the spec of the Pod with these sidecars; its volume html already has a writer."""
    pod: PodTemplateArgs = {
        **POD,
        "init_containers": [{"name": "filler", "image": "debian"}],
        "shared_volumes": [{"name": "html", "written_by": {"filler": "/html"}, "read_by": {"web": "/html"}}],
    }
    return cast("Json", pod_template("shop", with_sidecars(pod, *sidecars), "shop-test"))["spec"]


def helper(sidecar: HelperArgs) -> Json:
    """Return the sidecar's container as Kubernetes gets it."""
    containers = [*spec(sidecar)["init_containers"], *spec(sidecar)["containers"]]
    (found,) = [each for each in containers if each["name"] == "helper"]
    return found


@pytest.mark.parametrize(
    "sidecar",
    [each for each in SIDECARS.values() if built(each).shared_volumes],
    ids=[name for name, each in SIDECARS.items() if built(each).shared_volumes],
)
def test_each_sidecar_that_shares_files_starts_before_the_containers_it_helps(sidecar: HelperArgs) -> None:
    assert "helper" in [each["name"] for each in spec(sidecar)["init_containers"]]
    native = built(sidecar).role == "sidecars"
    assert helper(sidecar).get("restart_policy") == ("Always" if native else None)


@each_sidecar
def test_each_sidecar_has_requests_and_limits(sidecar: HelperArgs) -> None:
    resources = helper(sidecar)["resources"]
    for field in ("requests", "limits"):
        assert set(resources[field]) == {"cpu", "memory", "ephemeral-storage"}


@each_sidecar
def test_each_sidecar_runs_without_any_privilege(sidecar: HelperArgs) -> None:
    context = dict(helper(sidecar)["security_context"])
    assert context.pop("run_as_user") > 0
    assert context == {
        "run_as_non_root": True,
        "read_only_root_filesystem": True,
        "allow_privilege_escalation": False,
        "capabilities": {"drop": ["ALL"]},
    }


@each_sidecar
def test_each_sidecar_that_keeps_running_has_a_liveness_probe(sidecar: HelperArgs) -> None:
    probes = {field for field in helper(sidecar) if field.endswith("_probe")}
    expected = set[str]() if built(sidecar).role == "init_containers" else {"liveness_probe"}
    assert probes >= expected


@each_sidecar
def test_each_volume_that_a_sidecar_brings_has_a_limit(sidecar: HelperArgs) -> None:
    brought = [each for each in spec(sidecar)["volumes"] if each["name"] != "html" and "empty_dir" in each]
    assert all("size_limit" in each["empty_dir"] for each in brought)


@each_sidecar
def test_pod_itself_is_not_changed(sidecar: HelperArgs) -> None:
    before = copy.deepcopy(POD)
    with_sidecars(POD, sidecar)
    assert before == POD


def test_sidecars_start_in_the_order_given() -> None:
    one, other = (page_writer(name, "debian", server="web") for name in ("one", "other"))
    names = [each["name"] for each in joined(POD, other, one)["sidecars"]]
    assert names == ["other", "one"]


def test_volume_stated_twice_has_the_writers_and_readers_of_both() -> None:
    loader = git_loader(
        "loader", "alpine/git", "https://example.org/site.git", reader="web", size_limit="1Gi"
    )
    watcher = data_change_watcher("watcher", "debian", volumes=["data"])
    assert joined(POD, watcher, loader)["shared_volumes"] == [
        {
            "name": "data",
            "written_by": {"loader": "/volume"},
            "read_by": {"web": "/usr/share/nginx", "watcher": "/watched/data"},
            "empty_dir": {"size_limit": "1Gi"},
        }
    ]


def test_the_pods_own_volume_wins_over_a_sidecars() -> None:
    claim: Json = {"persistent_volume_claim": {"claim_name": "site"}}
    stated: Json = {"name": "html", "written_by": {}, "read_by": {"web": "/srv"}, **claim}
    (volume,) = joined({**POD, "shared_volumes": [stated]}, SIDECARS["page_writer"])["shared_volumes"]
    assert volume == {"name": "html", "written_by": {"helper": "/html"}, "read_by": {"web": "/srv"}, **claim}


def test_the_pods_own_volumes_are_kept_even_if_known_later() -> None:
    def program() -> Json:
        known_later: Json = {"name": "html", "written_by": {}, "read_by": later({"web": "/srv"})}
        return joined({**POD, "shared_volumes": [known_later]}, SIDECARS["page_writer"])

    (volume,) = run(program).returned["shared_volumes"]
    assert volume["read_by"] == {"web": "/srv"}


def test_lists_that_are_none_are_ignored() -> None:
    nothing: Json = {
        **POD,
        "sidecars": None,
        "init_containers": None,
        "shared_volumes": None,
        "helpers": None,
    }
    web: Json = [{**cast("Json", POD)["containers"][0], "volumes": None}]
    writer = page_writer("writer", "debian", server="web")
    for sidecar in SIDECARS.values():
        assert joined(nothing, writer, sidecar) == joined(POD, writer, sidecar)
    exporter = SIDECARS["nginx_exporter"]
    assert joined({**POD, "containers": web}, exporter) == joined(POD, exporter)


def test_logs_of_two_servers_are_in_two_volumes() -> None:
    pod: PodTemplateArgs = {"containers": [{"name": name, "image": "nginx"} for name in ("a", "b")]}
    watchers = [
        log_watcher(f"{name}-log", "debian", server=name, volume=f"{name}-logs") for name in ("a", "b")
    ]
    made = cast("Json", pod_template("shop", with_sidecars(pod, *watchers), "shop-test"))["spec"]
    mounted = {each["name"]: each["volume_mounts"][0]["name"] for each in made["containers"]}
    assert mounted == {"a": "a-logs", "b": "b-logs"}


def test_the_pods_own_path_settles_a_conflict_of_two_sidecars() -> None:
    stated: Json = {"name": "html", "written_by": {}, "read_by": {"web": "/srv"}}
    one, other = (
        page_writer(name, "debian", server="web", served_at=f"/{name}") for name in ("one", "other")
    )
    pod = joined({**POD, "shared_volumes": [stated]}, one, other)
    assert pod["shared_volumes"][0]["read_by"] == {"web": "/srv"}


CONTRADICTIONS: dict[str, tuple[Callable[[str], HelperArgs], str]] = {
    "log watchers": (
        lambda name: log_watcher(name, "debian", server=name),
        "helpers[1].log_watcher uses volume logs, in which helpers[0].log_watcher keeps files of its own; "
        "expected a volume of its own",
    ),
    "loaders": (
        lambda name: git_loader(name, "git", "/x", reader="web", read_at=f"/{name}/html"),
        "helpers[1].git_loader uses volume data, in which helpers[0].git_loader keeps files of its own; "
        "expected a volume of its own",
    ),
    "two paths": (
        lambda name: page_writer(name, "debian", server="web", served_at=f"/{name}"),
        "helpers[1].page_writer mounts volume html at /other of web, and helpers[0].page_writer at /one; "
        "expected one path, or a volume of its own",
    ),
}


@pytest.mark.parametrize(("make", "sentence"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_two_sidecars_that_would_undo_each_other_are_refused(
    make: Callable[[str], HelperArgs], sentence: str
) -> None:
    with pytest.raises(WiringError) as refusal:
        joined(POD, make("one"), make("other"))
    assert str(refusal.value) == f"shop: {sentence}"


NO_PODS: dict[str, tuple[Json, str]] = {
    "no list": ("nginx", "containers is a string; expected a list"),
    "no name": ([{"image": "nginx"}], "containers[0].name is missing; expected a string"),
    "no list of volumes": (
        [{"name": "web", "image": "nginx", "volumes": {}}],
        "containers[web].volumes is a map; expected a list",
    ),
}


@pytest.mark.parametrize(("containers", "sentence"), NO_PODS.values(), ids=NO_PODS)
def test_wrong_lists_of_containers_are_refused(containers: Json, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        joined({"containers": containers}, SIDECARS["nginx_exporter"])
    assert str(refusal.value) == f"shop: {sentence}"


def test_sidecar_adds_its_volume_to_the_container_it_helps() -> None:
    web, _ = joined(POD, SIDECARS["nginx_exporter"])["containers"]
    assert [each["mount_path"] for each in web["volumes"]] == ["/etc/nginx/conf.d/status-page.conf"]


def test_a_sidecar_that_signals_nginx_shares_the_process_namespace() -> None:
    assert "share_process_namespace" not in spec(SIDECARS["log_watcher"])
    assert spec(SIDECARS["data_change_watcher"])["share_process_namespace"] is True


def test_sidecar_of_an_unknown_container_is_refused() -> None:
    sidecar = nginx_exporter("metrics", "exporter", server="wbe")
    with pytest.raises(WiringError) as refusal:
        joined(POD, sidecar)
    assert str(refusal.value) == (
        'shop: helpers[0].nginx_exporter.server names "wbe", which is no container of this Pod; '
        "expected one of web, metrics; did you mean web?"
    )


def test_pod_whose_containers_are_known_only_later_is_refused() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: joined({"containers": later([])}, SIDECARS["log_watcher"]))
    assert str(refusal.value) == "shop: containers is known only later; expected a plain list"
