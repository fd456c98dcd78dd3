"""Start processes in the cluster's control groups, and daemons on the node."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.node.paths import NODE_BIN, SCRIPTS
from local_cluster.places import Cluster

_ENVIRONMENT = (f"PATH={NODE_BIN}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root")
_LOG_LIMIT = 16 * 2**20
INIT = "INIT"
"""What a daemon's command has in place of the process id of the node's first process."""


@dataclass(frozen=True)
class Daemon:
    """One long-running process of the node."""

    name: str
    """The command's name, which identifies the daemon among the node's processes."""
    argv: tuple[str, ...]
    """The command, with paths as the node sees them."""
    health: str = ""
    """A URL that answers 200 while the daemon is healthy. Default: none."""
    probe: tuple[str, ...] = ()
    """A command on the node that succeeds while the daemon is healthy. Default: none."""
    wrapper: tuple[str, ...] = ()
    """A command that prepares the daemon's surroundings and then executes it. Default: none."""
    needed: bool = True
    """Whether the cluster is degraded without it. Default: yes."""
    own_network: bool = True
    """Whether it runs in the node's network, not in this machine's. Default: yes."""


def launch(cluster: Cluster, log: Path, *command: str) -> subprocess.Popen[bytes]:
    """Start a command in the cluster's control groups; append its output to a log."""
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
    """Return the prefix that runs a command on the node; without `network`, only among its processes."""
    spaces = ("--mount", "--net", "--uts", "--ipc") if network else ()
    return ("nsenter", "--target", str(init), "--pid", *spaces, "--")


def start_daemon(cluster: Cluster, init: int, daemon: Daemon) -> None:
    """Start a daemon on the node, as a child of the node's first process."""
    argv = (word.replace(INIT, str(init)) for word in daemon.argv)
    detached = ("setsid", "--fork", "env", "-i", *_ENVIRONMENT, *daemon.wrapper, *argv)
    log = cluster.logs / f"{daemon.name}.log"
    command = (*enter(init, network=daemon.own_network), *detached)
    if launch(cluster, log, *command).wait() != 0:
        raise ClusterError(f"{daemon.name} could not be started; the end of {log}:\n{tail(log)}")
