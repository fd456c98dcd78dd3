"""The value of a plain, unquoted word of YAML: text, a number, a boolean or null."""

import re
from functools import lru_cache

_WORDS: dict[str, bool | None] = {
    spelling: meaning
    for word, meaning in {
        "null": None,
        "true": True,
        "yes": True,
        "y": True,
        "on": True,
        "false": False,
        "no": False,
        "n": False,
        "off": False,
    }.items()
    for spelling in (word, word.title(), word.upper())
} | {"": None, "~": None}
_INTEGER = re.compile(r"[-+]?(0b_*[01][01_]*|0x_*[0-9a-fA-F][0-9a-fA-F_]*|0(o_*[0-7])?[0-7_]*|[1-9][0-9_]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
_IN_KUBERNETES = range(-(2**63), 2**64)


@lru_cache(maxsize=20_000)
def plain_value(word: str) -> object:
    """Return the value of a plain word: YAML's core schema, and the further booleans that Kubernetes reads.

    Raises:
        ValueError: The word is an integer that no field of Kubernetes can hold.
    """
    if word in _WORDS:
        return _WORDS[word]
    if word[0] not in "+-.0123456789":
        return word
    if _INTEGER.fullmatch(word):
        digits = word.lower().replace("_", "")
        number = int(digits, 8 if re.match(r"[-+]?0\d", digits) else 0)
        if number not in _IN_KUBERNETES:
            raise ValueError(word)
        return number
    if _FLOAT.fullmatch(word):
        return float(word)
    return float(word.replace(".", "")) if _NOT_FINITE.fullmatch(word) else word
