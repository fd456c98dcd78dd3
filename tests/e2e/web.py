"""Send HTTP requests from inside a Pod with bash alone: the debian image has no curl."""

from __future__ import annotations

from typing import NamedTuple

from tests.e2e.kubectl import Kubectl

_REQUEST = r"""
exec 3<>"/dev/tcp/$0/80"
printf 'GET / HTTP/1.0\r\nHost: %s\r\n\r\n' "$0" >&3
exec timeout 10 cat <&3
"""


class Response(NamedTuple):
    """The answer of a server."""

    status: int
    body: str


def get(kubectl: Kubectl, pod: str, container: str, host: str) -> Response:
    """Request `http://host/` from a container; raise KubectlError if it cannot be resolved or reached."""
    head, _, body = kubectl.exec(pod, container, "bash", "-c", _REQUEST, host).partition("\n\n")
    return Response(int(head.split()[1]), body)
