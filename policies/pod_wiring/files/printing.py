"""Text as it can be printed on one line of a terminal."""


def one_line(words: str) -> str:
    """Return text as it can be printed on one line: characters that could move the cursor are replaced."""
    if words.isprintable():
        return words
    return "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in words)
