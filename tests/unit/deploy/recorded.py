"""A kubectl with recorded answers that notes its requests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from subprocess import CompletedProcess

from pod_deploy.cluster.choice import Cluster
from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.stack.manifests import Manifest
from tests.foreign import JsonObject

MANAGER = "shop-dev"

CLUSTER = Cluster(
    shown_as='context "kind" of KUBECONFIG',
    environment={"KUBECONFIG": "/home/jane/kubeconfig"},
    context="kind",
    is_current=True,
    user="jane",
    cluster="kind",
    namespace="default",
    server="https://127.0.0.1:6443",
)

Answer = str | list[Manifest] | Callable[[list[Manifest]], "str | list[Manifest]"]
"""The output of kubectl: text, objects, or a function of the objects on its stdin. Text that begins with
`Error` or `The ` is a failure."""


@dataclass(frozen=True)
class RecordedKubectl(Kubectl):
    """Answers by the first words of a command line; the longest match counts."""

    cluster: Cluster = CLUSTER
    field_manager: str = MANAGER
    answers: dict[str, Answer] = field(default_factory=dict[str, Answer])
    asked: list[str] = field(default_factory=list[str])

    def attempt(self, *arguments: str, stdin: str = "") -> CompletedProcess[str]:
        line = " ".join(arguments)
        self.asked.append(line)
        known = [start for start in self.answers if line.startswith(start)]
        answer = self.answers[max(known, key=len)] if known else ""
        if callable(answer):
            answer = answer(json.loads(stdin)["items"] if stdin else [])
        text = answer if isinstance(answer, str) else listing(answer)
        failed = text.startswith(("Error", "The "))
        return CompletedProcess(arguments, int(failed), "" if failed else text, text if failed else "")


def listing(objects: Iterable[Manifest]) -> str:
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)})


def pod(name: str = "mc1", **changes: object) -> Manifest:
    """Return a bare Pod as a program would state it."""
    spec = {"containers": [{"name": "1st", "image": "nginx"}]}
    metadata = {"name": name, "namespace": "default"}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec, **changes}


def live(manifest: Manifest, *managed: JsonObject, **metadata: object) -> Manifest:
    """Return a manifest as the server stores it; by default we applied it."""
    server = {
        "uid": f"uid-{manifest['kind']}-{manifest['metadata']['name']}",
        "resourceVersion": "7",
        "managedFields": list(managed) or [by(MANAGER, "Apply", {"f:spec": {}})],
    }
    return {**manifest, "metadata": {**manifest["metadata"], **server, **metadata}}


def by(manager: str, operation: str, fields: JsonObject) -> JsonObject:
    """Return an entry of managedFields."""
    return {"manager": manager, "operation": operation, "apiVersion": "v1", "fieldsV1": fields}
