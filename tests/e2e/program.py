"""Turn a piece of a Pulumi program into manifests, so that the components run without an engine."""

from __future__ import annotations

from collections.abc import Callable

from tests.foreign import JsonObject
from tests.unit.pulumi_mocks import run

PROJECT = "multi-container-pods"


def manifests(program: Callable[[], object]) -> list[JsonObject]:
    """Run the program and return its Kubernetes objects, ConfigMaps first because Pods need them."""
    made = run(program, project=PROJECT, stack="tests").registered
    objects = [each.inputs for each in made if each.type.startswith("kubernetes:")]
    return sorted(objects, key=lambda each: each["kind"] != "ConfigMap")
