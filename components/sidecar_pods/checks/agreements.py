"""Checks of objects of Kubernetes' own types whose fields must agree, after the API server's own validation.

Each check takes an object in Python's case of which every part is known. See `kubernetes_values.py` for the
source, and `kubernetes_checks.py` for the types that have a check.
"""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, cast

from sidecar_pods.checks.kubernetes_values import FIELDS_OF_ENV, FIELDS_OF_FILE
from sidecar_pods.checks.values import Complaint, amount, label_key, label_value

# Any: `conform` has checked the parts by their types in Kubernetes' table, which Python's types do not show.
Known = Mapping[str, Any]
"""An object, of which every part is known."""


def requests_within_limits(value: Known) -> Complaint | None:
    """Check that no request is above its limit, and that the numbers of devices make sense."""
    limits: Mapping[str, object] = value.get("limits", {})
    requests: Mapping[str, object] = value.get("requests", {})
    for resource, requested in requests.items():
        limit = limits.get(resource)
        if limit is None and _is_counted(resource):
            return Complaint(f"requests {requested} of {resource}, and has no limit", "the same limit")
        if limit is not None and amount(requested) > amount(limit):
            return Complaint(
                f"requests {requested} of {resource}, and its limit is {limit}", "no more than the limit"
            )
        if limit is not None and amount(requested) != amount(limit) and _is_counted(resource):
            return Complaint(
                f"requests {requested} of {resource}, and its limit is {limit}", "as many as the limit"
            )
    for resource, quantity in {**limits, **requests}.items():
        if _is_counted(resource) and amount(quantity) != amount(quantity).to_integral_value():
            return Complaint(f"has {quantity} of {resource}", "a whole number")
    return None


def _is_counted(resource: str) -> bool:
    """Return whether a resource is handed out in whole pieces, and so cannot be overcommitted."""
    return resource.startswith("hugepages-") or ("/" in resource and "kubernetes.io/" not in resource)


def needs_values(value: Known) -> Complaint | None:
    """Check that a requirement of a selector has as many values as its operator takes."""
    count, operator = len(value.get("values") or ()), value["operator"]
    if operator in ("In", "NotIn") and not count:
        return Complaint(f"has the operator {operator} and no values", "at least one value")
    if operator in ("Exists", "DoesNotExist") and count:
        return Complaint(f"has the operator {operator} and values", "no values")
    if operator in ("Gt", "Lt") and count != 1:
        return Complaint(f"has the operator {operator} and {count} values", "one value")
    return None


def node_fields(value: Known) -> Complaint | None:
    """Check that a term selects a node by no other field than its name."""
    for requirement in _parts(value, "match_fields"):
        key, operator = requirement["key"], requirement["operator"]
        if key != "metadata.name":
            return Complaint(f'has "{key}" in match_fields', "metadata.name")
        if operator not in ("In", "NotIn") or len(requirement.get("values") or ()) != 1:
            return Complaint(f"has the operator {operator} in match_fields", "In or NotIn, and one value")
    return None


def _parts(value: Known, field: str) -> Sequence[Known]:
    """Return a list of objects inside an object, empty if it is not given."""
    return cast("Sequence[Known]", value.get(field) or ())


def required_nodes(value: Known) -> Complaint | None:
    """Check that the values in the terms that a node must meet can be values of labels."""
    for term in _parts(value, "node_selector_terms"):
        for requirement in _parts(term, "match_expressions"):
            for each in requirement.get("values") or ():
                if complaint := label_value(each):
                    return Complaint(f"has a value that {complaint.problem}", complaint.expected)
    return None


def toleration(value: Known) -> Complaint | None:
    """Check that operator, key, value, effect and seconds of a toleration agree."""
    operator, given = value.get("operator") or "Equal", value.get("value") or ""
    if not value.get("key") and operator != "Exists":
        return Complaint(f"has no key, and the operator {operator}", "the operator Exists, or a key")
    if value.get("toleration_seconds") is not None and value.get("effect") != "NoExecute":
        return Complaint("has toleration_seconds without the effect NoExecute", "the effect NoExecute")
    if operator == "Exists" and given:
        return Complaint("has the operator Exists and a value", "no value, or the operator Equal")
    if operator == "Equal" and (complaint := label_value(given)):
        return Complaint(f"has a value that {complaint.problem}", complaint.expected)
    if operator in ("Gt", "Lt") and not re.fullmatch("0|-?[1-9][0-9]*", given):
        return Complaint(f'has the operator {operator} and the value "{given}"', "a whole number")
    return None


