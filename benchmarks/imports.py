"""Measure importing the components and rendering dev, both compared with importing Pulumi.

CPU times are compared, of whole processes that run alternately, as in the benchmark of the policies. The
classes of `pulumi_kubernetes`, which the components do without, show what their import would cost.
"""

import sys
from statistics import median

from benchmarks.figure import Figure
from benchmarks.policies_check import ROOT, used_by

TURNS = 9
PULUMI = "import pulumi"
COMPONENTS = "import sidecar_pods"
CLASSES = "import pulumi_kubernetes.apps.v1, pulumi_kubernetes.core.v1"


def measure() -> list[Figure]:
    """Measure the imports and a render, and compare them with `import pulumi`."""
    render = ["-m", "pod_deploy", "--cwd", str(ROOT), "render", "--stack", "dev"]
    commands = [["-c", PULUMI], ["-c", COMPONENTS], ["-c", CLASSES], render]
    turns = [[used_by([sys.executable, *command]).cpu for command in commands] for _ in range(TURNS)]
    times = [median(turn[place] / turn[0] for turn in turns) for place in range(len(commands))]
    return [
        Figure("importing pulumi", median(turn[0] for turn in turns), "s"),
        Figure("importing the components, compared with that", times[1], "times", 1.25),
        Figure("importing the SDK's classes for a Deployment, compared with that", times[2], "times"),
        Figure("rendering dev, compared with that", times[3], "times", 1.5),
    ]
