"""Write the table of Kubernetes' types by which the components check arguments. `make kubernetes-table`.

It reads the OpenAPI documents of a running API server, because only these name the values of enumerations:
https://github.com/kubernetes/enhancements/tree/master/keps/sig-api-machinery/2887-openapi-enum-types.
The aliases of each kind of object come from the classes of Pulumi's Kubernetes SDK.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

TABLE: Final = Path(__file__).parents[1] / "components/sidecar_pods/kubernetes/table.json"

KINDS: Final = (
    "apps/v1:DaemonSet",
    "apps/v1:Deployment",
    "apps/v1:StatefulSet",
    "autoscaling/v2:HorizontalPodAutoscaler",
    "batch/v1:CronJob",
    "batch/v1:Job",
    "core/v1:ConfigMap",
    "core/v1:Namespace",
    "core/v1:Pod",
    "core/v1:Service",
    "networking.k8s.io/v1:NetworkPolicy",
    "policy/v1:PodDisruptionBudget",
)
"""The kinds of object that the components create."""

SCALARS: Final[Mapping[str, str]] = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "any",
    "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "time",
    "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "time",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
}
"""The types that are a string or a number in JSON, or any value."""

Schema = Mapping[str, Any]
"""A schema of an OpenAPI document. Any: JSON from an API server."""


def table(schemas: Schema) -> dict[str, object]:
    """Return the table of all types that the kinds use.

    Args:
        schemas: The schemas of the API server, by their names.
    """
    names = {_token(name): name for name in schemas}
    types: dict[str, dict[str, str]] = {}
    waiting = list(KINDS)
    while waiting:
        token = waiting.pop()
        if token not in types:
            types[token] = dict(_fields(schemas[names[token]]))
            waiting += [each for field in types[token].values() for each in re.findall(r"[\w./]+:\w+", field)]
    aliases = {kind: _aliases(kind) for kind in KINDS}
    return {
        "aliases": {kind: found for kind, found in aliases.items() if found},
        "types": dict(sorted(types.items())),
    }


def text(content: Schema) -> str:
    """Return the table's text: a line for each kind and each type."""
    groups = [
        f'"{group}": {{\n'
        + ",\n".join(f'  "{key}": {json.dumps(each)}' for key, each in entries.items())
        + "\n}"
        for group, entries in content.items()
    ]
    return "{\n" + ",\n".join(groups) + "\n}\n"


def read_schemas(get: Callable[[str], str]) -> Schema:
    """Return the schemas of all types of an API server.

    Args:
        get: A function that returns the answer of the API server for a path.
    """
    schemas: Schema = {}
    for group in {kind.partition(":")[0]: None for kind in KINDS}:
        path = "api/v1" if group == "core/v1" else f"apis/{group}"
        schemas = {**schemas, **json.loads(get(f"/openapi/v3/{path}"))["components"]["schemas"]}
    return schemas


def _token(name: str) -> str:
    """Return a type's name as Pulumi writes it: `core/v1:Probe`."""
    *_, group, version, kind = name.split(".")
    full_names = {"networking": "networking.k8s.io"}
    return f"{full_names.get(group, group)}/{version}:{kind}"


def _fields(schema: Schema) -> Iterator[tuple[str, str]]:
    required = schema.get("required", [])
    for name, each in schema["properties"].items():
        yield name, _type(each) + ("!" if name in required else "")


def _type(schema: Schema) -> str:
    """Return a type in the table's notation, which `sidecar_pods/kubernetes/types.py` reads."""
    if "allOf" in schema:
        return _type(schema["allOf"][0])
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return SCALARS.get(name) or _token(name)
    if "enum" in schema:
        return "=" + "|".join(schema["enum"])
    if schema["type"] == "array":
        return f"[{_type(schema['items'])}]"
    if schema["type"] == "object":
        return f"{{{_type(schema['additionalProperties'])}}}"
    return schema.get("format", schema["type"]) if schema["type"] == "integer" else schema["type"]


def _aliases(kind: str) -> list[str]:
    """Return the other types under which Pulumi's SDK knows a kind of object."""
    spec = find_spec("pulumi_kubernetes")
    if spec is None or spec.origin is None:
        raise SystemExit("pulumi_kubernetes is not installed; run this with: make kubernetes-table")
    group, _, name = kind.partition(":")
    module = Path(spec.origin).parent / group.replace(".k8s.io", "") / f"{name}.py"
    return re.findall(r'pulumi\.Alias\(type_="kubernetes:([^"]+)"\)', module.read_text())


def _get(path: str) -> str:
    """Return the answer of the API server that KUBECONFIG names."""
    command = ["kubectl", "get", "--raw", path]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


if __name__ == "__main__":
    written = TABLE.write_text(text(table(read_schemas(_get))))
    sys.stdout.write(f"{TABLE.name}: {written} characters\n")
