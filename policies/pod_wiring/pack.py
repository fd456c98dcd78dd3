"""The rules as policies of a Pulumi policy pack: `pulumi preview --policy-pack policies` runs them."""

from collections.abc import Mapping
from typing import cast

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceRemediation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pod_wiring.configuration.config import Config, has_labels
from pod_wiring.configuration.remediation import REMEDIATIONS
from pod_wiring.findings.finding import Finding
from pod_wiring.findings.rule import IgnoreRule, PodRule, ProgramRule, Rule, Tier
from pod_wiring.judge import is_excused
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import Program
from pod_wiring.registry import IGNORE_RULES, POD_RULES, PROGRAM_RULES

NAME = "sidecar-policies"
"""The name of the pack."""
_HELM_RELEASE = "kubernetes:helm.sh/v3:Release"


def policies(config: Config) -> list[Policy]:
    """Return a policy for every rule.

    Args:
        config: The level of each policy, and the exemptions.
    """
    of_one_object = [_resource_policy(rule, config) for rule in (*POD_RULES, *IGNORE_RULES)]
    return [*of_one_object, *(_stack_policy(rule, config) for rule in PROGRAM_RULES)]


def _resource_policy(rule: PodRule | IgnoreRule, config: Config) -> ResourceValidationPolicy:
    def validate(args: ResourceValidationArgs, report_violation: ReportViolation) -> None:
        manifest = _manifest(args.resource_type, args.props)
        for finding in rule(manifest) if manifest else ():
            if _counts(finding, rule, config):
                report_violation(_message(finding), None)

    remediate = _remediation(rule, config)
    level = _level(rule, config)
    return ResourceValidationPolicy(rule.id, rule.summary, validate, level, remediate=remediate)


def _stack_policy(rule: ProgramRule, config: Config) -> StackValidationPolicy:
    def validate(args: StackValidationArgs, report_violation: ReportViolation) -> None:
        resources = enumerate(args.resources)
        manifests = [_manifest(each.resource_type, each.props, place) for place, each in resources]
        for finding in rule(Program([manifest for manifest in manifests if manifest])):
            if _counts(finding, rule, config):
                report_violation(_message(finding), args.resources[finding.manifest.document].urn)

    return StackValidationPolicy(rule.id, rule.summary, validate, _level(rule, config))


def _remediation(rule: Rule, config: Config) -> ResourceRemediation | None:
    repair = REMEDIATIONS.get(rule.id)

    def remediate(args: ResourceValidationArgs) -> Mapping[str, object] | None:
        manifest = _manifest(args.resource_type, args.props)
        if manifest is None or not isinstance(rule, PodRule):
            return None
        counted = any(_counts(finding, rule, config) for finding in rule(manifest))
        return args.props if counted and repair and repair(manifest, config.size_limit) else None

    # The SDK takes a plain function too, but its type has only the asynchronous form.
    return cast("ResourceRemediation", remediate) if repair else None


def _manifest(resource_type: str, props: Mapping[str, object], place: int = 0) -> Manifest | None:
    """Return the Kubernetes object of a resource; None if it has none, or only a patch of one.

    Args:
        resource_type: The resource's type, such as kubernetes:core/v1:Pod.
        props: The resource's properties, as the SDK's proxies return them.
        place: The resource's index in the stack.
    """
    if not resource_type.startswith("kubernetes:") or resource_type.endswith("Patch"):
        return None
    if resource_type == _HELM_RELEASE:  # no object, but it makes Pods, as an operator does
        return Manifest({"apiVersion": "helm.sh/v3", "kind": "Release"}, document=place)
    return Manifest(props, document=place)


def _counts(finding: Finding, rule: Rule, config: Config) -> bool:
    """Return whether a finding is a violation. The project's rules apply to the project's objects only."""
    is_ours = rule.tier is not Tier.PROJECT or has_labels(finding.manifest, config.project)
    return is_ours and not is_excused(finding, config.exemptions)


def _message(finding: Finding) -> str:
    """Return the mistake and the fix, without the object: Pulumi names it, and its name may be unknown."""
    problem = finding.problem
    container = f"container {problem.container}: " if problem.container else ""
    return f"{container}{problem.message}. {problem.fix}"


def _level(rule: Rule, config: Config) -> EnforcementLevel:
    level = config.enforcement.get(rule.id) or config.enforcement.get(rule.tier)
    return EnforcementLevel(level or "advisory")
