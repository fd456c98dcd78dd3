"""Bring a cluster up, repair it, and take it down."""

import hashlib
import os
import shutil
import time
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.images.index import has_stand_ins, write_index
from local_cluster.images.layout import blobs
from local_cluster.images.stand_ins import ensure_stand_ins, registry_answers
from local_cluster.kubernetes.configuration import write_configuration
from local_cluster.kubernetes.daemons import stages
from local_cluster.kubernetes.health import complaints
from local_cluster.kubernetes.objects import ensure_applied
from local_cluster.kubernetes.pki import ensure_pki
from local_cluster.kubernetes.workloads import node_complaint, pods_complaint
from local_cluster.node import packages, processes
from local_cluster.node.cgroups import make_cgroups
from local_cluster.node.launching import Daemon, start_daemon
from local_cluster.node.link import ensure_link
from local_cluster.node.namespaces import start_node, stop_node
from local_cluster.node.network import Network, choose_network
from local_cluster.places import Cluster
from local_cluster.programs.build import ensure_programs, programs
from local_cluster.work.atomic import UNFINISHED, remove_unfinished, write_file
from local_cluster.work.steps import Reporter

_PATIENCE = 120.0
"""Seconds that a daemon or the node has to become healthy."""
_PATIENCE_WITH_PODS = 60.0
"""Seconds that the kubelet has to restart the Pods of an earlier node."""
_BENEFIT_OF_DOUBT = 10.0
"""Seconds that a running daemon has to recover by itself before it is restarted."""


def ensure_materials(cluster: Cluster, reporter: Reporter) -> None:
    """Make the programs and images that are missing, at the same time."""
    index = cluster.etc / "images.json"
    stand_ins = _takes_stand_ins(index, reporter)
    packages.ensure_packages(packages.NODE | (packages.IMAGES if stand_ins else {}), reporter)
    pool = ThreadPoolExecutor()
    try:
        work = [pool.submit(ensure_programs, reporter)]
        work += [pool.submit(ensure_stand_ins, reporter)] if stand_ins else []
        for each in wait(work, return_when=FIRST_EXCEPTION).done:
            each.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
    write_index(index, stand_ins=stand_ins)


def _takes_stand_ins(index: Path, reporter: Reporter) -> bool:
    """Return whether images are made here instead of pulled; decide and say so when a cluster is made."""
    if (known := has_stand_ins(index)) is not None:
        return known
    if registry_answers():
        reporter.note("Images are pulled from their registries.")
        return False
    reporter.note("The public image registry does not answer: images are made from Debian packages.")
    return True


def up(cluster: Cluster, reporter: Reporter) -> list[str]:
    """Bring the cluster up, or repair it; leave alone what is healthy. Return the daemons started."""
    cluster.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_cgroups(cluster.cgroup)  # first, because it fails on some machines, and building takes minutes
    ensure_materials(cluster, reporter)
    network = choose_network(cluster, reporter)
    ensure_pki(cluster, network)
    configuration = write_configuration(cluster, network)
    init = _ensure_node(cluster, _generation(cluster, network, configuration), reporter)
    ensure_link(cluster, init, network)
    started = _ensure_daemons(cluster, network, init, reporter)
    _ensure_workloads(cluster, network, init, reporter)
    return started


def _ensure_node(cluster: Cluster, generation: str, reporter: Reporter) -> int:
    """Return the node's first process; start the node if it does not run or is of another generation."""
    note = cluster.state / "generation"
    init = processes.find_init(cluster.state)
    if init and note.exists() and note.read_text() == generation:
        return init
    if init:
        reporter.note("The node was started by another version of this program: restarting it.")
    stop_node(cluster)
    remove_unfinished(cluster.state)
    write_file(note, generation)
    (cluster.state / "programs").unlink(missing_ok=True)
    (cluster.state / "programs").symlink_to(programs())
    return start_node(cluster, programs(), blobs())


