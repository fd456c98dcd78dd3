"""JSON pointers (RFC 6901): the path of a value in a document."""


def escaped(key: object) -> str:
    """Return a key as JSON pointers spell it."""
    return str(key).replace("~", "~0").replace("/", "~1")


def steps_of(pointer: str) -> list[str]:
    """Return the keys and indices that a pointer names, as the document spells them."""
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]
