"""A Pod of several containers that works until it is done."""

from typing import TYPE_CHECKING, Final, cast

import pulumi

from .args import SidecarJobArgs
from .companions import companions
from .conform import Declared, Given, conform
from .outputs import merge
from .workload import child_options, describe, known_or, name_of, namespace_of

if TYPE_CHECKING:
    from pulumi_kubernetes.batch.v1 import JobSpecArgsDict

A_DAY: Final = 24 * 60 * 60
"""How long Pulumi waits for a Job that may take as long as it likes, in seconds."""

AS_GIVEN: Final = ("backoff_limit", "active_deadline_seconds", "ttl_seconds_after_finished")
"""Fields of the arguments that are fields of the Job."""


class SidecarJob(pulumi.ComponentResource):
    """A Job whose Pod's containers share volumes, each stated once with who writes and who reads it.

    It is complete when the Pod's `containers` have ended well. Its `sidecars`, which would run for ever, are
    ended then. A Job cannot be changed: a changed one replaces it, and so runs again.
    """

    name: pulumi.Output[str]
    """Name of the Job, known once it is complete."""
    namespace: pulumi.Output[str]
    """Namespace of the Job."""

    def __init__(self, name: str, args: SidecarJobArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        """Create the Job.

        Args:
            name: Name of the component, and of the Job unless the template gives another.
            args: The template of the Pod, and what follows on a failure.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarJob", name, {}, opts)
        from pulumi_kubernetes.batch.v1 import Job

        given = conform(args, Declared(SidecarJobArgs), f"{name}:")
        workload = describe(name, given["template"], f"{name}: template")
        restart = {"restart_policy": given.get("restart_policy", "OnFailure")}
        spec = {
            "template": {**workload.template, "spec": merge(workload.spec, restart)},
            **{field: given[field] for field in AS_GIVEN if field in given},
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


def _done_within(deadline: Given) -> int:
    """Return how long Pulumi waits for a Job: a little longer than it may take, so as to hear of its end."""
    return known_or(deadline, A_DAY) + 5 * 60
