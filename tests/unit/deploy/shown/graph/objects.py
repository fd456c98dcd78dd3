"""Small objects for diagrams."""

from tests.foreign import Json, JsonObject


def container(name: str, *ports: JsonObject, image: str = "i", **mounts: str) -> JsonObject:
    """Return a container; each mount is `volume="/path"` to write, or `volume="/path:ro"` to read."""
    return {
        "name": name,
        "image": image,
        "ports": list(ports),
        "volumeMounts": [
            {"name": volume, "mountPath": path.removesuffix(":ro"), "readOnly": path.endswith(":ro")}
            for volume, path in mounts.items()
        ],
    }


def pod(*containers: JsonObject, kind: str = "Pod", name: str = "web", **spec: Json) -> JsonObject:
    """Return a Pod with the label `app: <name>`; further arguments are fields of its spec."""
    metadata = {"name": name, "labels": {"app": name}}
    return {
        "apiVersion": "v1",
        "kind": kind,
        "metadata": metadata,
        "spec": {"containers": list(containers), **spec},
    }


def workload(kind: str, template: JsonObject, **spec: Json) -> JsonObject:
    """Return an object that makes Pods; further arguments are fields of its own spec."""
    metadata = {"name": template["metadata"]["name"]}
    return {
        "apiVersion": "apps/v1",
        "kind": kind,
        "metadata": metadata,
        "spec": {**spec, "template": template},
    }


def service(*ports: JsonObject, app: str = "web", **spec: Json) -> JsonObject:
    """Return a Service for the Pods with the label `app`."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": app},
        "spec": {"selector": {"app": app}, "ports": list(ports), **spec},
    }


def network_policy(*rules: JsonObject, app: str = "web", **spec: Json) -> JsonObject:
    """Return a NetworkPolicy for the Pods with the label `app`."""
    selector = {"matchLabels": {"app": app}}
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": {"name": "allow"},
        "spec": {"podSelector": selector, "ingress": list(rules), **spec},
    }


EMPTY: JsonObject = {"emptyDir": {}}


def volume(name: str, **source: Json) -> JsonObject:
    """Return a volume; without a source it is an emptyDir."""
    return {"name": name, **(source or EMPTY)}


def classic() -> JsonObject:
    """Return a Pod with a writer and a server that reads."""
    return pod(
        container("writer", html="/html"),
        container("server", {"containerPort": 80, "name": "http"}, html="/srv:ro"),
        volumes=[volume("html")],
    )