def label_keys(value: Known) -> Complaint | None:
    """Check that the keys of labels whose values must match or differ come with a selector."""
    keys = [*(value.get("match_label_keys") or ()), *(value.get("mismatch_label_keys") or ())]
    if keys and value.get("label_selector") is None:
        return Complaint("has keys of labels and no label_selector", "a label_selector")
    both = set(value.get("match_label_keys") or ()) & set(value.get("mismatch_label_keys") or ())
    if both:
        problem = f"has {min(both)} in match_label_keys and in mismatch_label_keys"
        return Complaint(problem, "it in one of them")
    return None


def spread(value: Known) -> Complaint | None:
    """Check that a constraint which counts domains keeps Pods from being scheduled."""
    if value.get("min_domains") is not None and value["when_unsatisfiable"] != "DoNotSchedule":
        problem = f"has min_domains, and {value['when_unsatisfiable']} in when_unsatisfiable"
        return Complaint(problem, "DoNotSchedule in when_unsatisfiable")
    return None


def privileges(value: Known) -> Complaint | None:
    """Check that a container which may not gain privileges does not have them already."""
    if value.get("allow_privilege_escalation") is not False:
        return None
    expected = "allow_privilege_escalation left out"
    if value.get("privileged"):
        return Complaint("has privileged: true and allow_privilege_escalation: false", expected)
    if "CAP_SYS_ADMIN" in _part(value, "capabilities").get("add", ()):
        return Complaint("adds CAP_SYS_ADMIN, and has allow_privilege_escalation: false", expected)
    return None


def _part(value: Known, field: str) -> Known:
    """Return an object inside an object, empty if it is not given."""
    return cast("Known", value.get(field) or {})


def passes_at_once(value: Known) -> Complaint | None:
    """Check that a probe which may restart a container counts it as sound after one success."""
    successes = value.get("success_threshold", 1)
    if isinstance(successes, int) and successes > 1:
        return Complaint(
            f"has success_threshold: {successes}", "1, as for every probe that restarts a container"
        )
    return None


def ends_nothing(value: Known) -> Complaint | None:
    """Check that a probe which never ends a container has no time for its end."""
    if value.get("termination_grace_period_seconds") is None:
        return None
    return Complaint("has termination_grace_period_seconds", "it in a probe that restarts a container")


def local_profile(value: Known) -> Complaint | None:
    """Check that a security profile names a file if it is the node's own, and no file otherwise."""
    kind, path = value["type"], value.get("localhost_profile")
    if kind == "Localhost" and path is None:
        return Complaint("has the type Localhost and no localhost_profile", "a localhost_profile")
    if kind != "Localhost" and path is not None:
        return Complaint(f"has the type {kind} and a localhost_profile", "the type Localhost")
    return None


def env_source(value: Known) -> Complaint | None:
    """Check that the field of the Pod can be the value of an environment variable."""
    return _field_of_pod(value, FIELDS_OF_ENV)


def _field_of_pod(value: Known, fields: Sequence[str]) -> Complaint | None:
    path = _part(value, "field_ref").get("field_path", fields[0])
    if path in fields:
        return None
    subscript = re.fullmatch(r"metadata\.(labels|annotations)\['(.*)'\]", path)
    if not subscript:
        return Complaint(f'has the field_path "{path}"', f"one of {', '.join(fields)}")
    key = subscript[2].lower() if subscript[1] == "annotations" else subscript[2]
    if complaint := label_key(key):
        return Complaint(f"has a field_path whose key {complaint.problem}", complaint.expected)
    return None


def downward_file(value: Known) -> Complaint | None:
    """Check that the field of the Pod, or of a container, can be a file."""
    resource = value.get("resource_field_ref")
    if resource is not None and not resource.get("container_name"):
        return Complaint("has a resource_field_ref without a container_name", "the name of a container")
    return _field_of_pod(value, FIELDS_OF_FILE)


_DIVISORS_OF_CPU: Final = frozenset({Decimal(0), Decimal(1), Decimal("0.001")})
_DIVISORS: Final = frozenset(
    {Decimal(0), *(Decimal(base) ** power for base in (1000, 1024) for power in range(7))}
)


