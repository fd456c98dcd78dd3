"""Read the project and a stack's config from their files, as the Pulumi CLI does."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pod_deploy.refusal import BadInput, nearest
from pod_deploy.stack.manifests import Json
from pod_deploy.stack.yaml_file import kind_of, mapping, read_mapping

_PROJECT_FILE = "Pulumi.yaml"
_STACK_FILE_KEYS = ("config", "encryptionsalt", "encryptedkey", "environment", "secretsprovider")
_HIDDEN = "[secret]"


class SecureValue(NamedTuple):
    """A value of a stack file that only a Pulumi CLI can decrypt."""

    key: str
    """Its full key."""
    stated: Json
    """The value as the file states it: encrypted, or with encrypted values inside."""
    placeholder: str
    """A value of the same type, for a render that needs no secrets."""


@dataclass(frozen=True)
class StackConfig:
    """A stack of the project, and the config that its program sees."""

    folder: Path
    """The folder of Pulumi.yaml."""
    project: str
    """The project's name."""
    stack: str
    """The stack's name."""
    file: Path
    """The stack's file, relative to `folder`."""
    values: dict[str, str]
    """Config by full key (`project:key`, `kubernetes:context`). Each value is the text that Pulumi gives the
    program; a list or a mapping is JSON."""
    secure: tuple[SecureValue, ...] = ()
    """The values that only a Pulumi CLI can decrypt; they are not among `values`."""

    @property
    def encrypted(self) -> tuple[str, ...]:
        """Return the keys of the values that only a Pulumi CLI can decrypt."""
        return tuple(value.key for value in self.secure)

    def with_placeholders(self) -> StackConfig:
        """Return the config with a placeholder for each encrypted value."""
        placeholders = {value.key: value.placeholder for value in self.secure}
        return dataclasses.replace(self, values={**self.values, **placeholders}, secure=())

    @property
    def instance(self) -> str:
        """Return `<project>-<stack>`: the label on every object, and the field manager that applies them."""
        return f"{self.project}-{self.stack}"

    @property
    def state_folder(self) -> Path:
        """Return the folder of this checkout's own state; git ignores it."""
        return self.folder / ".state"

    def get(self, key: str) -> str | None:
        """Return the value of a full key such as `kubernetes:context`; None if it is absent or empty."""
        return self.values.get(key) or None


def find_project(start: Path) -> Path:
    """Return the nearest folder with a Pulumi.yaml: `start` or a folder above it.

    Raises:
        BadInput: There is none.
    """
    folders = (start, *start.parents)
    found = next((folder for folder in folders if (folder / _PROJECT_FILE).is_file()), None)
    if found is None:
        raise BadInput(f"There is no {_PROJECT_FILE} in {start} or above: name the project's folder (--cwd).")
    return found


def read_stack(stack: str, folder: Path) -> StackConfig:
    """Read the project and one of its stacks, and fill in the defaults of the project's schema.

    Args:
        stack: Name of the stack, as `dev`.
        folder: Where Pulumi.yaml is.

    Raises:
        BadInput: The stack does not exist, a file is malformed, or a value has the wrong type.
    """
    project_file = folder / _PROJECT_FILE
    if not project_file.is_file():
        raise BadInput(f"{project_file} does not exist: run this in the folder of the project.")
    project = read_mapping(project_file, "Pulumi.yaml")
    name = project.get("name")
    if not isinstance(name, str) or not name:
        raise BadInput('Pulumi.yaml has no "name".')
    schema = _schema(name, project.get("config"))
    file = _stack_file(stack, folder, project).relative_to(folder)
    stated = _stack_values(name, read_mapping(folder / file, str(file)), str(file))
    secure = {key: value for key, value in stated.items() if _is_secure(value)}
    own = {key: value for key, value in stated.items() if key not in secure}
    known = {key: declared for key, declared in schema.items() if key not in secure}
    hidden = tuple(
        SecureValue(key, value, _placeholder(schema.get(key), value)) for key, value in secure.items()
    )
    return StackConfig(folder, name, stack, file, _merge(known, own, str(file)), hidden)


