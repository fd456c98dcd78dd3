"""The arguments have every field of Kubernetes' own types, under the name that Pulumi's SDK gives it."""

import ast
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from sidecar_pods.arguments.container_args import ContainerArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import PlaceArgs
from sidecar_pods.arguments.workload_args import SidecarStatefulSetArgs
from sidecar_pods.checks.declared import EXTENDS, fields
from sidecar_pods.kubernetes.names import python_name
from sidecar_pods.kubernetes.types import Choice, ListOf, MapOf, Object, Scalar, Type, fields_of, tokens

REPLACED_BY_THE_WIRING: dict[type, set[str]] = {
    PodTemplateArgs: {"volumes"},
    ContainerArgs: {"volume_mounts", "volume_devices"},
    PlaceArgs: {"name"},
    SidecarStatefulSetArgs: {"volume_claim_templates"},
}
"""The fields that our arguments do not have, because they follow from the statement of the wiring."""


OF_THE_OBJECT = {"api_version", "kind"}
"""The fields that the SDK types by the one value that they have in a kind of object."""


@pytest.mark.parametrize(
    ("kind", "token"),
    [(kind, token) for kind, tokens_of_kind in EXTENDS.items() for token in tokens_of_kind],
    ids=lambda value: value if isinstance(value, str) else value.__name__,
)
def test_a_type_of_ours_lacks_no_field_that_kubernetes_has(kind: type, token: str) -> None:
    lacking = fields_of(token).keys() - fields(kind).keys()
    assert lacking == REPLACED_BY_THE_WIRING.get(kind, set())


@pytest.mark.parametrize(
    ("name", "python"),
    [
        ("hostIP", "host_ip"),
        ("hostIPC", "host_ipc"),
        ("podIPs", "pod_ips"),
        ("clusterIPs", "cluster_ips"),
        ("setHostnameAsFQDN", "set_hostname_as_fqdn"),
        ("targetWWNs", "target_wwns"),
        ("scaleIO", "scale_io"),
        ("downwardAPI", "downward_api"),
        ("awsElasticBlockStore", "aws_elastic_block_store"),
        ("exec", "exec_"),
        ("from", "from_"),
        ("name", "name"),
    ],
)
def test_a_field_has_the_name_that_pulumis_sdk_gives_it(name: str, python: str) -> None:
    assert python_name(name) == python


@pytest.mark.parametrize("token", tokens())
def test_the_table_agrees_with_the_types_of_pulumis_sdk(token: str) -> None:
    theirs = fields_of_the_sdk(token)
    ours = {name: words_of(field.type) for name, field in fields_of(token).items()}
    assert ours.keys() <= theirs.keys()
    different = {
        name: (words, theirs[name])
        for name, words in ours.items()
        if name not in OF_THE_OBJECT and words not in re.sub(r"'|_\w+\.v\d\.", "", theirs[name])
    }
    assert different == {}


def fields_of_the_sdk(token: str) -> dict[str, str]:
    """Return the annotation of each field of an SDK's TypedDict, from its source."""
    group, _, name = token.partition(":")
    return dictionaries_of(group).get(f"{name}ArgsDict", {})


@cache
def dictionaries_of(group: str) -> dict[str, dict[str, str]]:
    spec = find_spec("pulumi_kubernetes")
    assert spec is not None
    assert spec.origin is not None
    source = Path(spec.origin).parent / group.replace(".k8s.io", "") / "_inputs.py"
    return {
        node.name: {
            each.target.id: ast.unparse(each.annotation)
            for each in node.body
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name)
        }
        for node in ast.walk(ast.parse(source.read_text()))
        if isinstance(node, ast.ClassDef) and node.name.endswith("ArgsDict")
    }


SCALARS = {
    "string": "_builtins.str",
    "int32": "_builtins.int",
    "int64": "_builtins.int",
    "number": "_builtins.float",
    "boolean": "_builtins.bool",
    "quantity": "_builtins.str",
    "int-or-string": "_builtins.int",
    "time": "_builtins.str",
    "any": "",
}


def words_of(kind: Type) -> str:
    """Return a part of the annotation that the SDK must give a field of this type."""
    match kind:
        case Scalar(name):
            return SCALARS[name]
        case Choice():
            return "_builtins.str"
        case ListOf(item):
            inner = words_of(item)
            return f"Sequence[pulumi.Input[{inner}" if inner else ""
        case MapOf(item):
            inner = words_of(item)
            return f"Mapping[str, pulumi.Input[{inner}" if inner else ""
        case Object(token):
            return token.rpartition(":")[2] + "ArgsDict"
