"""The writer for production: a page that stays small, is always whole, and is nice to look at."""

import pulumi

from ..container_args import ResourcesArgs
from ..nginx import DOCUMENT_ROOT
from .shell import at_least_one, exists, fresh, script, shell_container
from .sidecar import Sidecar


def page_writer(
    name: str,
    image: pulumi.Input[str],
    *,
    server: str,
    served_at: str = DOCUMENT_ROOT,
    file: str = "index.html",
    lines: int = 60,
    interval_seconds: int = 1,
    refresh_seconds: int = 5,
    size_limit: str = "4Mi",
    resources: ResourcesArgs | None = None,
) -> Sidecar:
    """Return a sidecar that adds a line with the date to an HTML page, and keeps the last ones.

    Each page replaces the one before by a rename: no reader sees half of one, and a writer that was killed at
    any moment goes on from the last. It ends at once when it is told to. The server starts when the page is
    there. One that has written no page for about 40 seconds, as where its volume is full, is restarted.

    Args:
        name: Name of the container.
        image: Debian, or any image with a POSIX shell, date, sed and stat.
        server: Name of the container that serves the page.
        served_at: Folder whose files the server serves.
        file: Name of the page.
        lines: Number of lines that the page keeps.
        interval_seconds: Seconds between two lines.
        refresh_seconds: Seconds after which a browser asks for the page again.
        size_limit: How much the volume of the page may hold, in memory; a page of 60 lines takes 7 KiB.
        resources: What it asks of its node, and what it may not exceed.

    Raises:
        WiringError: A number is less than 1.
    """
    at_least_one(name, lines=lines, interval_seconds=interval_seconds, refresh_seconds=refresh_seconds)
    page = f"/html/{file}"
    container = shell_container(
        name,
        image,
        script("page_writer.sh"),
        settings={
            "FILE": page,
            "KEEP": str(lines),
            "INTERVAL": str(interval_seconds),
            "REFRESH": str(refresh_seconds),
        },
        resources=resources,
    )
    container["startup_probe"] = exists(page)
    container["liveness_probe"] = fresh(page, 10 + 3 * interval_seconds)
    return Sidecar(
        container,
        shared_volumes=[
            {
                "name": "html",
                "written_by": {name: "/html"},
                "read_by": {server: served_at},
                # In memory a volume that is full refuses to be written; on disk the Pod would be evicted.
                "empty_dir": {"medium": "Memory", "size_limit": size_limit},
            }
        ],
    )
