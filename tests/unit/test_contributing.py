"""CONTRIBUTING.md is true: its files exist, and no other file knows an addition.

documents/test_commands.py proves its commands.
"""

import inspect
import os
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from local_cluster.kubernetes.daemons import stages
from pod_wiring.registry import RULES
from sidecar_pods import COMPONENTS, HelperArgs, SecuredNamespace, SidecarService, sidecars
from sidecar_pods.package.names import name_elsewhere
from stacks.settings import KEYS
from tests.unit.packaging.places import ROOT
from tests.unit.stacks.project import STACKS

PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
FREE = {"tests", "docs", "benchmarks", "examples", "template", "template-yaml"}
"""Folders whose files may use an addition as an example; so may pages elsewhere."""


class Addition(NamedTuple):
    """A kind of thing that a contributor adds, and those that exist."""

    existing: dict[str, set[str]]
    """The spellings of each existing one; one of them is NAME in the paths of the list."""
    elsewhere: frozenset[str] = frozenset()
    """Folders in which the same words mean something else."""


SIDECARS = {
    name: {name, name_elsewhere(name), function.__module__.rpartition(".")[2]}
    for name, function in inspect.getmembers(sidecars, inspect.isfunction)
    if inspect.signature(function).return_annotation is HelperArgs
}
WORKLOADS = {
    each.__name__: {each.__name__, f"{each.__name__}Args", each.__module__.rpartition(".")[2]}
    for each in COMPONENTS
    if each not in (SidecarService, SecuredNamespace)
}
# A key of one word, such as `name`, occurs everywhere; the others are unmistakable.
SETTINGS = {key: {key, field} for key, field in KEYS.items() if key != field}
# The other daemons are what a node consists of, so more of the local cluster knows them.
NODE_ITSELF = {"containerd", "etcd", "kube-apiserver", "kubelet", "registry"}
DAEMONS = {daemon.name for stage in stages("node", "10.99.0.2") for daemon in stage}

ADDITIONS = {
    "a sidecar": Addition(SIDECARS),
    "a rule": Addition({rule: {rule, rule.replace("-", "_")} for rule in RULES}),
    "a workload": Addition(WORKLOADS, frozenset({"policies"})),
    "a setting": Addition(SETTINGS, frozenset({"components", "deploy/pod_deploy/review"})),
    "a stack": Addition(
        {stack: {stack} for stack in STACKS if stack != "dev"}
    ),  # dev is a folder of Unix, too
    "an output format of the checker": Addition({"sarif": {"sarif"}, "junit": {"junit"}}),
    "a daemon of the local cluster": Addition(
        {name: {name} for name in sorted(DAEMONS - NODE_ITSELF)}, frozenset({"components"})
    ),
}
EACH = [(kind, name) for kind, addition in ADDITIONS.items() for name in addition.existing]
each_kind = pytest.mark.parametrize("kind", ADDITIONS)
each_existing = pytest.mark.parametrize(("kind", "name"), EACH, ids=lambda word: word)


def section(kind: str) -> str:
    return PAGE.partition(f"### Add {kind}\n")[2].partition("\n#")[0]


def listed(kind: str, *, always: bool) -> list[str]:
    """Return the paths of a list: those that always change, or those with a condition."""
    end = ":" if always else ", if"
    return re.findall(rf"^- `(.+?)`{end}", section(kind), re.MULTILINE)


def named(path: str, spellings: set[str]) -> list[str]:
    """Return a listed path, as a pattern, for each spelling of an existing one."""
    return sorted({path.replace("NAME", spelling).rstrip("/") for spelling in spellings})


@cache
def sources() -> dict[Path, str]:
    """Return the text of each file that may not use an addition as an example; its path is the first line."""
    found: dict[Path, str] = {}
    for folder, folders, files in os.walk(ROOT):
        at_top = Path(folder) == ROOT
        folders[:] = [
            each for each in folders if not each.startswith((".", "__")) and not (at_top and each in FREE)
        ]
        for path in (Path(folder, file).relative_to(ROOT) for file in files):
            if path.suffix != ".md" and not path.name.startswith("."):
                found[path] = f"{path}\n{(ROOT / path).read_text(encoding='utf-8', errors='replace')}"
    return found


def mentions(text: str, spellings: set[str]) -> bool:
    words = "|".join(map(re.escape, sorted(spellings)))
    return re.search(rf"(?<![\w-])(?:{words})(?![\w-])", text) is not None


def test_page_has_a_list_for_each_kind_of_addition() -> None:
    assert re.findall(r"^### Add (.+)$", PAGE, re.MULTILINE) == list(ADDITIONS)
    assert all(listed(kind, always=True) for kind in ADDITIONS)


@each_kind
def test_every_line_of_a_list_names_a_file(kind: str) -> None:
    lines = re.findall(r"^- .*", section(kind), re.MULTILINE)
    assert len(lines) == len([*listed(kind, always=True), *listed(kind, always=False)])


@each_kind
def test_every_listed_file_exists(kind: str) -> None:
    spellings = {word for words in ADDITIONS[kind].existing.values() for word in words}
    for path in (*listed(kind, always=True), *listed(kind, always=False)):
        assert any(any(ROOT.glob(pattern)) for pattern in named(path, spellings)), path


@each_existing
def test_files_that_always_change_know_what_exists(kind: str, name: str) -> None:
    spellings = ADDITIONS[kind].existing[name]
    for path in listed(kind, always=True):
        files = [file for pattern in named(path, spellings) for file in ROOT.glob(pattern)]
        assert files, path
        assert "NAME" in path or all(mentions(file.read_text(encoding="utf-8"), spellings) for file in files)


@each_existing
def test_no_file_that_is_not_listed_knows_what_exists(kind: str, name: str) -> None:
    _, elsewhere = ADDITIONS[kind]
    spellings = ADDITIONS[kind].existing[name]
    paths = (*listed(kind, always=True), *listed(kind, always=False), *listed_for_stacks(kind))
    patterns = [pattern for path in paths for pattern in named(path, spellings)]
    strangers = [
        str(file)
        for file, text in sources().items()
        if not any(file.is_relative_to(folder) for folder in elsewhere) and mentions(text, spellings)
        if not any(file.match(pattern) for pattern in patterns)
    ]
    assert strangers == []


def listed_for_stacks(kind: str) -> list[str]:
    """Return the paths of a list that a list refers to: a sidecar of the stacks has a setting."""
    if 'see also "Add a setting"' not in section(kind):
        return []
    return [*listed("a setting", always=True), *listed("a setting", always=False)]
