"""The images that the node's own registry serves, as an OCI image layout in the cache."""

import hashlib
import io
import json
import os
import platform
import tarfile
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from local_cluster.atomic import write_file
from local_cluster.binaries import programs
from local_cluster.cluster import cache_home
from local_cluster.configuration import PAUSE_IMAGE
from local_cluster.layers import Recipe, make_layer
from local_cluster.lock import held
from local_cluster.progress import Reporter

RECIPES = Path(__file__).parent / "images.yaml"
_PUBLIC_REGISTRY = "https://registry-1.docker.io/v2/"
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
_MEDIA = "application/vnd.oci.image"
_PATH = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def images_home() -> Path:
    """The cache of layers, manifests and configurations."""
    return cache_home() / "images"


def blobs() -> Path:
    """The folder of the layout's blobs."""
    return images_home() / "blobs"


def registry_answers() -> bool:
    """Whether the public image registry can be reached: any answer will do, most often it is a 401."""
    try:
        urllib.request.urlopen(_PUBLIC_REGISTRY, timeout=3).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def recipes(entries: dict[str, Any], suite: str) -> dict[str, Recipe]:
    """The recipe of each entry's uppermost layer."""
    made: dict[str, Recipe] = {}
    for name, entry in entries.items():
        below = made[entry["from"]] if "from" in entry else Recipe(suite)
        packages, setup = tuple(entry.get("packages", ())), entry.get("setup", "")
        made[name] = Recipe(suite, packages, setup, below) if packages or setup else below
    return made


def _host_suite() -> str:
    return platform.freedesktop_os_release()["VERSION_CODENAME"]


def _digest_of(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _blob(digest: str) -> Path:
    return blobs() / "sha256" / digest.removeprefix("sha256:")


def _add_bytes(content: bytes, media: str) -> dict[str, Any]:
    """Add a blob to the layout and return its descriptor."""
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if not _blob(digest).exists():
        _blob(digest).parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=images_home())
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(name).replace(_blob(digest))
    return {"mediaType": f"{_MEDIA}.{media}", "digest": digest, "size": len(content)}


def _chain(recipe: Recipe) -> list[Recipe]:
    """The recipe's layers from the lowest up."""
    return [*(_chain(recipe.below) if recipe.below else []), recipe]


def _note_of(recipe: Recipe) -> Path:
    return images_home() / "layers" / f"{recipe.key}.json"


def _ensure_layer(
    recipe: Recipe, below: list[dict[str, Any]], title: str, reporter: Reporter
) -> dict[str, Any]:
    """The descriptor of the recipe's layer, which is made if it is not in the cache."""
    note = _note_of(recipe)
    if note.exists():
        return json.loads(note.read_text())
    _blob("").mkdir(parents=True, exist_ok=True)
    archive = images_home() / f"{recipe.key}.tar"
    with reporter.step(f"Make the image {title} from Debian packages"):
        layers = tuple(_blob(each["digest"]) for each in below)
        make_layer(recipe, layers, archive, cache_home() / f"image-{title}.log")
    digest = f"sha256:{_digest_of(archive)}"
    descriptor = {"mediaType": f"{_MEDIA}.layer.v1.tar", "digest": digest, "size": archive.stat().st_size}
    archive.replace(_blob(digest))
    write_file(note, json.dumps(descriptor))
    return descriptor


def _add_image(
    names: list[str], layers: list[dict[str, Any]], config: dict[str, Any]
) -> list[dict[str, Any]]:
    """Add an image of these layers and return one descriptor for each of its names."""
    machine = platform.machine()
    content = {
        "architecture": _ARCHITECTURES.get(machine, machine),
        "os": "linux",
        "config": {"Env": [_PATH], **config},
        "rootfs": {"type": "layers", "diff_ids": [layer["digest"] for layer in layers]},
    }
    manifest = {
        "schemaVersion": 2,
        "mediaType": f"{_MEDIA}.manifest.v1+json",
        "config": _add_bytes(json.dumps(content).encode(), "config.v1+json"),
        "layers": layers,
    }
    described = _add_bytes(json.dumps(manifest).encode(), "manifest.v1+json")
    return [{**described, "annotations": {"org.opencontainers.image.ref.name": name}} for name in names]


def _pause_image() -> list[dict[str, Any]]:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as layer:
        program = (programs() / "pause").read_bytes()
        member = tarfile.TarInfo("pause")
        member.size, member.mode = len(program), 0o755
        layer.addfile(member, io.BytesIO(program))
    config = {"Entrypoint": ["/pause"], "User": "65535:65535"}
    return _add_image([PAUSE_IMAGE], [_add_bytes(archive.getvalue(), "layer.v1.tar")], config)


def ensure_layers(reporter: Reporter) -> None:
    """Make the layers of the stand-ins that are not in the cache; another session at it is waited for."""
    entries = yaml.safe_load(RECIPES.read_text())
    wanted = recipes(entries, _host_suite())
    if all(_note_of(layer).exists() for recipe in wanted.values() for layer in _chain(recipe)):
        return
    with held(cache_home() / "images.lock", reporter):
        for name, recipe in wanted.items():
            below: list[dict[str, Any]] = []
            for layer in _chain(recipe):
                below.append(_ensure_layer(layer, below, name, reporter))


def write_index(path: Path, *, stand_ins: bool) -> None:
    """Write the index that the registry serves: the Pods' sandbox and, if asked for, every stand-in."""
    manifests = _pause_image()
    if stand_ins:
        entries = yaml.safe_load(RECIPES.read_text())
        for name, recipe in recipes(entries, _host_suite()).items():
            layers = [json.loads(_note_of(layer).read_text()) for layer in _chain(recipe)]
            manifests += _add_image(entries[name]["names"], layers, entries[name].get("config", {}))
    write_file(path, json.dumps({"schemaVersion": 2, "manifests": manifests}))
