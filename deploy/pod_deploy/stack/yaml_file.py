"""Read a YAML file that a person wrote, and report a mistake in it in one line."""

from collections.abc import Hashable
from pathlib import Path

import yaml

from pod_deploy.refusal import BadInput
from pod_deploy.stack.manifests import Json


class _StrictLoader(yaml.CSafeLoader):
    """A loader that refuses a key that occurs twice in a mapping, as the Pulumi CLI's parser does."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Json]:
        """Return a mapping as a dict."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key in seen:
                message = f'the key "{key}" occurs twice'
                raise yaml.constructor.ConstructorError(None, None, message, key_node.start_mark)
            if key is not None:
                seen.add(key)
        return super().construct_mapping(node, deep)


def read_mapping(path: Path, shown_as: str) -> dict[str, Json]:
    """Read a YAML file that holds one mapping with text keys; an empty file is an empty mapping.

    Args:
        path: The file.
        shown_as: Its name in messages, such as `stacks/Pulumi.dev.yaml`.

    Raises:
        BadInput: It cannot be read, is not YAML, or is not a mapping.
    """
    try:
        content: Json = yaml.load(path.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
    except OSError as error:
        raise BadInput(f"{shown_as} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{shown_as} is not UTF-8 text (byte {error.start}).") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise BadInput(f"{shown_as}{where}: {error.problem or error.context}.") from error
    except yaml.YAMLError as error:
        raise BadInput(f"{shown_as}: {' '.join(str(error).split())}.") from error
    if content is None:
        return {}
    return mapping(content, shown_as)


def mapping(value: Json, shown_as: str) -> dict[str, Json]:
    """Return `value` as a mapping with text keys.

    Raises:
        BadInput: It is not a mapping.
    """
    if not isinstance(value, dict):
        raise BadInput(f"{shown_as} must be a mapping (`key: value` lines), not {kind_of(value)}.")
    result: dict[str, Json] = {}
    for key, item in value.items():
        if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance] - YAML has other keys
            raise BadInput(f"{shown_as}: the key {key!r} must be text; put it in quotes.")
        result[key] = item
    return result


def kind_of(value: Json) -> str:
    """Return a value's name in messages: `a list`, `the text "x"`, `the number 3`."""
    match value:
        case None:
            return "nothing"
        case bool():
            return f"the boolean {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{value}"'
        case list():
            return "a list"
        case dict():
            return "a mapping"
