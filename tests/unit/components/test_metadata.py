"""The further metadata of each object: finalizers, and all else that has no field of its own."""

from collections.abc import Callable

import pulumi
import pytest

from sidecar_pods import (
    SidecarCronJob,
    SidecarDaemonSet,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    SidecarService,
    SidecarStatefulSet,
    WiringError,
)
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from tests.foreign import Json
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import (
    CRON_JOB,
    DAEMON_SET,
    DEPLOYMENT,
    JOB,
    POD,
    SERVICE,
    STATEFUL_SET,
    run,
)


def _service(metadata: Json) -> object:
    return SidecarService("mc1", {"workload": SidecarPod("pod", classic()).endpoints, "metadata": metadata})


MAKE: dict[str, Callable[[Json], object]] = {
    POD: lambda metadata: SidecarPod("mc1", classic(metadata=metadata)),
    DEPLOYMENT: lambda metadata: SidecarDeployment("mc1", {"template": classic(), "metadata": metadata}),
    STATEFUL_SET: lambda metadata: SidecarStatefulSet("mc1", {"template": classic(), "metadata": metadata}),
    DAEMON_SET: lambda metadata: SidecarDaemonSet("mc1", {"template": classic(), "metadata": metadata}),
    JOB: lambda metadata: SidecarJob("mc1", {"template": classic(), "metadata": metadata}),
    CRON_JOB: lambda metadata: SidecarCronJob(
        "mc1", {"schedule": "@daily", "job_template": {"template": classic()}, "metadata": metadata}
    ),
    SERVICE: _service,
}
each_object = pytest.mark.parametrize("kind", MAKE)


@each_object
def test_each_object_has_the_finalizers_that_are_stated_for_it(kind: str) -> None:
    made = run(lambda: MAKE[kind]({"finalizers": ["a.com/b"]}))
    (found,) = (each for each in made.objects if (each.type, each.name) == (kind, "mc1"))
    metadata = found.inputs["metadata"]
    assert metadata["finalizers"] == ["a.com/b"]
    assert metadata["labels"]
    assert metadata["name"] == "mc1"


@each_object
@pytest.mark.parametrize("field", ["labels", "annotations"])
def test_a_field_that_has_a_place_of_its_own_is_refused(kind: str, field: str) -> None:
    with pytest.raises(WiringError) as refused:
        run(lambda: MAKE[kind]({field: {"a": "b"}}))
    assert str(refused.value) == f"mc1: metadata has {field}; expected {field} beside it"


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (POD, "beside metadata"),
        (DEPLOYMENT, "in the template"),
        (STATEFUL_SET, "in the template"),
        (DAEMON_SET, "in the template"),
        (JOB, "in the template"),
        (CRON_JOB, "in the template"),
        (SERVICE, "beside metadata, or in the workload"),
    ],
)
@pytest.mark.parametrize("field", ["name", "namespace"])
def test_another_name_is_refused(kind: str, place: str, field: str) -> None:
    with pytest.raises(WiringError) as refused:
        run(lambda: MAKE[kind]({field: "shop"}))
    assert str(refused.value) == f"mc1: metadata.{field} is stated; expected {field} {place}"


@each_object
@pytest.mark.parametrize(
    ("metadata", "problem"),
    [
        ("a.com/b", "mc1: metadata is a string; expected a map"),
        ({"finalizers": "a.com/b"}, "mc1: metadata.finalizers is a string; expected a list"),
        (
            {"finalizer": ["a.com/b"]},
            "mc1: metadata.finalizer is not a field that exists; expected one of annotations, "
            "creation_timestamp, deletion_grace_period_seconds, deletion_timestamp, finalizers, "
            "generate_name, generation, labels, managed_fields, name, namespace, owner_references, "
            "resource_version, self_link, uid; did you mean finalizers?",
        ),
    ],
    ids=["type", "type of a field", "name of a field"],
)
def test_metadata_is_checked_to_its_last_field(kind: str, metadata: Json, problem: str) -> None:
    with pytest.raises(WiringError) as refused:
        run(lambda: MAKE[kind](metadata))
    assert str(refused.value) == problem


@each_object
def test_metadata_that_is_known_later_is_refused(kind: str) -> None:
    with pytest.raises(WiringError, match="mc1: metadata is known only later; expected a plain value"):
        run(lambda: MAKE[kind](pulumi.Output.from_input({"finalizers": ["a.com/b"]})))


def test_a_template_that_exists_keeps_the_name_that_kubernetes_ignores() -> None:
    def program() -> None:
        template = classic(metadata={"name": "pod"})
        job: SidecarJobArgs = {"template": template, "metadata": {"name": "job"}}
        SidecarCronJob("mc1", {"schedule": "@daily", "job_template": job})

    spec = run(program).resource(CRON_JOB).inputs["spec"]
    assert spec["jobTemplate"]["metadata"]["name"] == "job"
    assert spec["jobTemplate"]["spec"]["template"]["metadata"]["name"] == "pod"
