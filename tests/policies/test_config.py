"""The configuration: its exemptions, and the sentence for each mistake in it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pod_wiring.checker.command import main
from pod_wiring.configuration.config import DEFAULT, read_config
from pod_wiring.files.source import FileError
from pod_wiring.findings.rule import Tier
from pod_wiring.judge import STRICT, judge
from pod_wiring.manifests.manifest import manifests_in
from pod_wiring.registry import RULES
from tests.policies.conftest import Rendered
from tests.unit.stacks.project import STACKS


@pytest.mark.parametrize("stack", STACKS)
def test_every_stack_passes_strict_with_its_exemptions(stack: str, rendered: Rendered) -> None:
    manifests = [manifest for each in rendered(stack) for manifest in manifests_in(each)]
    assert [str(each) for each in judge(manifests, STRICT, read_config().exemptions)] == []


def test_exemptions_concern_only_rules_of_the_project_and_have_a_reason() -> None:
    exemptions = read_config().exemptions
    assert all(RULES[each.rule].tier is Tier.PROJECT for each in exemptions)
    assert all(len(each.reason.split()) > 4 for each in exemptions)


@pytest.mark.parametrize("stack", STACKS)
def test_every_exemption_of_a_stack_is_needed_and_prod_has_none(stack: str, rendered: Rendered) -> None:
    manifests = [manifest for each in rendered(stack) for manifest in manifests_in(each)]
    found = {each.rule for each in judge(manifests, STRICT)}
    exempt = {each.rule for each in read_config().exemptions if f"-{stack}" in str(each.labels)}
    assert found == exempt
    assert stack != "prod" or not exempt


def test_every_tier_has_its_level() -> None:
    assert {str(tier) for tier in Tier} <= set(read_config(DEFAULT).enforcement)


def test_the_checker_takes_another_configuration(tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(
        "exemptions: [{rule: image-latest, labels: {app: a}, reason: it is mirrored every night}]\n"
    )
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: x, labels: {app: %s}}\n"
    pod += "spec: {containers: [{name: c, image: d}]}\n"
    arguments = ["check", "--strict", "--config", str(file), "-"]
    assert "image-latest" not in CliRunner().invoke(main, arguments, input=pod % "a").stdout
    assert "image-latest" in CliRunner().invoke(main, arguments, input=pod % "b").stdout


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("exemption: []\n", '1:1: exemption is "exemption", which is unknown. Did you mean "exemptions"?'),
        ("project: x\n", "1:1: project is text, expected a mapping"),
        (
            "enforcement: {correctnes: mandatory}\n",
            '1:15: enforcement.correctnes is "correctnes", which is unknown. Did you mean "correctness"?',
        ),
        (
            "enforcement: {project: mandatori}\n",
            '1:15: enforcement.project is "mandatori", which is unknown. Did you mean "mandatory"?',
        ),
        (
            "rules: {image-latests: advisory}\n",
            '1:9: rules.image-latests is "image-latests", which is unknown. Did you mean "image-latest"?',
        ),
        ("exemptions:\n- {rule: image-latest, labels: {a: b}}\n", "2:3: exemptions.0 has no reason"),
        ("exemptions:\n- {rule: image-latest, labels: {}, reason: r}\n", "2:3: exemptions.0 has no labels"),
        (
            "exemptions:\n- {rule: image-lates, labels: {a: b}, reason: r}\n",
            '2:4: exemptions.0.rule is "image-lates", which is unknown. Did you mean "image-latest"?',
        ),
        ("a: b: c\n", "1:5: not YAML: mapping values are not allowed in this context"),
        ("- a\n", "1:1: is a list, expected a mapping"),
        (
            "rules: {image-latest: remediate}\n",
            "1:9: rules.image-latest is remediate, but only these rules have a repair: "
            "empty-dir-without-size-limit, shared-volume-roles",
        ),
    ],
)
def test_mistake_in_the_configuration_gives_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "config.yaml"
    file.write_text(text)
    with pytest.raises(FileError) as refused:
        read_config(file)
    assert str(refused.value) == f"{file}:{sentence}"


def test_missing_configuration_gives_one_sentence() -> None:
    with pytest.raises(FileError, match=r"^/nowhere: cannot be read: No such file or directory$"):
        read_config(Path("/nowhere"))
