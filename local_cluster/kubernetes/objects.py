"""Objects that the cluster itself needs, applied with its own kubectl."""

import os
from pathlib import Path

import yaml

from local_cluster.kubernetes.health import api
from local_cluster.node.network import Network, past_proxies
from local_cluster.places import Cluster
from local_cluster.programs.build import programs
from local_cluster.work.subprocesses import run

_MANIFESTS = Path(__file__).parent / "manifests"
_RBAC = "/apis/rbac.authorization.k8s.io/v1"


def _exists(cluster: Cluster, network: Network, manifest: str) -> bool:
    """Whether there are objects of all the names in a manifest of cluster roles and their bindings."""
    try:
        for each in yaml.safe_load_all((_MANIFESTS / manifest).read_text()):
            api(cluster, network, f"{_RBAC}/{each['kind'].lower()}s/{each['metadata']['name']}")
    except OSError:
        return False
    return True


def ensure_applied(cluster: Cluster, network: Network, manifest: str) -> None:
    """Apply one of this package's manifests if its objects are not there."""
    if _exists(cluster, network, manifest):
        return
    kubectl = (str(programs() / "kubectl"), "--kubeconfig", str(cluster.kubeconfig))
    kubectl += ("--cache-dir", str(cluster.state / "kubectl"))  # not in ~/.kube, where it would stay
    apply = ("apply", "--server-side", "--field-manager=local-cluster", "-f", str(_MANIFESTS / manifest))
    run(*kubectl, *apply, environment=os.environ | past_proxies(network))
