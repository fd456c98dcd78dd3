"""The code between the words of a page, as it breaks at the end of a line."""

import re

_CELL = re.compile(r"<td.*?</td>", re.DOTALL)
_CODE = re.compile(r"(?<=<code>)[^<]+(?=</code>)")
"""A block has elements inside of its code, so it is none of these."""
_OPTION = re.compile(r"(?<![\w-])--?\w[\w-]*")
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[^\W_]_)(?=[^\W_])|(?<=\w/)(?=\w)")
"""The start of a word in a name, such as the B of aB, a_b or a/b."""


def with_code_that_breaks(html: str) -> str:
    """Return a page's HTML, in which a long name breaks between its words, and an option nowhere.

    In a table, an escaped `|` becomes a plain one, as on GitHub.
    """
    html = _CELL.sub(lambda cell: cell[0].replace("\\|", "|"), html)
    return _CODE.sub(lambda code: _breakable(code[0]), html)


def _breakable(code: str) -> str:
    return _OPTION.sub(r'<span class="option">\g<0></span>', _WORD.sub("<wbr>", code))
