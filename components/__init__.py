"""Pods of several containers, whose shared volumes are each stated once: who writes it, and who reads it."""

from typing import Final

from pulumi import ComponentResource

from .args import PodTemplateArgs, SharedVolumeArgs
from .container_args import ContainerArgs, ResourcesArgs
from .errors import WiringError
from .nginx import DOCUMENT_ROOT, nginx
from .pod_template import pod_template
from .secured_namespace import SecuredNamespace
from .sidecar_deployment import SidecarDeployment
from .sidecar_pod import SidecarPod
from .sidecar_service import SidecarService
from .sidecars import date_writer

COMPONENTS: Final[list[type[ComponentResource]]] = [
    SidecarPod,
    SidecarDeployment,
    SidecarService,
    SecuredNamespace,
]
"""The components that other languages get."""

__all__ = [
    "COMPONENTS",
    "DOCUMENT_ROOT",
    "ContainerArgs",
    "PodTemplateArgs",
    "ResourcesArgs",
    "SecuredNamespace",
    "SharedVolumeArgs",
    "SidecarDeployment",
    "SidecarPod",
    "SidecarService",
    "WiringError",
    "date_writer",
    "nginx",
    "pod_template",
]
