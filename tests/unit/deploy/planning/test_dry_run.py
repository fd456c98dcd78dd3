"""The questions that a plan asks of each object."""

from __future__ import annotations

from collections.abc import Iterator

from pod_deploy.planning.dry_run import DryRun
from pod_deploy.stack.manifests import Manifest
from tests.unit.deploy.recorded import RecordedKubectl, pod

NAMESPACE: Manifest = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "prod"}}


class Program(list[Manifest]):
    """A program's objects, which count how often they are all read."""

    reads = 0

    def __iter__(self) -> Iterator[Manifest]:
        self.reads += 1
        return super().__iter__()


def test_program_is_searched_for_namespaces_once_however_many_objects_it_has() -> None:
    inside = [{**pod(), "metadata": {"name": f"mc{number}", "namespace": "prod"}} for number in range(9)]
    program = Program([NAMESPACE, *inside])
    dry_run = DryRun(RecordedKubectl(answers={}), program, {})
    assert all(dry_run.lacks_namespace(each) for each in inside)
    assert program.reads == 1