def _generation(cluster: Cluster, network: Network, configuration: str) -> str:
    """Return a hash of all that a node is started with."""
    described = repr((configuration, programs(), stages(cluster.name, network.node)))
    return hashlib.sha256(described.encode()).hexdigest()


def _ensure_daemons(cluster: Cluster, network: Network, init: int, reporter: Reporter) -> list[str]:
    """Start, stage by stage, the daemons that are not healthy; return their names."""
    order = stages(cluster.name, network.node)
    if not complaints(cluster, init, tuple(daemon for stage in order for daemon in stage)):
        return []
    started: list[str] = []
    for stage in order:
        if any(daemon.name == "coredns" for daemon in stage):
            ensure_applied(cluster, network, "coredns.yaml")
        started += _ensure_stage(cluster, init, stage, reporter)
    return started


def _ensure_stage(cluster: Cluster, init: int, stage: tuple[Daemon, ...], reporter: Reporter) -> list[str]:
    """Start the daemons of a stage that are not healthy, and wait until they are; return their names."""
    broken = _to_restart(cluster, init, stage)
    if not broken:
        return []
    with reporter.step(f"Start {', '.join(daemon.name for daemon in broken)}"):
        running = processes.daemons(init)
        processes.kill([running[daemon.name] for daemon in broken if daemon.name in running])
        for daemon in broken:
            start_daemon(cluster, init, daemon)
        needed = tuple(daemon for daemon in stage if daemon.needed)
        words = _wait(lambda: "; ".join(map(" ".join, complaints(cluster, init, needed).items())))
    if words:
        log = cluster.logs / f"{words.split()[0]}.log"
        raise ClusterError(f"{words}\nThe end of {log}:\n{tail(log)}")
    for name, trouble in complaints(cluster, init, stage).items():
        reporter.note(f"{name} {trouble}; the cluster works without it: see {cluster.logs / name}.log")
    return [daemon.name for daemon in broken]


def _to_restart(cluster: Cluster, init: int, stage: tuple[Daemon, ...]) -> list[Daemon]:
    """Return the daemons to restart: dead ones, and unhealthy ones that do not recover by themselves."""

    def unhealthy() -> str:
        return ", ".join(complaints(cluster, init, stage).keys() & processes.daemons(init).keys())

    if not complaints(cluster, init, stage):
        return []
    _wait(unhealthy, _BENEFIT_OF_DOUBT)
    found = complaints(cluster, init, stage)
    return [daemon for daemon in stage if daemon.name in found]


def _wait(complaint: Callable[[], str], patience: float = _PATIENCE) -> str:
    """Wait until there is no complaint; return the last one if patience runs out, else an empty string."""
    deadline = time.monotonic() + patience
    while (words := complaint()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return words


def _ensure_workloads(cluster: Cluster, network: Network, init: int, reporter: Reporter) -> None:
    """Wait until the node is ready, and has restarted the Pods that an earlier node of its name left."""

    def node() -> str:
        return node_complaint(cluster, network)

    def pods() -> str:
        return pods_complaint(cluster, network, init)

    if not (node() or pods()):
        return
    with reporter.step("Wait for the node and its Pods"):
        words, slow = _wait(node), _wait(pods, _PATIENCE_WITH_PODS)
    if words:
        log = cluster.logs / "kubelet.log"
        raise ClusterError(f"{words}\nThe end of {log}:\n{tail(log)}")
    if slow:
        reporter.note(f"{slow}: see `kubectl describe pod`")


def down(cluster: Cluster) -> bool:
    """Stop the cluster and remove all of it; return whether it existed."""
    existed = cluster.state.exists() or processes.find_init(cluster.state) is not None
    stop_node(cluster)
    if cluster.state.exists():
        away = cluster.state.with_name(f"{UNFINISHED}{cluster.name}.{os.getpid()}")
        cluster.state.rename(away)
        shutil.rmtree(away, ignore_errors=True)
        if away.exists():
            raise ClusterError(
                f"{away} could not be removed: find the process that uses it, and remove it by hand"
            )
    remove_unfinished(cluster.state.parent)
    return existed
