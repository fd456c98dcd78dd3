"""The node's processes, as the kernel lists them: no file can be wrong about who is alive.

Anybody can give a process any command line. What is believed of one that is to be the node's, or to be killed
as such, is what root alone can have brought about.
"""

import os
import signal
import time
from pathlib import Path

from local_cluster.node.cgroups import find_daemons
from local_cluster.places import cgroup_of

_PROC = Path("/proc")


def _command(process: Path) -> list[str]:
    try:
        return (process / "cmdline").read_text(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def _all() -> list[Path]:
    return list(_PROC.glob("[0-9]*"))


def _stat(process: Path) -> list[str]:
    """The fields of proc(5)'s `stat` after the command's name, which may hold anything: state, parent, …"""
    return (process / "stat").read_text().rpartition(")")[2].split()


def _parent(process: Path) -> int:
    try:
        return int(_stat(process)[1])
    except OSError:
        return 0


def find_init(state: Path) -> int | None:
    """The process id, on this machine, of the node's first process, once it has prepared the node."""
    for pid in find_daemons(cgroup_of(state)):
        command = _command(_PROC / str(pid))
        if command[1:] == [str(state)] and command[0].endswith("/pause"):
            return pid
    return None


def _makes_node(command: list[str], state: Path) -> bool:
    makers = ("/pause", "/init.sh")
    return str(state) in command and any(word.endswith(makers) for word in command)


def _is_roots(process: Path) -> bool:
    """Whether all its user ids are root's: not the effective one alone, as of a set-uid program."""
    try:
        lines = (process / "status").read_text(errors="replace").splitlines()
    except OSError:
        return False
    return next(set(line.split()[1:]) == {"0"} for line in lines if line.startswith("Uid:"))


def find_makers(state: Path) -> list[int]:
    """Processes that are, or are about to be, the node's first one or that one's parent.

    Who is about to be has not joined the cluster's control group yet.
    """
    return [int(each.name) for each in _all() if _makes_node(_command(each), state) and _is_roots(each)]


def started_at(pid: int) -> float:
    """When a process began, in seconds since 1970."""
    ticks = int(_stat(_PROC / str(pid))[19])
    lines = (_PROC / "stat").read_text().splitlines()
    boot = next(int(line.split()[1]) for line in lines if line.startswith("btime"))
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def daemons(init: int) -> dict[str, int]:
    """The node's daemons by name, with their process ids on this machine: all are children of the first."""
    found: dict[str, int] = {}
    for process in _all():
        command = _command(process)
        if command and _parent(process) == init:
            found[Path(command[0]).name] = int(process.name)
    return found


def _is_alive(pid: int) -> bool:
    """Whether a thread of it runs; the last one of a node's first process ends after all other processes."""
    try:
        states = [_stat(task)[0] for task in (_PROC / str(pid) / "task").iterdir()]
    except OSError:
        return (_PROC / str(pid)).exists()
    return any(state not in ("Z", "X") for state in states)


def kill(pids: list[int], within: float = 10) -> None:
    """Kill processes and wait until they are gone; raises TimeoutError, naming the first that is not."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    deadline = time.monotonic() + within
    for pid in pids:
        while _is_alive(pid):
            if time.monotonic() > deadline:
                raise TimeoutError(f"process {pid} does not die")
            time.sleep(0.02)
