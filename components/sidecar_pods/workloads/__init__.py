"""The components: workloads, the Service, the namespace, and the objects that come with a workload."""

from .ownership import own_every_object
from .secured_namespace import SecuredNamespace
from .sidecar_daemon_set import SidecarDaemonSet
from .sidecar_deployment import SidecarDeployment
from .sidecar_job import SidecarJob
from .sidecar_pod import SidecarPod
from .sidecar_service import SidecarService

__all__ = [
    "SecuredNamespace",
    "SidecarDaemonSet",
    "SidecarDeployment",
    "SidecarJob",
    "SidecarPod",
    "SidecarService",
    "own_every_object",
]
