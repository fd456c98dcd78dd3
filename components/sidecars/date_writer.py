"""The container that writes the date: the second one of the classic two-container Pod."""

import shlex

import pulumi

from ..container_args import ContainerArgs, ResourcesArgs
from ..errors import WiringError


def date_writer(
    name: str,
    image: pulumi.Input[str],
    *,
    file: str = "/html/index.html",
    interval_seconds: int = 1,
    run_as_user: int | None = None,
    startup_probe: bool = False,
    resources: ResourcesArgs | None = None,
) -> ContainerArgs:
    """Return a container that adds a line with the date to a file, again and again.

    The file grows by 29 bytes a line, without bound, and the shell ignores SIGTERM: it ends when it is
    killed.

    Args:
        name: Name of the container.
        image: An image with a POSIX shell, `date` and `sleep`.
        file: The file, in a volume that this container writes.
        interval_seconds: Seconds between two lines.
        run_as_user: Number of the user it runs as, instead of the one its image names (root, in Debian's).
        startup_probe: Whether it has started only when the file has a line; as a native sidecar it then holds
            back the containers that serve the file until there is something to serve.
        resources: What it asks of its node, and what it may not exceed.

    Raises:
        WiringError: The interval is less than a second.
    """
    if interval_seconds < 1:
        raise WiringError(f"{name}: interval_seconds", f"is {interval_seconds}", "1 or more")
    quoted = shlex.quote(file)
    script = f"while true; do date >> {quoted}; sleep {interval_seconds}; done"
    container: ContainerArgs = {"name": name, "image": image, "command": ["/bin/sh", "-c"], "args": [script]}
    if run_as_user is not None:
        container["security_context"] = {"run_as_user": run_as_user}
    if startup_probe:
        container["startup_probe"] = {"exec_": {"command": ["test", "-s", file]}, "period_seconds": 1}
    if resources:
        container["resources"] = resources
    return container
