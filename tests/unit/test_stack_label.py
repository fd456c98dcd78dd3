"""The program labels its objects as the deploy room looks for them: the two may not know each other."""

from __future__ import annotations

import pytest

from pod_deploy.planning import inventory
from sidecar_pods.workloads import ownership


@pytest.mark.parametrize("instance", ["shop-dev", "s" * 63, "s" * 64, "s" * 99 + "-dev"], ids=len)
def test_label_of_the_program_is_the_one_that_deploy_looks_for(instance: str) -> None:
    assert inventory.STACK == ownership.STACK
    assert inventory.stack_label(instance) == ownership.stack_label(instance)


def test_annotation_of_the_program_is_the_one_that_deploy_reads() -> None:
    assert inventory.FIELD_MANAGER == ownership.FIELD_MANAGER
