"""Write a field that differs, as short as a person would."""

from __future__ import annotations

import json

from pod_deploy.planning.compare import Difference
from pod_deploy.review.changes import ObjectChange
from pod_deploy.review.pods import pod_prefix
from pod_deploy.stack.manifests import Json

MOST_FIELDS = 8
"""The fields of an object that are shown; the full diff has all."""


def path_of(change: ObjectChange, field: Difference) -> str:
    """Return a field's path; in a workload it begins at the Pod's spec."""
    prefix = pod_prefix(change.key.kind)
    return field.path.removeprefix(f"{prefix}.") if prefix else field.path


def values_of(field: Difference) -> tuple[str, str] | str:
    """Return a field's values before and after, or a word if they are too long to show."""
    if field.path.endswith("]") and None in (field.before, field.after):
        return "added" if field.before is None else "removed"
    if any(isinstance(value, str) and "\n" in value for value in (field.before, field.after)):
        return _lines_of(field)
    return _text(field.before), _text(field.after)


def _lines_of(field: Difference) -> str:
    """Return in words how a text of several lines changes."""
    if field.before is None:
        return f"added, {_count(field.after)}"
    if field.after is None:
        return f"removed, {_count(field.before)}"
    return f"{_count(field.before)} before, {_count(field.after)} after"


def _count(value: Json) -> str:
    lines = len(str(value).removesuffix("\n").split("\n"))
    return f"{lines} line{'' if lines == 1 else 's'}"


def _text(value: Json) -> str:
    match value:
        case None:
            return "(none)"
        case str():
            return value or '""'
        case _:
            return json.dumps(value, ensure_ascii=False, sort_keys=True)
