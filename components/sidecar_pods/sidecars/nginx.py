"""The server: nginx, which serves the files of a volume."""

from typing import Final

import pulumi

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.referenced import ResourceRequirements

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
    resources: ResourceRequirements | None = None,
) -> ContainerArgs:
    """Return a container that serves `DOCUMENT_ROOT` over HTTP, on a port named http.

    Args:
        name: Name of the container.
        image: An image of nginx.
        port: Port that the image listens on: 80, or 8080 for `nginxinc/nginx-unprivileged`.
        probes: Whether it has readiness and liveness probes, which request its page. A failing probe removes
            it from its Services, and eventually restarts it. It has no startup probe: nginx starts within
            milliseconds, and the kubelet, which checks once a second, would delay its Services by one or two
            seconds.
        drain_seconds: Seconds that it keeps serving after termination begins, until no Service sends it new
            requests. Then it finishes its open requests (its images ask for SIGQUIT) and ends. kube-proxy
            waits a second between two changes of its rules, so 1 loses a few requests. 0 to stop at once.
        read_only_root: Whether it gets scratch space at /tmp, for the temporary files of the unprivileged
            image.
        resources: Resources that it requests, and their limits.
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
    if read_only_root:
        container["volumes"] = [{"name": "tmp", "mount_path": SCRATCH, "empty_dir": {"size_limit": "16Mi"}}]
    if resources:
        container["resources"] = resources
    return container
