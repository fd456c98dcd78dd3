"""The standard labels of the objects that we create, and the few of them that select Pods."""

from collections.abc import Mapping
from typing import Final

import pulumi

from sidecar_pods.arguments.later import merge
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform_text
from sidecar_pods.checks.values import label, label_value

Labels = Mapping[str, pulumi.Input[str]]
"""Labels by key."""

NAME: Final = "app.kubernetes.io/name"
INSTANCE: Final = "app.kubernetes.io/instance"
MANAGED_BY: Final = "app.kubernetes.io/managed-by"


def selector_labels(component: str, instance: pulumi.Input[str]) -> Labels:
    """Return the labels that select a component's Pods.

    They never change, because the selector of a Deployment cannot change.

    Args:
        component: Name of the component.
        instance: Name of the stack's objects, or the user's own.

    Raises:
        WiringError: The name or the instance cannot be a label; for an Output, when it resolves.
    """
    return {
        NAME: conform_text(component, label, Where(component, "the component's name")),
        INSTANCE: conform_text(instance, label_value, Where(component, "instance")),
    }


def standard_labels(selector: Labels, more: pulumi.Input[Labels] | None = None) -> pulumi.Input[Labels]:
    """Return the labels of a component's objects: the user's, and over them the standard ones."""
    return merge({} if more is None else more, {**selector, MANAGED_BY: "pulumi"})
