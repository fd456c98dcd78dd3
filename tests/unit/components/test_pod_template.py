"""The template of a Pod's arguments."""

from typing import cast

import pytest

from sidecar_pods import pod_template
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first, html


def template(args: Json) -> JsonObject:
    """Return the template of a component called mc1."""
    return cast("JsonObject", pod_template("mc1", args, "shop-test"))


def spec(args: object) -> JsonObject:
    """Return the spec of the template."""
    return template(args)["spec"]


def container(spec: JsonObject, name: str) -> JsonObject:
    """Return a container of a spec, by name."""
    (found,) = [
        each for each in (*spec["containers"], *spec.get("init_containers", [])) if each["name"] == name
    ]
    return found


def test_the_classic_pod_is_the_textbooks() -> None:
    assert template(classic()) == {
        "metadata": {
            "labels": {
                "app.kubernetes.io/name": "mc1",
                "app.kubernetes.io/instance": "shop-test",
                "app.kubernetes.io/managed-by": "pulumi",
            }
        },
        "spec": {
            "volumes": [{"name": "html", "empty_dir": {}}],
            "containers": [
                {
                    "name": "1st",
                    "image": "nginx",
                    "ports": [{"name": "http", "container_port": 80}],
                    "volume_mounts": [
                        {"name": "html", "mount_path": "/usr/share/nginx/html", "read_only": True}
                    ],
                },
                {
                    "name": "2nd",
                    "image": "debian",
                    "command": ["/bin/sh", "-c"],
                    "args": ["while true; do date >> /html/index.html; sleep 1; done"],
                    "volume_mounts": [{"name": "html", "mount_path": "/html"}],
                },
            ],
        },
    }


def test_a_volume_may_have_several_writers_and_readers() -> None:
    pod = classic(
        containers=[{"name": name, "image": "debian"} for name in ("a", "b", "c", "d")],
        shared_volumes=[
            {"name": "v", "written_by": {"a": "/w", "b": "/w"}, "read_by": {"c": "/r", "d": "/r"}}
        ],
    )
    mounts = {each["name"]: each["volume_mounts"] for each in spec(pod)["containers"]}
    writable, readable = (
        {"name": "v", "mount_path": "/w"},
        {"name": "v", "mount_path": "/r", "read_only": True},
    )
    assert mounts == {"a": [writable], "b": [writable], "c": [readable], "d": [readable]}


def test_a_container_may_mount_several_volumes_one_inside_the_other() -> None:
    pod = first(volumes=[{"name": "assets", "mount_path": "/usr/share/nginx/html/assets"}])
    assert [mount["name"] for mount in container(spec(pod), "1st")["volume_mounts"]] == ["html", "assets"]


@pytest.mark.parametrize(
    ("source", "volume"),
    [
        ({}, {"name": "html", "empty_dir": {}}),
        (
            {"empty_dir": {"medium": "Memory", "size_limit": "64Mi"}},
            {"name": "html", "empty_dir": {"medium": "Memory", "size_limit": "64Mi"}},
        ),
        (
            {"persistent_volume_claim": {"claim_name": "pages"}},
            {"name": "html", "persistent_volume_claim": {"claim_name": "pages"}},
        ),
    ],
    ids=["nothing", "emptyDir", "claim"],
)
def test_a_shared_volume_is_an_empty_dir_unless_it_is_a_claim(source: JsonObject, volume: JsonObject) -> None:
    assert spec(html(**source))["volumes"] == [volume]


