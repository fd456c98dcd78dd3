"""A stack's settings, typed: what `Pulumi.yaml` declares and `Pulumi.<stack>.yaml` sets.

`Pulumi.yaml` has the description and the default of each setting. Pulumi fills the defaults in before the
program runs.
"""

import difflib
import json
import re
from collections.abc import Callable, Collection, Mapping
from typing import Annotated, Final, Literal, NamedTuple, cast, get_args, get_origin, get_type_hints

import pulumi
from pulumi.runtime import is_config_secret
from pulumi.runtime.config import CONFIG

Quantities = dict[str, str]
"""Amounts of resources, such as `{"cpu": "20m"}`."""

Items = list[object]
"""A list whose items another room reads."""


class SettingsError(pulumi.RunError):
    """A mistake in a stack's file, in one sentence: the file, the key, the expected value."""


class Range(NamedTuple):
    """The numbers that a setting may have.

    A component would refuse the others too, but it does not know the stack's file and its keys.
    """

    lowest: int
    """The first of them."""
    highest: int | None = None
    """The last of them; None for no upper limit."""

    def __str__(self) -> str:
        """Return the expectation in words."""
        if self.highest is None:
            return f"{self.lowest} or more"
        return f"a number from {self.lowest} to {self.highest}"


class Settings(NamedTuple):
    """The differences between environments.

    A field is the key of the same name in camelCase; `Pulumi.yaml` describes it.
    """

    name: str
    create_namespace: bool
    require_context: bool
    workload: Literal["Pod", "Deployment"]
    replicas: Annotated[int, Range(1, 500)]
    max_replicas: Annotated[int, Range(0, 500)]
    pod_disruption_budget: bool
    network_policy: bool
    pod_security: Literal["privileged", "baseline", "restricted"]
    server_image: str
    server_port: Annotated[int, Range(1, 65535)]
    writer: Literal["classic", "bounded"]
    writer_image: str
    writer_interval: Annotated[int, Range(1)]
    page_lines: Annotated[int, Range(1)]
    log_watcher: bool
    metrics: bool
    exporter_image: str
    helpers: Items
    probes: bool
    drain_seconds: Annotated[int, Range(0, 30)]
    requests: Quantities
    limits: Quantities
    policy_exceptions: str

    file: str
    """The stack's file, for a sentence about a mistake in it. It is no key."""
    own_namespace: str | None = None
    """The namespace that the stack creates and owns; None for none. It is no key: `load` takes it from
    `kubernetes:namespace`."""


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


KEYS: Final[Mapping[str, str]] = {
    _camel_case(field): field for field in Settings._fields if field not in ("file", "own_namespace")
}
"""The field of each key."""

_REPLACED: Final[Mapping[tuple[str, str], str]] = {("pageLines", "0"): "writer: classic"}
"""The new spelling of each setting that is written in another way now."""


def load() -> Settings:
    """Return the settings of the stack that is running.

    Raises:
        SettingsError: A key is unknown or missing, or its value is wrong; or `helpers` holds a secret; or the
            stack needs a context or a namespace, and the file names none.
    """
    file = f"stacks/Pulumi.{pulumi.get_stack()}.yaml"
    # Pulumi's own functions read one key each, and so cannot find a key that does not exist.
    config = cast("Mapping[str, str]", CONFIG.get())
    full_keys = _full_keys(config, pulumi.get_project(), file)
    secrets = {key for key, full_key in full_keys.items() if is_config_secret(full_key)}
    if "helpers" in secrets:  # the program would pass it on as plain text, which previews and states show
        raise SettingsError(
            f"{file}: helpers holds a secret; expected plain values, and a Secret of the cluster for the rest"
        )
    settings = parse({key: config[full_key] for key, full_key in full_keys.items()}, file, secrets)
    if settings.require_context and not config.get("kubernetes:context"):
        raise SettingsError(
            f"{file}: kubernetes:context is missing; expected the context of your kubeconfig to deploy to"
        )
    if not settings.create_namespace:
        return settings
    namespace = config.get("kubernetes:namespace")
    if namespace in (None, "", "default"):
        raise SettingsError(
            f"{file}: createNamespace is true; expected kubernetes:namespace to name one of the stack's own"
        )
    return settings._replace(own_namespace=namespace)


