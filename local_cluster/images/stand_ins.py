"""Make stand-ins for public images, from the entries of `images.yaml`."""

import json
import platform
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import NotRequired, TypedDict

import yaml

from local_cluster.images.layers import Recipe, make_layer
from local_cluster.images.layout import (
    LAYER,
    Descriptor,
    ImageConfig,
    add_file,
    add_image,
    blob,
    images_home,
)
from local_cluster.places import cache_home
from local_cluster.work.atomic import remove_unfinished, write_file
from local_cluster.work.exclusive import held
from local_cluster.work.steps import Reporter

_ENTRIES = Path(__file__).parent / "images.yaml"
_PUBLIC_REGISTRY = "https://registry-1.docker.io/v2/"

Layer = TypedDict("Layer", {"from": str, "packages": list[str], "setup": str}, total=False)
"""What an entry of `images.yaml` says of its uppermost layer; the file's head describes the fields."""


class Entry(Layer):
    """An entry of `images.yaml`."""

    names: list[str]
    """The names of the image, with registry and tag."""
    config: NotRequired[ImageConfig]
    """How the image runs. Default: a shell's environment, no command."""


def registry_answers() -> bool:
    """Return whether the node can reach the public image registry: any answer will do, mostly it is a 401."""
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the node has no proxy either
    try:
        directly.open(_PUBLIC_REGISTRY, timeout=3).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def recipes(entries: Mapping[str, Layer], suite: str) -> dict[str, Recipe]:
    """Return the recipe of each entry's uppermost layer."""
    made: dict[str, Recipe] = {}
    for name, entry in entries.items():
        below = made[entry["from"]] if "from" in entry else Recipe(suite)
        packages, setup = tuple(entry.get("packages", ())), entry.get("setup", "")
        made[name] = Recipe(suite, packages, setup, below) if packages or setup else below
    return made


def ensure_stand_ins(reporter: Reporter) -> None:
    """Make the stand-ins' layers that are not in the cache; wait for another process that is making them."""
    wanted = _wanted()
    if all(_note_of(layer).exists() for recipe in wanted.values() for layer in recipe.chain):
        return
    with held(cache_home() / "images.lock", reporter):
        images_home().mkdir(exist_ok=True)
        remove_unfinished(images_home())
        for name, recipe in wanted.items():
            for layer in recipe.chain:
                _ensure_layer(layer, name, reporter)


def _wanted() -> dict[str, Recipe]:
    return recipes(_entries(), platform.freedesktop_os_release()["VERSION_CODENAME"])


def _entries() -> dict[str, Entry]:
    return yaml.safe_load(_ENTRIES.read_text())


def _note_of(recipe: Recipe) -> Path:
    """Return the file that keeps the descriptor of the recipe's layer once the layer is made."""
    return images_home() / "layers" / f"{recipe.key}.json"


def _ensure_layer(recipe: Recipe, title: str, reporter: Reporter) -> None:
    """Make the recipe's layer if it is not in the cache; the layers below it must be there."""
    if _note_of(recipe).exists():
        return
    archive = images_home() / f"{recipe.key}.tar"
    with reporter.step(f"Make the image {title} from Debian packages") as step:
        below = [blob(_read(layer)["digest"]) for layer in recipe.chain[:-1]]
        make_layer(recipe, below, archive, cache_home() / f"image-{title}.log", step.advance)
        write_file(_note_of(recipe), json.dumps(add_file(archive, LAYER)))


def _read(recipe: Recipe) -> Descriptor:
    return json.loads(_note_of(recipe).read_text())


def add_stand_ins() -> list[Descriptor]:
    """Add every stand-in to the layout; return their descriptors in the index."""
    entries = _entries()
    return [
        descriptor
        for name, recipe in _wanted().items()
        for descriptor in add_image(
            entries[name]["names"], [_read(layer) for layer in recipe.chain], entries[name].get("config", {})
        )
    ]
