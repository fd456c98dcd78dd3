"""The workflow that publishes the site: its switch, its rights, and the changes that start it."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase

import pytest
import yaml

from tests.foreign import JsonObject
from tests.unit.packaging.places import ROOT
from tools.docs_site.links import PAGES

TEXT = (ROOT / ".github" / "workflows" / "docs.yml").read_text(encoding="utf-8")
WORKFLOW: JsonObject = yaml.safe_load(TEXT.replace("\non:", "\n'on':"))  # YAML 1.1 reads `on` as a boolean
JOBS: JsonObject = WORKFLOW["jobs"]


def test_nobody_sees_red_before_pages_is_set_up() -> None:
    assert JOBS["build"]["if"] == "vars.PUBLISH_DOCS == 'true'"
    assert JOBS["publish"]["needs"] == "build"


def test_job_that_may_publish_runs_no_code_of_the_repository() -> None:
    assert JOBS["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert JOBS["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    (step,) = JOBS["publish"]["steps"]
    assert step["uses"].startswith("actions/deploy-pages@")


def test_every_action_is_pinned_by_its_commit() -> None:
    used = re.findall(r"uses: (.*)", TEXT)
    assert len(used) == 4
    assert all(re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", each) for each in used)


@pytest.mark.parametrize(
    "file",
    [*PAGES, "docs/start.md", "components/schema.json", "mkdocs.yml", "tools/docs_site/theme/404.html"],
)
def test_change_of_a_source_publishes_the_site(file: str) -> None:
    assert (ROOT / file).exists()
    started_by = WORKFLOW["on"]["push"]
    assert started_by["branches"] == ["main"]
    assert any(fnmatchcase(file, each) for each in started_by["paths"])
