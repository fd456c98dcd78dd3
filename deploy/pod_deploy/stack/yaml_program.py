"""Run a program in Pulumi YAML: its variables, resources and outputs.

https://www.pulumi.com/docs/iac/languages-sdks/yaml/yaml-language-reference/ describes the language. Functions
(`fn::…`) and resources that are only read need a provider, so a Pulumi CLI.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from importlib.metadata import entry_points
from typing import cast

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.output import UNKNOWN
from pulumi.provider import Provider

from pod_deploy.refusal import BadInput, Refusal, nearest
from pod_deploy.stack.manifests import Json
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.yaml_file import mapping, read_mapping

_FILE = "Pulumi.yaml"
_PACKAGES = "pulumi.packages"
"""The group of entry points in which a distribution offers the host of a Pulumi package, by its name."""

_PART = re.compile(r"\$\$|\$\{([^}]*)\}")
_NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_STEP = re.compile(r"""\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\["([^"]*)"\]""")


def run_yaml(config: StackConfig) -> None:
    """Register the resources of a project's Pulumi.yaml, and export its outputs.

    Args:
        config: The stack and its config.

    Raises:
        BadInput: The program is wrong.
        Refusal: It needs a Pulumi CLI.
        pulumi.RunError: A component refuses its arguments.
    """
    program = _Program(config)
    for name in program.resources:
        program.named(name)
    for name, value in program.outputs.items():
        pulumi.export(name, program.resolved(value, f"outputs: {name}"))


class _Program:
    """A program, and the values of its names so far."""

    def __init__(self, config: StackConfig) -> None:
        content = read_mapping(config.folder / _FILE, _FILE)
        self.resources = mapping(content.get("resources") or {}, f"{_FILE}: resources")
        self.outputs = mapping(content.get("outputs") or {}, f"{_FILE}: outputs")
        self._variables = mapping(content.get("variables") or {}, f"{_FILE}: variables")
        declared = mapping(content.get("config") or {}, f"{_FILE}: config")
        self._values: dict[str, object] = {
            "pulumi": {"project": config.project, "stack": config.stack, "cwd": str(config.folder)},
            **_settings(config, declared),
        }
        self._open: list[str] = []
        """The names whose values are being made: one that occurs twice refers to itself."""

    def named(self, name: str) -> object:
        """Return the value of a name: a resource, a variable or a key of the config."""
        if name in self._values:
            return self._values[name]
        if name in self._open:
            raise BadInput(f"{_FILE}: {' -> '.join([*self._open, name])} refers to itself.")
        self._open.append(name)
        if name in self.resources:
            self._values[name] = self._resource(name)
        elif name in self._variables:
            self._values[name] = self.resolved(self._variables[name], f"variables: {name}")
        else:
            known = [*self._values, *self.resources, *self._variables]
            raise BadInput(f'{_FILE}: "{name}" is no resource, variable or config key.{nearest(name, known)}')
        self._open.pop()
        return self._values[name]

    def resolved(self, value: object, where: str) -> object:
        """Return a value with the values of its references."""
        match value:
            case dict():
                return self._mapping(cast("dict[str, object]", value), where)
            case list():
                items = cast("list[object]", value)
                return [self.resolved(each, f"{where}[{index}]") for index, each in enumerate(items)]
            case str():
                return self._text(value, where)
            case _:
                return value

    def _mapping(self, value: dict[str, object], where: str) -> object:
        function = next((key for key in value if str(key).startswith("fn::")), None)
        if function == "fn::secret":
            return pulumi.Output.secret(self.resolved(value[function], where))
        if function:
            raise Refusal(f"{_FILE}: {where} calls {function}, which needs a Pulumi CLI.")
        return {key: self.resolved(each, f"{where}: {key}") for key, each in value.items()}

    def _text(self, text: str, where: str) -> object:
        """Return a text with its references replaced; a text that is one reference is that value itself."""
        parts: list[object] = []
        end = 0
        for found in _PART.finditer(text):
            parts.append(text[end : found.start()])
            parts.append("$" if found[1] is None else self._reference(found[1], where))
            end = found.end()
        parts = [part for part in (*parts, text[end:]) if part != ""]
        if len(parts) == 1:
            return parts[0]
        texts = [part for part in parts if isinstance(part, str)]
        if len(texts) == len(parts):
            return "".join(texts)
        return pulumi.Output.concat(*(_as_text(part) for part in parts))

    def _reference(self, reference: str, where: str) -> object:
        steps = list(_STEP.finditer(reference))
        if not steps or "".join(step[0] for step in steps) != reference or steps[0][1] is None:
            raise BadInput(f"{_FILE}: {where}: ${{{reference}}} is no reference; expected ${{name.field}}.")
        value = self.named(steps[0][1])
        for step in steps[1:]:
            value = _part(value, int(step[2]) if step[2] else step[1] or step[3], reference)
        return value

    def _resource(self, key: str) -> object:
        where = f"resources: {key}"
        stated = mapping(self.resources[key], f"{_FILE}: {where}")
        if "get" in stated:
            raise Refusal(f"{_FILE}: {where} is only read (get), which needs a Pulumi CLI.")
        properties = mapping(stated.get("properties") or {}, f"{_FILE}: {where}: properties")
        return _registered(
            _token(stated.get("type"), where),
            str(stated.get("name") or key),
            cast("dict[str, object]", self.resolved(properties, where)),
            pulumi.ResourceOptions(providers=self._providers(stated.get("options") or {}, where)),
        )

    def _providers(self, stated: Json, where: str) -> list[pulumi.ProviderResource]:
        """Return the providers that the options of a resource name."""
        options = mapping(stated, f"{_FILE}: {where}: options")
        # All references are resolved, so a misspelt one in `dependsOn` is refused too.
        known = cast("dict[str, object]", self.resolved(options, where))
        several = cast("list[object] | dict[str, object]", known.get("providers") or [])
        listed = list(several.values()) if isinstance(several, dict) else several
        providers: list[pulumi.ProviderResource] = []
        for each in [known["provider"]] if "provider" in known else listed:
            if not isinstance(each, pulumi.ProviderResource):
                expected = "expected a resource of the type pulumi:providers:NAME"
                raise BadInput(f"{_FILE}: {where}: options name a provider that is none; {expected}.")
            providers.append(each)
        return providers


