"""Apply the objects that the cluster itself needs, with its own kubectl."""

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


def ensure_applied(cluster: Cluster, network: Network, manifest: str) -> None:
    """Apply a manifest of the folder `manifests/`, unless its objects exist."""
    if _exists(cluster, network, manifest):
        return
    kubectl = (str(programs() / "kubectl"), "--kubeconfig", str(cluster.kubeconfig))
    kubectl += ("--cache-dir", str(cluster.state / "kubectl"))  # the default is ~/.kube, where it would stay
    apply = ("apply", "--server-side", "--field-manager=local-cluster", "-f", str(_MANIFESTS / manifest))
    run(*kubectl, *apply, environment=os.environ | past_proxies(network))


def _exists(cluster: Cluster, network: Network, manifest: str) -> bool:
    """Return whether all objects of a manifest exist; it may have only cluster roles and bindings."""
    try:
        for each in yaml.safe_load_all((_MANIFESTS / manifest).read_text()):
            api(cluster, network, f"{_RBAC}/{each['kind'].lower()}s/{each['metadata']['name']}")
    except OSError:
        return False
    return True
