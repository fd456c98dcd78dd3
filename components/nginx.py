"""The server: nginx, which serves the files of a volume."""

from typing import Final

import pulumi

from .container_args import ContainerArgs, HttpGetArgs, ResourcesArgs

DOCUMENT_ROOT: Final = "/usr/share/nginx/html"
"""The folder whose files the images of nginx serve."""

SCRATCH: Final = "/tmp"  # noqa: S108 (a path in the container)
"""The folder to which the unprivileged image writes what it must."""


def nginx(
    name: str,
    image: pulumi.Input[str],
    *,
    port: pulumi.Input[int] = 80,
    probes: bool = True,
    drain_seconds: int = 2,
    read_only_root: bool = True,
    resources: ResourcesArgs | None = None,
) -> ContainerArgs:
    """Return a container that serves `DOCUMENT_ROOT` over HTTP, on a port named http.

    Args:
        name: Name of the container.
        image: An image of nginx.
        port: Port that the image listens on: 80, or 8080 for `nginxinc/nginx-unprivileged`.
        probes: Whether it is asked for its page: no answer takes it out of its Services, and in the end
            restarts it. It needs no startup probe: nginx starts in no time, and the kubelet, which looks for
            that once a second, would keep it from its Services for one or two.
        drain_seconds: Seconds that it goes on as before when it is to end, until no Service sends it new
            requests; then it finishes those that it has (its images ask for SIGQUIT) and ends. kube-proxy
            leaves a second between two changes of its rules, so 1 is too few to lose none. 0 to end at once.
        read_only_root: Whether it gets scratch space at /tmp, where the unprivileged image writes what it
            must.
        resources: What it asks of its node, and what it may not exceed.
    """
    container: ContainerArgs = {
        "name": name,
        "image": image,
        "ports": [{"name": "http", "container_port": port}],
    }
    if probes:
        page: HttpGetArgs = {"path": "/"}
        container["readiness_probe"] = {"http_get": page, "period_seconds": 2}
        # Longer than it is out of its Services: a restart helps a server that hangs, and none that has no
        # page.
        container["liveness_probe"] = {"http_get": page, "failure_threshold": 6}
    if drain_seconds:
        container["lifecycle"] = {"pre_stop": {"sleep": {"seconds": drain_seconds}}}
    if read_only_root:
        container["volumes"] = [{"name": "tmp", "mount_path": SCRATCH, "empty_dir": {"size_limit": "16Mi"}}]
    if resources:
        container["resources"] = resources
    return container
