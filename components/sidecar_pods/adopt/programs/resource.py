"""A resource of the program, before it is printed in a language."""

from collections.abc import Sequence
from dataclasses import dataclass

from sidecar_pods.adopt.manifests.values import Fields


@dataclass(frozen=True)
class Resource:
    """A resource that the program states."""

    token: str
    """Its type in Pulumi: `kubernetes:core/v1:ConfigMap`, for example."""
    made_by: str
    """Its constructor in Python: `kubernetes.core.v1.ConfigMap`, for example."""
    name: str
    """Its name in Pulumi."""
    variable: str
    """The variable that holds it."""
    properties: Fields
    """Its properties, in the order in which they are printed."""
    comments: Sequence[str] = ()
    """What the program says about it; one paragraph each."""
    is_used: bool = True
    """Whether another resource, or the user, refers to the variable."""

    @property
    def is_component(self) -> bool:
        """Return whether it is a component of this package."""
        return self.token.startswith("sidecar:")
