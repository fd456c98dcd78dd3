"""The imports of the package: its groups know one another in one direction, and no other room."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.architecture.groups import crowded_folders, imports_between_groups

FOLDER = Path(__file__).parents[3] / "components"
PACKAGE = FOLDER / "sidecar_pods"
MAY_KNOW: dict[str, set[str]] = {
    "kubernetes": set(),
    "arguments": set(),
    "checks": {"arguments", "kubernetes"},
    "pod": {"arguments", "checks", "kubernetes", "sidecars"},
    "workloads": {"arguments", "checks", "kubernetes", "pod"},
    "sidecars": {"arguments", "kubernetes"},
    "package": {"COMPONENTS", "arguments", "checks", "kubernetes"},  # it serves every component
    "adopt": {"arguments", "checks", "kubernetes", "package", "pod", "workloads"},
}


class _AtRunTime(ast.NodeTransformer):
    """Removes the branches that only a type checker sees."""

    def visit_If(self, node: ast.If) -> ast.AST:
        seen = isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        return self.generic_visit(ast.Module(node.orelse, []) if seen else node)


def imports_of(module: Path) -> Iterator[str]:
    """Yield the full name of each module that a module imports at run time."""
    here = module.relative_to(FOLDER).with_suffix("").parts
    for node in ast.walk(_AtRunTime().visit(ast.parse(module.read_text()))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield ".".join([*here[: -node.level if node.level else 0], node.module or ""])


PROGRAM = """
import sys
from sidecar_pods import *
from tests.unit.pulumi_mocks import run

def program():
    template = {"containers": [{"name": "web", "image": "nginx", "ports": [{"container_port": 80}]}]}
    SecuredNamespace("front", {"pod_security": "baseline"})
    SidecarPod("pod", template)
    deployment = SidecarDeployment("deployment", {"template": template, "pod_disruption_budget": True})
    SidecarStatefulSet("stateful-set", {"template": template})
    SidecarDaemonSet("daemon-set", {"template": {**template, "network_policy": True}})
    SidecarJob("job", {"template": template})
    SidecarCronJob("cron-job", {"schedule": "@daily", "job_template": {"template": template}})
    SidecarService("service", {"workload": deployment.endpoints})

made = run(program)
print(len(made.objects), [name for name in sys.modules if name.startswith("pulumi_kubernetes")])
"""


def test_no_component_imports_the_kubernetes_classes() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, cwd=FOLDER.parent
    )
    assert done.stdout.strip() == "11 []", done.stderr


@pytest.mark.parametrize(
    "module",
    sorted([*FOLDER.glob("*.py"), *PACKAGE.rglob("*.py")]),
    ids=lambda path: str(path.relative_to(FOLDER)),
)
def test_the_package_imports_pulumi_and_nothing_of_the_project(module: Path) -> None:
    known = {name.partition(".")[0] for name in imports_of(module)}
    of_adopt = {"yaml"} if "adopt" in module.parts else set[str]()  # an extra of the distribution
    assert known <= {*sys.stdlib_module_names, "pulumi", "sidecar_pods", *of_adopt}


def test_every_folder_of_the_package_is_a_group_with_a_direction() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()}
    assert folders == set(MAY_KNOW)


@pytest.mark.parametrize("group", MAY_KNOW)
def test_a_group_imports_only_groups_below_it(group: str) -> None:
    assert imports_between_groups(PACKAGE)[group] <= MAY_KNOW[group]


def test_no_folder_of_the_package_has_more_than_twelve_entries() -> None:
    assert crowded_folders(FOLDER) == {}


def test_the_folder_is_no_package_and_says_which_one_is() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from components import SidecarPod"],
        cwd=FOLDER.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr.splitlines()[-1] == (
        "ImportError: the package is sidecar_pods; install it with: pip install -e ./components"
    )
