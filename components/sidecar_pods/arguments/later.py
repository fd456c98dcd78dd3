"""Values that become known later: Outputs and awaitables."""

from collections.abc import Awaitable, Callable, Mapping
from inspect import isawaitable
from typing import TypeVar, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError
from sidecar_pods.arguments.where import Where

T = TypeVar("T")
U = TypeVar("U")


def is_later(value: object) -> bool:
    """Return whether a value becomes known later."""
    return isinstance(value, pulumi.Output) or isawaitable(value)


def holds_later(value: object) -> bool:
    """Return whether a value, or a part of it, becomes known later."""
    if isinstance(value, Mapping):
        return any(holds_later(each) for each in cast("Mapping[object, object]", value).values())
    if isinstance(value, list):
        return any(holds_later(each) for each in cast("list[object]", value))
    return is_later(value)


def known_now(value: pulumi.Input[T], where: Where) -> T:
    """Return a value that decides which objects exist.

    Args:
        value: The value.
        where: Its place.

    Raises:
        WiringError: It becomes known later, so a preview could not list the objects.
    """
    if isinstance(value, pulumi.Output | Awaitable):
        expected = "a plain value, because it decides which objects exist"
        raise WiringError(where, "is known only later", expected)
    return value


def known_or(number: pulumi.Input[int], otherwise: int) -> int:
    """Return a number, or another one if it is known only later."""
    return number if isinstance(number, int) else otherwise


def when_known(value: pulumi.Input[T], use: Callable[[T], U], where: Where) -> pulumi.Output[U]:
    """Return the result of a function of a value that becomes known later.

    Args:
        value: An Output or an awaitable.
        use: The function. It may raise a `WiringError`, which quotes no value that is a secret.
        where: The place of the value.
    """
    output = pulumi.Output.from_input(value)
    return pulumi.Output.all(output, output.is_secret()).apply(
        lambda known: _use_secret(known[0], use, where) if known[1] else use(known[0])
    )


def _use_secret(value: T, use: Callable[[T], U], where: Where) -> U:
    try:
        return use(value)
    except WiringError as error:  # its sentence may quote the value
        raise WiringError(where, "is a secret that does not fit", error.expected) from None


def mapped(value: T | pulumi.Output[T], use: Callable[[T], U]) -> U | pulumi.Output[U]:
    """Return the result of a function of a value: at once if the value is known, else as an Output."""
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[T]", value).apply(use)
    return use(value)


def part(value: object, *path: str) -> object:
    """Return a part of an argument: an Output if it lies in one, None if it is not stated."""
    if value is None or not path:
        return value
    if isinstance(value, pulumi.Output):
        return cast("pulumi.Output[object]", value).apply(lambda known: part(known, *path))
    return part(cast("Mapping[str, object]", value).get(path[0]), *path[1:])


def merge(
    under: pulumi.Input[Mapping[str, T]], over: pulumi.Input[Mapping[str, T]]
) -> pulumi.Input[Mapping[str, T]]:
    """Return two maps as one: an Output if either becomes known later, which may be nothing.

    Args:
        under: The map whose values give way.
        over: The map whose values win.
    """
    if isinstance(under, pulumi.Output | Awaitable) or isinstance(over, pulumi.Output | Awaitable):
        return pulumi.Output.all(under, over).apply(lambda known: {**(known[0] or {}), **(known[1] or {})})
    return {**under, **over}


def resolve(value: object) -> pulumi.Output[object]:
    """Return a value as one Output that holds no other Outputs."""
    if holds_later(value):
        return pulumi.Output.from_input(value).apply(resolve)
    return pulumi.Output.from_input(value)
