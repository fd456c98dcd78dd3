"""The components: workloads, the Service, the namespace, and the objects that come with a workload."""

from sidecar_pods.workloads.ownership import own_every_object
from sidecar_pods.workloads.secured_namespace import SecuredNamespace
from sidecar_pods.workloads.sidecar_daemon_set import SidecarDaemonSet
from sidecar_pods.workloads.sidecar_deployment import SidecarDeployment
from sidecar_pods.workloads.sidecar_job import SidecarJob
from sidecar_pods.workloads.sidecar_pod import SidecarPod
from sidecar_pods.workloads.sidecar_service import SidecarService

__all__ = [
    "SecuredNamespace",
    "SidecarDaemonSet",
    "SidecarDeployment",
    "SidecarJob",
    "SidecarPod",
    "SidecarService",
    "own_every_object",
]
