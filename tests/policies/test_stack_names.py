"""The policies judge a stack by its objects, so the names of the project and the stack do not matter."""

import shutil
from pathlib import Path

import pytest
import yaml

from pod_deploy.stack.render import render
from pod_wiring.configuration.config import read_config
from pod_wiring.findings.ignore import Ignore, annotated_ignores
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import STRICT
from pod_wiring.manifests.manifest import manifests_in
from pod_wiring.pack import policies
from pod_wiring.registry import RULES
from tests.policies.analysis import violations
from tests.policies.conftest import Rendered
from tests.policies.objects import Objects
from tests.policies.programs import judged
from tests.unit.packaging.places import ROOT
from tests.unit.stacks.project import STACKS

CLASSIC = {
    "empty-dir-without-size-limit",
    "image-latest",
    "probes-missing",
    "resources-not-stated",
    "security-not-restricted",
    "writer-ignores-sigterm",
}
"""The rules of the project that the textbook's Pod breaks."""
EXCEPTIONS = {"dev": CLASSIC, "prod": set[str](), "staging": {"security-not-restricted"}}


@pytest.fixture
def renamed(tmp_path: Path) -> Path:
    """Return the folder of a copy of the program, whose project has another name."""
    shutil.copytree(ROOT / "stacks", tmp_path / "stacks", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "__main__.py", tmp_path)
    project = (ROOT / "Pulumi.yaml").read_text()
    (tmp_path / "Pulumi.yaml").write_text(project.replace("name: multi-container-pods", "name: shop", 1))
    return tmp_path


def exceptions(objects: Objects) -> list[Ignore]:
    """Return the exceptions that the objects of a stack ask for."""
    manifests = (manifest for each in objects for manifest in manifests_in(each))
    return [ignore for manifest in manifests for ignore in annotated_ignores(manifest)]


def without_exceptions(objects: Objects) -> Objects:
    """Remove the exceptions from the objects of a stack."""
    for each in objects:
        each["metadata"].get("annotations", {}).pop("policies", None)
    return objects


@pytest.mark.parametrize("stack", STACKS)
def test_every_exception_of_a_stack_is_needed_and_has_a_reason(stack: str, rendered: Rendered) -> None:
    stated = exceptions(rendered(stack))
    assert {each.rule for each in stated} == EXCEPTIONS[stack]
    assert {each.rule for each in judged(without_exceptions(rendered(stack)), STRICT)} == EXCEPTIONS[stack]
    assert all(RULES[each.rule].tier is Tier.PROJECT for each in stated)
    assert all(len(each.reason.split()) > 4 for each in stated)


@pytest.mark.parametrize("stack", STACKS)
def test_copy_of_a_stack_under_a_new_name_passes_the_strict_policies(stack: str, renamed: Path) -> None:
    shutil.copy(renamed / "stacks" / f"Pulumi.{stack}.yaml", renamed / "stacks" / "Pulumi.customer.yaml")
    objects = render("customer", renamed)
    labels = objects[0]["metadata"]["labels"]
    assert labels["app.kubernetes.io/instance"] == "shop-customer"
    assert judged(objects, STRICT) == []
    assert violations(objects, policies(read_config())) == []


@pytest.mark.parametrize("stack", STACKS)
def test_stack_of_a_renamed_project_keeps_its_verdicts(stack: str, renamed: Path) -> None:
    objects = render(stack, renamed)
    assert {each.rule for each in exceptions(objects)} == EXCEPTIONS[stack]
    assert judged(objects, STRICT) == []
    assert {each.rule for each in judged(without_exceptions(objects), STRICT)} == EXCEPTIONS[stack]


def test_stack_that_needs_an_exception_and_states_none_is_refused(renamed: Path) -> None:
    file = renamed / "stacks" / "Pulumi.staging.yaml"
    content = yaml.safe_load(file.read_text())
    del content["config"]["policyExceptions"]
    file.write_text(yaml.safe_dump(content))
    assert {each.rule for each in judged(render("staging", renamed), STRICT)} == {"security-not-restricted"}


def test_misspelt_rule_in_a_stack_file_is_a_finding(renamed: Path) -> None:
    file = renamed / "stacks" / "Pulumi.staging.yaml"
    file.write_text(
        file.read_text().replace("ignore=security-not-restricted", "ignore=security-not-restrictd")
    )
    found = {each.rule for each in judged(render("staging", renamed), STRICT)}
    assert found == {"ignore-unknown-rule", "security-not-restricted"}
