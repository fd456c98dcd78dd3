"""The writer of the classic Pod: the second container of the textbook's manifest."""

import pulumi

from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.shell import at_least_one
from sidecar_pods.sidecars.sidecar import Sidecar


def date_writer(
    name: str,
    image: pulumi.Input[str],
    *,
    server: str,
    served_at: str = DOCUMENT_ROOT,
    interval_seconds: int = 1,
) -> Sidecar:
    """Return the container that adds a line with the date to the page at each interval, beside the server.

    The page grows by 29 bytes a line, without bound. The shell ignores SIGTERM, so the kubelet kills it half
    a minute later. The server has no page until the first line is written. `page_writer` has none of these
    defects.

    Args:
        name: Name of the container.
        image: An image with a POSIX shell, `date` and `sleep`.
        server: Name of the container that serves the page.
        served_at: Folder whose files the server serves.
        interval_seconds: Seconds between two lines.

    Raises:
        WiringError: The interval is less than a second.
    """
    at_least_one(name, interval_seconds=interval_seconds)
    script = f"while true; do date >> /html/index.html; sleep {interval_seconds}; done"
    return Sidecar(
        {"name": name, "image": image, "command": ["/bin/sh", "-c"], "args": [script]},
        role="containers",
        shared_volumes=[{"name": "html", "written_by": {name: "/html"}, "read_by": {server: served_at}}],
    )
