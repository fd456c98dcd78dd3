"""Sentences as a user of another language reads them: with the names of fields as that user writes them."""

import re
from collections.abc import Iterable
from typing import Final

from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.package.names import kubernetes_names

# What is quoted or in brackets is the user's own: a value, the key of a map, the name of a container.
_OWN_OR_NAME: Final = re.compile(r'"[^"]*"|\[[^\]]*\]|\b[a-z][a-z0-9]*(?:_[a-z0-9]+)*_?(?![A-Za-z0-9_-])')


class Words:
    """Translates the names of fields in sentences."""

    def __init__(self, names: Iterable[str]) -> None:
        """Learn the names.

        Args:
            names: Names of fields in other languages, besides those of Kubernetes' own types.
        """
        elsewhere = {python_name(name): name for name in names} | dict(kubernetes_names())
        self._elsewhere: Final = {name: other for name, other in elsewhere.items() if name != other}

    def translated(self, sentence: str) -> str:
        """Return an error's sentence with the names of fields in other languages.

        Args:
            sentence: The sentence. It starts with the name of the component.
        """
        subject, colon, rest = sentence.partition(":")
        translated = _OWN_OR_NAME.sub(
            lambda found: self._elsewhere.get(found.group(), found.group()), rest or subject
        )
        return f"{subject}{colon}{translated}" if colon else translated
