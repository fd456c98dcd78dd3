"""Each check of Kubernetes' own types lets right objects pass, and complains of wrong ones."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, cast

import pytest

from sidecar_pods import WiringError
from sidecar_pods.arguments.where import Where
from sidecar_pods.checks.conform import conform
from sidecar_pods.checks.declared import Declared
from sidecar_pods.checks.kubernetes_checks import (
    CHECKS,
    CHECKS_OF_AGREEMENT,
    CHECKS_OF_ITEMS,
    CHECKS_OF_KEYS,
    CHECKS_OF_OBJECTS,
    EXCLUSIVE_FIELDS,
    REQUIRED_CHOICE,
    REQUIRED_FIELDS,
)
from sidecar_pods.checks.values import Check, Complaint, FieldCheck
from sidecar_pods.kubernetes.types import ListOf, MapOf, Object, fields_of
from tests.foreign import Json
from tests.unit.components.checks.kinds import Kind
from tests.unit.components.checks.kinds_of_containers import KINDS_OF_CONTAINERS
from tests.unit.components.checks.kinds_of_pods import KINDS_OF_PODS
from tests.unit.components.checks.kinds_of_volumes import KINDS_OF_VOLUMES
from tests.unit.components.checks.kinds_of_workloads import KINDS_OF_WORKLOADS
from tests.unit.components.checks.kinds_that_only_we_refuse import KINDS_THAT_ONLY_WE_REFUSE
from tests.unit.components.checks.spelling import Fields, manifest, stated

KINDS: Final = {**KINDS_OF_CONTAINERS, **KINDS_OF_PODS, **KINDS_OF_VOLUMES, **KINDS_OF_WORKLOADS}

Entry = tuple[str, str, str]
"""A table, a type and a field; the field is empty for a check of the object."""


def asked(token: str, given: Fields) -> Iterator[tuple[Entry, str, FieldCheck, Json]]:
    """Yield each check of an object: its entry, the place in the object, the check and its value."""
    for field, value in given.items():
        key = (token, field)
        if key in CHECKS:
            yield ("CHECKS", *key), f"{field} ", CHECKS[key], value
        if key in CHECKS_OF_KEYS:
            for each in value:
                yield ("CHECKS_OF_KEYS", *key), f"{field} has a key that ", CHECKS_OF_KEYS[key], each
        if key in CHECKS_OF_ITEMS:
            items = cast("Fields", value).items() if isinstance(value, dict) else enumerate(value)
            for label, each in cast("Iterable[tuple[object, Json]]", items):
                yield ("CHECKS_OF_ITEMS", *key), f"{field}[{label}] ", CHECKS_OF_ITEMS[key], each
    for table, name in (
        (CHECKS_OF_OBJECTS, "CHECKS_OF_OBJECTS"),
        (CHECKS_OF_AGREEMENT, "CHECKS_OF_AGREEMENT"),
    ):
        if token in table:
            yield (name, token, ""), "", table[token], given


def complaints(token: str, given: Fields) -> Iterator[tuple[Entry, str]]:
    """Yield each complaint about an object or an object in it: the entry and the sentence."""
    for kind, each in stated(given, Object(token)):
        for field in REQUIRED_FIELDS.get(kind, ()):
            if field not in each:
                yield ("REQUIRED_FIELDS", kind, field), f"{field} is missing"
        for entry, place, check, value in asked(kind, each):
            if complaint := cast("Check[Json]", check)(value):
                yield entry, f"{place}{complaint.problem}"


@pytest.mark.parametrize("token", KINDS)
def test_right_objects_pass(token: str) -> None:
    assert not [
        (given, *complaints(token, given)) for given in KINDS[token].objects() if [*complaints(token, given)]
    ]


@pytest.mark.parametrize(
    "kinds", [KINDS, KINDS_THAT_ONLY_WE_REFUSE], ids=["refused by Kubernetes", "by us alone"]
)
def test_a_wrong_object_gets_its_complaint_and_no_other(kinds: dict[str, Kind]) -> None:
    for token, given, complaint in _wrong(kinds):
        assert [sentence for _, sentence in complaints(token, given)] == [complaint], (token, given)


@pytest.mark.parametrize("token", [token for token in KINDS if not token.startswith(("apps/", "batch/"))])
def test_arguments_are_checked_by_the_tables(token: str) -> None:
    declared, where = Declared(Object(token)), Where("x")
    for given in KINDS[token].objects():
        assert conform(given, declared, where) is not None
        assert conform(manifest(given, Object(token)), declared, where) is not None
    for fields, complaint in KINDS[token].wrong:
        with pytest.raises(WiringError, match=re.escape(f"x: {complaint}; expected ")):
            conform(KINDS[token].over(fields), declared, where)


def _wrong(kinds: dict[str, Kind]) -> list[tuple[str, Fields, str]]:
    return [
        (token, kind.over(fields), complaint)
        for token, kind in kinds.items()
        for fields, complaint in kind.wrong
    ]


def test_every_entry_is_tried_with_a_wrong_object() -> None:
    wrong = [*_wrong(KINDS), *_wrong(KINDS_THAT_ONLY_WE_REFUSE)]
    tried = {entry for token, given, _ in wrong for entry, _ in complaints(token, given)}
    assert not _entries() - tried


def _entries() -> set[Entry]:
    tables = {"CHECKS": CHECKS, "CHECKS_OF_ITEMS": CHECKS_OF_ITEMS, "CHECKS_OF_KEYS": CHECKS_OF_KEYS}
    objects = {"CHECKS_OF_OBJECTS": CHECKS_OF_OBJECTS, "CHECKS_OF_AGREEMENT": CHECKS_OF_AGREEMENT}
    return (
        {(name, *key) for name, table in tables.items() for key in table}
        | {(name, token, "") for name, table in objects.items() for token in table}
        | {("REQUIRED_FIELDS", token, field) for token, fields in REQUIRED_FIELDS.items() for field in fields}
    )


def test_every_entry_is_tried_with_a_right_object() -> None:
    tried = {
        entry
        for outer, kind in KINDS.items()
        for given in kind.objects()
        for token, each in stated(given, Object(outer))
        for entry, *_ in asked(token, each)
    }
    assert not {entry for entry in _entries() if entry[0] != "REQUIRED_FIELDS"} - tried


def test_every_field_that_a_table_names_is_a_field_of_kubernetes() -> None:
    named = {*CHECKS, *CHECKS_OF_ITEMS, *CHECKS_OF_KEYS}
    named |= {(token, field) for token, fields in EXCLUSIVE_FIELDS.items() for field in fields}
    named |= {(token, field) for token, fields in REQUIRED_FIELDS.items() for field in fields}
    assert not [(token, field) for token, field in named if field not in fields_of(token)]
    assert all(fields_of(token) for token in CHECKS_OF_AGREEMENT)


def test_checks_of_items_and_keys_are_those_of_lists_and_maps() -> None:
    assert all(isinstance(fields_of(token)[field].type, ListOf | MapOf) for token, field in CHECKS_OF_ITEMS)
    assert all(isinstance(fields_of(token)[field].type, MapOf) for token, field in CHECKS_OF_KEYS)


def test_every_required_choice_is_among_exclusive_fields() -> None:
    assert set(REQUIRED_CHOICE) <= set(EXCLUSIVE_FIELDS)


@pytest.mark.parametrize(
    ("key", "value", "complaint"),
    [
        (
            ("core/v1:HTTPGetAction", "port"),
            "80",
            Complaint('is "80"', "a number from 1 to 65535, or the name of a port", "80"),
        ),
        (("core/v1:KeyToPath", "mode"), 644, Complaint("is 644", "a mode from 0 to 0o777", "0o644")),
        (("core/v1:KeyToPath", "mode"), 999, Complaint("is 999", "a mode from 0 to 0o777")),
        (
            ("apps/v1:RollingUpdateDeployment", "max_surge"),
            "25",
            Complaint('is "25"', "a number from 0, or a percentage such as 25%", "25%"),
        ),
        (
            ("batch/v1:CronJobSpec", "schedule"),
            "* 24 * * *",
            Complaint('has "24" for the hour', "0 to 23, a range, * or */2"),
        ),
        (
            ("batch/v1:CronJobSpec", "schedule"),
            "@dayly",
            Complaint('is "@dayly"', 'five fields such as "*/5 * * * *", or a word such as @daily', "@daily"),
        ),
        (
            ("batch/v1:CronJobSpec", "time_zone"),
            "Europe/Rom",
            Complaint('is "Europe/Rom"', "a time zone such as Europe/Rome", "Europe/Rome"),
        ),
        (
            ("core/v1:ObjectFieldSelector", "field_path"),
            "metadata.nam",
            Complaint(
                'is "metadata.nam"',
                "a field such as metadata.name, metadata.labels['team'] or status.podIP",
                "metadata.name",
            ),
        ),
        (
            ("core/v1:EmptyDirVolumeSource", "medium"),
            "memory",
            Complaint('is "memory"', "one of Memory, HugePages", "Memory"),
        ),
        (("core/v1:SecurityContext", "run_as_user"), -1, Complaint("is -1", "0 or more")),
    ],
)
def test_a_complaint_says_what_is_expected_and_what_was_meant(
    key: tuple[str, str], value: Json, complaint: Complaint
) -> None:
    assert cast("Check[Json]", CHECKS[key])(value) == complaint
