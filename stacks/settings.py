"""A stack's file, typed: what `Pulumi.yaml` declares and `Pulumi.<stack>.yaml` sets.

Every default is in `Pulumi.yaml`; Pulumi has filled them in when the program runs.
"""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pulumi
from pulumi.runtime.config import CONFIG

Quantities = dict[str, str]
Type = Any
"""The type of a setting: str, int, bool, a Literal or Quantities."""


class SettingsError(pulumi.RunError):
    """A stack file that is not as declared, said in one sentence: the file, the key, what was expected."""


@dataclass(frozen=True)
class Settings:
    """What differs between environments. A field is the key of the same name in camelCase; `Pulumi.yaml`
    describes it."""

    name: str
    """Name of the workload and of its Service."""
    namespace: str
    """Namespace they are in."""
    create_namespace: bool
    """Whether the stack makes that namespace, with the Pod Security level enforced, and owns it."""
    require_context: bool
    """Whether the stack refuses to run without `kubernetes:context`."""
    workload: Literal["Pod", "Deployment"]
    """What runs the Pod."""
    replicas: int
    """Number of Pods of a Deployment."""
    pod_security: Literal["privileged", "baseline", "restricted"]
    """Level of the Pod Security Standards that the Pod meets."""
    server_image: str
    """Image of nginx."""
    server_port: int
    """Port that this image listens on."""
    writer_image: str
    """Image with a shell, date and sleep."""
    writer_interval: int
    """Seconds between two lines of the page."""
    native_sidecar: bool
    """Whether the writer is a native sidecar, which the server waits for until the page has its first
    line."""
    probes: bool
    """Whether the server is probed, for readiness and liveness."""
    requests: Quantities
    """What each container asks of its node; empty for nothing."""
    limits: Quantities
    """What each container may use at most; empty for no limit."""
    volume_size_limit: str
    """How much the shared volume may hold; empty for no limit."""


def load() -> Settings:
    """Read the settings of the stack that is running.

    Raises:
        SettingsError: A key is unknown, missing or of another type, or the stack needs a context and names
            none.
    """
    file = f"stacks/Pulumi.{pulumi.get_stack()}.yaml"
    prefix = f"{pulumi.get_project()}:"
    given = {key.removeprefix(prefix): value for key, value in CONFIG.get().items() if key.startswith(prefix)}
    settings = parse(given, file)
    if settings.require_context and not CONFIG.get().get("kubernetes:context"):
        raise SettingsError(
            f"{file}: kubernetes:context is missing; expected the context of your kubeconfig to deploy to"
        )
    return settings


def parse(given: Mapping[str, str], file: str) -> Settings:
    """Turn a stack's keys into settings.

    Args:
        given: The keys, without the project's name, and their values as Pulumi hands them on: as text.
        file: The stack's file, for an error's sentence.

    Raises:
        SettingsError: A key is unknown or missing, or its value is not what it should be.
    """
    types = get_type_hints(Settings)
    keys = {_camel_case(field.name): field.name for field in fields(Settings)}
    for key in given:
        if key not in keys:
            raise SettingsError(f"{file}: {key} is not a key that exists; {_nearest(key, list(keys))}")
    values: dict[str, Any] = {}
    for key, field in keys.items():
        where = f"{file}: {key}"
        if key not in given:
            raise SettingsError(f"{where} is missing; expected it here, or a default in Pulumi.yaml")
        values[field] = _parse(given[key], types[field], where)
    return Settings(**values)


def _parse(text: str, expected: Type, where: str) -> str | int | bool | Quantities:
    if get_origin(expected) is Literal:
        words = get_args(expected)
        if text not in words:
            raise SettingsError(f'{where} is "{text}"; {_nearest(text, words)}')
        return text
    if expected is bool:
        if text not in ("true", "false"):
            raise SettingsError(f'{where} is "{text}"; expected true or false')
        return text == "true"
    if expected is int:
        if not re.fullmatch(r"-?\d{1,18}", text):
            raise SettingsError(f'{where} is "{text}"; expected a whole number')
        return int(text)
    return _quantities(text, where) if expected == Quantities else text


def _quantities(text: str, where: str) -> Quantities:
    """Read amounts as kubectl does: `cpu=20m,memory=32Mi`."""
    pairs = [pair.partition("=") for pair in text.split(",")] if text else []
    if not all(resource and amount for resource, _, amount in pairs):
        raise SettingsError(f'{where} is "{text}"; expected amounts such as cpu=20m,memory=32Mi')
    return {resource.strip(): amount.strip() for resource, _, amount in pairs}


def _nearest(written: str, valid: list[str] | tuple[str, ...]) -> str:
    matches = difflib.get_close_matches(written, valid, n=1)
    return f"expected one of {', '.join(valid)}" + (f"; did you mean {matches[0]}?" if matches else "")


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
