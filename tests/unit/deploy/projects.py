"""Small Pulumi projects in a temporary folder."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

PULUMI_YAML = """\
name: shop
runtime: python
stackConfigDir: stacks
config:
  kubernetes:enablePatchForce: true
  image: {type: string, default: nginx}
  replicas: {type: integer, default: 2}
  probes: {type: boolean, default: false}
  hosts: {type: array, items: {type: string}, default: []}
"""


def write_project(folder: Path, program: str = "", dev: str = "", pulumi_yaml: str = PULUMI_YAML) -> Path:
    """Write a project `shop` with a stack `dev`, and return its folder."""
    (folder / "stacks").mkdir(exist_ok=True)
    (folder / "Pulumi.yaml").write_text(pulumi_yaml, encoding="utf-8")
    (folder / "stacks" / "Pulumi.dev.yaml").write_text(dedent(dev), encoding="utf-8")
    (folder / "stacks" / "Pulumi.staging.yaml").write_text("", encoding="utf-8")
    header = "import pulumi\nimport pulumi_kubernetes as k8s\n"
    (folder / "__main__.py").write_text(header + dedent(program), encoding="utf-8")
    return folder
