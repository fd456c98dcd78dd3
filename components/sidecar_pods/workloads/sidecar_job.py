"""A Pod of several containers that runs until its work is done."""

from typing import TYPE_CHECKING, cast

import pulumi

from sidecar_pods.arguments.later import known_or, mapped
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import Job
from sidecar_pods.kubernetes.options import A_DAY, READY, child_options
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import (
    Workload,
    describe,
    name_of,
    namespace_of,
)

if TYPE_CHECKING:
    from pulumi_kubernetes.batch.v1 import JobSpecArgsDict


class SidecarJob(pulumi.ComponentResource):
    """A Job whose Pod's containers share volumes, each stated once with its writers and readers.

    It is complete when the Pod's `containers` have succeeded. Kubernetes then ends its `sidecars`. A Job
    cannot be changed: any change replaces it, so it runs again.
    """

    name: pulumi.Output[str]
    """Name of the Job, known once it is complete."""
    namespace: pulumi.Output[str]
    """Namespace of the Job."""

    def __init__(self, name: str, args: SidecarJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create the Job.

        Args:
            name: Name of the component, and of the Job unless the template gives another.
            args: The template of the Pod, and the handling of failures.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarJob", name, {}, opts)
        where = Where(name)
        given = conform_args(args, SidecarJobArgs, where)
        workload = describe_job(name, given, where)
        self.job = Job(
            name,
            # A suspended Job never completes by itself.
            metadata=workload.metadata(given, where, held_back=mapped(given.get("suspend", False), bool)),
            spec=job_spec(given, workload),
            opts=child_options(
                self,
                companions(self, name, workload),
                done_within=_done_within(given.get("active_deadline_seconds", A_DAY)),
                grace_seconds=workload.grace_seconds,
            ),
        )
        self.name, self.namespace = name_of(self.job), namespace_of(self.job)
        self.register_outputs({"name": self.name, "namespace": self.namespace})


def describe_job(component: str, given: SidecarJobArgs, where: Where) -> Workload:
    """Return the parts of a Job that follow from its Pod; see `describe`."""
    template = given["template"]
    restart = given.get("restart_policy", template.get("restart_policy", "OnFailure"))
    to_the_end: SidecarJobArgs = {**given, "template": {**template, "restart_policy": restart}}
    return describe(component, to_the_end, where, restart_policies=("OnFailure", "Never"))


def job_spec(given: SidecarJobArgs, workload: Workload) -> "JobSpecArgsDict":
    """Return the spec of a Job.

    Args:
        given: The Job: arguments that conform to their TypedDict.
        workload: Its parts.
    """
    spec = {field: value for field, value in given.items() if field in fields_of("batch/v1:JobSpec")}
    return cast("JobSpecArgsDict", {**spec, "template": workload.template.manifest()})


def _done_within(deadline: pulumi.Input[int]) -> int:
    """Return the seconds that Pulumi waits for a Job: longer than its deadline, to see it fail or succeed."""
    return known_or(deadline, A_DAY) + READY
