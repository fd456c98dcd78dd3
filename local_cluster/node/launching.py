"""Starting processes in the cluster's control groups, and daemons on the node."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.node.paths import NODE_BIN, SCRIPTS
from local_cluster.places import Cluster

_ENVIRONMENT = (f"PATH={NODE_BIN}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
_LOG_LIMIT = 16 * 2**20


@dataclass(frozen=True)
class Daemon:
    """One long-running process of the node."""

    name: str
    """The command's name, by which it is found among the node's processes."""
    argv: tuple[str, ...]
    """The command, in the node's paths."""
    health: str = ""
    """A URL that answers 200 when all is well. Default: none."""
    probe: tuple[str, ...] = ()
    """A command on the node that succeeds when all is well. Default: none."""
    wrapper: tuple[str, ...] = ()
    """A command that prepares the ground and then becomes this one. Default: none."""
    needed: bool = True
    """Whether a cluster without it is no cluster. Default: yes."""
    own_network: bool = True
    """Whether it lives in the node's network. Default: yes; else in this machine's."""


def launch(cluster: Cluster, log: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in the cluster's control groups; what it prints is appended to a log."""
    log.parent.mkdir(exist_ok=True, mode=0o700)
    if log.exists() and log.stat().st_size > _LOG_LIMIT:
        log.replace(log.with_suffix(".log.1"))
    with log.open("ab") as output:
        log.chmod(0o600)
        return subprocess.Popen(
            ["sh", str(SCRIPTS / "launch.sh"), cluster.cgroup, *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def enter(init: int, *, network: bool = True) -> tuple[str, ...]:
    """The command prefix that runs a command on the node, or only as one of its processes."""
    spaces = ("--mount", "--net", "--uts", "--ipc") if network else ()
    return ("nsenter", "--target", str(init), "--pid", *spaces, "--")


def start_daemon(cluster: Cluster, init: int, daemon: Daemon) -> None:
    """Start a daemon on the node; it becomes a child of the node's first process."""
    argv = (word.replace("INIT", str(init)) for word in daemon.argv)
    detached = ("setsid", "--fork", "env", "-i", *_ENVIRONMENT, *daemon.wrapper, *argv)
    log = cluster.logs / f"{daemon.name}.log"
    command = (*enter(init, network=daemon.own_network), *detached)
    if launch(cluster, log, *command).wait() != 0:
        raise ClusterError(f"{daemon.name} could not be started; the end of {log}:\n{tail(log)}")
