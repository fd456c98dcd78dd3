"""Values without parts."""

import pytest

from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.scalars import conform_scalar


@pytest.mark.parametrize(
    ("given", "made"), [(1, "1"), (2.0, "2"), (0.5, "0.5"), (1234567.5, "1234567.5"), ("1e3", "1e3")]
)
def test_a_quantity_keeps_every_digit(given: object, made: str) -> None:
    assert conform_scalar(given, "quantity", Where("x")) == made
