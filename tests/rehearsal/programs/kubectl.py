"""A stand-in for kubectl: on its cluster, every object that it is asked for exists and is ready."""

from __future__ import annotations

import json
import re
import sys

from tests.foreign import JsonObject

VERSION = {"major": "1", "minor": "36", "gitVersion": "v1.36.3"}
READY = {"replicas", "updatedReplicas", "readyReplicas", "availableReplicas"}


def main(arguments: list[str]) -> None:
    """Print the answer to one command."""
    words = [word for word in arguments if not word.startswith(("--context=", "--request-timeout="))]
    match words:
        case ["version", *_]:
            print(json.dumps({"clientVersion": VERSION, "serverVersion": VERSION}))
        case ["api-resources", *_]:
            print("configmaps")
        case ["get", "all", *_]:
            print("pod/mc1   2/2   Running   0   2s")
        case ["get", "--raw", *_]:
            print("one\ntwo\nthree")
        case ["get", kinds, *options] if kinds.startswith("endpointslices"):
            print_list([_endpoint_slice(name, options) for name in _services(options)])
        case ["get" | "apply", *options] if "--filename=-" in options:
            print_list([_stored(each) for each in json.load(sys.stdin)["items"]])
        case ["get", *_]:
            print_list([])
        case _:
            sys.exit(f"error: the stand-in of kubectl does not know {words}")


def print_list(items: list[JsonObject]) -> None:
    """Print a list of objects as kubectl does."""
    print(json.dumps({"apiVersion": "v1", "kind": "List", "items": items}))


def _stored(manifest: JsonObject) -> JsonObject:
    """Return an object as the server has stored it."""
    name = manifest["metadata"]["name"]
    manager = manifest["metadata"].get("annotations", {}).get("pulumi.com/patchFieldManager", "")
    managed: JsonObject = {
        "manager": manager,
        "operation": "Apply",
        "apiVersion": "v1",
        "fieldsV1": {"f:spec": {}},
    }
    metadata: JsonObject = {**manifest["metadata"], "uid": f"uid-{name}", "managedFields": [managed]}
    number = manifest.get("spec", {}).get("replicas", 1)
    status = {**dict.fromkeys(READY, number), "phase": "Active"}
    return {**manifest, "metadata": metadata, "status": status}


def _services(options: list[str]) -> list[str]:
    (selector,) = [option for option in options if option.startswith("--selector=")]
    (names,) = re.findall(r"in \((.*)\)", selector)
    return names.split(",")


def _endpoint_slice(service: str, options: list[str]) -> JsonObject:
    (namespace,) = [option.partition("=")[2] for option in options if option.startswith("--namespace=")]
    labels = {"kubernetes.io/service-name": service}
    metadata = {"name": service, "namespace": namespace, "labels": labels}
    endpoint = {"addresses": ["10.0.0.1"], "conditions": {"ready": True}}
    return {"apiVersion": "v1", "kind": "EndpointSlice", "metadata": metadata, "endpoints": [endpoint]}


if __name__ == "__main__":
    main(sys.argv[1:])
