"""components/ and deploy/ use the same label and annotation, although neither imports the other."""

from __future__ import annotations

import pytest

from pod_deploy.planning import inventory
from sidecar_pods.kubernetes import ownership


@pytest.mark.parametrize("instance", ["shop-dev", "s" * 63, "s" * 64, "s" * 99 + "-dev"], ids=len)
def test_program_and_deploy_use_the_same_label(instance: str) -> None:
    assert inventory.STACK == ownership.STACK
    assert inventory.stack_label(instance) == ownership.stack_label(instance)


def test_program_and_deploy_use_the_same_annotation() -> None:
    assert inventory.FIELD_MANAGER == ownership.FIELD_MANAGER
