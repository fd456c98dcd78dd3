"""Call kubectl in one namespace of one cluster; every call and every wait has a time limit."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from tenacity import (
    RetryError,
    Retrying,
    retry_if_exception_type,
    retry_if_not_result,
    stop_after_delay,
    wait_fixed,
)

from tests.foreign import JsonObject

T = TypeVar("T")


class KubectlError(AssertionError):
    """kubectl failed: its exit code is not 0."""


@dataclass(frozen=True)
class Kubectl:
    """Calls kubectl in one namespace of the cluster under test.

    Args:
        environment: Environment of each call; its KUBECONFIG names the cluster.
        namespace: Default namespace of each call.
    """

    environment: Mapping[str, str]
    namespace: str = "default"

    def within(self, namespace: str) -> Kubectl:
        """Return kubectl for the same cluster, in another namespace."""
        return replace(self, namespace=namespace)

    def __call__(self, *arguments: str, stdin: str | None = None, timeout: float = 60) -> str:
        """Return the stdout of a call; raise KubectlError with its stderr if it fails."""
        done = self.attempt(*arguments, stdin=stdin, timeout=timeout)
        if done.returncode:
            raise KubectlError(f"kubectl {' '.join(arguments)}: exit code {done.returncode}\n{done.stderr}")
        return done.stdout

    def attempt(
        self, *arguments: str, stdin: str | None = None, timeout: float = 60
    ) -> subprocess.CompletedProcess[str]:
        """Return the finished call, even if it failed."""
        return subprocess.run(
            self.command(*arguments),
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
            env=self.environment,
        )

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of a call."""
        return ["kubectl", f"--namespace={self.namespace}", *arguments]

    def json(self, *arguments: str) -> JsonObject:
        """Return the parsed JSON output of `kubectl get`."""
        return json.loads(self("get", "--output=json", *arguments))

    def objects(self, *arguments: str) -> dict[str, JsonObject]:
        """Return the objects that `kubectl get` lists, keyed by `kind/name`."""
        listed = self.json(*arguments)["items"]
        return {f"{each['kind'].lower()}/{each['metadata']['name']}": each for each in listed}

    def exec(self, pod: str, container: str, *command: str, stdin: str | None = None) -> str:
        """Run a command in a container; return its stdout."""
        options = ["--stdin"] if stdin is not None else []
        return self("exec", pod, f"--container={container}", *options, "--", *command, stdin=stdin)

    def page(self, server: str = "services/http:mc1:80") -> str:
        """Return the page of a Service or a Pod, with one HTTP request through the API server."""
        return self("get", "--raw", f"/api/v1/namespaces/{self.namespace}/{server}/proxy/")

    def apply(self, manifests: list[JsonObject]) -> str:
        """Create or change objects to match the manifests."""
        return self(
            "apply",
            "--filename=-",
            stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": manifests}),
        )

    def wait_ready(self, *resources: str, timeout: int = 90) -> None:
        """Wait until all these Pods are ready."""
        self("wait", "--for=condition=Ready", f"--timeout={timeout}s", *resources, timeout=timeout + 10)


def wait_for(condition: Callable[[], T], what: str, timeout: float = 60) -> T:
    """Call `condition` until it returns a true value; return that value.

    A KubectlError counts as "not yet". After the timeout, raise AssertionError that names `what`.
    """
    attempts = Retrying(
        stop=stop_after_delay(timeout),
        wait=wait_fixed(0.3),
        retry=retry_if_not_result(bool) | retry_if_exception_type(KubectlError),
    )
    try:
        return attempts(condition)
    except RetryError as error:
        last = error.last_attempt
        seen = last.exception() if last.failed else last.result()
        raise AssertionError(f"waited {timeout:.0f} s for {what}; the last result was {seen!r}") from None
