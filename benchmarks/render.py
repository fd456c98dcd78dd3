"""Measure the time to render manifests, and that it grows no faster than the number of resources."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from benchmarks.figure import Figure

ROOT = Path(__file__).parent.parent
TURNS = 5
FEW, MANY = 100, 1000
PROJECT = """
name: many
runtime: python
stackConfigDir: stacks
"""
PROGRAM = """
import sys
sys.path.append({root!r})
from sidecar_pods import SidecarDeployment, SidecarService

for number in range({count}):
    name = f"web-{{number}}"
    containers = [
        {{"name": "1st", "image": "nginx", "ports": [{{"container_port": 80}}]}},
        {{"name": "2nd", "image": "debian", "command": ["sleep", "infinity"]}},
    ]
    html = {{"name": "html", "written_by": {{"2nd": "/html"}}, "read_by": {{"1st": "/usr/share/nginx/html"}}}}
    template = {{"containers": containers, "shared_volumes": [html]}}
    deployment = SidecarDeployment(name, {{"template": template}})
    SidecarService(name, {{"workload": deployment.endpoints}})
"""


def measure() -> list[Figure]:
    """Measure `render` of prod, and of many components compared with few."""
    prod = median(_seconds(ROOT, "prod") for _ in range(TURNS))
    few, many = _seconds_of(FEW), _seconds_of(MANY)
    return [
        Figure("render prod", prod, "s", 2),
        Figure(f"render {MANY} Deployments and Services", many, "s"),
        Figure(f"the same, compared with {FEW} of them", many / few, "times", MANY / FEW),
    ]


def _seconds(folder: Path, stack: str) -> float:
    """Return the seconds that `render` of a stack takes, including Python's start."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "pod_deploy", "--cwd", str(folder), "render", "--stack", stack]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return time.monotonic() - begun


def _seconds_of(count: int) -> float:
    """Return the seconds to render `count` Deployments, each with its Service."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stacks").mkdir()
        (folder / "stacks" / "Pulumi.dev.yaml").write_text("config: {}\n")
        (folder / "Pulumi.yaml").write_text(PROJECT)
        (folder / "__main__.py").write_text(PROGRAM.format(root=str(ROOT), count=count))
        return _seconds(folder, "dev")
