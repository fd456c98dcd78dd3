"""The selector of a workload that exists: it must select the Pods, because nobody can change it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

import pulumi

from sidecar_pods.arguments.errors import WiringError, nearest_name
from sidecar_pods.arguments.later import holds_later, is_later, resolve, when_known
from sidecar_pods.arguments.where import Where
from sidecar_pods.pod.labels import Labels

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import LabelSelectorArgsDict


def match_labels(selector: object, where: Where) -> Labels | None:
    """Return the labels by which a stated selector selects; None if it states none.

    Args:
        selector: The selector; None for no selector.
        where: Its place.

    Raises:
        WiringError: They are known only later as a whole.
    """
    if selector is None:
        return None
    labels = None if is_later(selector) else cast("Mapping[str, object]", selector).get("match_labels")
    if is_later(selector) or is_later(labels):
        expected = "a plain map, because Services and policies select by it; its values may be Outputs"
        raise WiringError(where, "is known only later", expected)
    return cast("Labels | None", labels or None)


def selecting(
    selector: object, labels: pulumi.Input[Labels] | None, where: Where
) -> "pulumi.Input[LabelSelectorArgsDict]":
    """Return a stated selector after a check that it selects the Pods.

    Args:
        selector: The selector.
        labels: The labels of the Pods; None for no labels.
        where: The place of the selector.

    Raises:
        WiringError: It does not select them; for an Output, when it resolves.
    """

    def checked(known: object) -> "LabelSelectorArgsDict":
        stated, pods = cast("tuple[Mapping[str, object], Mapping[str, str]]", known)
        _check_labels(cast("Mapping[str, str]", stated.get("match_labels", {})), pods, where)
        _check_expressions(cast("Sequence[object]", stated.get("match_expressions", ())), pods, where)
        return cast("LabelSelectorArgsDict", stated)

    both: list[object] = [selector, labels or dict[str, str]()]
    return when_known(resolve(both), checked, where) if holds_later(both) else checked(both)


def _check_labels(wanted: Mapping[str, str], pods: Mapping[str, str], where: Where) -> None:
    for key, value in wanted.items():
        if key not in pods:
            problem, nearest = "is no label of the Pods", nearest_name(key, pods)
        elif pods[key] != value:
            problem, nearest = f'is "{value}", and the Pods have "{pods[key]}"', None
        else:
            continue
        raise WiringError(where.field("match_labels").item(key), problem, "a label of the template", nearest)


def _check_expressions(wanted: Sequence[object], pods: Mapping[str, str], where: Where) -> None:
    for index, each in enumerate(wanted):
        expression = cast("Mapping[str, object]", each)
        key, operator = cast("str", expression["key"]), cast("str", expression["operator"])
        has = key in pods
        listed = has and pods[key] in cast("Sequence[str]", expression.get("values", ()))
        met = {"In": listed, "NotIn": not listed, "Exists": has, "DoesNotExist": not has}[operator]
        if not met:
            place = where.field("match_expressions").item(str(index))
            raise WiringError(place, f"says {key} {operator}, and the Pods do not meet it", "labels that do")
