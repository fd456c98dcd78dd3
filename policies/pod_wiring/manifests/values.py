"""Reads values whose type nobody promises: parsed YAML, or the policy SDK's proxies (neither dict nor list).

Each function gives the value where it has the type asked for, and nothing where it has not, so that rules
are total.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import cast

_NOTHING: Mapping[str, object] = MappingProxyType({})


def mapping(value: object) -> Mapping[str, object]:
    """Give the value itself if it is a mapping, else an empty one."""
    return cast("Mapping[str, object]", value) if _is_mapping(value) else _NOTHING


def sequence(value: object) -> Sequence[object]:
    """Give the value itself if it is a list (text is none), else an empty one."""
    if type(value) is list or (isinstance(value, Sequence) and not isinstance(value, str | bytes)):
        return cast("Sequence[object]", value)
    return ()


def text(value: object) -> str:
    """Give the value itself if it is text, else the empty text."""
    return value if isinstance(value, str) else ""


def whole_number(value: object) -> int | None:
    """Give the whole number (Pulumi hands integers over as floats), else None; a boolean is no number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if isinstance(value, int) or value.is_integer() else None


def has(values: Mapping[str, object], key: str) -> bool:
    """Tell whether the key is there, without reading its value: an SDK proxy's `in` reads it."""
    return key in values if isinstance(values, dict) else any(each == key for each in values)


def items(value: object, pointer: str, field: str) -> Iterator[tuple[Mapping[str, object], str]]:
    """Yield each mapping in a mapping's list field, with its JSON pointer."""
    for index, item in enumerate(sequence(mapping(value).get(field))):
        if _is_mapping(item):
            yield cast("Mapping[str, object]", item), f"{pointer}/{field}/{index}"


def _is_mapping(value: object) -> bool:
    return type(value) is dict or isinstance(value, Mapping)  # the first test is the faster one
