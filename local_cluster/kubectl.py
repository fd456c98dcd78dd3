"""Objects that the cluster itself needs, applied with its own kubectl."""

import subprocess
from pathlib import Path

from local_cluster.binaries import programs
from local_cluster.cluster import Cluster
from local_cluster.errors import ClusterError

_MANIFESTS = Path(__file__).parent / "manifests"


def apply(cluster: Cluster, manifest: str) -> None:
    """Apply one of this package's manifests; raises ClusterError with what kubectl says."""
    kubectl = (str(programs() / "kubectl"), "--kubeconfig", str(cluster.kubeconfig))
    command = (
        *kubectl,
        "apply",
        "--server-side",
        "--field-manager=local-cluster",
        "-f",
        str(_MANIFESTS / manifest),
    )
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise ClusterError(f"{manifest} could not be applied: {done.stderr.strip()}")
