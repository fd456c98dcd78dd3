"""The configuration: the exemptions of a file, and the sentence for each mistake in it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pod_wiring.checker.command import main
from pod_wiring.configuration.config import DEFAULT, read_config
from pod_wiring.files.source import FileError
from pod_wiring.findings.rule import Tier


def test_no_exemption_depends_on_a_name_of_this_project() -> None:
    assert read_config().exemptions == ()


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