def _full_keys(config: Collection[str], project: str, file: str) -> dict[str, str]:
    """Return the stack's keys, each bare and as the config has it.

    Args:
        config: The keys of the config: bare, or with a prefix.
        project: Name of the project, which is the prefix of our keys.
        file: The stack's file, for an error's sentence.

    Raises:
        SettingsError: One of our keys has the prefix of another project, so it would have no effect.
    """
    found: dict[str, str] = {}
    for full_key in config:
        prefix, _, key = full_key.rpartition(":")
        if prefix in ("", project):
            found[key] = full_key
        elif key in KEYS:
            raise SettingsError(f"{file}: {full_key} is a key of another project; expected {project}:{key}")
    return found


def parse(given: Mapping[str, str], file: str, secrets: Collection[str] = ()) -> Settings:
    """Return a stack's settings.

    Args:
        given: The stack's keys, without the project's name, and their values as Pulumi passes them: as text.
        file: The stack's file, for an error's sentence.
        secrets: The keys whose values no sentence may show.

    Raises:
        SettingsError: A key is unknown or missing, or its value is wrong.
    """
    types = get_type_hints(Settings, include_extras=True)
    for key in given:
        if key not in KEYS:
            raise SettingsError(f"{file}: {key} is not a key that exists; {_one_of(KEYS, key)}")
    values: dict[str, _Value] = {}
    for key, field in KEYS.items():
        if key not in given:
            raise SettingsError(f"{file}: {key} is missing; expected it here, or a default in Pulumi.yaml")
        try:
            values[field] = _parse(key, given[key], types[field])
        except ValueError as expected:
            shown = "a secret" if key in secrets else f'"{given[key]}"'
            raise SettingsError(f"{file}: {key} is {shown}; {expected}") from None
    # `parse` has matched each value with its field's type, which the type checker cannot follow.
    settings = cast("Callable[..., Settings]", Settings)(**values, file=file)
    if 0 < settings.max_replicas < settings.replicas:
        problem = f"maxReplicas is {settings.max_replicas}, fewer than replicas"
        raise SettingsError(
            f"{file}: {problem}; expected {settings.replicas} or more, or 0 for no autoscaler"
        )
    return settings


_Value = str | int | bool | Quantities | Items


def _parse(key: str, text: str, expected: object) -> _Value:
    """Return a value; a ValueError says which one is expected."""
    if (key, text) in _REPLACED:
        raise ValueError(f"expected {_REPLACED[key, text]} instead")
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
    if expected == Items:
        return _items(text)
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
    """Return amounts that are written as for kubectl: `cpu=20m,memory=32Mi`."""
    pairs = [pair.strip().split("=") for pair in text.split(",")] if text.strip() else []
    if not all(len(pair) == 2 and all(pair) for pair in pairs):
        raise ValueError("expected amounts such as cpu=20m,memory=32Mi")
    return {resource: amount for resource, amount in pairs}  # noqa: C416 (a pair is a list)


def _items(text: str) -> Items:
    """Return a list, which Pulumi passes to a program as JSON."""
    try:
        items = cast("object", json.loads(text))
    except json.JSONDecodeError:
        items = None
    if not isinstance(items, list):
        raise ValueError("expected a list")
    return cast("Items", items)


def _one_of(words: Collection[str], written: str) -> str:
    nearest = difflib.get_close_matches(written, words, n=1)
    return f"expected one of {', '.join(words)}" + (f"; did you mean {nearest[0]}?" if nearest else "")
