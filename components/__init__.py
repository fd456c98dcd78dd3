"""Pods of several containers, whose shared volumes are each stated once: who writes it, and who reads it."""

from typing import Final

from pulumi import ComponentResource

from .args import PodTemplateArgs, SharedVolumeArgs
from .container_args import ContainerArgs, ResourcesArgs
from .errors import WiringError
from .nginx import DOCUMENT_ROOT, nginx
from .ownership import own_every_object
from .pod_template import pod_template
from .secured_namespace import SecuredNamespace
from .sidecar_daemon_set import SidecarDaemonSet
from .sidecar_deployment import SidecarDeployment
from .sidecar_job import SidecarJob
from .sidecar_pod import SidecarPod
from .sidecar_service import SidecarService
from .sidecars import (
    Sidecar,
    data_change_watcher,
    data_loader,
    date_writer,
    git_loader,
    log_watcher,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from .spread import SPREAD

COMPONENTS: Final[list[type[ComponentResource]]] = [
    SidecarPod,
    SidecarDeployment,
    SidecarDaemonSet,
    SidecarJob,
    SidecarService,
    SecuredNamespace,
]
"""The components that other languages get."""

__all__ = [
    "COMPONENTS",
    "DOCUMENT_ROOT",
    "SPREAD",
    "ContainerArgs",
    "PodTemplateArgs",
    "ResourcesArgs",
    "SecuredNamespace",
    "SharedVolumeArgs",
    "Sidecar",
    "SidecarDaemonSet",
    "SidecarDeployment",
    "SidecarJob",
    "SidecarPod",
    "SidecarService",
    "WiringError",
    "data_change_watcher",
    "data_loader",
    "date_writer",
    "git_loader",
    "log_watcher",
    "nginx",
    "nginx_exporter",
    "own_every_object",
    "page_writer",
    "pod_template",
    "with_sidecars",
]
