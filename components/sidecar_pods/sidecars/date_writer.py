"""The writer of the classic Pod: the second container of the textbook's manifest."""

from typing import Unpack

import pulumi

from sidecar_pods.arguments.helper_args import DateWriterOptions, HelperArgs
from sidecar_pods.arguments.images import DEBIAN
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT
from sidecar_pods.sidecars.sidecar import Sidecar


def date_writer(
    name: str = "date-writer", image: pulumi.Input[str] = DEBIAN, **options: Unpack[DateWriterOptions]
) -> HelperArgs:
    """Return a date writer as data; `DateWriterArgs` describes it and its options."""
    return {"date_writer": {"name": name, "image": image, **options}}


def build_date_writer(
    name: str,
    image: pulumi.Input[str] = DEBIAN,
    *,
    server: str,
    served_at: str = DOCUMENT_ROOT,
    interval_seconds: int = 1,
) -> Sidecar:
    """Return the container and the volume that `DateWriterArgs` describe."""
    script = f"while true; do date >> /html/index.html; sleep {interval_seconds}; done"
    return Sidecar(
        {"name": name, "image": image, "command": ["/bin/sh", "-c"], "args": [script]},
        role="containers",
        shared_volumes=[{"name": "html", "written_by": {name: "/html"}, "read_by": {server: served_at}}],
    )
