"""The host of the package: it creates the components for programs in other languages."""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from inspect import get_annotations
from typing import Final, TypedDict, cast

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.provider import ConstructResult, Provider
from pulumi.runtime.stack import wait_for_rpcs

from sidecar_pods.arguments.errors import nearest_name, one_of
from sidecar_pods.arguments.where import Where
from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.package.inputs import ForeignError, in_python
from sidecar_pods.package.words import Words

Component = Callable[[str, object, pulumi.ResourceOptions | None], pulumi.ComponentResource]
"""The constructor of a component."""


_Names = Mapping[str, object]
"""The fields of an object, by their names in other languages."""


class _TypeSpec(TypedDict):
    properties: _Names


class _ResourceSpec(_TypeSpec):
    inputProperties: _Names


class _Schema(TypedDict):
    name: str
    version: str
    resources: Mapping[str, _ResourceSpec]
    types: Mapping[str, _TypeSpec]


class Host(Provider):
    """Serves components by a schema, and refuses wrong arguments in the words of the user's language."""

    def __init__(self, components: Iterable[type[pulumi.ComponentResource]], schema: str) -> None:
        """Read the schema.

        Args:
            components: The components.
            schema: The text of the schema.
        """
        content = cast("_Schema", json.loads(schema))
        super().__init__(content["version"], schema)
        self._components: Final = {f"{content['name']}:index:{each.__name__}": each for each in components}
        self._resources: Final = content["resources"]
        described = [*content["types"].values(), *content["resources"].values()]
        self._words: Final = Words(
            name
            for each in described
            for fields in (each["properties"], each.get("inputProperties", {}))
            for name in cast("_Names", fields)
        )

    def construct(
        self,
        name: str,
        resource_type: str,
        inputs: pulumi.Inputs,
        options: pulumi.ResourceOptions | None = None,
    ) -> ConstructResult:
        """Create a component.

        Args:
            name: Name of the component.
            resource_type: Its type, which ends in the name of its class.
            inputs: Its arguments, with the names of other languages.
            options: Its options.

        Raises:
            InputPropertiesError: The arguments are refused, or there is no such component.
        """
        if resource_type not in self._components:
            nearest = nearest_name(resource_type, self._components)
            hint = f"; did you mean {nearest}?" if nearest else ""
            expected = one_of(self._components)
            problem = f"{name}: {resource_type} is no component; expected {expected}{hint}"
            raise InputPropertiesError(problem, [])
        component = self._components[resource_type]
        kind = cast("type", get_annotations(component.__init__)["args"])
        try:
            args = in_python(inputs, kind, Where(name), component.__name__)
            made = cast("Component", component)(name, args, options)
        except pulumi.RunError as refusal:
            raise self._refused(refusal) from None
        outputs = self._resources[resource_type]["properties"]
        state = {output: getattr(made, python_name(output)) for output in outputs}
        return ConstructResult(self._settled(made, state), state)

    async def _settled(self, made: pulumi.ComponentResource, state: Mapping[str, object]) -> str:
        """Return a component's URN, once the engine has answered all that it registers.

        A refusal that comes from an Output is known only then.
        """
        try:
            await wait_for_rpcs(await_all_outstanding_tasks=False)
            await asyncio.gather(*(pulumi.Output.from_input(each).future() for each in state.values()))
        except pulumi.RunError as refusal:
            raise self._refused(refusal) from None
        return cast("str", await made.urn.future())

    def _refused(self, refusal: pulumi.RunError) -> InputPropertiesError:
        """Return a refusal as the only error whose text the engine shows as it is.

        It names no property: the engine would print the value beside the sentence, which tells the place
        (https://github.com/pulumi/pulumi/blob/master/pkg/resource/deploy/source_eval.go, `errorToMessage`).
        """
        sentence = str(refusal)
        translated = sentence if isinstance(refusal, ForeignError) else self._words.translated(sentence)
        return InputPropertiesError(translated, [])
