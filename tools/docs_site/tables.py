"""The code in the tables of a page."""

import re

_CELL = re.compile(r"<td.*?</td>", re.DOTALL)
_CODE = re.compile(r"(?<=<code>).*?(?=</code>)", re.DOTALL)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^\W_]_)(?=[^\W_])|(?<=\w/)(?=\w)")
"""The start of a word in a name, such as the B of aB, a_b or a/b."""


def with_code_that_breaks(html: str) -> str:
    """Return a page's HTML, in whose tables a long name may break between its words, which a phone needs.

    An escaped `|` becomes a plain one, as on GitHub.
    """
    return _CELL.sub(lambda cell: _CODE.sub(lambda code: _breakable(code[0]), cell[0]), html)


def _breakable(code: str) -> str:
    return _WORD.sub("<wbr>", code.replace("\\|", "|"))
