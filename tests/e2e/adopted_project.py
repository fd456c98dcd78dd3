"""A Pulumi project with a program that adopt has printed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.adopt_corpus import NAMESPACE
from tests.e2e.cli import without_login

MINUTES: Final = 240

_PROJECT: Final = """\
name: adopted
runtime: {{name: python, options: {{virtualenv: "{environment}", toolchain: pip}}}}
"""
_CONFIG: Final = f"""\
config:
  kubernetes:upsertExistingObjects: "true"
  kubernetes:enablePatchForce: "true"
  kubernetes:namespace: {NAMESPACE}
"""
_DO_NOT_WAIT: Final = '''\
import pulumi


def without_waiting(args):
    """Let no resource wait for Pods: those of the corpus never run."""
    if not args.type_.startswith("kubernetes:"):
        return None
    metadata = {**args.props.get("metadata", {})}
    metadata["annotations"] = {**metadata.get("annotations", {}), "pulumi.com/skipAwait": "true"}
    return pulumi.ResourceTransformResult({**args.props, "metadata": metadata}, args.opts)


pulumi.runtime.register_resource_transform(without_waiting)

'''


@dataclass(frozen=True)
class AdoptedProject:
    """A project whose state lies in its own folder."""

    folder: Path
    environment: Mapping[str, str]

    def pulumi(self, *arguments: str) -> str:
        """Return the output of a command of the Pulumi CLI."""
        done = subprocess.run(
            ["pulumi", *arguments, "--non-interactive", "--color=never"],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=MINUTES,
        )
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
        return done.stdout


def adopted_project(folder: Path, program: str, environment: Mapping[str, str]) -> AdoptedProject:
    """Return a new project with one stack, which takes objects over.

    Args:
        folder: An empty folder.
        program: The program that adopt has printed.
        environment: The environment of the cluster.
    """
    (folder / "state").mkdir()
    (folder / "Pulumi.yaml").write_text(_PROJECT.format(environment=sys.prefix))
    (folder / "Pulumi.test.yaml").write_text(_CONFIG)
    (folder / "__main__.py").write_text(_DO_NOT_WAIT + program)
    login = {"PULUMI_BACKEND_URL": f"file://{folder}/state", "PULUMI_CONFIG_PASSPHRASE": ""}
    project = AdoptedProject(folder, {**without_login(environment, folder), **login})
    project.pulumi("stack", "init", "test")
    return project
