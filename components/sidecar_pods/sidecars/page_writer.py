"""The writer for production: it keeps a page small, always complete, and nice to look at."""

from typing import Unpack

import pulumi

from sidecar_pods.arguments.helper_args import HelperArgs, PageWriterOptions
from sidecar_pods.arguments.images import DEBIAN
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.shell import exists, fresh, in_memory, script, shell_container
from sidecar_pods.sidecars.sidecar import Sidecar


def page_writer(
    name: str = "page-writer", image: pulumi.Input[str] = DEBIAN, **options: Unpack[PageWriterOptions]
) -> HelperArgs:
    """Return a page writer as data; `PageWriterArgs` describes it and its options."""
    return {"page_writer": {"name": name, "image": image, **options}}


def build_page_writer(
    name: str,
    image: pulumi.Input[str] = DEBIAN,
    *,
    server: str,
    served_at: str = DOCUMENT_ROOT,
    file: str = "index.html",
    lines: int = 60,
    interval_seconds: int = 1,
    refresh_seconds: int = 5,
    size_limit: str = "4Mi",
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> Sidecar:
    """Return the container and the volume that `PageWriterArgs` describe."""
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
