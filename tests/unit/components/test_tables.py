"""Tables of fields name declared fields only."""

from collections.abc import Iterable

import pytest

from sidecar_pods.arguments.container_args import ROLES, ContainerArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs
from sidecar_pods.arguments.workload_args import (
    SecuredNamespaceArgs,
    SidecarCronJobArgs,
    SidecarDaemonSetArgs,
    SidecarDeploymentArgs,
    SidecarServiceArgs,
    SidecarStatefulSetArgs,
)
from sidecar_pods.checks.declared import EXTENDS, AnyType, Own, Owner, Places, fields
from sidecar_pods.checks.own_checks import (
    CHECKS,
    CHECKS_OF_AGREEMENT,
    CHECKS_OF_ITEMS,
    CHECKS_OF_KEYS,
    CHECKS_OF_OBJECTS,
    EXCLUSIVE_FIELDS,
    REQUIRED_CHOICE,
)
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object
from sidecar_pods.pod.containers import WATCHING
from sidecar_pods.pod.structure import STRUCTURE
from sidecar_pods.pod.template import PASSED_ON_BY_CONTAINER, PASSED_ON_BY_POD

TABLES: dict[str, Iterable[tuple[Owner, str]]] = {
    "CHECKS": CHECKS,
    "CHECKS_OF_ITEMS": CHECKS_OF_ITEMS,
    "CHECKS_OF_KEYS": CHECKS_OF_KEYS,
    "EXCLUSIVE_FIELDS": [(kind, name) for kind, names in EXCLUSIVE_FIELDS.items() for name in names],
    "STRUCTURE": [(kind, name) for kind, names in STRUCTURE.items() for name in names],
    "WATCHING": [(ContainerArgs, name) for name in WATCHING],
    "PASSED_ON_BY_CONTAINER": [(ContainerArgs, name) for name in PASSED_ON_BY_CONTAINER],
    "PASSED_ON_BY_POD": [(PodTemplateArgs, name) for name in (*PASSED_ON_BY_POD, *ROLES)],
}


def owners() -> set[Owner]:
    """Return every type of object that the components take, nested ones included."""
    found: set[Owner] = set()
    waiting: list[AnyType] = [
        Own(SecuredNamespaceArgs),
        Own(SidecarDaemonSetArgs),
        Own(SidecarDeploymentArgs),
        Own(SidecarStatefulSetArgs),
        Own(SidecarCronJobArgs),
        Own(SidecarServiceArgs),
    ]
    while waiting:
        match waiting.pop():
            case ListOf(item) | MapOf(item):
                waiting.append(item)
            case Places():
                waiting.append(Own(PlaceArgs))
            case Own(owner) | Object(owner) if owner not in found:
                found.add(owner)
                waiting.extend(field.type for field in fields(owner).values())
            case _:
                pass
    return found


@pytest.mark.parametrize("table", TABLES)
def test_every_field_that_a_table_names_is_declared(table: str) -> None:
    strangers = [f"{kind}.{name}" for kind, name in TABLES[table] if name not in fields(kind)]
    assert not strangers


def test_every_object_that_a_table_names_is_an_argument() -> None:
    named = {*CHECKS_OF_OBJECTS, *CHECKS_OF_AGREEMENT, *STRUCTURE}
    named |= {kind for table in TABLES.values() for kind, _ in table}
    reached = owners() | {
        token for owner in owners() if isinstance(owner, type) for token in EXTENDS.get(owner, ())
    }
    assert {PodTemplateArgs, ContainerArgs, "core/v1:Probe"} <= reached
    assert named <= reached


def test_every_required_choice_is_among_exclusive_fields() -> None:
    assert set(REQUIRED_CHOICE) <= set(EXCLUSIVE_FIELDS)
