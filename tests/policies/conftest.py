"""What the tests of the policies share: the rendered objects of each stack."""

import copy
from collections.abc import Callable
from functools import cache

import pytest

from deploy.render import render
from tests.policies.objects import Objects


@cache
def _rendered(stack: str) -> Objects:
    return render(stack)


@pytest.fixture(scope="session")
def rendered() -> Callable[[str], Objects]:
    """Give the rendered objects of a stack, as the test's own copy."""
    return lambda stack: copy.deepcopy(_rendered(stack))
