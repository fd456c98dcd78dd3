"""Names in the program: a variable for each resource, and a name in Pulumi that its type has once."""

import builtins
import keyword
import re
from typing import Final

from sidecar_pods.kubernetes.names import python_name

_TAKEN: Final = frozenset({"kubernetes", "pulumi", *dir(builtins), *keyword.kwlist, *keyword.softkwlist})


class Names:
    """The names that a program has given away."""

    def __init__(self) -> None:
        """Start with no name given away."""
        self._variables: set[str] = set()
        self._resources: set[tuple[str, str]] = set()

    def variable(self, name: str, kind: str) -> str:
        """Return a variable for an object: its name, with its kind if another object has the name already.

        Args:
            name: Name of the object.
            kind: Its kind.
        """
        words = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
        suffix = python_name(kind)
        wanted = words if words[:1].isalpha() and words not in _TAKEN else f"{suffix}_{words}".rstrip("_")
        candidates = [wanted, f"{words}_{suffix}" if words[:1].isalpha() else wanted]
        numbered = (f"{candidates[-1]}_{number}" for number in range(2, len(self._variables) + 4))
        chosen = next(each for each in [*candidates, *numbered] if each not in self._variables)
        self._variables.add(chosen)
        return chosen

    def resource(self, token: str, name: str, namespace: str) -> str:
        """Return a name in Pulumi: the object's, with its namespace if its type has that name already.

        Args:
            token: Type of the resource.
            name: Name of the object.
            namespace: Its namespace; empty if none is stated.
        """
        spaced = f"{name}-{namespace or 'default'}"
        numbered = (f"{spaced}-{number}" for number in range(2, len(self._resources) + 4))
        chosen = next(each for each in [name, spaced, *numbered] if (token, each) not in self._resources)
        self._resources.add((token, chosen))
        return chosen
