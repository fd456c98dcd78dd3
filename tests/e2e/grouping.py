"""Decide which tests share a pytest worker, and so a cluster, when several workers run side by side."""

from __future__ import annotations

from typing import cast

import pytest

_STACKS = ("dev", "staging", "prod", "destroyed")
"""The fixtures that deploy a stack once for all tests, or destroy it."""


def fixtures_of(item: pytest.Item) -> list[str]:
    """Return the names of all fixtures of a test, including those that its fixtures use."""
    return cast("list[str]", getattr(item, "fixturenames", []))


def group_of(item: pytest.Item) -> str:
    """Return the group of a test: one worker runs all tests of a group in sequence.

    Each stack is deployed on one cluster only. A module shares its other fixtures. A test that has its own
    copy of the project runs on any cluster, so it has no group.
    """
    fixtures = fixtures_of(item)
    if not set(_STACKS).isdisjoint(fixtures):
        return "stacks"
    return "" if "project_copy" in fixtures else item.path.stem
