"""Who writes a volume and who reads it follows from the mounts, and the program says nothing else."""

from typing import Any

import pytest
import yaml

from tests.unit.adopt.manifests import deployment, workload
from tests.unit.adopt.programs import program_of

# Any: a part of a program that the test reads.
Args = dict[str, Any]


def template_of(spec: str) -> Args:
    """Return the arguments that the program states for a Pod spec, in the names of Pulumi YAML."""
    program = yaml.safe_load(program_of(deployment(spec), "yaml"))
    return program["resources"]["web"]["properties"]["template"]


def two(first: str, second: str, volume: str = "{name: x}") -> str:
    """Return a Pod spec with two containers that mount volumes."""
    return f"""\
containers:
- {{name: a, image: a, volumeMounts: [{first}]}}
- {{name: b, image: b, volumeMounts: [{second}]}}
volumes: [{volume}]
"""


SHARED = {
    "read-only mounts read": (
        two("{name: x, mountPath: /a}", "{name: x, mountPath: /b, readOnly: true}"),
        {"name": "x", "writtenBy": {"a": "/a"}, "readBy": {"b": "/b"}},
    ),
    "several writers without a reader meet as equals": (
        two("{name: x, mountPath: /a}", "{name: x, mountPath: /b}"),
        {"name": "x", "sharedBy": {"a": "/a", "b": "/b"}},
    ),
    "writers of a folder of the node need no reader": (
        two("{name: x, mountPath: /a}", "{name: x, mountPath: /b}", "{name: x, hostPath: {path: /}}"),
        {"name": "x", "hostPath": {"path": "/"}, "writtenBy": {"a": "/a", "b": "/b"}},
    ),
    "a ConfigMap has readers only": (
        two(
            "{name: x, mountPath: /a, subPath: a.conf}",
            "{name: x, mountPath: /b, readOnly: true}",
            "{name: x, configMap: {name: c}}",
        ),
        {
            "name": "x",
            "configMap": {"name": "c"},
            "readBy": {"a": {"mountPath": "/a", "subPath": "a.conf", "readOnly": False}, "b": "/b"},
        },
    ),
    "a container may write and read": (
        two(
            "{name: x, mountPath: /a}, {name: x, mountPath: /c, readOnly: true}",
            "{name: x, mountPath: /b, readOnly: true, mountPropagation: HostToContainer}",
        ),
        {
            "name": "x",
            "writtenBy": {"a": "/a"},
            "readBy": {"a": "/c", "b": {"mountPath": "/b", "mountPropagation": "HostToContainer"}},
        },
    ),
    "a container may have several places": (
        two("{name: x, mountPath: /a}, {name: x, mountPath: /c, subPath: c}", "{name: x, mountPath: /b}"),
        {"name": "x", "sharedBy": {"a": ["/a", {"mountPath": "/c", "subPath": "c"}], "b": "/b"}},
    ),
    "a volume that no container mounts has no users": (
        f"{two('', '', '{name: x, secret: {secretName: s}}')}",
        {"name": "x", "secret": {"secretName": "s"}},
    ),
}


@pytest.mark.parametrize(("spec", "stated"), SHARED.values(), ids=SHARED)
def test_shared_volume_is_stated_by_its_mounts(spec: str, stated: Args) -> None:
    assert template_of(spec)["sharedVolumes"] == [stated]


OWN = {
    "scratch space": (
        "{name: x, mountPath: /x}",
        "{name: x, emptyDir: {}}",
        {"name": "x", "mountPath": "/x"},
    ),
    "settings": (
        "{name: x, mountPath: /x, readOnly: true, subPathExpr: $(A)}",
        "{name: x, emptyDir: {sizeLimit: 1Gi}}",
        {
            "name": "x",
            "mountPath": "/x",
            "subPathExpr": "$(A)",
            "readOnly": True,
            "emptyDir": {"sizeLimit": "1Gi"},
        },
    ),
    "a Secret that is mounted read-only": (
        "{name: x, mountPath: /x, readOnly: true}",
        "{name: x, secret: {secretName: s}}",
        {"name": "x", "mountPath": "/x", "secret": {"secretName": "s"}},
    ),
    "several places": (
        "{name: x, mountPath: /a}, {name: x, mountPath: /b, readOnly: true}",
        "{name: x}",
        {"name": "x", "places": [{"mountPath": "/a"}, {"mountPath": "/b", "readOnly": True}]},
    ),
}


