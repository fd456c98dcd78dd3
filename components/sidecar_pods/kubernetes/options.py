"""The options of the objects inside a component: their parent, and how long Pulumi waits for them."""

from collections.abc import Sequence
from typing import Final

import pulumi

# Pulling an image takes a minute or two. After five, a Pod that is not ready has a problem to report.
READY: Final = 5 * 60
"""Seconds in which a Pod should become ready."""
A_DAY: Final = 24 * 60 * 60
"""Seconds in which work without a deadline should be done."""
_GONE: Final = 2 * 60


def child_options(
    parent: pulumi.Resource,
    depends_on: pulumi.Input[Sequence[pulumi.Input[pulumi.Resource]]] = (),
    *,
    done_within: int = READY,
    grace_seconds: int = 0,
) -> pulumi.ResourceOptions:
    """Return the options of a component's object.

    Its name is fixed, so a replacement must delete the old object first.

    Args:
        parent: The component.
        depends_on: Resources that must exist before it.
        done_within: Seconds that Pulumi waits until it is ready, or complete. Default: 5 minutes.
        grace_seconds: Seconds that its Pods may take to end; Pulumi waits two minutes longer for that.
    """
    ready = f"{done_within}s"
    timeouts = pulumi.CustomTimeouts(create=ready, update=ready, delete=f"{_GONE + grace_seconds}s")
    return pulumi.ResourceOptions(
        parent=parent, depends_on=depends_on, delete_before_replace=True, custom_timeouts=timeouts
    )
