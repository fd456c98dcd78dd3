"""A stack's file, typed: what `Pulumi.yaml` declares and `Pulumi.<stack>.yaml` sets.

Every default is in `Pulumi.yaml`; Pulumi has filled them in when the program runs.
"""

import difflib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin, get_type_hints

import pulumi
from pulumi.runtime import is_config_secret
from pulumi.runtime.config import CONFIG

Quantities = dict[str, str]
"""Amounts of resources, such as `{"cpu": "20m"}`."""
Type = Any
"""The type of a setting: str, int, bool, a Literal or Quantities; a number's may have a `Range`."""


class SettingsError(pulumi.RunError):
    """A stack's file that is not as declared, said in one sentence: the file, the key, what was expected."""


class Range(NamedTuple):
    """The numbers that a setting may have, where a component that refused it would name another field."""

    lowest: int
    """The first of them."""
    highest: int | None = None
    """The last of them; None for no last."""

    def __str__(self) -> str:
        """Say what is expected."""
        if self.highest is None:
            return f"{self.lowest} or more"
        return f"a number from {self.lowest} to {self.highest}"


@dataclass(frozen=True)
class Settings:
    """What differs between environments. A field is the key of the same name, in camelCase there."""

    name: str
    """Name of the workload and of its Service."""
    create_namespace: bool
    """Whether the stack makes `kubernetes:namespace`, with the Pod Security level enforced, and owns it."""
    require_context: bool
    """Whether the stack refuses to run without `kubernetes:context`."""
    workload: Literal["Pod", "Deployment"]
    """What runs the Pod."""
    replicas: int
    """Number of Pods of a Deployment; with `max_replicas` the fewest."""
    max_replicas: int
    """Number of Pods up to which an autoscaler may go; 0 for no autoscaler."""
    pod_disruption_budget: bool
    """Whether a drained node takes no more than one Pod of a Deployment at a time."""
    network_policy: bool
    """Whether connections are admitted to the ports that the Pods open, and to no others."""
    pod_security: Literal["privileged", "baseline", "restricted"]
    """Level of the Pod Security Standards that the Pod meets."""
    server_image: str
    """Image of nginx."""
    server_port: Annotated[int, Range(1, 65535)]
    """Port that this image listens on."""
    writer_image: str
    """Image with a shell and Debian's tools, for the writer and the log watcher."""
    writer_interval: Annotated[int, Range(1)]
    """Seconds between two lines of the page."""
    page_lines: Annotated[int, Range(0)]
    """Number of lines that the page keeps; 0 for the classic writer, whose page grows without bound."""
    log_watcher: bool
    """Whether a sidecar prints the server's access log as JSON lines."""
    metrics: bool
    """Whether a sidecar serves the server's counters to Prometheus."""
    exporter_image: str
    """Image of nginx-prometheus-exporter."""
    probes: bool
    """Whether the server is probed: whether it is ready, is alive."""
    drain_seconds: Annotated[int, Range(0, 30)]
    """Seconds for which the server goes on when it is to end, until no new requests come; 0 to end at once.
    After 30 Kubernetes would kill it."""
    requests: Quantities
    """What the server asks of its node; empty for nothing."""
    limits: Quantities
    """What the server may use at most; empty for no limit."""


def load() -> Settings:
    """Read the settings of the stack that is running.

    Raises:
        SettingsError: A key is unknown, missing or of another type; or a context is needed and missing, or
            the name of the namespace to make.
    """
    file = f"stacks/Pulumi.{pulumi.get_stack()}.yaml"
    prefix = f"{pulumi.get_project()}:"
    config: Mapping[str, str] = CONFIG.get()
    given = {key.removeprefix(prefix): value for key, value in config.items() if key.startswith(prefix)}
    secrets = {key for key in given if is_config_secret(prefix + key)}
    settings = parse(given, file, secrets)
    if settings.require_context and not config.get("kubernetes:context"):
        raise SettingsError(
            f"{file}: kubernetes:context is missing; expected the context of your kubeconfig to deploy to"
        )
    if settings.create_namespace and config.get("kubernetes:namespace") in (None, "", "default"):
        raise SettingsError(
            f"{file}: createNamespace is true; expected kubernetes:namespace to name one of the stack's own"
        )
    return settings


def parse(given: Mapping[str, str], file: str, secrets: Collection[str] = ()) -> Settings:
    """Turn a stack's keys into settings.

    Args:
        given: The keys, without the project's name, and their values as Pulumi hands them on: as text.
        file: The stack's file, for an error's sentence.
        secrets: The keys whose values no sentence may show.

    Raises:
        SettingsError: A key is unknown or missing, or its value is not what it should be.
    """
    types = get_type_hints(Settings, include_extras=True)
    keys = {_camel_case(field.name): field.name for field in fields(Settings)}
    for key in given:
        if key not in keys:
            raise SettingsError(f"{file}: {key} is not a key that exists; {_one_of(list(keys), key)}")
    values: dict[str, Any] = {}
    for key, field in keys.items():
        if key not in given:
            raise SettingsError(f"{file}: {key} is missing; expected it here, or a default in Pulumi.yaml")
        try:
            values[field] = _parse(given[key], types[field])
        except ValueError as expected:
            shown = "a secret" if key in secrets else f'"{given[key]}"'
            raise SettingsError(f"{file}: {key} is {shown}; {expected}") from None
    return Settings(**values)


def _parse(text: str, expected: Type) -> str | int | bool | Quantities:
    """Read a value; a ValueError says what was expected."""
    if get_origin(expected) is Annotated:
        return _within(_whole_number(text), get_args(expected)[1])
    if get_origin(expected) is Literal:
        words = get_args(expected)
        if text not in words:
            raise ValueError(_one_of(words, text))
        return text
    if expected is bool:
        if text.lower() not in ("true", "false"):
            raise ValueError("expected true or false")
        return text.lower() == "true"
    if expected is int:
        return _whole_number(text)
    return _quantities(text) if expected == Quantities else text


def _whole_number(text: str) -> int:
    if not re.fullmatch(r"-?\d{1,18}", text, re.ASCII):
        raise ValueError("expected a whole number")
    return int(text)


def _within(number: int, numbers: Range) -> int:
    if number < numbers.lowest or (numbers.highest is not None and number > numbers.highest):
        raise ValueError(f"expected {numbers}")
    return number


def _quantities(text: str) -> Quantities:
    """Read amounts as kubectl does: `cpu=20m,memory=32Mi`."""
    pairs = [pair.strip().split("=") for pair in text.split(",")] if text.strip() else []
    if not all(len(pair) == 2 and all(pair) for pair in pairs):
        raise ValueError("expected amounts such as cpu=20m,memory=32Mi")
    return {resource: amount for resource, amount in pairs}  # noqa: C416 (a pair is a list)


def _one_of(words: Collection[str], written: str) -> str:
    nearest = difflib.get_close_matches(written, words, n=1)
    return f"expected one of {', '.join(words)}" + (f"; did you mean {nearest[0]}?" if nearest else "")


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)
