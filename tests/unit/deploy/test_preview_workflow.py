"""The scripts in the workflow of a pull request."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.foreign import JsonObject
from tests.unit.packaging.places import ROOT

JOBS: JsonObject = yaml.safe_load(
    (ROOT / ".github" / "workflows" / "preview.yml").read_text(encoding="utf-8")
)["jobs"]

MAKE = """\
#!/bin/sh
# Stands in for `make --silent -C … render STACK=…`: a stack's manifests are its file, unless that is broken.
file=$3/stacks/Pulumi.${5#STACK=}.yaml
! grep -q broken "$file" && cat "$file"
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a pull request's checkout; its base is in the folder beside it."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name, text in {"make": MAKE, "git": "#!/bin/sh\n"}.items():
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    return tmp_path / "checkout"


def write_stacks(tree: Path, **stacks: str) -> None:
    (tree / "stacks").mkdir(parents=True)
    for name, text in stacks.items():
        (tree / "stacks" / f"Pulumi.{name}.yaml").write_text(f"{text}\n", encoding="utf-8")


def run(checkout: Path, job: str) -> str:
    """Run the only script of a job, and return its output for GitHub."""
    (script,) = [step["run"] for step in JOBS[job]["steps"] if "run" in step]
    written = checkout.parent / "written"
    own = {"GITHUB_STEP_SUMMARY": written, "GITHUB_OUTPUT": written, "RUNNER_TEMP": checkout.parent}
    path = f"{checkout.parent / 'programs'}:{os.environ['PATH']}"
    env = {"PATH": path, "BASE": "base", **{name: str(value) for name, value in own.items()}}
    subprocess.run(["bash", "-e", "-c", script], cwd=checkout, env=env, check=True, capture_output=True)
    return written.read_text(encoding="utf-8")


def shown(checkout: Path) -> dict[str, list[str]]:
    """Return the lines of the summary by stack, without the headers of differences."""
    heading, *blocks = run(checkout, "render").split("#### Rendered manifests of ")
    assert not heading
    lines = {block.partition("\n")[0]: block.splitlines()[2:-1] for block in blocks}
    return {
        stack: [line for line in block if not line.startswith(("---", "+++", "@@"))]
        for stack, block in lines.items()
    }


def test_each_stack_of_base_and_head_is_shown(checkout: Path) -> None:
    write_stacks(checkout.parent / "base", dev="one", prod="two", staging="three")
    write_stacks(checkout, dev="one", prod="2", edge="four")
    assert shown(checkout) == {
        "dev": ["nothing changes"],
        "edge": ["+four"],
        "prod": ["-two", "+2"],
        "staging": ["-three"],
    }


def test_base_that_cannot_be_rendered_is_reported(checkout: Path) -> None:
    write_stacks(checkout.parent / "base", dev="broken")
    write_stacks(checkout, dev="one")
    assert shown(checkout) == {"dev": ["-# the base cannot be rendered: the job's log says why", "+one"]}


def test_stack_that_cannot_be_rendered_fails_the_job(checkout: Path) -> None:
    write_stacks(checkout.parent / "base", dev="one")
    write_stacks(checkout, dev="broken")
    with pytest.raises(subprocess.CalledProcessError):
        run(checkout, "render")


@pytest.mark.skipif(not shutil.which("jq"), reason="no jq on PATH")
def test_each_stack_with_a_file_is_previewed(checkout: Path) -> None:
    write_stacks(checkout, dev="", edge="", prod="")
    name, _, value = run(checkout, "stacks").strip().partition("=")
    assert (name, json.loads(value)) == ("names", ["dev", "edge", "prod"])
    assert JOBS["preview"]["strategy"]["matrix"]["stack"] == "${{ fromJSON(needs.stacks.outputs.names) }}"
