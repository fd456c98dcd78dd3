"""Run kubectl on the chosen cluster."""

import json
import os
import re
import subprocess
from dataclasses import dataclass
from typing import NamedTuple

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.complaint import UNREACHABLE, explain
from pod_deploy.refusal import Refusal
from pod_deploy.stack.manifests import Manifest

REQUEST_TIMEOUT_SECONDS = 30
"""The timeout of each request to the API server."""


class KubectlError(Refusal):
    """kubectl failed.

    Args:
        message: One line for the user.
        stderr: All of kubectl's error output.
    """

    def __init__(self, message: str, stderr: str) -> None:
        super().__init__(message)
        self.stderr = stderr


class NoAnswerError(KubectlError):
    """The API server does not answer; it may answer later."""


@dataclass(frozen=True)
class Kubectl:
    """kubectl, pointed at one cluster."""

    cluster: Cluster
    """The cluster."""
    field_manager: str
    """The name under which objects are applied; the server stores it with each field."""

    def command(self, *arguments: str) -> list[str]:
        """Return a kubectl command line for this cluster."""
        timeout = f"--request-timeout={REQUEST_TIMEOUT_SECONDS}s"
        return ["kubectl", f"--context={self.cluster.context}", timeout, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        """Return kubectl's environment variables, without the user's kubectl preferences."""
        return {**os.environ, **self.cluster.environment, "KUBERC": "off", "KUBECTL_KUBERC": "false"}

    def attempt(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run kubectl and return the finished process, whatever its exit code."""
        return subprocess.run(
            self.command(*arguments),
            env=self.environment,
            input=stdin,
            check=False,
            capture_output=True,
            text=True,
            errors="replace",
        )

    def run(self, *arguments: str, stdin: str = "") -> str:
        """Run kubectl and return its output.

        Raises:
            KubectlError: It failed.
        """
        done = self.attempt(*arguments, stdin=stdin)
        if done.returncode:
            raise self.error(done.stderr)
        return done.stdout

    def objects(self, *arguments: str, stdin: str = "") -> list[Manifest]:
        """Return the objects in the JSON that a kubectl command prints; raise the errors of `run`."""
        return objects_in(self.run(*arguments, "-o", "json", stdin=stdin))

    def kinds_without_namespace(self) -> frozenset[tuple[str, str]]:
        """Return group and kind of each kind of object that lives in no namespace; asks the server.

        Raises:
            KubectlError: It does not answer.
        """
        rows = self.run("api-resources", "--namespaced=false", "--no-headers").splitlines()
        columns = [row.split() for row in rows]  # name, perhaps short names, apiVersion, false, kind
        return frozenset((each[-3].rpartition("/")[0], each[-1]) for each in columns)

    def error(self, stderr: str) -> KubectlError:
        """Return kubectl's error output as an error to raise."""
        kind = NoAnswerError if UNREACHABLE.search(stderr) else KubectlError
        return kind(explain(stderr, self.cluster), stderr)


def objects_in(printed: str) -> list[Manifest]:
    """Return the objects in kubectl's JSON: one object, a list, several documents, or nothing."""
    decoder, objects, place = json.JSONDecoder(), list[Manifest](), 0
    printed = printed.strip()
    while place < len(printed):
        document, place = decoder.raw_decode(printed, place)
        objects.extend(document["items"] if document.get("kind") == "List" else [document])
        while place < len(printed) and printed[place].isspace():
            place += 1
    return objects


class Version(NamedTuple):
    """The version of kubectl or of an API server."""

    full: str
    """Such as `v1.36.3`."""
    minor: int | None
    """Such as 36; None if it is not a number."""


def versions(kubectl: Kubectl) -> tuple[Version, Version]:
    """Return the versions of kubectl and of the server; this is the first request to a cluster.

    Raises:
        KubectlError: The server does not answer, or rejects our credentials.
    """
    printed = json.loads(kubectl.run("version", "-o", "json"))
    return _version(printed, "clientVersion"), _version(printed, "serverVersion")


def _version(printed: dict[str, dict[str, str]], side: str) -> Version:
    stated = printed.get(side, {})
    minor = re.sub(r"\D", "", stated.get("minor", ""))
    return Version(stated.get("gitVersion", ""), int(minor) if minor else None)


def skew_warning(client: Version, server: Version) -> str | None:
    """Return a warning if kubectl is farther from its server than Kubernetes supports, else None."""
    if client.minor is None or server.minor is None or abs(client.minor - server.minor) <= 1:
        return None
    return (
        f"kubectl {client.full} is more than one minor version from the server's {server.full}: "
        "use a nearer one."
    )