@pytest.mark.parametrize(
    ("own", "volume", "mount"),
    [
        (
            {"name": "tmp", "mount_path": "/tmp"},
            {"name": "tmp", "empty_dir": {}},
            {"name": "tmp", "mount_path": "/tmp"},
        ),
        (
            {"name": "tmp", "mount_path": "/tmp", "empty_dir": {"size_limit": "1Mi"}, "read_only": True},
            {"name": "tmp", "empty_dir": {"size_limit": "1Mi"}},
            {"name": "tmp", "mount_path": "/tmp", "read_only": True},
        ),
        (
            {"name": "conf", "mount_path": "/etc/x", "config_map": {"name": "x"}, "sub_path": "x.conf"},
            {"name": "conf", "config_map": {"name": "x"}},
            {"name": "conf", "mount_path": "/etc/x", "sub_path": "x.conf", "read_only": True},
        ),
        (
            {"name": "key", "mount_path": "/key", "secret": {"secret_name": "x", "optional": True}},
            {"name": "key", "secret": {"secret_name": "x", "optional": True}},
            {"name": "key", "mount_path": "/key", "read_only": True},
        ),
    ],
    ids=["scratch", "limited and read-only", "ConfigMap", "Secret"],
)
def test_a_volume_of_one_container_is_mounted_there(
    own: JsonObject, volume: JsonObject, mount: JsonObject
) -> None:
    made = spec(first(volumes=[own]))
    assert made["volumes"][1] == volume
    assert container(made, "1st")["volume_mounts"][1] == mount
    assert "volumes" not in container(made, "1st")


def test_init_containers_come_first_then_sidecars_that_never_end() -> None:
    made = spec(
        classic(
            sidecars=[{"name": "refresh", "image": "debian"}],
            init_containers=[{"name": "load", "image": "debian"}],
        )
    )
    assert [(each["name"], each.get("restart_policy")) for each in made["init_containers"]] == [
        ("load", None),
        ("refresh", "Always"),
    ]


def test_an_init_container_may_fill_the_volume_that_another_one_then_reads() -> None:
    made = spec(
        classic(
            init_containers=[{"name": "load", "image": "debian"}, {"name": "check", "image": "debian"}],
            shared_volumes=[
                {"name": "html", "written_by": {"load": "/w"}, "read_by": {"check": "/r", "1st": "/r"}}
            ],
        )
    )
    assert container(made, "check")["volume_mounts"] == [
        {"name": "html", "mount_path": "/r", "read_only": True}
    ]


def test_an_init_container_may_read_a_claim_before_this_pod_writes_it() -> None:
    claim = {
        "name": "pages",
        "written_by": {"2nd": "/pages"},
        "read_by": {"check": "/pages"},
        "persistent_volume_claim": {"claim_name": "pages"},
    }
    made = spec(classic(init_containers=[{"name": "check", "image": "debian"}], shared_volumes=[claim]))
    assert container(made, "check")["volume_mounts"][0]["read_only"] is True


def test_privileged_adds_nothing() -> None:
    assert set(spec(classic(pod_security="privileged"))) == {"volumes", "containers"}
    assert "security_context" not in container(spec(classic(pod_security="privileged")), "1st")


def test_baseline_is_the_default_and_breaks_no_common_image() -> None:
    made = spec({key: value for key, value in classic().items() if key != "pod_security"})
    assert made["automount_service_account_token"] is False
    assert made["security_context"] == {"seccomp_profile": {"type": "RuntimeDefault"}}
    assert container(made, "1st")["security_context"] == {"allow_privilege_escalation": False}


def test_restricted_meets_the_standard_and_has_a_read_only_root() -> None:
    made = spec(classic(pod_security="restricted", sidecars=[{"name": "s", "image": "debian"}]))
    assert made["automount_service_account_token"] is False
    assert made["security_context"] == {
        "seccomp_profile": {"type": "RuntimeDefault"},
        "run_as_non_root": True,
    }
    for name in ("1st", "2nd", "s"):
        assert container(made, name)["security_context"] == {
            "allow_privilege_escalation": False,
            "capabilities": {"drop": ["ALL"]},
            "read_only_root_filesystem": True,
            "run_as_non_root": True,
        }


