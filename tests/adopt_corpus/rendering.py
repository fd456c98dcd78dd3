"""The objects that a printed program makes, without an engine."""

from types import CodeType
from typing import cast

from tests.adopt_corpus import Object
from tests.unit import pulumi_mocks


def rendered(program: str, name: str) -> list[Object]:
    """Return the objects that a program in Python registers, as the provider gets them.

    Args:
        program: The text of the program.
        name: Name of the program, for a traceback.
    """
    code = compile(program, name, "exec")
    return [each.inputs for each in pulumi_mocks.run(lambda: _run(code)).objects]


def _run(code: CodeType) -> None:
    names = {"__name__": "__main__"}
    exec(code, cast("dict[str, object]", names))  # noqa: S102 (the program under test)
