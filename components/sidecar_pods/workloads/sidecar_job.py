"""A Pod of several containers that runs until its work is done."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.later import merge
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import SidecarJobArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.workload import child_options, describe, known_or, name_of, namespace_of

if TYPE_CHECKING:
    from pulumi_kubernetes.batch.v1 import JobSpecArgsDict

A_DAY: Final = 24 * 60 * 60
"""Seconds that Pulumi waits for a Job without a deadline."""

AS_GIVEN: Final = ("backoff_limit", "active_deadline_seconds", "ttl_seconds_after_finished")
"""Fields of the arguments that are fields of the Job."""


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
        from pulumi_kubernetes.batch.v1 import Job

        given = conform_args(args, SidecarJobArgs, Where(name))
        workload = describe(name, given["template"], Where(name, "template"))
        pod = cast("pulumi.Input[Mapping[str, object]]", workload.template.spec)
        restart = {"restart_policy": given.get("restart_policy", "OnFailure")}
        spec = {
            "template": {**workload.template.manifest(), "spec": merge(pod, restart)},
            **{field: value for field, value in given.items() if field in AS_GIVEN},
        }
        job = Job(
            name,
            metadata=workload.metadata,
            spec=cast("JobSpecArgsDict", spec),
            opts=child_options(
                self,
                companions(self, name, workload),
                done_within=_done_within(given.get("active_deadline_seconds", A_DAY)),
                grace_seconds=workload.grace_seconds,
            ),
        )
        self.name = name_of(job.metadata)
        self.namespace = namespace_of(job.metadata)
        self.register_outputs({"name": self.name, "namespace": self.namespace})


def _done_within(deadline: pulumi.Input[int]) -> int:
    """Return the seconds that Pulumi waits for a Job: longer than its deadline, to see it fail or succeed."""
    return known_or(deadline, A_DAY) + 5 * 60
