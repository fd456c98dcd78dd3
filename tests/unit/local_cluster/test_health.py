"""Asking the node's daemons, which may be killed at any moment."""

import socket
import threading
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cluster.kubernetes import objects
from local_cluster.kubernetes.health import complaints
from local_cluster.node import processes
from local_cluster.node.launching import Daemon
from local_cluster.node.network import Network
from local_cluster.places import Cluster

HERE = Cluster("here")


@pytest.fixture
def breaks_off() -> Iterator[str]:
    """Return the URL of a server that ends in the middle of its answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(1000)
                connection.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nhal")

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join()


def test_interrupted_answer_counts_as_no_answer(breaks_off: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def daemons(_: int) -> dict[str, int]:
        return {"registry": 7}

    monkeypatch.setattr(processes, "daemons", daemons)
    found = complaints(HERE, 1, (Daemon("registry", (), health=breaks_off),))
    assert found["registry"].startswith("does not answer: IncompleteRead")


def test_unreadable_objects_are_applied_without_the_proxy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    applied: list[str] = []

    def run(*command: str, environment: dict[str, str]) -> None:
        assert environment["NO_PROXY"].endswith("10.99.3.2")
        applied.append(command[-1])

    monkeypatch.setattr(objects, "api", _refuse)
    monkeypatch.setattr(objects, "run", run)
    objects.ensure_applied(HERE, Network(3), "coredns.yaml")
    assert [Path(each).name for each in applied] == ["coredns.yaml"]


def _refuse(*_: object) -> None:
    raise urllib.error.URLError("connection refused")
