"""What importing the components costs, and whom they know."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).parents[3] / "components"


def test_importing_the_components_does_not_import_the_kubernetes_classes() -> None:
    script = "import sys, components; print([m for m in sys.modules if m.startswith('pulumi_kubernetes')])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=COMPONENTS.parent
    )
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("module", sorted(COMPONENTS.rglob("*.py")), ids=lambda path: path.name)
def test_the_components_know_nobody_of_the_house(module: Path) -> None:
    known = {
        (node.module or "").split(".")[0]
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.ImportFrom) and node.level == 0
    } | {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(module.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert known <= {*sys.stdlib_module_names, "pulumi", "pulumi_kubernetes"}
