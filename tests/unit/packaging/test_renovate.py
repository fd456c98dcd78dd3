"""Renovate finds every image that we run. Its other managers know the files of each language."""

import json
import re
import subprocess

from sidecar_pods.arguments import images
from tests.foreign import JsonObject
from tests.unit.packaging.places import ROOT

RENOVATE: JsonObject = json.loads((ROOT / "renovate.json").read_text())
# What a program of ours runs; tests and documents state images of every kind.
STATED = re.compile(r"[\w./-]*\b(?:nginx[\w-]*|debian|alpine/git):v?\d[\w.-]*")
ELSEWHERE = ("tests/", "docs/", "policies/pod_wiring/rules/", "benchmarks/")
DESCRIBED = ("components/", "local_cluster/")
"""Folders whose sources name images in comments and messages; they keep those that they run in one file."""


def tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def found_in(file: str) -> list[str]:
    """Return the images of a file that Renovate's own manager finds, without a registry before them."""
    (manager,) = RENOVATE["customManagers"]
    patterns = [each.strip("/") for each in manager["managerFilePatterns"]]
    if not any(re.search(pattern, file) for pattern in patterns):
        return []
    (string,) = (each.replace("(?<", "(?P<") for each in manager["matchStrings"])
    found = re.finditer(string, (ROOT / file).read_text())
    return [f"{each['depName']}:{each['currentValue']}" for each in found]


def stated_in(file: str) -> list[str]:
    images = STATED.findall((ROOT / file).read_text())
    return [image.removeprefix("docker.io/").removeprefix("library/") for image in images]


def test_every_image_that_a_program_runs_is_found() -> None:
    sources = [each for each in tracked() if each.endswith((".py", ".go", ".ts", ".yaml"))]
    programs = [each for each in sources if not each.startswith((*ELSEWHERE, *DESCRIBED))]
    kept = ["components/sidecar_pods/arguments/images.py", "local_cluster/images/images.yaml"]
    stated = {file: stated_in(file) for file in (*programs, *kept) if not (ROOT / file).is_symlink()}
    assert {file for file, each in stated.items() if each} >= {"Pulumi.yaml", *kept}
    assert {file: found_in(file) for file in stated} == stated


def test_every_image_of_a_sidecar_is_found() -> None:
    stated = [value for name, value in vars(images).items() if name.isupper()]
    assert found_in("components/sidecar_pods/arguments/images.py") == stated


def test_images_change_in_one_pull_request() -> None:
    assert [each["groupName"] for each in RENOVATE["packageRules"] if each.get("matchDatasources")] == [
        "images"
    ]


def test_managers_are_those_of_the_files_that_we_have() -> None:
    assert set(RENOVATE["enabledManagers"]) == {
        "custom.regex",
        "devcontainer",
        "github-actions",
        "gomod",
        "npm",
        "pep621",
    }
