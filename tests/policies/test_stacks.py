"""The wiring of the rendered objects of every stack. Each assertion is proved on broken objects."""

from collections.abc import Callable, Iterator

import pytest

from pod_wiring.judge import STRICT
from tests.foreign import Json, JsonObject
from tests.policies import injections, wiring
from tests.policies.objects import Mutant, Objects, Path, changed, pod_specs, shared_volumes
from tests.policies.programs import judged
from tests.unit.stacks.project import STACKS

Rendered = Callable[[str], Objects]


def nobody_writes(objects: Objects) -> Iterator[Mutant]:
    """Make every mount of each shared volume read-only."""
    for path, spec in pod_specs(objects):
        for volume, _ in shared_volumes(spec):
            yield changed(objects, path, injections.set_read_only(volume, True))


def nobody_reads(objects: Objects) -> Iterator[Mutant]:
    """Make every mount of each shared volume writable."""
    for path, spec in pod_specs(objects):
        for volume, _ in shared_volumes(spec):
            yield changed(objects, path, injections.set_read_only(volume, False))


def reader_looks_elsewhere(objects: Objects) -> Iterator[Mutant]:
    """Move the readers of each shared volume to another volume, then to another folder of the same volume."""
    for path, spec in pod_specs(objects):
        for _, mounts in shared_volumes(spec):
            readers = [where for where, mount in mounts if mount.get("readOnly")]
            yield changed(objects, path, _mount_another_volume(readers))
            for reader in readers:
                yield changed(objects, (*path, *reader), lambda mount: mount.update(subPath="elsewhere"))


def _mount_another_volume(readers: list[Path]) -> Callable[[JsonObject], None]:
    def change(spec: Json) -> None:
        spec["volumes"].append({"name": "elsewhere", "emptyDir": {}})
        for field, container, mounts, index in readers:
            spec[field][container][mounts][index]["name"] = "elsewhere"

    return change


BREAKS = [
    (wiring.each_mount_names_a_declared_volume, injections.names_no_volume),
    (wiring.each_shared_volume_has_a_writer_and_a_reader, nobody_writes),
    (wiring.each_shared_volume_has_a_writer_and_a_reader, nobody_reads),
    (wiring.writer_and_reader_mount_the_very_same_volume, reader_looks_elsewhere),
    (wiring.no_two_mounts_of_a_container_share_a_path, injections.shares_a_path),
    (wiring.the_service_selects_the_pods, injections.selects_no_pod),
    (wiring.the_service_targets_a_port_they_open, injections.targets_no_port),
    (wiring.the_service_targets_a_port_they_open, injections.targets_unstated_port),
]


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize("holds", dict(BREAKS), ids=lambda holds: holds.__name__)
def test_the_wiring_of_a_stack_holds(
    stack: str, holds: Callable[[Objects], None], rendered: Rendered
) -> None:
    holds(rendered(stack))


@pytest.mark.parametrize("stack", STACKS)
@pytest.mark.parametrize(("holds", "breaks"), BREAKS, ids=lambda each: each.__name__)
def test_each_assertion_fails_on_each_broken_program(
    stack: str,
    holds: Callable[[Objects], None],
    breaks: Callable[[Objects], Iterator[Mutant]],
    rendered: Rendered,
) -> None:
    mutants = list(breaks(rendered(stack)))
    assert mutants, "nothing was broken"
    assert [mutant.place for mutant in mutants if _passes(holds, mutant.objects)] == []


def _passes(holds: Callable[[Objects], None], objects: Objects) -> bool:
    try:
        holds(objects)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("stack", STACKS)
def test_the_strict_policies_find_nothing_in_a_stack(stack: str, rendered: Rendered) -> None:
    assert judged(rendered(stack), STRICT) == []