def stack_names(folder: Path) -> list[str]:
    """Return the names of all stacks of a project, sorted.

    Raises:
        BadInput: Pulumi.yaml is malformed.
    """
    return sorted(_stack_files(folder, read_mapping(folder / _PROJECT_FILE, _PROJECT_FILE)))


def _stack_files(folder: Path, project: dict[str, Json]) -> dict[str, Path]:
    """Return the files of all stacks by the stacks' names."""
    files = _stack_folder(folder, project).glob("Pulumi.*.yaml")
    return {path.name.removeprefix("Pulumi.").removesuffix(".yaml"): path for path in files}


def _stack_folder(folder: Path, project: dict[str, Json]) -> Path:
    return folder / str(project.get("stackConfigDir") or "")


def _stack_file(stack: str, folder: Path, project: dict[str, Json]) -> Path:
    """Return the stack's file; for an unknown stack, raise BadInput with the names of all stacks."""
    files = _stack_files(folder, project)
    if not files:
        where = _stack_folder(folder, project)
        file = f"Pulumi.{stack}.yaml"
        raise BadInput(f'No stack "{stack}": there is no {file} in {where}; an empty file is enough.')
    if stack not in files:
        known = ", ".join(sorted(files))
        raise BadInput(f'No stack "{stack}".{nearest(stack, files)} Stacks: {known}.')
    return files[stack]


@dataclass(frozen=True)
class _ConfigKey:
    """A config key that Pulumi.yaml declares."""

    type: str
    """`string`, `integer`, `boolean`, `array` or `object`; empty if the key is not typed."""
    items: _ConfigKey | None
    """For an array, the declaration of its items."""
    fallback: Json
    """The default or fixed value; None if there is neither."""
    required: bool
    """Whether each stack must set it: the key is the project's own and has no fallback."""


def _schema(project: str, config: Json) -> dict[str, _ConfigKey]:
    """Return the config keys that Pulumi.yaml declares, by full key."""
    if config is None or isinstance(config, str):  # older projects name the folder of the stack files here
        return {}
    schema: dict[str, _ConfigKey] = {}
    for key, declared in mapping(config, "Pulumi.yaml: config").items():
        full_key, own = _full_key(project, key), not key.partition(":")[1] or key.startswith(f"{project}:")
        declared_key = _declaration(declared, f"Pulumi.yaml: config: {key}")
        schema[full_key] = dataclasses.replace(declared_key, required=own and declared_key.fallback is None)
        if declared_key.fallback is not None:
            _check(declared_key, declared_key.fallback, f"Pulumi.yaml: config: {key}: default")
    return schema


def _declaration(declared: Json, shown_as: str) -> _ConfigKey:
    """Return the declaration of one key under `config:` in Pulumi.yaml; a bare value is a default."""
    if not isinstance(declared, dict):
        return _ConfigKey(type="", items=None, fallback=declared, required=False)
    entry = mapping(declared, shown_as)
    types = ("string", "integer", "boolean", "array", "object")
    type_name = str(entry.get("type") or "")
    if type_name and type_name not in types:
        raise BadInput(
            f'{shown_as}: unknown type "{type_name}".{nearest(type_name, types)} Types: {", ".join(types)}.'
        )
    items = _declaration(entry["items"], f"{shown_as}: items") if "items" in entry else None
    return _ConfigKey(type_name, items, entry.get("value", entry.get("default")), required=False)


def _stack_values(project: str, content: dict[str, Json], shown_as: str) -> dict[str, Json]:
    """Return a stack file's config by full key."""
    for key in content:
        if key not in _STACK_FILE_KEYS:
            valid = ", ".join(_STACK_FILE_KEYS)
            raise BadInput(f'{shown_as}: unknown key "{key}".{nearest(key, _STACK_FILE_KEYS)} Keys: {valid}.')
    if content.get("environment"):
        raise BadInput(
            f"{shown_as}: environment: only Pulumi Cloud has environments, so this needs a Pulumi CLI."
        )
    if content.get("config") is None:
        return {}
    return {
        _full_key(project, key): v for key, v in mapping(content["config"], f"{shown_as}: config").items()
    }


