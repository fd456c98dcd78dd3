"""The OCI image layout in the cache: the blobs that the node's own registry serves.

See https://github.com/opencontainers/image-spec/blob/main/image-layout.md
"""

import hashlib
import json
import os
import platform
import tempfile
from pathlib import Path
from typing import NotRequired, TypedDict

from local_cluster.places import cache_home

_MEDIA = "application/vnd.oci.image"
LAYER = "layer.v1.tar"
"""The kind of a blob that is an uncompressed layer."""
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


class Descriptor(TypedDict):
    """A blob, in the words of the OCI image specification."""

    mediaType: str
    """What kind of blob it is."""
    digest: str
    """The hash of its content, as `sha256:…`."""
    size: int
    """Its length in bytes."""
    annotations: NotRequired[dict[str, str]]
    """In an index: the image's name. Default: none."""


class ImageConfig(TypedDict, total=False):
    """How an image runs, in the words of the OCI image specification; all of it is optional."""

    Cmd: list[str]
    """The default arguments."""
    Entrypoint: list[str]
    """The command that gets the arguments."""
    Env: list[str]
    """Environment variables, as NAME=value."""
    ExposedPorts: dict[str, dict[str, str]]
    """The ports that the command opens, as keys."""
    StopSignal: str
    """The signal that ends the command."""
    User: str
    """The user and group that the command runs as."""
    WorkingDir: str
    """The folder that the command starts in."""


def images_home() -> Path:
    """Return the cache of all that images are made of."""
    return cache_home() / "images"


def blobs() -> Path:
    """Return the folder of the layout's blobs."""
    return images_home() / "blobs"


def blob(digest: str) -> Path:
    """Return the file of one blob."""
    return blobs() / "sha256" / digest.removeprefix("sha256:")


def add_file(file: Path, kind: str) -> Descriptor:
    """Move a file into the layout and return its descriptor."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    descriptor = _describe(kind, digest, file.stat().st_size)
    blob(digest).parent.mkdir(parents=True, exist_ok=True)
    file.replace(blob(digest))
    return descriptor


def _describe(kind: str, digest: str, size: int) -> Descriptor:
    return {"mediaType": f"{_MEDIA}.{kind}", "digest": f"sha256:{digest}", "size": size}


def add_bytes(content: bytes, kind: str) -> Descriptor:
    """Add a blob to the layout, unless it is there, and return its descriptor."""
    digest = hashlib.sha256(content).hexdigest()
    if blob(digest).exists():
        return _describe(kind, digest, len(content))
    images_home().mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=images_home())
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    return add_file(Path(name), kind)


def add_image(names: list[str], layers: list[Descriptor], config: ImageConfig) -> list[Descriptor]:
    """Add an image of uncompressed layers; return its descriptor in the index, once for each name."""
    machine = platform.machine()
    content = {
        "architecture": _ARCHITECTURES.get(machine, machine),
        "os": "linux",
        "config": {**config, "Env": [_PATH, *config.get("Env", ())]},
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_MEDIA}.manifest.v1+json",
        "config": add_bytes(json.dumps(content).encode(), "config.v1+json"),
        "layers": layers,
    }
    described = add_bytes(json.dumps(manifest).encode(), "manifest.v1+json")
    return [{**described, "annotations": {"org.opencontainers.image.ref.name": name}} for name in names]
