"""A stack file that `pulumi stack init` has rewritten keeps its meaning."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest
import yaml

from pod_deploy.stack.project import read_stack
from tests.unit.stacks.project import FOLDER, PROJECT, STACKS, stack_file, text


@pytest.mark.parametrize("stack", STACKS)
def test_stack_file_rewritten_by_the_cli_keeps_its_values(stack: str, tmp_path: Path) -> None:
    copytree(FOLDER / "stacks", tmp_path / "stacks")
    (tmp_path / "Pulumi.yaml").write_bytes((FOLDER / "Pulumi.yaml").read_bytes())
    keys = {
        key if ":" in key else f"{PROJECT['name']}:{key}": text(v) for key, v in stack_file(stack).items()
    }
    rewritten = yaml.safe_dump({"config": dict(sorted(keys.items())), "encryptionsalt": "v1:salt"})
    (tmp_path / "stacks" / f"Pulumi.{stack}.yaml").write_text(rewritten)
    assert read_stack(stack, tmp_path).values == read_stack(stack, FOLDER).values