@pytest.mark.parametrize(("mounts", "volume", "stated"), OWN.values(), ids=OWN)
def test_volume_of_one_container_is_its_own(mounts: str, volume: str, stated: Args) -> None:
    template = template_of(two(mounts, "", volume))
    assert template["containers"][0]["volumes"] == [stated]
    assert "sharedVolumes" not in template


def test_orders_are_stated_only_where_they_do_not_follow() -> None:
    spec = """\
containers:
- name: a
  image: a
  volumeMounts: [{name: s, mountPath: /s}, {name: own, mountPath: /own}]
- name: b
  image: b
  volumeMounts: [{name: conf, mountPath: /conf}, {name: s, mountPath: /s, readOnly: true}]
volumes: [{name: s}, {name: own}, {name: conf, configMap: {name: c}}]
"""
    template = template_of(spec)
    assert "volumeOrder" not in template
    assert [each.get("mountOrder") for each in template["containers"]] == [None, ["/conf", "/s"]]
    reordered = spec.replace("[{name: s}, {name: own}, ", "[{name: own}, {name: s}, ")
    assert template_of(reordered)["volumeOrder"] == ["own", "s", "conf"]


def test_block_devices_and_claim_templates_are_volumes() -> None:
    manifest = workload(
        "apps/v1",
        "StatefulSet",
        """\
serviceName: db
selector: {matchLabels: {app: web}}
volumeClaimTemplates:
- {metadata: {name: disk}, spec: {volumeMode: Block, resources: {requests: {storage: 1Gi}}}}
""",
        """\
containers:
- {name: a, image: a, volumeDevices: [{name: disk, devicePath: /dev/a}]}
- {name: b, image: b, volumeDevices: [{name: disk, devicePath: /dev/b}]}
""",
    ).replace("volumeMode: Block", "accessModes: [ReadWriteOnce], volumeMode: Block")
    program = yaml.safe_load(program_of(manifest, "yaml"))
    (volume,) = program["resources"]["web"]["properties"]["template"]["sharedVolumes"]
    assert volume["sharedBy"] == {"a": {"devicePath": "/dev/a"}, "b": {"devicePath": "/dev/b"}}
    assert volume["volumeClaimTemplate"]["spec"]["volumeMode"] == "Block"


ADVICE = {
    "the step fills it": (
        "initContainers: [{name: fill, image: f, volumeMounts: [{name: x, mountPath: /x}]}]\n"
        + two("{name: x, mountPath: /a}", ""),
        "Volume x: fill and a may all write it, as every mount of it is writable. Probably a only reads it;",
    ),
    "a log shipper reads": (
        two("{name: x, mountPath: /a}", "{name: x, mountPath: /b}").replace(
            "image: b", "image: fluent/fluent-bit:3"
        ),
        "Volume x: a and b may all write it, as every mount of it is writable. Probably b only reads it;",
    ),
    "nothing tells them apart": (
        two("{name: x, mountPath: /a}", "{name: x, mountPath: /b}"),
        "Volume x: a and b may all write it, as every mount of it is writable. If one of them only reads it,",
    ),
}


@pytest.mark.parametrize(("spec", "sentence"), ADVICE.values(), ids=ADVICE)
def test_comment_names_the_container_that_probably_reads(spec: str, sentence: str) -> None:
    program = program_of(deployment(spec))
    comments = " ".join(line.removeprefix("# ") for line in program.splitlines() if line.startswith("#"))
    assert sentence in comments
    assert "move it to `read_by`: its mount becomes read-only, and the Pods are replaced once." in comments


@pytest.mark.parametrize(
    ("mounts", "sentence"),
    [
        (
            "{name: x, mountPath: /x, readOnly: true}",
            "no container writes it, so its readers find an empty folder.",
        ),
        ("", "no container mounts it. If nobody needs it, leave it out: the Pods are replaced once."),
    ],
    ids=["only readers", "no mounts"],
)
def test_comment_names_the_volume_that_nobody_fills_or_mounts(mounts: str, sentence: str) -> None:
    assert f"# Volume x: {sentence}\n" in program_of(deployment(two(mounts, mounts)))


def test_no_comment_on_a_volume_with_a_reader() -> None:
    program = program_of(
        deployment(two("{name: x, mountPath: /a}", "{name: x, mountPath: /b, readOnly: true}"))
    )
    assert "Volume x" not in program


def test_names_of_containers_are_no_fields() -> None:
    spec = two("{name: x, mountPath: /a}", "{name: x, mountPath: /b}").replace(
        "name: a,", "name: volumemounts,"
    )
    assert '"shared_by": {"volumemounts": "/a", "b": "/b"}' in program_of(deployment(spec))
