"""Where the repository, its distributions and the programs of its environment are."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
PROGRAMS = Path(sys.executable).parent
UV = PROGRAMS / "uv"
MEMBERS = {"components": "sidecar_pods", "deploy": "pod_deploy", "policies": "pod_wiring"}
"""The members of the workspace: the folder of each, and the package in it."""
