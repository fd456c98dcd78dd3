"""One `up` or `destroy` of a stack at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pod_deploy.refusal import Refusal
from pod_deploy.stack.lock import stack_lock
from pod_deploy.stack.project import StackConfig
from tests.unit.packaging.places import ROOT


def config(folder: Path, stack: str = "dev") -> StackConfig:
    return StackConfig(folder, "shop", stack, Path("stacks/Pulumi.dev.yaml"), {})


def hold_in_another_process(folder: Path) -> subprocess.Popen[str]:
    """Start a process that takes the lock, prints a line, and keeps the lock."""
    script = (
        "import pathlib, signal\n"
        "from pod_deploy.stack.lock import stack_lock\n"
        "from pod_deploy.stack.project import StackConfig\n"
        f"config = StackConfig(pathlib.Path({str(folder)!r}), 'shop', 'dev', pathlib.Path('x'), {{}})\n"
        "with stack_lock(config, 'up'):\n    print('held', flush=True)\n    signal.pause()\n"
    )
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_second_run_is_refused_and_the_holder_is_named(tmp_path: Path) -> None:
    with hold_in_another_process(tmp_path) as holder:
        with pytest.raises(Refusal) as refusal, stack_lock(config(tmp_path), "up"):
            pass
        holder.send_signal(signal.SIGKILL)
    assert str(refusal.value) == (
        f"Stack dev is locked by `up` (process {holder.pid}). Try again when that has ended."
    )


def test_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    with hold_in_another_process(tmp_path) as holder:
        holder.send_signal(signal.SIGKILL)
    with stack_lock(config(tmp_path), "up"):
        pass


def test_stacks_do_not_lock_each_other(tmp_path: Path) -> None:
    with stack_lock(config(tmp_path), "up"), stack_lock(config(tmp_path, "staging"), "up"):
        assert len(list((tmp_path / ".state").glob("*.lock"))) == 2


def test_lock_names_its_holder_only_while_it_is_held(tmp_path: Path) -> None:
    file = tmp_path / ".state" / "dev.lock"
    with stack_lock(config(tmp_path), "up"):
        assert file.read_text(encoding="utf-8") == f"`up` (process {os.getpid()})"
    assert file.read_text(encoding="utf-8") == ""
