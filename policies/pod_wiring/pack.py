"""The rules as policies of a Pulumi policy pack: what `pulumi preview --policy-pack policies` runs."""

from collections.abc import Callable, Mapping
from typing import Any

from pulumi_policy import (
    EnforcementLevel,
    Policy,
    ReportViolation,
    ResourceValidationArgs,
    ResourceValidationPolicy,
    StackValidationArgs,
    StackValidationPolicy,
)

from pod_wiring.config import Config, has_labels
from pod_wiring.findings.finding import Finding
from pod_wiring.findings.rule import IgnoreRule, PodRule, ProgramRule, Rule, Tier
from pod_wiring.judge import is_excused
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.program import Program
from pod_wiring.registry import IGNORE_RULES, POD_RULES, PROGRAM_RULES
from pod_wiring.remediation import REMEDIATIONS

NAME = "sidecar-policies"
"""The name of the pack."""
_HELM_RELEASE = "kubernetes:helm.sh/v3:Release"


def policies(config: Config) -> list[Policy]:
    """Make a policy of every rule.

    Args:
        config: How strictly each holds, and of what not.
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


def _remediation(rule: Rule, config: Config) -> Callable[[ResourceValidationArgs], Any] | None:
    mend = REMEDIATIONS.get(rule.id)

    def remediate(args: ResourceValidationArgs) -> Mapping[str, Any] | None:
        manifest = _manifest(args.resource_type, args.props)
        if manifest is None or not isinstance(rule, PodRule):
            return None
        counted = any(_counts(finding, rule, config) for finding in rule(manifest))
        return args.props if counted and mend and mend(manifest, config.size_limit) else None

    return remediate if mend else None


def _manifest(resource_type: str, props: Mapping[str, Any], place: int = 0) -> Manifest | None:
    """Give the object a resource stands for; None if it is none, or a patch of one.

    Args:
        resource_type: Its type, as kubernetes:core/v1:Pod.
        props: Its properties, as the SDK's proxies give them.
        place: Its place in the stack.
    """
    if not resource_type.startswith("kubernetes:") or resource_type.endswith("Patch"):
        return None
    if resource_type == _HELM_RELEASE:  # no object, but like an operator it makes Pods that nobody sees here
        return Manifest({"apiVersion": "helm.sh/v3", "kind": "Release"}, document=place)
    return Manifest(props, document=place)


def _counts(finding: Finding, rule: Rule, config: Config) -> bool:
    """Tell whether a finding is a violation: the rules of the project hold of the project's objects alone."""
    is_ours = rule.tier is not Tier.PROJECT or has_labels(finding.manifest, config.project)
    return is_ours and not is_excused(finding, config.exemptions)


def _message(finding: Finding) -> str:
    """Give what is wrong and the fix; Pulumi names the object itself, and its name may not be known yet."""
    problem = finding.problem
    container = f"container {problem.container}: " if problem.container else ""
    return f"{container}{problem.message}. {problem.fix}"


def _level(rule: Rule, config: Config) -> EnforcementLevel:
    level = config.enforcement.get(rule.id) or config.enforcement.get(rule.tier)
    return EnforcementLevel(level or "advisory")
