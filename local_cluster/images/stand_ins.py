"""The images that the node's own registry serves: the Pods' sandbox, and stand-ins for public ones."""

import json
import platform
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

import yaml

from local_cluster.images.layers import Recipe, make_layer
from local_cluster.images.layout import LAYER, Descriptor, add_file, add_image, blob, images_home
from local_cluster.places import cache_home
from local_cluster.work.atomic import remove_unfinished, write_file
from local_cluster.work.exclusive import held
from local_cluster.work.steps import Reporter

_RECIPES = Path(__file__).parent / "images.yaml"
_PUBLIC_REGISTRY = "https://registry-1.docker.io/v2/"


def registry_answers() -> bool:
    """Whether the node can reach the public image registry: any answer will do, most often it is a 401."""
    directly = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # as the node is told of no proxy
    try:
        directly.open(_PUBLIC_REGISTRY, timeout=3).close()
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


def _entries() -> dict[str, Any]:
    return yaml.safe_load(_RECIPES.read_text())


def _wanted() -> dict[str, Recipe]:
    return recipes(_entries(), platform.freedesktop_os_release()["VERSION_CODENAME"])


def _note_of(recipe: Recipe) -> Path:
    """Where the descriptor of the recipe's layer is kept once it has been made."""
    return images_home() / "layers" / f"{recipe.key}.json"


def _read(recipe: Recipe) -> Descriptor:
    return json.loads(_note_of(recipe).read_text())


def _ensure_layer(recipe: Recipe, title: str, reporter: Reporter) -> None:
    """Make the recipe's layer, whose lower layers there are, if it is not in the cache."""
    if _note_of(recipe).exists():
        return
    archive = images_home() / f"{recipe.key}.tar"
    with reporter.step(f"Make the image {title} from Debian packages") as step:
        below = [blob(_read(layer)["digest"]) for layer in recipe.chain[:-1]]
        make_layer(recipe, below, archive, cache_home() / f"image-{title}.log", step.advance)
        write_file(_note_of(recipe), json.dumps(add_file(archive, LAYER)))


def ensure_stand_ins(reporter: Reporter) -> None:
    """Make the stand-ins' layers that are not in the cache; another session that is at it is waited for."""
    wanted = _wanted()
    if all(_note_of(layer).exists() for recipe in wanted.values() for layer in recipe.chain):
        return
    with held(cache_home() / "images.lock", reporter):
        images_home().mkdir(exist_ok=True)
        remove_unfinished(images_home())
        for name, recipe in wanted.items():
            for layer in recipe.chain:
                _ensure_layer(layer, name, reporter)


def add_stand_ins() -> list[Descriptor]:
    """Add the image of every stand-in to the layout; return the lines of the index."""
    entries = _entries()
    return [
        line
        for name, recipe in _wanted().items()
        for line in add_image(
            entries[name]["names"], [_read(layer) for layer in recipe.chain], entries[name].get("config", {})
        )
    ]
