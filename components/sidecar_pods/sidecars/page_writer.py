"""The writer for production: it keeps a page small, always complete, and nice to look at."""

import pulumi

from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.shell import at_least_one, exists, fresh, in_memory, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar


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
    resources: ResourceRequirements | None = None,
) -> Sidecar:
    """Return a sidecar that adds a line with the date to an HTML page, and keeps the last ones.

    A rename replaces the page, so no reader sees half a page, and a writer that was killed continues from the
    last one. It ends at once on SIGTERM. The server starts when the page exists. The kubelet restarts a
    writer that has written no page for about 40 seconds, for example because its volume is full.

    Args:
        name: Name of the container.
        image: Debian, or any image with a POSIX shell, date, sed and stat.
        server: Name of the container that serves the page.
        served_at: Folder whose files the server serves.
        file: Name of the page.
        lines: Number of lines that the page keeps.
        interval_seconds: Seconds between two lines.
        refresh_seconds: Seconds after which a browser requests the page again.
        size_limit: Greatest size of the page's volume, in memory; a page of 60 lines takes 7 KiB.
        resources: Resources that it requests, and their limits.

    Raises:
        WiringError: A number is less than 1.
    """
    at_least_one(name, lines=lines, interval_seconds=interval_seconds, refresh_seconds=refresh_seconds)
    page = f"/html/{file}"
    settings = {
        "FILE": page,
        "KEEP": str(lines),
        "INTERVAL": str(interval_seconds),
        "REFRESH": str(refresh_seconds),
    }
    container = shell_container(name, image, script("page_writer.sh"), settings=settings, resources=resources)
    container["startup_probe"] = exists(page)
    container["liveness_probe"] = fresh(page, 10 + 3 * interval_seconds)
    return Sidecar(
        container,
        shared_volumes=[
            {
                "name": "html",
                "written_by": {name: "/html"},
                "read_by": {server: served_at},
                "empty_dir": in_memory(size_limit),
            }
        ],
    )
