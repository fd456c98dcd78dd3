"""Every wiring that Kubernetes knows: sources, places, equals, and the order of an existing Pod."""

from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, WiringError, pod_template
from tests.foreign import Json
from tests.unit.components.pods import classic, html


def spec(pod: PodTemplateArgs) -> Json:
    """Return the spec of a Pod's template."""
    return cast("Json", pod_template("mc1", pod, "shop-test"))["spec"]


def mounts(pod: PodTemplateArgs, name: str, field: str = "volume_mounts") -> list[Json]:
    """Return the mounts, or the devices, of a container."""
    return next(each for each in spec(pod)["containers"] if each["name"] == name).get(field, [])


def refusal(pod: PodTemplateArgs) -> str:
    """Return the sentence that refuses a Pod."""
    with pytest.raises(WiringError) as refused:
        spec(pod)
    return str(refused.value)


def own(**volume: object) -> PodTemplateArgs:
    """Return a Pod of one container with a volume of its own."""
    return classic(
        containers=[{"name": "1st", "image": "nginx", "volumes": [{"name": "data", **volume}]}],
        shared_volumes=[],
    )


SOURCES: dict[str, object] = {
    "persistent_volume_claim": {"claim_name": "pages"},
    "ephemeral": {
        "volume_claim_template": {
            "spec": {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
        }
    },
    "host_path": {"path": "/var/lib/pages", "type": "Directory"},
    "nfs": {"server": "nfs.example.com", "path": "/pages"},
    "csi": {"driver": "csi.example.com", "volume_attributes": {"shareName": "pages"}},
}


@pytest.mark.parametrize(("source", "settings"), SOURCES.items(), ids=SOURCES.keys())
def test_a_shared_volume_may_have_any_source(source: str, settings: object) -> None:
    pod = html(**{source: settings})
    assert spec(pod)["volumes"] == [{"name": "html", source: settings}]
    assert mounts(pod, "2nd") == [{"name": "html", "mount_path": "/html"}]
    assert mounts(pod, "1st") == [{"name": "html", "mount_path": "/usr/share/nginx/html", "read_only": True}]


UNWRITABLE: dict[str, object] = {
    "config_map": {"name": "pages"},
    "secret": {"secret_name": "pages"},
    "projected": {"sources": [{"config_map": {"name": "pages"}}]},
    "downward_api": {"items": [{"path": "labels", "field_ref": {"field_path": "metadata.labels"}}]},
    "image": {"reference": "example.com/pages:1"},
    "persistent_volume_claim": {"claim_name": "pages", "read_only": True},
}


@pytest.mark.parametrize(("source", "settings"), UNWRITABLE.items(), ids=UNWRITABLE.keys())
def test_a_source_that_no_container_can_write_has_readers_only(source: str, settings: object) -> None:
    readers = {"1st": "/usr/share/nginx/html", "2nd": "/pages"}
    assert mounts(html(written_by={}, read_by=readers, **{source: settings}), "2nd")[0]["read_only"] is True
    assert refusal(html(**{source: settings})).startswith(
        "mc1: shared_volumes[html].written_by names 2nd, and no container can write "
    )


def test_a_reader_of_an_unwritable_source_may_leave_out_that_it_is_read_only() -> None:
    place = {"mount_path": "/pages", "read_only": False}
    pod = html(written_by={}, read_by={"1st": place}, config_map={"name": "pages"})
    assert mounts(pod, "1st") == [{"name": "html", "mount_path": "/pages", "read_only": False}]


@pytest.mark.parametrize("field", ["written_by", "read_by"])
def test_a_volume_from_outside_the_pod_needs_no_writer_or_no_reader_in_it(field: str) -> None:
    users = {"written_by": {}, "read_by": {}, field: {"1st": "/a", "2nd": "/b"}}
    assert len(mounts(html(host_path={"path": "/dev"}, **users), "1st")) == 1


def test_a_volume_from_outside_the_pod_needs_a_mount() -> None:
    assert refusal(html(host_path={"path": "/dev"}, written_by={}, read_by={})) == (
        "mc1: shared_volumes[html] is mounted by no container; expected written_by, read_by or shared_by"
    )


def test_a_place_may_have_every_setting_of_a_mount() -> None:
    place = {
        "mount_path": "/pages",
        "sub_path_expr": "$(POD_NAME)",
        "mount_propagation": "HostToContainer",
        "recursive_read_only": "IfPossible",
    }
    assert mounts(html(read_by={"1st": place}), "1st") == [{"name": "html", "read_only": True, **place}]


def test_a_container_may_have_one_shared_volume_at_several_places() -> None:
    pod = html(read_by={"1st": ["/pages", {"mount_path": "/en", "sub_path": "en"}]})
    assert mounts(pod, "1st") == [
        {"name": "html", "mount_path": "/pages", "read_only": True},
        {"name": "html", "mount_path": "/en", "sub_path": "en", "read_only": True},
    ]


def test_a_container_may_have_its_own_volume_at_several_places() -> None:
    pod = own(places=[{"mount_path": "/a"}, {"mount_path": "/b", "sub_path": "b", "read_only": True}])
    assert mounts(pod, "1st") == [
        {"name": "data", "mount_path": "/a"},
        {"name": "data", "mount_path": "/b", "sub_path": "b", "read_only": True},
    ]


def test_a_block_device_is_a_place_too() -> None:
    claim = {"claim_name": "disk"}
    pod = own(device_path="/dev/xvda", persistent_volume_claim=claim)
    assert mounts(pod, "1st", "volume_devices") == [{"name": "data", "device_path": "/dev/xvda"}]
    shared = html(
        written_by={"2nd": {"device_path": "/dev/a"}},
        read_by={"1st": {"device_path": "/dev/b"}},
        persistent_volume_claim=claim,
    )
    assert mounts(shared, "1st", "volume_devices") == [{"name": "html", "device_path": "/dev/b"}]


def test_containers_meet_as_equals_in_a_volume() -> None:
    pod = html(written_by={}, read_by={}, shared_by={"1st": "/run/web", "2nd": "/run/app"})
    assert mounts(pod, "1st") == [{"name": "html", "mount_path": "/run/web"}]
    assert mounts(pod, "2nd") == [{"name": "html", "mount_path": "/run/app"}]


def test_volumes_and_mounts_have_the_order_that_the_pod_states() -> None:
    pod = classic(
        containers=[
            {
                "name": "1st",
                "image": "nginx",
                "volumes": [{"name": "tmp", "mount_path": "/tmp"}],
                "mount_order": ["/tmp", "/usr/share/nginx/html"],
            },
            {"name": "2nd", "image": "debian"},
        ],
        volume_order=["tmp", "html"],
    )
    assert [volume["name"] for volume in spec(pod)["volumes"]] == ["tmp", "html"]
    assert [mount["mount_path"] for mount in mounts(pod, "1st")] == ["/tmp", "/usr/share/nginx/html"]


def test_an_init_container_that_restarts_always_is_a_sidecar_at_its_place() -> None:
    before = {"name": "before", "image": "debian"}
    proxy = {
        "name": "proxy",
        "image": "envoy:1",
        "restart_policy": "Always",
        "ports": [{"container_port": 9}],
    }
    after = {"name": "after", "image": "debian"}
    made = spec(
        classic(init_containers=[before, proxy, after], sidecars=[{"name": "3rd", "image": "debian"}])
    )
    assert [(each["name"], each.get("restart_policy")) for each in made["init_containers"]] == [
        ("before", None),
        ("proxy", "Always"),
        ("after", None),
        ("3rd", "Always"),
    ]


def test_pods_that_exist_keep_their_own_labels() -> None:
    pod = classic(labels={"app": "web"}, standard_labels=False)
    made = cast("Json", pod_template("mc1", pod, "shop-test"))
    assert made["metadata"] == {"labels": {"app": "web"}}


def test_kubernetes_own_spelling_is_accepted_in_its_own_types() -> None:
    probe = {"httpGet": {"path": "/", "port": "http"}, "periodSeconds": 2.0}
    pod = classic(containers=[{"name": "1st", "image": "nginx", "readiness_probe": probe}], shared_volumes=[])
    assert spec(pod)["containers"][0]["readiness_probe"] == {
        "http_get": {"path": "/", "port": "http"},
        "period_seconds": 2,
    }


def test_the_classes_of_pulumis_sdk_are_accepted() -> None:
    from pulumi_kubernetes.core.v1 import HTTPGetActionArgs, ProbeArgs

    probe = ProbeArgs(http_get=HTTPGetActionArgs(path="/", port="http"), period_seconds=2)
    pod = classic(containers=[{"name": "1st", "image": "nginx", "readiness_probe": probe}], shared_volumes=[])
    assert spec(pod)["containers"][0]["readiness_probe"] == {
        "http_get": {"path": "/", "port": "http"},
        "period_seconds": 2,
    }


REFUSED: dict[str, tuple[PodTemplateArgs, str]] = {
    "a single equal": (
        html(written_by={}, read_by={}, shared_by={"1st": "/run"}),
        "mc1: shared_volumes[html].shared_by names 1st alone; "
        "expected at least two containers; a single one has it in its own volumes",
    ),
    "equals beside a reader": (
        html(written_by={}, shared_by={"2nd": "/a", "1st": "/b"}),
        "mc1: shared_volumes[html].shared_by is given beside read_by; "
        "expected shared_by alone, or written_by and read_by",
    ),
    "equals in a Secret": (
        html(
            written_by={}, read_by={}, shared_by={"2nd": "/a", "1st": "/b"}, secret={"secret_name": "pages"}
        ),
        "mc1: shared_volumes[html].shared_by is given, and no container can write a Secret; expected read_by",
    ),
    "a reader that could write": (
        html(read_by={"1st": {"mount_path": "/pages", "read_only": False}}),
        "mc1: shared_volumes[html].read_by[1st].read_only is false, so the reader could write; expected true",
    ),
    "a writer that cannot write": (
        html(written_by={"2nd": {"mount_path": "/html", "read_only": True}}),
        "mc1: shared_volumes[html].written_by[2nd].read_only is true, so the container cannot write; "
        "expected read_by",
    ),
    "a place without a path": (
        html(read_by={"1st": {"sub_path": "en"}}),
        "mc1: shared_volumes[html].read_by[1st] has no path; expected one of mount_path, device_path",
    ),
    "an own volume without a path": (
        own(),
        "mc1: containers[1st].volumes[data] has no path; expected one of mount_path, device_path, places",
    ),
    "a misspelt propagation": (
        own(mount_path="/a", mount_propagation="Bidirektional"),
        'mc1: containers[1st].volumes[data].mount_propagation is "Bidirektional"; '
        "expected one of Bidirectional, HostToContainer, None; did you mean Bidirectional?",
    ),
    "an unknown volume in the order": (
        classic(volume_order=["htlm"]),
        'mc1: volume_order names "htlm", which does not exist; expected html; did you mean html?',
    ),
    "an order that leaves a volume out": (
        classic(volume_order=["html", "html"]),
        "mc1: volume_order names html 2 times; expected each of them once",
    ),
    "a claim template in a Pod": (
        html(
            volume_claim_template={
                "spec": {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
            }
        ),
        "mc1: has a volume_claim_template for volume html, and makes no claims; "
        "expected a StatefulSet, or persistent_volume_claim or ephemeral instead",
    ),
    "a misspelt field deep in Kubernetes' own types": (
        classic(tolerations=[{"key": "gpu", "operater": "Exists"}]),
        "mc1: tolerations[0].operater is not a field that exists; "
        "expected one of effect, key, operator, toleration_seconds, value; did you mean operator?",
    ),
}


@pytest.mark.parametrize(("pod", "sentence"), REFUSED.values(), ids=REFUSED.keys())
def test_a_wiring_that_cannot_work_is_refused(pod: PodTemplateArgs, sentence: str) -> None:
    assert refusal(pod) == sentence
