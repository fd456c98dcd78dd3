"""The examples of docs/sidecars.md run, and docs/production.md names settings that exist."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from sidecar_pods import (
    ContainerArgs,
    SidecarPod,
    WiringError,
    log_watcher,
    nginx,
    pod_template,
    read_helpers,
    with_sidecars,
)
from tests.unit.pulumi_mocks import POD, run
from tests.unit.stacks.project import DEFAULTS

DOCS = Path(__file__).parents[4] / "docs"
SIDECARS = (DOCS / "sidecars.md").read_text()
USE, OWN = re.findall(r"^```python\n(.*?)^```", SIDECARS, re.MULTILINE | re.DOTALL)


def test_the_example_makes_a_deployment_with_every_sidecar_in_it() -> None:
    made = run(lambda: exec(USE, {}))  # noqa: S102 (the page is ours)
    spec = made.resource("kubernetes:apps/v1:Deployment").inputs["spec"]["template"]["spec"]
    names = {each["name"] for each in (*spec["initContainers"], *spec["containers"])}
    assert names == {"web", "loader", "log-watcher", "metrics", "watcher"}


def test_the_example_of_an_own_sidecar_works() -> None:
    here: dict[str, Any] = {}  # Any: the page defines what it likes
    exec(OWN, here)  # noqa: S102 (the page is ours)
    greeter = here["greeter"]("greeter", "debian", server="web")
    made = run(lambda: SidecarPod("mc1", with_sidecars({"containers": [nginx("web", "nginx")]}, greeter)))
    writer, server = (
        {mount["name"]: mount.get("readOnly", False) for mount in container["volumeMounts"]}["html"]
        for role in ("initContainers", "containers")
        for container in made.resource(POD).inputs["spec"][role]
    )
    assert (writer, server) == (False, True)


def test_the_lines_for_staging_are_settings() -> None:
    (lines,) = re.findall(r"^```yaml\n(.*?)^```", SIDECARS, re.MULTILINE | re.DOTALL)
    stated = yaml.safe_load(lines)
    assert set(stated) == {"logWatcher", "metrics", "helpers"} <= set(DEFAULTS)
    assert read_helpers(stated["helpers"], "Pulumi.staging.yaml") == [
        {"data_change_watcher": {"volumes": ["html"]}}
    ]


def test_the_field_is_the_same_in_every_language() -> None:
    fields = re.findall(r"^\| .* \| `(.*elpers.*)` \|$", SIDECARS, re.MULTILINE)
    python, typescript, _, in_yaml = fields  # tests of the examples compile Go
    (helper,) = ast.literal_eval(f"{{{python}}}")["helpers"]
    for each in (typescript, in_yaml):
        assert read_helpers(yaml.safe_load(each)["helpers"], "app.yaml") == [helper]


def test_the_sentence_is_a_real_refusal() -> None:
    (sentence,) = re.findall(r"^mc1: .*", SIDECARS, re.MULTILINE)
    web: ContainerArgs = {"name": "web", "image": "nginx"}
    with pytest.raises(WiringError) as refusal:
        pod_template("mc1", {"containers": [web], "helpers": [log_watcher(server="wbe")]}, "shop-test")
    assert str(refusal.value) == sentence


def test_a_pod_may_be_the_helpers_that_the_page_names() -> None:
    (stated,) = re.findall(r"`helpers: (\[\{nginx: .*\])`", SIDECARS)
    helpers = read_helpers(yaml.safe_load(stated), "app.yaml")
    assert pod_template("mc1", {"helpers": helpers}, "shop-test")


def test_every_setting_that_production_names_exists() -> None:
    rows = re.findall(r"^\|.*\|.*\| (.*) \|$", (DOCS / "production.md").read_text(), re.MULTILINE)
    named = {name for row in rows for name in re.findall("`(.*?)`", row)}
    assert len(named) > 10
    assert named <= set(DEFAULTS)
