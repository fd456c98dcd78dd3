"""The names of fields in Python's case, as Pulumi's SDK spells them, and in Kubernetes' own."""

import re
from functools import cache
from keyword import iskeyword
from typing import Final

# A word starts at a capital letter; capital letters in a row are one word, and so is a plural: `podIPs`.
_WORD: Final = re.compile(r"[A-Z]+s(?![a-z])|[A-Z]+(?![a-z])|[A-Z][a-z0-9]*")

_SHADOWS: Final = frozenset({"exec", "continue", "from"})
"""Names that are keywords of Python, or were once; Pulumi's SDK adds an underscore to them."""


@cache
def python_name(name: str) -> str:
    """Return the name of a Kubernetes field in Python's case: `host_ip` for `hostIP`, `exec_` for `exec`."""
    words = _WORD.sub(lambda word: f"_{word.group().lower()}", name).lstrip("_")
    return f"{words}_" if iskeyword(words) or words in _SHADOWS else words
