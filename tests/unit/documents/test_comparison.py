"""The page that compares tools: its programs state the same Pods, and its claims about us are true."""

from __future__ import annotations

import re

import pytest
import yaml

from pod_wiring.checker.inspection import inspect
from pod_wiring.files.source import Source
from pod_wiring.judge import FOREIGN, STRICT
from sidecar_pods import WiringError
from tests.foreign import JsonObject
from tests.unit.documents.pages import BLOCKS
from tests.unit.packaging.places import ROOT
from tests.unit.pulumi_mocks import DEPLOYMENT, SERVICE, run

PAGE = (ROOT / "docs" / "comparison.md").read_text(encoding="utf-8")
FILES = {block.title: block.text for block in BLOCKS if block.page == "docs/comparison.md"}
PLAIN, OURS = FILES["site.yaml"], FILES["__main__.py"]
NO = "\N{EN DASH}"
ROWS = {
    row[0]: row[1:]
    for row in (
        [cell.strip() for cell in line.strip("| ").split(" | ")]
        for line in PAGE.partition("## Which mistakes")[2].partition("\n\n- ")[0].splitlines()
        if line.startswith("| ")
    )
}

MISTAKES = {
    "a mount names a volume that the Pod does not have": (
        ("{name: html, mountPath: /usr", "{name: htlm, mountPath: /usr"),
        ('"read_by": {"web"', '"read_by": {"wep"'),
    ),
    "a patch, or a wiring, names a container that the Pod does not have": (
        None,
        ('"written_by": {"writer"', '"written_by": {"writr"'),
    ),
    "no container writes the volume": (
        ("          volumeMounts:\n            - {name: html, mountPath: /html}\n", ""),
        ('"written_by": {"writer": "/html"},\n', ""),
    ),
    "the reader can write": (
        (", readOnly: true", ""),
        ('"/usr/share/nginx/html"}', '{"mount_path": "/usr/share/nginx/html", "read_only": False}}'),
    ),
    "the Service selects no Pod": (
        ("  selector: {app: site}\n  ports", "  selector: {app: sites}\n  ports"),
        None,
    ),
    "two containers open the same port": (
        ("          command: [sh", "          ports: [{containerPort: 80}]\n          command: [sh"),
        ('"debian:12.12-slim",', '"debian:12.12-slim", "ports": [{"container_port": 80}],'),
    ),
    "a number is a text": (
        ("containerPort: 80", 'containerPort: "80"'),
        ('"container_port": 80', '"container_port": "80"'),
    ),
    "a field is misspelt": (
        ("readinessProbe", "redinessProbe"),
        ("readiness_probe", "rediness_probe"),
    ),
    "a probe names a port that no container opens": (
        ("path: /, port: http", "path: /, port: htpp"),
        ('"path": "/", "port": "http"', '"path": "/", "port": "htpp"'),
    ),
}
"""Each mistake, as an edit of the YAML and of our program; None if it cannot be written there."""


def edited(text: str, edit: tuple[str, str]) -> str:
    assert edit[0] in text
    return text.replace(*edit, 1)


def is_refused(program: str) -> bool:
    try:
        run(lambda: exec(program, {}))  # noqa: S102 (the page is ours)
    except WiringError:
        return True
    return False


def verdict(text: str) -> str:
    """Return what the page says of the checker: an error, one with `--strict`, or none."""
    source = [Source("site.yaml", text.encode())]
    if inspect(source, FOREIGN).exit_code:
        return "error"
    rules = {each.finding.rule for each in inspect(source, STRICT).findings}
    return "with `--strict`" if "shared-volume-roles" in rules else NO


def test_table_has_each_mistake() -> None:
    assert [row for row in ROWS if row not in ("mistake", "---")] == list(MISTAKES)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_claim_about_the_components_is_true(mistake: str) -> None:
    _, edit = MISTAKES[mistake]
    claimed = ROWS[mistake][4]
    if edit is None:
        assert claimed == NO
    else:
        assert is_refused(edited(OURS, edit)) == ("preview" in claimed)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_claim_about_the_checker_is_true(mistake: str) -> None:
    edit, _ = MISTAKES[mistake]
    assert ROWS[mistake][5] == (NO if edit is None else verdict(edited(PLAIN, edit)))


def test_manifest_without_a_mistake_has_none() -> None:
    assert verdict(PLAIN) == NO
    assert not is_refused(OURS)


def rendered(template: str) -> str:
    """Return a template of the chart with its values; it uses no other function of Helm."""
    values = yaml.safe_load(FILES["values.yaml"])
    text = re.sub(r"\{\{ \.Values\.(\w+) \}\}", lambda name: str(values[name[1]]), template)
    text = text.replace("{{ .Release.Name }}", "site")
    assert "{{" not in text
    return text


def test_chart_makes_the_plain_manifest() -> None:
    made = rendered(FILES["templates/site.yaml"])
    assert list(yaml.safe_load_all(made)) == list(yaml.safe_load_all(PLAIN))


def test_kustomization_names_what_the_page_has() -> None:
    settings = yaml.safe_load(FILES["kustomization.yaml"])
    deployment = next(iter(yaml.safe_load_all(PLAIN)))
    containers = deployment["spec"]["template"]["spec"]["containers"]
    assert {*settings["resources"], *(patch["path"] for patch in settings["patches"])} <= set(FILES)
    (patched,) = yaml.safe_load(FILES["writer.yaml"])["spec"]["template"]["spec"]["containers"]
    assert patched["name"] in {each["name"] for each in containers}
    assert settings["images"][0]["name"] in {each["image"].partition(":")[0] for each in containers}


def wiring(spec: JsonObject) -> JsonObject:
    """Return the parts of a Pod that the tools must agree about."""
    return {each["name"]: (each["image"], each.get("command"), mounts(each)) for each in spec["containers"]}


def mounts(container: JsonObject) -> list[tuple[str, str, bool]]:
    return [
        (mount["name"], mount["mountPath"], mount.get("readOnly", False))
        for mount in container["volumeMounts"]
    ]


def test_our_program_makes_the_same_pods_and_service() -> None:
    made = run(lambda: exec(OURS, {}))  # noqa: S102 (the page is ours)
    deployment, service = yaml.safe_load_all(PLAIN)
    ours = made.resource(DEPLOYMENT).inputs["spec"]
    assert wiring(ours["template"]["spec"]) == wiring(deployment["spec"]["template"]["spec"])
    assert ours["replicas"] == deployment["spec"]["replicas"]
    (port,) = made.resource(SERVICE).inputs["spec"]["ports"]
    assert service["spec"]["ports"] == [{name: port[name] for name in ("name", "port", "targetPort")}]
