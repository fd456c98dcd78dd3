"""Pods of several containers that state each shared volume once, with its writers and readers."""

from typing import Final

from pulumi import ComponentResource

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.helper_args import HelperArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs, SharedVolumeArgs, VolumeArgs
from sidecar_pods.kubernetes.ownership import own_every_object
from sidecar_pods.package.stated import read_helpers
from sidecar_pods.pod.spread import SPREAD
from sidecar_pods.pod.template import pod_template
from sidecar_pods.sidecars import (
    DOCUMENT_ROOT,
    Sidecar,
    data_change_watcher,
    data_loader,
    date_writer,
    git_loader,
    log_watcher,
    nginx,
    nginx_exporter,
    page_writer,
    with_sidecars,
)
from sidecar_pods.workloads import (
    SecuredNamespace,
    SidecarCronJob,
    SidecarDaemonSet,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    SidecarService,
    SidecarStatefulSet,
)

COMPONENTS: Final[list[type[ComponentResource]]] = [
    SidecarPod,
    SidecarDeployment,
    SidecarStatefulSet,
    SidecarDaemonSet,
    SidecarJob,
    SidecarCronJob,
    SidecarService,
    SecuredNamespace,
]
"""The components that the package host serves to other languages."""

__all__ = [
    "COMPONENTS",
    "DOCUMENT_ROOT",
    "SPREAD",
    "ContainerArgs",
    "HelperArgs",
    "PlaceArgs",
    "PodTemplateArgs",
    "SecuredNamespace",
    "SharedVolumeArgs",
    "Sidecar",
    "SidecarCronJob",
    "SidecarDaemonSet",
    "SidecarDeployment",
    "SidecarJob",
    "SidecarPod",
    "SidecarService",
    "SidecarStatefulSet",
    "VolumeArgs",
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
    "read_helpers",
    "with_sidecars",
]
