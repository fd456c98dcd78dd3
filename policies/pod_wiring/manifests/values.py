"""Read plain values of unknown type: parsed YAML, or the policy SDK's proxies, which are no dicts or lists.

Each function returns the value if it has the expected type, and else an empty one. So no value can make a
rule raise.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

_NOTHING: Mapping[str, object] = MappingProxyType({})


def mapping(value: object) -> Mapping[str, object]:
    """Return the value if it is a mapping, else an empty mapping."""
    return cast("Mapping[str, object]", value) if _is_mapping(value) else _NOTHING


def sequence(value: object) -> Sequence[object]:
    """Return the value if it is a list (text is not), else an empty list."""
    if type(value) is list or (isinstance(value, Sequence) and not isinstance(value, str | bytes)):
        return cast("Sequence[object]", value)
    return ()


def text(value: object) -> str:
    """Return the value if it is text, else an empty text."""
    return value if isinstance(value, str) else ""


def whole_number(value: object) -> int | None:
    """Return the value if it is an integer, also as the float that Pulumi makes of one; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def has(values: Mapping[str, object], key: str) -> bool:
    """Return whether a key is there, without reading its value, as `in` of an SDK proxy would."""
    return key in values if isinstance(values, dict) else any(each == key for each in values)


def items(value: object, pointer: str, field: str) -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield each mapping in a list field of a mapping, with its JSON pointer."""
    for index, item in enumerate(sequence(mapping(value).get(field))):
        if _is_mapping(item):
            yield cast("Mapping[str, object]", item), f"{pointer}/{field}/{index}"


def _is_mapping(value: object) -> bool:
    return type(value) is dict or isinstance(value, Mapping)  # the first test is the faster one
