"""The server: nginx, which serves the files of a volume."""

from collections.abc import Mapping
from typing import Final, Unpack

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.helper_args import NginxOptions
from sidecar_pods.arguments.images import NGINX
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.arguments.volume_args import PlaceArgs, VolumeArgs
from sidecar_pods.sidecars.sidecar import Sidecar

DOCUMENT_ROOT: Final = "/usr/share/nginx/html"
"""The folder whose files nginx's images serve."""

SCRATCH: Final = "/tmp"  # noqa: S108 (a path in the container)
"""The folder for the temporary files of the unprivileged image."""


def nginx(
    name: str,
    image: pulumi.Input[str],
    *,
    port: pulumi.Input[int] = 80,
    probes: bool = True,
    drain_seconds: int = 2,
    read_only_root: bool = True,
    files: Mapping[str, pulumi.Input[str]] | None = None,
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> ContainerArgs:
    """Return a container that serves `DOCUMENT_ROOT` over HTTP; `NginxArgs` describes its options.

    It has no startup probe: nginx starts within milliseconds, and the kubelet, which checks once a second,
    would delay its Services by one or two seconds. When it drains, nginx finishes its open requests (its
    images ask for SIGQUIT). kube-proxy waits a second between two changes of its rules, so a drain of 1
    loses a few requests.
    """
    container: ContainerArgs = {
        "name": name,
        "image": image,
        "ports": [{"name": "http", "container_port": port}],
    }
    if probes:
        container["readiness_probe"] = {"http_get": {"path": "/", "port": port}, "period_seconds": 2}
        # Wait longer than the readiness probe: a restart fixes a hung server, not a missing page.
        container["liveness_probe"] = {"http_get": {"path": "/", "port": port}, "failure_threshold": 6}
    if drain_seconds:
        container["lifecycle"] = {"pre_stop": {"sleep": {"seconds": drain_seconds}}}
    volumes: list[VolumeArgs] = []
    if read_only_root:
        volumes.append({"name": "tmp", "mount_path": SCRATCH, "empty_dir": {"size_limit": "16Mi"}})
    if files is not None:
        # One mount for each file, because a mounted folder would hide the image's own files.
        places: list[PlaceArgs] = [
            {"mount_path": f"/etc/nginx/conf.d/{file}", "sub_path": file} for file in sorted(files)
        ]
        volumes.append({"name": f"{name}-conf", "files": files, "places": places})
    if volumes:
        container["volumes"] = volumes
    if resources is not None:
        container["resources"] = resources
    return container


def build_nginx(
    name: str, image: pulumi.Input[str] | None = None, **options: Unpack[NginxOptions]
) -> Sidecar:
    """Return the container that `NginxArgs` describe."""
    if image is None:
        image, options = NGINX, {"port": 8080, **options}  # this image is unprivileged
    return Sidecar(nginx(name, image, **options), role="containers")
