"""Properties of every accepted Pod, and of all arguments that are no Pod."""

import posixpath
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sidecar_pods import PodTemplateArgs, WiringError, pod_template
from tests.foreign import Json, JsonObject

quick = settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])

NAMES = ["1st", "2nd", "web", "writer", "log-watcher", "x" * 63]


@st.composite
def pods(draw: st.DrawFn) -> PodTemplateArgs:
    """Draw a Pod whose containers share volumes at random, each at a path of its own."""
    containers = draw(st.lists(st.sampled_from(NAMES), min_size=2, max_size=5, unique=True))
    shared: list[JsonObject] = []
    for volume in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=4, unique=True)):
        order = draw(st.permutations(containers))
        writers = draw(st.integers(1, len(order) - 1))
        readers = draw(st.integers(writers + 1, len(order)))
        shared.append(
            {
                "name": volume,
                "written_by": dict.fromkeys(order[:writers], f"/{volume}/written"),
                "read_by": dict.fromkeys(order[writers:readers], f"/{volume}"),
            }
        )
    main = draw(st.integers(1, len(containers)))
    made = [{"name": name, "image": "debian"} for name in containers]
    return cast(
        "PodTemplateArgs", {"containers": made[:main], "sidecars": made[main:], "shared_volumes": shared}
    )


def spec_of(pod: PodTemplateArgs) -> JsonObject:
    """Return the spec of a Pod's template."""
    return cast("JsonObject", pod_template("mc1", pod, "shop-test"))["spec"]


def mounts_of(spec: JsonObject) -> dict[str, list[JsonObject]]:
    """Return the mounts of each container of a spec."""
    containers = [*spec["containers"], *spec.get("init_containers", [])]
    return {container["name"]: container.get("volume_mounts", []) for container in containers}


@quick
@given(pods())
def test_every_mount_names_a_volume_and_no_container_mounts_twice_at_a_path(pod: PodTemplateArgs) -> None:
    spec = spec_of(pod)
    declared = [volume["name"] for volume in spec["volumes"]]
    assert len(set(declared)) == len(declared)
    for mounts in mounts_of(spec).values():
        assert {mount["name"] for mount in mounts} <= set(declared)
        at = [posixpath.normpath(mount["mount_path"]) for mount in mounts]
        assert len(set(at)) == len(at)


@quick
@given(pods())
def test_writers_mount_writable_and_readers_read_only(pod: PodTemplateArgs) -> None:
    mounted = {
        (name, mount["name"], mount["mount_path"]): mount.get("read_only", False)
        for name, mounts in mounts_of(spec_of(pod)).items()
        for mount in mounts
    }
    stated = {
        (container, volume["name"], path): field == "read_by"
        for volume in cast("list[JsonObject]", pod.get("shared_volumes"))
        for field in ("written_by", "read_by")
        for container, path in volume[field].items()
    }
    assert mounted == stated


@quick
@given(pods(), st.data())
def test_a_misspelt_container_is_refused_with_the_right_name(
    pod: PodTemplateArgs, data: st.DataObject
) -> None:
    volume = data.draw(st.sampled_from(cast("list[JsonObject]", pod.get("shared_volumes"))))
    field = data.draw(st.sampled_from(["written_by", "read_by"]))
    right = data.draw(st.sampled_from(sorted(volume[field])))
    wrong = right + "-typo-of-" + right
    volume[field] = {**volume[field], wrong: "/somewhere"}
    with pytest.raises(WiringError, match=f'{field} names "{wrong}", which is no container of this Pod'):
        spec_of(pod)


words = st.sampled_from(["", "1st", "/html", "nginx:1", "a b", "name", "10Mi", "é\0", "x" * 70])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words | st.just(b"nginx"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(words | st.integers(), inner, max_size=3)
        | st.fixed_dictionaries({"name": inner, "image": inner}, optional={"ports": inner, "volumes": inner})
    ),
    max_leaves=12,
)
almost_pods = st.fixed_dictionaries(
    {"containers": anything},
    optional={
        "sidecars": anything,
        "init_containers": anything,
        "shared_volumes": anything
        | st.lists(st.fixed_dictionaries({"name": anything, "written_by": anything, "read_by": anything})),
        "pod_security": anything,
        "labels": anything,
        "namespace": anything,
        "topology_spread_constraints": anything,
    },
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything | almost_pods)
def test_any_argument_becomes_a_pod_or_one_sentence(args: Json) -> None:
    said = "mc1: ; expected "
    try:
        pod_template("mc1", args, "shop-test")
    except WiringError as refusal:
        said = str(refusal)
    assert said.startswith("mc1:")
    assert "; expected " in said
