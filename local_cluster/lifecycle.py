"""Bringing a cluster up, repairing it, and taking it down."""

import hashlib
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from local_cluster import processes
from local_cluster.atomic import write_file
from local_cluster.binaries import ensure_binaries, programs
from local_cluster.cluster import Cluster, Network
from local_cluster.configuration import write_configuration
from local_cluster.daemons import Daemon, stages
from local_cluster.errors import ClusterError, tail
from local_cluster.health import api, complaints
from local_cluster.images import blobs, ensure_layers, registry_answers, write_index
from local_cluster.kubectl import apply
from local_cluster.network import choose_network
from local_cluster.node import ensure_link, start_daemon, start_node, stop_node
from local_cluster.pki import ensure_pki
from local_cluster.progress import Reporter

_PATIENCE = 90.0


def wait_for(condition: Callable[[], str], patience: float = _PATIENCE) -> str:
    """Wait until `condition` has nothing to complain of; return its last complaint if that never comes."""
    deadline = time.monotonic() + patience
    while (complaint := condition()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return complaint


def _ensure_materials(cluster: Cluster, reporter: Reporter) -> None:
    """Programs and images, made at the same time where they are missing."""
    index = cluster.etc / "images.json"
    with ThreadPoolExecutor() as pool:
        binaries = pool.submit(ensure_binaries, reporter)
        stand_ins = index.exists() or not registry_answers()
        layers = pool.submit(ensure_layers, reporter) if stand_ins else None
        binaries.result()
        if layers:
            layers.result()
    write_index(index, stand_ins=stand_ins)


def _ensure_stage(cluster: Cluster, init: int, stage: tuple[Daemon, ...]) -> list[str]:
    """Start what of a stage is not running or not well, and wait until all is; return what was started."""
    ill = complaints(cluster, init, stage)
    running = processes.daemons(init)
    for daemon in stage:
        if daemon.name in ill:
            processes.kill([running[daemon.name]] if daemon.name in running else [])
            start_daemon(cluster, init, daemon)

    def condition() -> str:
        return "; ".join(f"{name} {words}" for name, words in complaints(cluster, init, stage).items())

    if ill and (complaint := wait_for(condition)):
        name = complaint.split()[0]
        log = cluster.logs / f"{name}.log"
        raise ClusterError(f"{complaint}\nThe end of {log}:\n{tail(log)}")
    return list(ill)


def _node_complaint(cluster: Cluster, network: Network) -> str:
    """What keeps Pods from running on the node."""
    try:
        node = api(cluster, network, f"/api/v1/nodes/{cluster.name}")
        api(cluster, network, "/api/v1/namespaces/default/serviceaccounts/default")
    except OSError as error:
        return f"kubelet has not registered the node: {error}"
    ready = next((each for each in node["status"].get("conditions", []) if each["type"] == "Ready"), None)
    if ready is None or ready["status"] != "True":
        return f"kubelet says the node is not ready: {ready['message'] if ready else 'no word yet'}"
    return ""


def _generation(cluster: Cluster, network: Network, configuration: str) -> str:
    """A hash of all that a running node was started with."""
    described = repr((configuration, programs(), stages(cluster.name, network.node)))
    return hashlib.sha256(described.encode()).hexdigest()


def _ensure_node(cluster: Cluster, generation: str, reporter: Reporter) -> int:
    """The node's first process, which is started if there is none or if it is of another generation."""
    note = cluster.state / "generation"
    init = processes.find_init(cluster.state)
    if init and note.exists() and note.read_text() == generation:
        return init
    if init:
        reporter.note("The node was started by another version of this program: restarting it.")
    stop_node(cluster)
    write_file(note, generation)
    return start_node(cluster, programs(), blobs())


def up(cluster: Cluster, reporter: Reporter) -> None:
    """Bring the cluster up, or repair it; whatever is well is left alone."""
    cluster.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    _ensure_materials(cluster, reporter)
    network = choose_network(cluster)
    ensure_pki(cluster, network)
    configuration = write_configuration(cluster, network)
    init = _ensure_node(cluster, _generation(cluster, network, configuration), reporter)
    ensure_link(cluster, init, network)
    for stage in stages(cluster.name, network.node):
        names = ", ".join(daemon.name for daemon in stage)
        with reporter.step(f"Start {names}"):
            if "kube-apiserver" in _ensure_stage(cluster, init, stage):
                apply(cluster, "coredns.yaml")
    with reporter.step("Wait for the node"):
        if complaint := wait_for(lambda: _node_complaint(cluster, network)):
            log = cluster.logs / "kubelet.log"
            raise ClusterError(f"{complaint}\nThe end of {log}:\n{tail(log)}")


def down(cluster: Cluster) -> None:
    """End the cluster and remove all that it has left."""
    stop_node(cluster)
    shutil.rmtree(cluster.state, ignore_errors=True)
