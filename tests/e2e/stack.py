"""The objects of a stack: as its program states them, and as they are on the cluster."""

from __future__ import annotations

import yaml

from tests.e2e.cluster import objects_of
from tests.e2e.kubectl import Kubectl
from tests.e2e.project import Project, succeeded
from tests.foreign import JsonObject


def selector(stack: str) -> str:
    """Return the label selector for the objects of a stack, including those that controllers create."""
    return f"app.kubernetes.io/instance=multi-container-pods-{stack}"


EXTRA = selector("extra")
"""Selects the objects of the stack `extra`, which tests add to a copy of the project."""


def objects_of_program(project: Project, stack: str) -> set[str]:
    """Return the objects that a stack's program declares, as `kind/name`."""
    rendered = yaml.safe_load_all(succeeded(project.deploy("render", stack)).stdout)
    return {f"{each['kind'].lower()}/{each['metadata']['name']}" for each in rendered}


def objects_of_stack(kubectl: Kubectl, stack: str) -> dict[str, JsonObject]:
    """Return the objects of a stack, without those that controllers create, keyed by `kind/name`."""
    return {
        name: each
        for name, each in objects_of(kubectl, selector(stack)).items()
        if "ownerReferences" not in each["metadata"] and each["kind"] != "Endpoints"
    }


def interval(pod: JsonObject) -> str:
    """Return how many seconds a Pod's writer waits between two lines."""
    (writer,) = (each for each in pod["spec"]["initContainers"] if each["name"] == "2nd")
    return next(each["value"] for each in writer["env"] if each["name"] == "INTERVAL")


def stated_fields(kubectl: Kubectl, stack: str) -> dict[str, JsonObject]:
    """Return the objects of a stack without the fields that the cluster itself maintains."""
    return {
        name: {
            **{field: value for field, value in each.items() if field != "status"},
            "metadata": {
                field: value
                for field, value in each["metadata"].items()
                if field not in ("resourceVersion", "managedFields")
            },
        }
        for name, each in objects_of_stack(kubectl, stack).items()
    }
