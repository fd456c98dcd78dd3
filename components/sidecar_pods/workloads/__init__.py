"""The components: workloads, the Service, the namespace, and the objects that come with a workload."""

from sidecar_pods.workloads.secured_namespace import SecuredNamespace
from sidecar_pods.workloads.sidecar_cron_job import SidecarCronJob
from sidecar_pods.workloads.sidecar_daemon_set import SidecarDaemonSet
from sidecar_pods.workloads.sidecar_deployment import SidecarDeployment
from sidecar_pods.workloads.sidecar_job import SidecarJob
from sidecar_pods.workloads.sidecar_pod import SidecarPod
from sidecar_pods.workloads.sidecar_service import SidecarService
from sidecar_pods.workloads.sidecar_stateful_set import SidecarStatefulSet

__all__ = [
    "SecuredNamespace",
    "SidecarCronJob",
    "SidecarDaemonSet",
    "SidecarDeployment",
    "SidecarJob",
    "SidecarPod",
    "SidecarService",
    "SidecarStatefulSet",
]
