"""The name of an image, split as a container runtime splits it."""

from typing import NamedTuple


class Image(NamedTuple):
    """The parts of an image name."""

    repository: str
    """Registry and path, such as localhost:5000/team/web, without tag and digest."""
    tag: str
    """The tag; empty if there is none, which means latest."""
    digest: str
    """The digest, such as sha256:…; empty if there is none."""

    @property
    def last_part(self) -> str:
        """Return the last part of the repository's path, such as nginx."""
        return self.repository.rpartition("/")[2]


def image_of(name: str) -> Image:
    """Return the parts of an image name. A colon before the last slash belongs to the registry's port."""
    rest, _, digest = name.partition("@")
    folder, slash, last = rest.rpartition("/")
    last, _, tag = last.partition(":")
    return Image(f"{folder}{slash}{last}", tag, digest)
