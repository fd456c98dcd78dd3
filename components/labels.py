"""The standard labels of what we make, and the few of them that select it."""

from collections.abc import Mapping
from typing import Final

from .checks import label, label_value
from .conform import Declared, Given, conform
from .outputs import merge

NAME: Final = "app.kubernetes.io/name"
INSTANCE: Final = "app.kubernetes.io/instance"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"


def selector_labels(component: str, instance: Given) -> dict[str, Given]:
    """Return the labels that select a component's Pods; they never change, for a Deployment's selector
    cannot."""
    return {
        NAME: conform(component, Declared(str, check=label), f"{component}: the component's name"),
        INSTANCE: conform(instance, Declared(str, check=label_value), f"{component}: instance"),
    }


def standard_labels(selector: Mapping[str, Given], more: Given = None) -> Given:
    """Return the labels of a component's objects: the user's, and over them the standard ones."""
    standard = {**selector, MANAGED_BY: "pulumi"}
    return merge(more or {}, standard)
