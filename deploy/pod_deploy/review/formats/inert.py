"""Show text from a program so that no reader of the output takes it for anything but text."""

from __future__ import annotations

import re

from pod_deploy.review.effects import Name, Sentence

_LONGEST_VALUE = 120
_LONGEST_NAME = 500
"""The length of a name in a sentence; it can be the message of a program."""

_GAP = "\u200b"
"""A space without width: it breaks what a program would recognise, and a person sees no difference."""


def visible(text: str) -> str:
    """Return text with its control characters, and those that change the direction of writing, as escapes.

    `##[` starts a command of GitHub's runner anywhere in a line.
    """
    if not text.isprintable():
        text = "".join(each if each.isprintable() or each in "\n\t" else _escape(each) for each in text)
    return text.replace("##[", f"#{_GAP}#[")


def one_line(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return text as one visible line; a long one is cut."""
    text = visible("".join(_escape(each) if each in "\n\t" else each for each in text[: longest + 1]))
    return text if len(text) <= longest else text[: longest - 1] + "…"


def without_commands(text: str) -> str:
    """Return text in which no line is a workflow command, such as `::error::`, and no `##[error]` is left.

    GitHub's runner looks for them at the start of each line that a step prints, behind blanks too.
    """
    return re.sub(r"^(\s*:)(?=:)", rf"\1{_GAP}", text, flags=re.MULTILINE).replace("##[", f"#{_GAP}#[")


def code(text: str, longest: int = _LONGEST_VALUE) -> str:
    """Return text as inline code of Markdown: no mention, link, reference or HTML in it is alive."""
    text = one_line(text, longest) or "(empty)"
    ticks = "`" * (_longest_run(text) + 1)
    # Markdown takes one space away at both ends, unless there is nothing but spaces.
    pad = " " if text.strip(" ") and (text[0] in "` " or text[-1] in "` ") else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def cell(text: str) -> str:
    """Return text as inline code for a table, where a bar would begin the next cell."""
    return code(re.sub(r"[|\\]", lambda found: f"u{ord(found[0]):04x}", text))


def fence(text: str, language: str) -> str:
    """Return text as a block of code whose fence is longer than any run of backticks in it."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return f"{ticks}{language}\n{without_commands(visible(text)).rstrip()}\n{ticks}\n"


def quoted(sentence: Sentence) -> str:
    """Return a sentence in Markdown: names from the program are inline code, kinds are plain words."""
    return "".join(_quoted(part) if isinstance(part, Name) else part for part in sentence)


def plain(sentence: Sentence) -> str:
    """Return a sentence as one line of text."""
    return "".join(one_line(part, _LONGEST_NAME) if isinstance(part, Name) else part for part in sentence)


def _quoted(name: Name) -> str:
    return name if re.fullmatch(r"[A-Z][A-Za-z]{1,62}", name) else code(name, _LONGEST_NAME)


def _escape(character: str) -> str:
    return character.encode("unicode_escape").decode()


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
