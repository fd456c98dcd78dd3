"""A local cluster for the tests, used as users do: by its command and its kubeconfig."""

import json
import subprocess
import sys
from dataclasses import dataclass

from tenacity import retry, retry_if_exception_type, retry_if_not_result, stop_after_delay, wait_fixed

from local_cluster.places import Cluster
from tests.foreign import JsonObject

POD = """
apiVersion: v1
kind: Pod
metadata:
  name: mc1
  labels: {app: mc1}
spec:
  terminationGracePeriodSeconds: 0
  volumes:
  - name: html
    emptyDir: {}
  containers:
  - name: 1st
    image: nginx
    volumeMounts:
    - {name: html, mountPath: /usr/share/nginx/html}
  - name: 2nd
    image: debian
    volumeMounts:
    - {name: html, mountPath: /html}
    command: [/bin/sh, -c]
    args: ["while true; do date >> /html/index.html; sleep 1; done"]
---
apiVersion: v1
kind: Service
metadata:
  name: page
spec:
  selector: {app: mc1}
  ports: [{port: 80}]
"""


_SOON = retry(
    retry=retry_if_exception_type(AssertionError) | retry_if_not_result(bool),
    stop=stop_after_delay(60),
    wait=wait_fixed(0.2),
    reraise=True,
)


@dataclass(frozen=True)
class Local:
    """A local cluster by its name."""

    name: str

    @property
    def cluster(self) -> Cluster:
        """Return the places of the cluster's files."""
        return Cluster(self.name)

    def bring_up(self) -> None:
        """Run `up` and show its output."""
        subprocess.run([sys.executable, "-m", "local_cluster", "up", "--name", self.name], check=True)

    def start(self, command: str) -> "subprocess.Popen[str]":
        """Start `up` or `down` in a session of its own, so that a test can kill all of it."""
        return subprocess.Popen(
            [sys.executable, "-m", "local_cluster", command, "--name", self.name],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )

    def run(self, command: str) -> str:
        """Run `up` or `down`, which must succeed; return its output."""
        process = self.start(command)
        said, _ = process.communicate()
        assert process.returncode == 0, said
        return said

    def status(self) -> JsonObject:  # Any: JSON of another process
        """Return the output of `status --format json`."""
        command = [sys.executable, "-m", "local_cluster", "status", "--name", self.name, "--format", "json"]
        return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def kubectl(self, *arguments: str, stdin: str | None = None) -> str:
        """Return what kubectl prints; its failure fails the test."""
        program = str(self.cluster.state / "programs" / "client" / "kubectl")
        command = [program, "--kubeconfig", str(self.cluster.kubeconfig), *arguments]
        done = subprocess.run(command, input=stdin, check=False, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def deploy(self) -> None:
        """Deploy the classic Pod and its Service, and wait until the Pod is ready."""
        self.kubectl("apply", "-f", "-", stdin=POD)
        self.wait_for_pod()

    def wait_for_pod(self) -> None:
        """Wait until the classic Pod is ready."""
        self.kubectl("wait", "--for=condition=Ready", "pod/mc1", "--timeout=60s")

    def restarts(self) -> list[int]:
        """Return how often each container of the classic Pod was restarted."""
        path = "{.status.containerStatuses[*].restartCount}"
        return [int(count) for count in self.kubectl("get", "pod", "mc1", "-o", f"jsonpath={path}").split()]

    def page(self) -> list[str]:
        """Return the lines that the Service serves, read through the API server."""
        return self.kubectl("get", "--raw", "/api/v1/namespaces/default/services/page:80/proxy/").splitlines()

    def wait_for_page(self, after: str) -> None:
        """Wait until the Service serves a newer line than `after`."""
        _SOON(lambda: after in (page := self.page()) and page[-1] != after)()

    def last_line(self) -> str:
        """Return the last line of the file itself, because its server may be down.

        A restarted kubelet takes a moment to know its Pods, so try for a while.
        """
        read = ("exec", "mc1", "-c", "2nd", "--", "tail", "-1", "/html/index.html")
        return _SOON(lambda: self.kubectl(*read).rstrip())()
