"""Bringing a cluster up, repairing it, and taking it down."""

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
from local_cluster.work.atomic import remove_unfinished, write_file
from local_cluster.work.steps import Reporter

_PATIENCE = 120.0
_PATIENCE_WITH_PODS = 60.0
_BENEFIT_OF_DOUBT = 10.0


def _wait(complaint: Callable[[], str], patience: float = _PATIENCE) -> str:
    """Wait until there is nothing to complain of; return the last complaint if that never comes."""
    deadline = time.monotonic() + patience
    while (words := complaint()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return words


def _takes_stand_ins(index: Path, reporter: Reporter) -> bool:
    """Whether images are made here, not pulled: decided, and said, when a cluster is made."""
    if (known := has_stand_ins(index)) is not None:
        return known
    if registry_answers():
        reporter.note("Images are pulled from their registries.")
        return False
    reporter.note("The public image registry does not answer: images are made from Debian packages.")
    return True


def ensure_materials(cluster: Cluster, reporter: Reporter) -> None:
    """Programs and images, made at the same time where they are missing."""
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


def _ill(cluster: Cluster, init: int, stage: tuple[Daemon, ...]) -> list[Daemon]:
    """The daemons to start again: the dead at once, the unwell if they do not recover by themselves."""

    def unwell() -> str:
        return ", ".join(complaints(cluster, init, stage).keys() & processes.daemons(init).keys())

    if not complaints(cluster, init, stage):
        return []
    _wait(unwell, _BENEFIT_OF_DOUBT)
    found = complaints(cluster, init, stage)
    return [daemon for daemon in stage if daemon.name in found]


def _ensure_stage(cluster: Cluster, init: int, stage: tuple[Daemon, ...], reporter: Reporter) -> list[str]:
    """Start what of a stage is not well, and wait until it is; return what was started."""
    ill = _ill(cluster, init, stage)
    if not ill:
        return []
    with reporter.step(f"Start {', '.join(daemon.name for daemon in ill)}"):
        running = processes.daemons(init)
        processes.kill([running[daemon.name] for daemon in ill if daemon.name in running])
        for daemon in ill:
            start_daemon(cluster, init, daemon)
        needed = tuple(daemon for daemon in stage if daemon.needed)
        words = _wait(lambda: "; ".join(map(" ".join, complaints(cluster, init, needed).items())))
    if words:
        log = cluster.logs / f"{words.split()[0]}.log"
        raise ClusterError(f"{words}\nThe end of {log}:\n{tail(log)}")
    for name, trouble in complaints(cluster, init, stage).items():
        reporter.note(f"{name} {trouble}; the cluster does without it: see {cluster.logs / name}.log")
    return [daemon.name for daemon in ill]


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
        reporter.note("The node was started by another version of this program: starting it again.")
    stop_node(cluster)
    remove_unfinished(cluster.state)
    write_file(note, generation)
    (cluster.state / "programs").unlink(missing_ok=True)
    (cluster.state / "programs").symlink_to(programs())
    return start_node(cluster, programs(), blobs())


def up(cluster: Cluster, reporter: Reporter) -> list[str]:
    """Bring the cluster up, or repair it; whatever is well is left alone. Returns what was started."""
    cluster.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    make_cgroups(cluster.cgroup)  # a machine where that fails is not to build for ten minutes first
    ensure_materials(cluster, reporter)
    network = choose_network(cluster, reporter)
    ensure_pki(cluster, network)
    configuration = write_configuration(cluster, network)
    init = _ensure_node(cluster, _generation(cluster, network, configuration), reporter)
    ensure_link(cluster, init, network)
    started = _ensure_daemons(cluster, network, init, reporter)
    _ensure_workloads(cluster, network, init, reporter)
    return started


def _ensure_daemons(cluster: Cluster, network: Network, init: int, reporter: Reporter) -> list[str]:
    """Start, stage by stage, what is not well; return what was started."""
    order = stages(cluster.name, network.node)
    if not complaints(cluster, init, tuple(daemon for stage in order for daemon in stage)):
        return []
    started: list[str] = []
    for stage in order:
        if any(daemon.name == "coredns" for daemon in stage):
            ensure_applied(cluster, network, "coredns.yaml")
        started += _ensure_stage(cluster, init, stage, reporter)
    return started


def _ensure_workloads(cluster: Cluster, network: Network, init: int, reporter: Reporter) -> None:
    """Wait until the node takes Pods, and has taken up those that an earlier one of its name left."""

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
    """End the cluster and remove all that it has left; return whether there was anything."""
    existed = cluster.state.exists() or processes.find_init(cluster.state) is not None
    stop_node(cluster)
    if cluster.state.exists():
        away = cluster.state.with_name(f".unfinished.{cluster.name}.{os.getpid()}")
        cluster.state.rename(away)
        shutil.rmtree(away, ignore_errors=True)
        if away.exists():
            raise ClusterError(f"{away} could not be removed: see what uses it, and remove it by hand")
    remove_unfinished(cluster.state.parent)
    return existed
