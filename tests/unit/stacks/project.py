"""The project's own files, as Pulumi reads them."""

import json
from pathlib import Path
from typing import cast

import yaml

from tests.foreign import JsonObject

FOLDER = Path(__file__).parents[3]
PROJECT: JsonObject = yaml.safe_load((FOLDER / "Pulumi.yaml").read_text())
DEFAULTS: JsonObject = {
    key: cast("JsonObject", value)["default"] if isinstance(value, dict) else value
    for key, value in PROJECT["config"].items()
}
STACKS = sorted(
    file.name.split(".")[1] for file in (FOLDER / PROJECT["stackConfigDir"]).glob("Pulumi.*.yaml")
)
"""Every stack that exists, so that tests cover a new one too."""


def stack_file(stack: str) -> JsonObject:
    """Return the config of a stack's file."""
    return yaml.safe_load((FOLDER / PROJECT["stackConfigDir"] / f"Pulumi.{stack}.yaml").read_text())["config"]


def text(value: object) -> str:
    """Return a value as Pulumi passes it to the program."""
    if isinstance(value, list | dict):
        return json.dumps(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def config(stack: str, **changes: object) -> dict[str, str]:
    """Return a stack's config as the program sees it: defaults, the stack's file over them, then changes."""
    merged: dict[str, object] = {**DEFAULTS, **stack_file(stack), **changes}
    return {key if ":" in key else f"{PROJECT['name']}:{key}": text(value) for key, value in merged.items()}