def _full_key(project: str, key: str) -> str:
    """Return `project:key` for a bare key, as the CLI does."""
    return key if ":" in key else f"{project}:{key}"


def _merge(schema: dict[str, _ConfigKey], own: dict[str, Json], shown_as: str) -> dict[str, str]:
    """Return the stack's values over the project's, each checked against its type, as text."""
    values: dict[str, str] = {}
    for key, value in own.items():
        where = f"{shown_as}: config: {key}"
        if value is None:
            raise BadInput(f"{where} has no value; leave the key out, or give it one.")
        if key in schema:
            _check(schema[key], value, where)
        values[key] = _as_text(value)
    for key, declared in schema.items():
        if key not in values and declared.fallback is not None:
            values[key] = _as_text(declared.fallback)
        elif key not in values and declared.required:
            raise BadInput(f"{shown_as}: config: {key} is missing, and Pulumi.yaml gives it no default.")
    return values


def _is_secure(value: Json) -> bool:
    """Return whether the CLI encrypted a value, or a value inside it (`secure: v1:…`)."""
    match value:
        case dict():
            return _is_encrypted(value) or any(_is_secure(item) for item in value.values())
        case list():
            return any(_is_secure(item) for item in value)
        case _:
            return False


def _is_encrypted(value: Json) -> bool:
    return isinstance(value, dict) and set(value) == {"secure"}


def _placeholder(declared: _ConfigKey | None, value: Json) -> str:
    """Return a stand-in for a value with encrypted parts, of the type that Pulumi.yaml declares."""
    if isinstance(value, (dict, list)) and not _is_encrypted(value):
        return _as_text(_without_ciphertext(value))
    stand_ins = {"integer": "1", "boolean": "false", "array": "[]", "object": "{}"}
    return stand_ins.get(declared.type if declared else "", _HIDDEN)


def _without_ciphertext(value: Json) -> Json:
    match value:
        case dict():
            return (
                _HIDDEN
                if _is_encrypted(value)
                else {key: _without_ciphertext(item) for key, item in value.items()}
            )
        case list():
            return [_without_ciphertext(item) for item in value]
        case _:
            return value


def _check(declared: _ConfigKey, value: Json, where: str) -> None:
    """Refuse a value of another type than declared; as in the CLI, text of digits is an integer."""
    if declared.type and not _fits(declared.type, value):
        raise BadInput(f"{where} must be of type {declared.type}, not {kind_of(value)}.")
    if declared.type == "array" and declared.items is not None and isinstance(value, list):
        for place, item in enumerate(value):
            _check(declared.items, item, f"{where}[{place}]")


def _fits(type_name: str, value: Json) -> bool:
    """Return whether a value has one of the CLI's config types."""
    match type_name:
        case "integer":
            whole = isinstance(value, int) and not isinstance(value, bool)
            return (
                whole
                or _is_whole(value)
                or (isinstance(value, str) and bool(re.fullmatch(r"[-+]?\d+", value)))
            )
        case "boolean":
            return isinstance(value, bool) or value in ("true", "false")
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case _:
            return not isinstance(value, (list, dict))


def _is_whole(value: Json) -> bool:
    return isinstance(value, float) and math.isfinite(value) and value.is_integer()


def _as_text(value: Json) -> str:
    """Return a config value as Pulumi gives it to a program: text, or JSON for a list or a mapping."""
    match value:
        case bool():
            return str(value).lower()
        case list() | dict():
            return json.dumps(value, default=str)
        case float() if _is_whole(value):
            return str(int(value))
        case _:
            return str(value)
