"""The examples of docs/sidecars.md run, and docs/production.md names settings that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from sidecar_pods import SidecarPod, nginx, with_sidecars
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


def test_the_two_lines_for_staging_are_settings() -> None:
    (lines,) = re.findall(r"^```yaml\n(.*?)^```", SIDECARS, re.MULTILINE | re.DOTALL)
    assert yaml.safe_load(lines) == {"logWatcher": True, "metrics": True}
    assert set(yaml.safe_load(lines)) <= set(DEFAULTS)


def test_every_setting_that_production_names_exists() -> None:
    rows = re.findall(r"^\|.*\|.*\| (.*) \|$", (DOCS / "production.md").read_text(), re.MULTILINE)
    named = {name for row in rows for name in re.findall("`(.*?)`", row)}
    assert len(named) > 10
    assert named <= set(DEFAULTS)