def divisor(value: Known) -> Complaint | None:
    """Check that the value of a resource is divided by a power of 1000 or of 1024."""
    given = value.get("divisor", 0)
    if value["resource"].endswith(".cpu"):
        return None if amount(given) in _DIVISORS_OF_CPU else Complaint(f"has the divisor {given}", "1m or 1")
    if amount(given) in _DIVISORS:
        return None
    return Complaint(f"has the divisor {given}", "1, 1k, 1Ki, 1M, 1Mi, and so on")


def trust_bundle(value: Known) -> Complaint | None:
    """Check that a bundle which is named is not selected as well."""
    if value.get("name") is not None and value.get("label_selector") is not None:
        return Complaint("has name and label_selector", "signer_name with label_selector, or name alone")
    return None


def claim(value: Known) -> Complaint | None:
    """Check that a claim requests storage, and copies from one source."""
    requested = _part(_part(value, "resources"), "requests").get("storage")
    if requested is None:
        return Complaint("requests no storage", "resources.requests.storage, such as 1Gi")
    if amount(requested) <= 0:
        return Complaint(f"requests {requested} of storage", "more than 0")
    one, other = value.get("data_source"), value.get("data_source_ref")
    if one is None or other is None:
        return None
    if other.get("namespace") or any(
        one.get(each) != other.get(each) for each in ("api_group", "kind", "name")
    ):
        return Complaint("has data_source and data_source_ref, which differ", "one of them")
    return None


def origin(value: Known) -> Complaint | None:
    """Check that a claim copies from a claim, or names the API group of another kind of object."""
    if value.get("api_group") or value["kind"] == "PersistentVolumeClaim":
        return None
    return Complaint(
        f"has the kind {value['kind']} and no api_group", "PersistentVolumeClaim, or an api_group"
    )


def ephemeral_claim(value: Known) -> Complaint | None:
    """Check that the metadata of a claim that is made for a Pod has labels and annotations alone."""
    for field in _part(_part(value, "volume_claim_template"), "metadata"):
        if field not in ("labels", "annotations"):
            return Complaint(f"has metadata.{field} in volume_claim_template", "labels and annotations alone")
    return None


def iscsi(value: Known) -> Complaint | None:
    """Check that a disk which asks for a password names the Secret."""
    if value.get("secret_ref") is not None:
        return None
    for field in ("chap_auth_discovery", "chap_auth_session"):
        if value.get(field):
            return Complaint(f"has {field} and no secret_ref", "a secret_ref")
    return None


def fibre_channel(value: Known) -> Complaint | None:
    """Check that a target comes with the number of its unit."""
    if value.get("target_wwns") and value.get("lun") is None:
        return Complaint("has target_wwns and no lun", "a lun from 0 to 255")
    return None


def rolling_deployment(value: Known) -> Complaint | None:
    """Check that a Deployment may start a new Pod, or stop an old one."""
    if _is_zero(value.get("max_surge", 1)) and _is_zero(value.get("max_unavailable", 1)):
        return Complaint("has 0 in max_surge and in max_unavailable", "more than 0 in one of them")
    return None


def _is_zero(value: int | str) -> bool:
    return not int(str(value).rstrip("%"))


def rolling_daemon_set(value: Known) -> Complaint | None:
    """Check that a DaemonSet starts a new Pod first, or stops the old one first."""
    surge, unavailable = (
        not _is_zero(value.get("max_surge", 0)),
        not _is_zero(value.get("max_unavailable", 1)),
    )
    if surge and unavailable:
        return Complaint("has more than 0 in max_surge and in max_unavailable", "max_unavailable: 0")
    if not surge and not unavailable:
        return Complaint("has 0 in max_surge and in max_unavailable", "more than 0 in one of them")
    return None


def only_rolling(value: Known) -> Complaint | None:
    """Check that a strategy with settings of a rolling update is one."""
    kind = value.get("type") or "RollingUpdate"
    if value.get("rolling_update") is not None and kind != "RollingUpdate":
        return Complaint(f"has the type {kind} and rolling_update", "the type RollingUpdate")
    return None


def exit_codes(value: Known) -> Complaint | None:
    """Check that exit codes rise, and that success is not a failure."""
    codes: Sequence[int] = value["values"]
    if value["operator"] == "In" and 0 in codes:
        return Complaint("has the operator In and the value 0", "values other than 0")
    if any(later <= earlier for earlier, later in pairwise(codes)):
        return Complaint("has values that do not rise", "values in rising order, each once")
    return None
