"""Find and kill the node's processes, as the kernel lists them: a file of process ids could be out of date.

Command lines can be forged, so trust only facts that root alone can set: a process's control group, and its
user ids.
"""

import os
import signal
import time
from pathlib import Path

from local_cluster.node.cgroups import find_daemons
from local_cluster.places import cgroup_of

_PROC = Path("/proc")


def find_init(state: Path) -> int | None:
    """Return this machine's id of the node's first process; None until that has prepared the node."""
    for pid in find_daemons(cgroup_of(state)):
        command = _command(_PROC / str(pid))
        if command[1:] == [str(state)] and command[0].endswith("/pause"):
            return pid
    return None


def _command(process: Path) -> list[str]:
    try:
        return (process / "cmdline").read_text(errors="replace").split("\0")[:-1]
    except OSError:
        return []


def find_makers(state: Path) -> list[int]:
    """Return the node's first process and its parent, also while they still prepare the node.

    A process that still prepares the node may not be in the cluster's control group yet.
    """
    return [int(each.name) for each in _all() if _makes_node(_command(each), state) and _is_roots(each)]


def _all() -> list[Path]:
    return list(_PROC.glob("[0-9]*"))


def _makes_node(command: list[str], state: Path) -> bool:
    makers = ("/pause", "/init.sh")
    return str(state) in command and any(word.endswith(makers) for word in command)


def _is_roots(process: Path) -> bool:
    """Return whether all user ids of a process are root's; a set-uid program has only the effective one."""
    try:
        lines = (process / "status").read_text(errors="replace").splitlines()
    except OSError:
        return False
    return next(set(line.split()[1:]) == {"0"} for line in lines if line.startswith("Uid:"))


def started_at(pid: int) -> float:
    """Return when a process began, in seconds since 1970."""
    ticks = int(_stat(_PROC / str(pid))[19])
    lines = (_PROC / "stat").read_text().splitlines()
    boot = next(int(line.split()[1]) for line in lines if line.startswith("btime"))
    return boot + ticks / os.sysconf("SC_CLK_TCK")


def _stat(process: Path) -> list[str]:
    """Return the fields of proc(5)'s `stat` after the command's name: state, parent, and so on.

    The command's name may contain anything, so the fields are counted from its closing parenthesis.
    """
    return (process / "stat").read_text().rpartition(")")[2].split()


def daemons(init: int) -> dict[str, int]:
    """Return the process id, on this machine, of each of the node's daemons: the children of `init`."""
    found: dict[str, int] = {}
    for process in _all():
        command = _command(process)
        if command and _parent(process) == init:
            found[Path(command[0]).name] = int(process.name)
    return found


def _parent(process: Path) -> int:
    try:
        return int(_stat(process)[1])
    except OSError:
        return 0


def kill(pids: list[int], within: float = 10) -> None:
    """Kill processes and wait until they are gone.

    Raises:
        TimeoutError: A process is still alive after `within` seconds; the error names the first one.
    """
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


def _is_alive(pid: int) -> bool:
    """Return whether any thread of a process runs.

    The last thread of a node's first process ends after all other processes of the node.
    """
    try:
        states = [_stat(task)[0] for task in (_PROC / str(pid) / "task").iterdir()]
    except OSError:
        return (_PROC / str(pid)).exists()
    return any(state not in ("Z", "X") for state in states)
