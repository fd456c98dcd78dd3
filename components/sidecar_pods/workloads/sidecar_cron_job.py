"""A Pod of several containers that runs until its work is done, again and again."""

from typing import TYPE_CHECKING, Final, cast

import pulumi

from sidecar_pods.arguments.conform import conform_args
from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import SidecarCronJobArgs
from sidecar_pods.kubernetes.objects import CronJob
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.workloads.companions import companions
from sidecar_pods.workloads.sidecar_job import describe_job
from sidecar_pods.workloads.workload import name_of, namespace_of, own_metadata

if TYPE_CHECKING:
    from pulumi_kubernetes.batch.v1 import CronJobSpecArgsDict

_LONGEST_NAME: Final = 52


class SidecarCronJob(pulumi.ComponentResource):
    """A CronJob whose Jobs' containers share volumes, each stated once with its writers and readers.

    A changed template is that of the next Job; a Job that runs goes on as it is. Pulumi waits for no Job.
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
        spec = {field: value for field, value in given.items() if field in fields_of("batch/v1:CronJobSpec")}
        spec["job_template"] = {"metadata": workload.own_metadata(job), "spec": job_spec(job, workload)}
        self.cron_job = CronJob(
            name,
            metadata={**workload.metadata(given), "name": ...},
            spec=cast("CronJobSpecArgsDict", spec),
            opts=child_options(self, companions(self, name, workload), grace_seconds=workload.grace_seconds),
        )
        self.name, self.namespace = name_of(self.cron_job), namespace_of(self.cron_job)
        self.register_outputs({"name": self.name, "namespace": self.namespace})
