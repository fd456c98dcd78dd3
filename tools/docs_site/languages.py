"""How each language of Pulumi spells what the package's schema names."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sidecar_pods.kubernetes.names import python_name

_MADE = "which `pulumi package add ./components` makes"


class Language(NamedTuple):
    """A language, and its spelling of the schema's names."""

    title: str
    """Name of the language."""
    page: str
    """Name of its page, without the suffix."""
    lexer: str
    """Name of its syntax for a block of code."""
    made_by: str
    """The code that creates a component; NAME stands for the component's name."""
    field: Callable[[str], str]
    """Return the name of a field."""
    kubernetes: str
    """The name of a type of Kubernetes, as a format of its group, its version and its own name."""
    where: str
    """Sentences about the place of the components, and of Kubernetes' types."""

    def type_of_kubernetes(self, group: str, version: str, name: str) -> str:
        """Return the name of a type of Kubernetes."""
        return self.kubernetes.format(
            group=group, version=version, name=name, Group=_title(group), Version=_title(version)
        )


def _unchanged(name: str) -> str:
    return name


def _title(name: str) -> str:
    return name[:1].upper() + name[1:]


LANGUAGES = (
    Language(
        "Python",
        "python",
        "python",
        'NAME("site", {…}, opts)',
        python_name,
        "{group}.{version}.{name}ArgsDict",
        "The components are in the package `sidecar_pods`: `pip install ./components`. Kubernetes' own "
        "types are in `pulumi_kubernetes`, each as a dictionary (`ProbeArgsDict`) and as a class "
        "(`ProbeArgs`).",
    ),
    Language(
        "TypeScript",
        "typescript",
        "typescript",
        'new sidecar.NAME("site", {…}, opts)',
        _unchanged,
        "{group}.{version}.{name}",
        f"The components are in `@sidecar-pods/sidecar`, {_MADE}. Kubernetes' own types are in "
        "`@pulumi/kubernetes`, below `types.input`.",
    ),
    Language(
        "Go",
        "go",
        "go",
        'sidecar.NewNAME(ctx, "site", &sidecar.NAMEArgs{…}, opts...)',
        _title,
        "{group}{version}.{name}Args",
        f"The components are in the package `sidecar`, {_MADE}. Kubernetes' own types are in the "
        "packages of Pulumi's Kubernetes SDK: `corev1` is `kubernetes/core/v1`.",
    ),
    Language(
        "C#",
        "csharp",
        "csharp",
        'new NAME("site", new NAMEArgs {…}, opts)',
        _title,
        "{Group}.{Version}.{name}Args",
        "`pulumi package add ./components` makes the package of the components, and prints its namespace. "
        "Kubernetes' own types are below `Pulumi.Kubernetes.Types.Inputs`.",
    ),
    Language(
        "Java",
        "java",
        "java",
        'new NAME("site", NAMEArgs.builder()….build(), opts)',
        _unchanged,
        "{group}.{version}.inputs.{name}Args",
        "`pulumi package add ./components` makes the package of the components, and prints its name. Each "
        "field is a method of the builder. Kubernetes' own types are below `com.pulumi.kubernetes`.",
    ),
    Language(
        "YAML",
        "yaml",
        "yaml",
        "site:\n  type: sidecar:NAME\n  properties: {…}",
        _unchanged,
        "{group}/{version} {name}",
        "`pulumi package add ./components` adds the components to the project. Kubernetes' own types "
        "are written as in a manifest.",
    ),
)
