"""A Pod of several containers that runs until its work is done, again and again."""

from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import SidecarCronJobArgs, SidecarJobArgs
from sidecar_pods.checks.conform import conform_args, conform_text
from sidecar_pods.checks.values import Complaint
from sidecar_pods.kubernetes.objects import CronJob
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.sidecar_job import describe_job, job_spec
from sidecar_pods.workloads.workload import Workload, name_of, namespace_of

if TYPE_CHECKING:
    from pulumi_kubernetes.batch.v1 import CronJobSpecArgsDict

_LONGEST_NAME: Final = 52


class SidecarCronJob(pulumi.ComponentResource):
    """A CronJob whose Jobs' containers share volumes, each stated once with its writers and readers.

    A changed template applies to the next Job; a running Job keeps its own. Pulumi does not wait for the
    Jobs.
    """

    name: pulumi.Output[str]
    """Name of the CronJob."""
    namespace: pulumi.Output[str]
    """Namespace of the CronJob and of its Jobs."""

    def __init__(
        self, name: str, args: SidecarCronJobArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the CronJob.

        Args:
            name: Name of the component, and of the CronJob unless the template gives another.
            args: The schedule, and the Job.
            opts: Options of the component.

        Raises:
            WiringError: The arguments contradict themselves or Kubernetes.
        """
        super().__init__("sidecar:index:SidecarCronJob", name, {}, opts)
        given = conform_args(args, SidecarCronJobArgs, Where(name))
        job = given["job_template"]
        workload = describe_job(name, job, Where(name, "job_template"))
        metadata = workload.metadata(given, Where(name))
        metadata["name"] = _short_name(name, job, workload)
        self.cron_job = CronJob(
            name,
            metadata=metadata,
            spec=cron_job_spec(given, workload),
            opts=child_options(self, companions(self, name, workload), grace_seconds=workload.grace_seconds),
        )
        self.name, self.namespace = name_of(self.cron_job), namespace_of(self.cron_job)
        self.register_outputs({"name": self.name, "namespace": self.namespace})


def _short_name(component: str, job: SidecarJobArgs, workload: Workload) -> pulumi.Input[str]:
    """Return the CronJob's name; Kubernetes adds eleven characters to it to name a Job."""
    stated = "name" in job["template"]
    place = Where(component, "job_template.template.name" if stated else "the component's name")
    return conform_text(workload.template.name, _fits, place)


def _fits(name: str) -> Complaint | None:
    if len(name) <= _LONGEST_NAME:
        return None
    return Complaint(f"is {len(name)} characters long", f"at most {_LONGEST_NAME}, to leave room for a time")


def cron_job_spec(given: SidecarCronJobArgs, workload: Workload) -> "CronJobSpecArgsDict":
    """Return the spec of a CronJob.

    Args:
        given: The CronJob: arguments that conform to their TypedDict.
        workload: The parts of its Job.
    """
    job = given["job_template"]
    metadata = workload.own_metadata(job)
    template = {**({"metadata": metadata} if metadata else {}), "spec": job_spec(job, workload)}
    spec = {field: value for field, value in given.items() if field in fields_of("batch/v1:CronJobSpec")}
    return cast("CronJobSpecArgsDict", {**spec, "job_template": template})
