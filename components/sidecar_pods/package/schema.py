"""Write the schema of the package for other languages, `components/schema.json`. `make schema` runs this.

Pulumi's own analyzer knows no type of Pulumi's Kubernetes SDK, no union and no `Literal`.
https://www.pulumi.com/docs/iac/guides/building-extending/packages/schema/ describes the format.
"""

import ast
import json
import re
import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final, NotRequired, TypedDict, cast
from urllib.parse import quote

from sidecar_pods.kubernetes.types import fields_of
from sidecar_pods.package.declarations import (
    PACKAGE,
    FieldDeclaration,
    Found,
    arguments_of,
    description,
    fields,
    find,
    find_class,
)
from sidecar_pods.package.names import name_elsewhere

FOLDER: Final = Path(__file__).parents[2]
SCHEMA: Final = FOLDER / "schema.json"
NAME: Final = "sidecar"

_CODE: Final = re.compile(r"`[^`]*`")
_FIELD: Final = re.compile(r"[a-z]+(?:_[a-z]+)+_?")
_SCALARS: Final = {"str": "string", "int": "integer", "bool": "boolean", "float": "number"}

Spec = dict[str, object]
"""A part of the schema: a type, or a property with its type."""


class _Author(TypedDict):
    name: str


class _Project(TypedDict):
    name: str
    version: str
    description: str
    keywords: Sequence[str]
    license: str
    authors: Sequence[_Author]
    urls: NotRequired[Mapping[str, str]]


def schema() -> Spec:
    """Return the package's schema."""
    project = _project()
    types = _Types()
    resources = dict(sorted(_resources(types)))
    kubernetes = version("pulumi-kubernetes")
    return {
        "name": NAME,
        "displayName": "Sidecar Pods",
        "namespace": project["name"],  # else the SDKs would be in Pulumi's own: @pulumi/sidecar
        "publisher": project["authors"][0]["name"],
        "version": project["version"],
        "description": project["description"],
        "keywords": [*project["keywords"], "category/cloud", "kind/component"],
        "license": project["license"],
        **_addresses(project),
        "language": _languages(kubernetes),
        "config": {},
        "provider": {"description": "Serves the components."},
        "dependencies": [{"name": "kubernetes", "version": kubernetes}],
        "types": types.written(),
        "resources": resources,
    }


def text(content: Spec) -> str:
    """Return the text of a schema."""
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def _project() -> _Project:
    content = (FOLDER / "pyproject.toml").read_text(encoding="utf-8")
    return cast("_Project", tomllib.loads(content)["project"])


def _addresses(project: _Project) -> Spec:
    """Return the addresses that `[project.urls]` states, which is the one place for them."""
    stated = project.get("urls", {})
    fields = {"homepage": "Homepage", "repository": "Repository", "logoUrl": "Logo"}
    return {field: stated[label] for field, label in fields.items() if label in stated}


def _languages(kubernetes: str) -> Spec:
    """Return what the SDK of each language depends on, and how it is made.

    Args:
        kubernetes: Version of Pulumi's Kubernetes package, to whose types ours refer.
    """
    major = kubernetes.partition(".")[0]
    return {
        "csharp": {
            "packageReferences": {"Pulumi": "3.*", "Pulumi.Kubernetes": f"{major}.*"},
            "respectSchemaVersion": True,
        },
        "go": {"generateResourceContainerTypes": True, "respectSchemaVersion": True},
        "java": {"dependencies": {"com.pulumi:kubernetes": kubernetes}},
        "nodejs": {"dependencies": {"@pulumi/kubernetes": f"^{kubernetes}"}, "respectSchemaVersion": True},
        "python": {
            "inputTypes": "classes-and-dicts",
            "pyproject": {"enabled": True},
            "requires": {"pulumi": ">=3.245,<4", "pulumi-kubernetes": f">={kubernetes},<{int(major) + 1}"},
            "respectSchemaVersion": True,
        },
    }


def _resources(types: "_Types") -> Iterator[tuple[str, Spec]]:
    """Yield the components: each with its outputs and its arguments."""
    components = [found for name in _components() if (found := find_class(name, PACKAGE))]
    # Types of outputs come first, because a type that has a place in both is written as an output.
    outputs = [fields(*component) for component in components]
    properties = [types.properties(each, plain=False) for each in outputs]
    types.write(plain=False)
    for component, own, each in zip(components, outputs, properties, strict=True):
        node, _ = component
        arguments = fields(*arguments_of(*component))
        yield (
            f"{NAME}:index:{node.name}",
            {
                "isComponent": True,
                "description": _described(description(node)),
                "properties": each,
                "required": _required(own),
                "inputProperties": types.properties(arguments, plain=True),
                "requiredInputs": _required(arguments),
            },
        )
    types.write(plain=True)


def _components() -> Iterable[str]:
    """Return the names of the classes in `COMPONENTS`."""
    found = find("COMPONENTS", PACKAGE)
    if found is None or not isinstance(found.node, ast.List):
        raise LookupError("sidecar_pods/__init__.py has no list COMPONENTS")
    return [each.id for each in found.node.elts if isinstance(each, ast.Name)]