def _settings(config: StackConfig, declared: Mapping[str, object]) -> dict[str, object]:
    """Return the project's own config; its types are those that Pulumi.yaml declares."""
    prefix = f"{config.project}:"
    own = {key.removeprefix(prefix): text for key, text in config.values.items() if key.startswith(prefix)}
    readers: dict[str, Callable[[str], object]] = {"string": str, "integer": int, "boolean": json.loads}
    readers.update(array=json.loads, object=json.loads)
    return {key: readers.get(_type(declared.get(key)), _guessed)(text) for key, text in own.items()}


def _guessed(text: str) -> object:
    """Return a value whose type nobody declares, with the type that the CLI guesses."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    if _NUMBER.fullmatch(text) or text.startswith(("[", "{")):
        with suppress(ValueError):
            return json.loads(text)
    return text


def _type(declared: object) -> str:
    """Return the type of a key's declaration; empty if it has none."""
    return str(cast("dict[str, object]", declared).get("type")) if isinstance(declared, dict) else ""


def _token(stated: object, where: str) -> str:
    """Return a type with its module: `random:RandomId` is `random:index:RandomId`."""
    parts = str(stated or "").split(":")
    if len(parts) not in (2, 3) or not all(parts):
        raise BadInput(f'{_FILE}: {where}: type is "{stated or ""}"; expected package:module:Name.')
    return ":".join([parts[0], *(parts[1:-1] or ["index"]), parts[-1]])


def _registered(
    token: str, name: str, properties: dict[str, object], options: pulumi.ResourceOptions
) -> object:
    """Register a resource; return it, or the outputs of a component."""
    package, module, kind = token.split(":")
    if token.startswith("pulumi:providers:"):
        return pulumi.ProviderResource(kind, name, properties)
    if package == "kubernetes" and "apiVersion" not in properties:
        properties = {"apiVersion": module.removeprefix("core/"), "kind": kind, **properties}
    offers = entry_points(group=_PACKAGES, name=package)
    if not offers:
        return pulumi.CustomResource(token, name, properties, options)
    make = cast("Callable[[], Provider]", next(iter(offers)).load())
    try:
        made = make().construct(name, token, properties, options)
    except InputPropertiesError as refusal:
        raise pulumi.RunError(str(refusal)) from None
    return {**cast("dict[str, object]", made.state), "urn": pulumi.Output.from_input(made.urn)}


def _part(value: object, step: str | int, reference: str) -> object:
    """Return a field or an item of a value, which may be a resource or be known only later."""
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[object]", value).apply(lambda known: _part(known, step, reference))
    if isinstance(value, pulumi.Resource):  # a field that it lacks is the cluster's
        return getattr(value, str(step), pulumi.Output.from_input(UNKNOWN))
    parts: Mapping[str | int, object] = (
        cast("Mapping[str | int, object]", value)
        if isinstance(value, Mapping)
        else dict(enumerate(cast("list[object]", value) if isinstance(value, list) else []))
    )
    if step not in parts:
        hint = nearest(str(step), map(str, parts))
        raise pulumi.RunError(f'{_FILE}: ${{{reference}}}: there is no "{step}".{hint}')
    return parts[step]


def _as_text(value: object) -> pulumi.Input[str]:
    """Return a value as Pulumi YAML writes it inside a text."""
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[object]", value).apply(_as_text)
    return value if isinstance(value, str) else json.dumps(value)
