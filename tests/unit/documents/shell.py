"""The commands in a text of shell."""

import re
import shlex
from collections.abc import Iterator

_ENDS = {"|", "||", "&&", ";", "&"}
_REDIRECTIONS = {">", ">>", "<"}
_SUBSTITUTION = re.compile(r"\$\(([^()]*)\)")
_ASSIGNMENT = re.compile(r"\w+=.*", re.DOTALL)


def commands(text: str) -> Iterator[list[str]]:
    """Yield the words of each command, without redirections, assignments and comments."""
    for line in text.replace("\\\n", " ").splitlines():
        for inner in _SUBSTITUTION.findall(line):
            yield from commands(inner)
        yield from _commands_of(line)


def _commands_of(line: str) -> Iterator[list[str]]:
    reader = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    reader.whitespace_split = True
    found: list[str] = []
    words = iter(reader)
    for word in words:
        if word in _ENDS:
            yield from ([found] if found else [])
            found = []
        elif word in _REDIRECTIONS:
            next(words, None)
        elif found or not _ASSIGNMENT.fullmatch(word):
            found.append(word)
    yield from ([found] if found else [])
