"""Which processes are alive, as the kernel says."""

import subprocess

from local_cluster import processes


def test_a_killed_process_that_nobody_has_waited_for_is_gone() -> None:
    with subprocess.Popen(("sleep", "60")) as child:
        processes.kill([child.pid], within=5)
        assert child.wait() == -9


def test_killing_who_is_gone_already_does_nothing() -> None:
    with subprocess.Popen(("true",)) as child:
        child.wait()
        processes.kill([child.pid], within=1)
        assert child.returncode == 0
