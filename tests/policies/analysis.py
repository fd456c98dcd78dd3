"""Run the policies of the pack in this process, on objects in the form that the SDK passes."""

import copy
from collections.abc import Awaitable, Mapping

from google.protobuf import json_format, struct_pb2
from pulumi_policy import (
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationPolicy,
)
from pulumi_policy.deserialize import deserialize_properties, serialize_properties
from pulumi_policy.policy import (
    PolicyCustomTimeouts,
    PolicyResource,
    PolicyResourceOptions,
    StackValidationArgs,
)
from pulumi_policy.proxy import UnknownValueError, unknown_checking_proxy

from tests.foreign import Json, JsonObject
from tests.policies.objects import Objects

OPTIONS = PolicyResourceOptions(False, [], None, [], PolicyCustomTimeouts(0, 0, 0), [])
HELM_RELEASE = "kubernetes:helm.sh/v3:Release"
"""A type of the Kubernetes provider that is no object, so it has no apiVersion or kind."""
Violation = tuple[str, str]
"""A policy's id and message; `unknown` if the policy read an unknown value, and so became advice."""


def resource_type(kubernetes_object: JsonObject) -> str:
    """Return the Pulumi type of an object."""
    version = kubernetes_object["apiVersion"]
    return f"kubernetes:{version if '/' in version else f'core/{version}'}:{kubernetes_object['kind']}"


def struct_of(kubernetes_object: JsonObject) -> struct_pb2.Struct:
    """Return an object in its form on the way to the pack: every number is a float."""
    struct = struct_pb2.Struct()
    struct.update(kubernetes_object)
    return struct


def violations(objects: Objects, pack: list[Policy]) -> list[Violation]:
    """Run every policy on a program, and return the violations."""
    return [violation for policy in pack for violation in _of_policy(policy, objects)]


def remediated(kubernetes_object: JsonObject, policy: Policy) -> Json:
    """Return the object that a policy's remediation returns to the engine; None if it changes nothing."""
    assert isinstance(policy, ResourceValidationPolicy)
    raw = deserialize_properties(copy.deepcopy(kubernetes_object), True)
    mended = policy.remediate(_args(resource_type(kubernetes_object), raw))
    assert not isinstance(mended, Awaitable)
    return serialize_properties(mended) if mended else None


def _of_policy(policy: Policy, objects: Objects) -> list[Violation]:
    found: list[Violation] = []

    def report(text: str, urn: str | None = None) -> None:
        found.append((policy.name, f"{urn} {text}" if urn else text))

    try:
        _validate(policy, objects, report)
    except UnknownValueError:
        found.append((policy.name, "unknown"))
    return found


def _validate(policy: Policy, objects: Objects, report: ReportViolation) -> None:
    resources = [_resource(place, each) for place, each in enumerate(objects)]
    if isinstance(policy, StackValidationPolicy):
        policy.validate(StackValidationArgs(resources), report)  # pyright: ignore[reportUnknownMemberType]
    else:
        assert isinstance(policy, ResourceValidationPolicy)
        for each in resources:
            arguments = _args(each.resource_type, each.props)
            policy.validate(arguments, report)  # pyright: ignore[reportUnknownMemberType]


def _args(kind: str, props: Mapping[str, Json]) -> ResourceValidationArgs:
    return ResourceValidationArgs(kind, props, "urn", "name", OPTIONS, None)


def _resource(place: int, kubernetes_object: JsonObject) -> PolicyResource:
    kind = resource_type(kubernetes_object)
    plain = deserialize_properties(json_format.MessageToDict(struct_of(kubernetes_object)))
    if kind == HELM_RELEASE:
        plain = {key: value for key, value in plain.items() if key not in ("apiVersion", "kind")}
    props = unknown_checking_proxy(plain)
    return PolicyResource(kind, props, f"urn:{place}", f"r{place}", OPTIONS, None, None, [], {})
