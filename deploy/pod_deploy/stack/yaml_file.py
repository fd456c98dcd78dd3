"""Read a YAML file that a person wrote, and report a mistake in it in one line."""

from collections.abc import Generator, Hashable
from contextlib import contextmanager
from pathlib import Path

import yaml

from pod_deploy.refusal import BadInput
from pod_deploy.stack.manifests import Json

_DEEPEST = 200


class _StrictLoader(yaml.CSafeLoader):
    """A loader that refuses a key that is no text or occurs twice, as the Pulumi CLI's parser does."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Json:
        """Return a value after all its parts, so that PyYAML refuses one that holds itself."""
        del deep
        # types-PyYAML gives the node no type.
        return super().construct_object(node, deep=True)  # pyright: ignore[reportUnknownMemberType]

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Json]:
        """Return a mapping as a dict."""
        seen: set[str] = set()
        for key_node, _ in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise _bad_key(key_node, "a key is a list or a mapping, expected text")
            if key_node.value in seen:
                raise _bad_key(key_node, f'the key "{key_node.value}" occurs twice')
            seen.add(key_node.value)
        return super().construct_mapping(node, deep)


def _bad_key(key_node: yaml.Node, sentence: str) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, sentence, key_node.start_mark)


def read_mapping(path: Path, shown_as: str) -> dict[str, Json]:
    """Read a YAML file that holds one mapping with text keys; an empty file is an empty mapping.

    Args:
        path: The file.
        shown_as: Its name in messages, such as `stacks/Pulumi.dev.yaml`.

    Raises:
        BadInput: It cannot be read, is not YAML, is nested too deeply, or is not a mapping.
    """
    with _refusing_mistakes(shown_as):
        text = path.read_text(encoding="utf-8")
        _refuse_deep_nesting(text)
        content: Json = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
    if content is None:
        return {}
    return mapping(content, shown_as)


def read_documents(content: bytes, shown_as: str) -> list[Json]:
    """Return the documents of YAML or JSON; an empty one is None.

    Args:
        content: The bytes of a file.
        shown_as: Its name in messages.

    Raises:
        BadInput: It is not YAML, or is nested too deeply.
    """
    with _refusing_mistakes(shown_as):
        text = content.decode()
        _refuse_deep_nesting(text)
        return list(yaml.load_all(text, Loader=_StrictLoader))


def _refuse_deep_nesting(text: str) -> None:
    """Refuse what would overflow libyaml's stack, and so end the process without a word."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError(f"nested more than {_DEEPEST} levels deep")


@contextmanager
def _refusing_mistakes(shown_as: str) -> Generator[None]:
    """Turn what can be wrong with a YAML file into one sentence."""
    try:
        yield
    except OSError as error:
        raise BadInput(f"{shown_as} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise BadInput(f"{shown_as} is not UTF-8 text (byte {error.start}).") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        problem = error.problem or ""
        if not problem or problem.startswith("but "):  # the second half of a sentence
            problem = f"{error.context}, {problem}".rstrip(", ")
        raise BadInput(f"{shown_as}{where}: {problem}.") from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date such as 2026-99-99
        raise BadInput(f"{shown_as}: {' '.join(str(error).split())}.") from error


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