def test_a_containers_own_security_context_wins_over_the_level() -> None:
    made = spec(
        first(security_context={"run_as_user": 101, "read_only_root_filesystem": False})
        | {"pod_security": "restricted"}
    )
    context = container(made, "1st")["security_context"]
    assert (context["run_as_user"], context["read_only_root_filesystem"]) == (101, False)
    assert context["run_as_non_root"] is True


def test_an_added_capability_leaves_all_others_dropped() -> None:
    context = {"capabilities": {"add": ["NET_BIND_SERVICE"]}}
    made = spec(first(security_context=context) | {"pod_security": "restricted"})
    assert container(made, "1st")["security_context"]["capabilities"] == {
        "add": ["NET_BIND_SERVICE"],
        "drop": ["ALL"],
    }


def test_a_containers_own_dropped_capabilities_win() -> None:
    context = {"capabilities": {"drop": ["NET_RAW", "ALL"]}}
    made = spec(first(security_context=context) | {"pod_security": "restricted"})
    assert container(made, "1st")["security_context"]["capabilities"] == {"drop": ["NET_RAW", "ALL"]}


def test_a_privileged_container_may_escalate_privileges() -> None:
    pod = first(security_context={"privileged": True})
    del pod["pod_security"]
    made = spec(pod)
    assert "allow_privilege_escalation" not in container(made, "1st")["security_context"]
    assert container(made, "2nd")["security_context"]["allow_privilege_escalation"] is False


@pytest.mark.parametrize("port", [9113, "metrics"], ids=["number", "name"])
@pytest.mark.parametrize("action", ["http_get", "tcp_socket"])
@pytest.mark.parametrize("probe", ["readiness_probe", "liveness_probe", "startup_probe"])
def test_a_probe_states_its_port_by_number_or_by_name(probe: str, action: str, port: int | str) -> None:
    ports = [{"container_port": 8080}, {"name": "metrics", "container_port": 9113}]
    made = spec(first(ports=ports, **{probe: {action: {"port": port}}}))
    assert container(made, "1st")[probe] == {action: {"port": port}}


def test_spread_constraints_select_the_workloads_pods() -> None:
    constraint = {
        "topology_key": "kubernetes.io/hostname",
        "max_skew": 1,
        "when_unsatisfiable": "ScheduleAnyway",
    }
    made = spec(classic(topology_spread_constraints=[constraint]))
    selector = {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"}
    assert made["topology_spread_constraints"] == [
        {**constraint, "label_selector": {"match_labels": selector}}
    ]


def test_fields_of_all_containers_are_in_the_pods_spec() -> None:
    made = spec(classic(fs_group=2000, termination_grace_period_seconds=5, share_process_namespace=True))
    assert made["security_context"] == {"fs_group": 2000}
    assert made["termination_grace_period_seconds"] == 5
    assert made["share_process_namespace"] is True


def test_labels_are_added_but_the_standard_ones_cannot_be_replaced() -> None:
    labels = {"team": "web", "app.kubernetes.io/name": "other"}
    made = template(classic(labels=labels, annotations={"prometheus.io/scrape": "true"}, instance="blue"))
    assert made["metadata"] == {
        "labels": {
            "team": "web",
            "app.kubernetes.io/name": "mc1",
            "app.kubernetes.io/instance": "blue",
            "app.kubernetes.io/managed-by": "pulumi",
        },
        "annotations": {"prometheus.io/scrape": "true"},
    }


def test_values_that_are_none_or_empty_are_left_out() -> None:
    made = spec(first(command=None, args=[], env=[], resources={"requests": {}}, ports=[]))
    assert set(container(made, "1st")) == {"name", "image", "volume_mounts"}


def test_whole_numbers_that_crossed_pulumis_wire_are_integers_again() -> None:
    made = spec(first(ports=[{"container_port": 80.0}]))
    port = container(made, "1st")["ports"][0]["container_port"]
    assert (port, type(port)) == (80, int)


def test_the_arguments_are_left_as_they_are() -> None:
    given, same = classic(), classic()
    pod_template("mc1", given, "shop-test")
    assert given == same
