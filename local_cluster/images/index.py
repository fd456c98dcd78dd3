"""Write the index that the node's own registry serves: the Pods' sandbox, and stand-ins for public images."""

import io
import json
import tarfile
from pathlib import Path

from local_cluster.images.layout import LAYER, Descriptor, add_bytes, add_image
from local_cluster.images.stand_ins import add_stand_ins
from local_cluster.programs.build import programs
from local_cluster.work.atomic import write_file

PAUSE_IMAGE = "registry.k8s.io/pause:3.10.1"
"""The image of the first container of every Pod, its sandbox."""


def has_stand_ins(index: Path) -> bool | None:
    """Return whether an existing index has stand-ins; None if there is no index."""
    return len(json.loads(index.read_text())["manifests"]) > 1 if index.exists() else None


def write_index(index: Path, *, stand_ins: bool) -> None:
    """Write the index: the Pods' sandbox and, if wanted, every stand-in."""
    manifests = _add_pause() + (add_stand_ins() if stand_ins else [])
    write_file(index, json.dumps({"schemaVersion": 2, "manifests": manifests}))


def _add_pause() -> list[Descriptor]:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as layer:
        program = (programs() / "pause").read_bytes()
        member = tarfile.TarInfo("pause")
        member.size, member.mode = len(program), 0o755
        layer.addfile(member, io.BytesIO(program))
    return add_image(
        [PAUSE_IMAGE],
        [add_bytes(archive.getvalue(), LAYER)],
        {"Entrypoint": ["/pause"], "User": "65535:65535"},
    )
