"""An image's name, taken apart as a container runtime does."""

from typing import NamedTuple


class Image(NamedTuple):
    """The parts of an image's name."""

    repository: str
    """Registry and path, without tag and digest: localhost:5000/team/web."""
    tag: str
    """The tag; empty if none is written, which means latest."""
    digest: str
    """The digest, as sha256:…; empty if none is written."""

    @property
    def last_part(self) -> str:
        """The last part of the repository's path: what kind of thing it is, as nginx."""
        return self.repository.rpartition("/")[2]


def image_of(name: str) -> Image:
    """Take an image's name apart; a colon before the last slash is the registry's port."""
    rest, _, digest = name.partition("@")
    folder, slash, last = rest.rpartition("/")
    last, _, tag = last.partition(":")
    return Image(f"{folder}{slash}{last}", tag, digest)