def _required(declared: Iterable[FieldDeclaration]) -> list[str]:
    return sorted(name_elsewhere(each.name) for each in declared if each.required)


def _described(words: str) -> str:
    """Return a description with the names of fields as other languages write them."""
    return _CODE.sub(lambda code: _FIELD.sub(lambda name: name_elsewhere(name.group()), code.group()), words)


class _Types:
    """The types of ours that the schema refers to, found while their users are written."""

    def __init__(self) -> None:
        self._waiting: dict[str, tuple[ast.ClassDef, str]] = {}
        self._written: dict[str, Spec] = {}

    def written(self) -> Spec:
        """Return the types, sorted by name."""
        return dict(sorted(self._written.items()))

    def write(self, *, plain: bool) -> None:
        """Write the types that are referred to and not yet written, and those that they refer to.

        Args:
            plain: Whether a field that is not a `pulumi.Input` takes plain values only.
        """
        while self._waiting:
            token, (node, module) = self._waiting.popitem()
            declared = fields(node, module)
            self._written[token] = {}  # it may refer to itself
            self._written[token] = {
                "type": "object",
                "description": _described(description(node)),
                "properties": self.properties(declared, plain=plain),
                "required": _required(declared),
            }

    def properties(self, declared: Iterable[FieldDeclaration], *, plain: bool) -> Spec:
        """Return fields as properties of a schema.

        Args:
            declared: The fields.
            plain: Whether a field that is not a `pulumi.Input` takes plain values only.
        """
        return {
            name_elsewhere(each.name): {
                **self._property(each.annotation, plain=plain),
                "description": _described(each.description),
            }
            for each in declared
        }

    def _property(self, annotation: Found, *, plain: bool) -> Spec:
        match annotation.node:
            case ast.Subscript(value=ast.Attribute(value=ast.Name(id="pulumi")), slice=inner):
                return self._type(Found(inner, annotation.module), plain=plain)
            case _:
                written = self._type(annotation, plain=plain)
                return {**written, "plain": True} if plain else written

    def _type(self, annotation: Found, *, plain: bool) -> Spec:
        node, module = annotation
        match node:
            case ast.Name(id=name) if name in _SCALARS:
                return {"type": _SCALARS[name]}
            case ast.Name(id=name):
                found = find(name, module)
                if found is None:
                    raise LookupError(f"{module}: {name} is a type that the schema cannot have")
                return self._type(found, plain=plain)
            case ast.Subscript(value=ast.Name(id="Literal")):
                return {"type": "string"}
            case ast.Subscript(value=ast.Name(id="Sequence"), slice=item):
                return {"type": "array", "items": self._property(Found(item, module), plain=plain)}
            case ast.Subscript(value=ast.Name(id="Mapping"), slice=ast.Tuple(elts=[_, item])):
                values = self._property(Found(item, module), plain=plain)
                return {"type": "object", "additionalProperties": values}
            case ast.BinOp(op=ast.BitOr()):
                return self._union(node, module, plain=plain)
            case ast.Attribute(value=ast.Attribute(value=ast.Name(id=group), attr=release), attr=name):
                return {
                    "$ref": _in_kubernetes(
                        f"{group}/{release}:{name.removesuffix('Dict').removesuffix('Args')}"
                    )
                }
            case ast.ClassDef():
                return {"$ref": f"#/types/{self._token(node, module)}"}
            case _:
                raise LookupError(f"{module}: {ast.unparse(node)} is a type that the schema cannot have")

    def _union(self, node: ast.expr, module: str, *, plain: bool) -> Spec:
        arms: list[Spec] = []
        for arm in _arms(node):
            written = self._type(Found(arm, module), plain=plain)
            if written not in arms:  # the class and the dictionary of one Kubernetes type are one type
                arms.append(written)
        return arms[0] if len(arms) == 1 else {"oneOf": arms}

    def _token(self, node: ast.ClassDef, module: str) -> str:
        """Return the name of a type of ours: `sidecar:index:Container` for `ContainerArgs`."""
        token = f"{NAME}:index:{node.name.removesuffix('Args').removeprefix('Sidecar')}"
        if token not in self._written:
            self._waiting[token] = (node, module)
        return token


def _arms(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            yield from _arms(left)
            yield from _arms(right)
        case _:
            yield node


def _in_kubernetes(token: str) -> str:
    """Return the reference to a type of Pulumi's Kubernetes package.

    Args:
        token: Its name in the table: `core/v1:Probe`.
    """
    fields_of(token)  # raises KeyError for a name that is not there
    return (
        f"/kubernetes/v{version('pulumi-kubernetes')}/schema.json#/types/kubernetes:{quote(token, safe=':')}"
    )


if __name__ == "__main__":
    written = SCHEMA.write_text(text(schema()), encoding="utf-8")
    sys.stdout.write(f"{SCHEMA.name}: {written} characters\n")
