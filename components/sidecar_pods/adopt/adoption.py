"""From the texts of manifests to a program that states the same objects."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sidecar_pods.adopt.manifests.objects import Manifest, manifests
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.others import adopt_other
from sidecar_pods.adopt.programs.in_python import python_program
from sidecar_pods.adopt.programs.in_yaml import yaml_program
from sidecar_pods.adopt.programs.names import Names
from sidecar_pods.adopt.programs.resource import Resource
from sidecar_pods.adopt.services import Selectable, adopt_service, selected
from sidecar_pods.adopt.workloads import adopt_workload, component_of, is_workload

Language = Literal["python", "yaml"]
"""A language in which a program can be printed."""

_TAKE_OVER: Final = (
    "The objects exist already. Tell the stack to take them over before its first `pulumi up`:",
    "  pulumi config set kubernetes:upsertExistingObjects true",
    "  pulumi config set kubernetes:enablePatchForce true",
)
_ADD_THE_PACKAGE: Final = (
    "The components come from a package. Add it to the project once:",
    "  pulumi package add ./components",
)
_OF_CUSTOM_RESOURCES: Final = ("apiVersion", "kind", "metadata", "spec")
_ABOUT_SECRETS: Final = (
    "This program shows the Secret's data to its readers. Move each value to the stack's configuration,"
    " encrypted, with `pulumi config set --secret`."
)


@dataclass(frozen=True)
class Adoption:
    """A program, and what it does not state."""

    program: str
    """The text of the program."""
    refusals: list[str]
    """The objects that it does not state, one sentence each, with file and line."""


def adopt(texts: Mapping[str, str], language: Language = "python") -> Adoption:
    """Return a program that states the objects of manifests, and the refusals of the others.

    Args:
        texts: The text of each file by its name.
        language: The language of the program.
    """
    adopter = _Adopter(language)
    resources = adopter.resources(list(adopter.accepted(manifests(texts))))
    print_program = python_program if language == "python" else yaml_program
    program = print_program(resources, _header(list(texts), adopter.refusals, language))
    return Adoption(program, adopter.refusals)


def _header(files: Sequence[str], refusals: Sequence[str], language: Language) -> list[str]:
    """Return the comment at the top of the program."""
    header = [f"The objects of {', '.join(files)}, as `sidecar-pods adopt` states them.", "", *_TAKE_OVER]
    if language == "yaml":
        header += ["", *_ADD_THE_PACKAGE]
    if refusals:
        header += ["", "Not stated here:", *(f"  {refusal}" for refusal in refusals)]
    return header


class _Adopter:
    """Collects the refusals, and gives the names of the program."""

    def __init__(self, language: Language) -> None:
        self.refusals: list[str] = []
        self._language = language
        self._names = Names()

    def accepted(self, found: Iterable[Manifest | str]) -> Iterator[Manifest]:
        """Yield the objects that a program may state."""
        first: dict[tuple[str, str, str], Manifest] = {}
        for each in found:
            if isinstance(each, str):
                self.refusals.append(each)
                continue
            earlier = first.setdefault((_type_of(each), each.namespace, each.name), each)
            if problem := _problem(each, earlier):
                self.refusals.append(each.refused(Refusal(each.node.line, problem)))
            else:
                yield each

    def resources(self, found: Sequence[Manifest]) -> list[Resource]:
        """Return the resources of the program, each Service after the workload that it selects."""
        made: dict[int, Resource] = {}
        after: dict[str, list[Resource]] = {}
        workloads: list[Selectable] = []
        for index, each in enumerate(found):
            if is_workload(each) and (resource := self._attempt(each, self._workload(workloads))):
                made[index] = resource
        for index, each in enumerate(found):
            chosen = selected(each, workloads)
            if chosen:
                if resource := self._attempt(each, self._service(chosen)):
                    after.setdefault(chosen[0].variable, []).append(resource)
            elif not is_workload(each) and (resource := self._attempt(each, self._other)):
                made[index] = resource
        in_order = [made[index] for index in sorted(made)]
        return [each for first in in_order for each in (first, *after.get(first.variable, []))]

    def _attempt(self, manifest: Manifest, make: Callable[[Manifest], Resource]) -> Resource | None:
        try:
            return make(manifest)
        except Refusal as refusal:
            self.refusals.append(manifest.refused(refusal))
            return None

    def _workload(self, workloads: list[Selectable]) -> Callable[[Manifest], Resource]:
        def make(manifest: Manifest) -> Resource:
            component = component_of(manifest)
            token = f"sidecar:{component}"
            name = self._names.resource(token, manifest.name, manifest.namespace)
            adopted = adopt_workload(manifest, name)
            variable = self._names.variable(manifest.name, manifest.kind)
            if adopted.can_be_served:
                workloads.append(
                    Selectable(
                        variable=variable,
                        name=manifest.name,
                        namespace=manifest.namespace,
                        labels=adopted.labels,
                        selector=adopted.selector,
                        ports=adopted.port_names,
                    )
                )
            return Resource(token, component, name, variable, adopted.args, adopted.comments)

        return make

    def _service(self, chosen: Sequence[Selectable]) -> Callable[[Manifest], Resource]:
        def make(manifest: Manifest) -> Resource:
            token = "sidecar:SidecarService"  # noqa: S105 (a type, no password)
            name = self._names.resource(token, manifest.name, manifest.namespace)
            args = adopt_service(manifest, name, chosen[0])
            variable = self._names.variable(manifest.name, manifest.kind)
            comments: list[str] = []
            if len(chosen) > 1:
                names = ", ".join(each.name for each in chosen)
                comments.append(f"Its selector selects the Pods of {names}; it waits for {chosen[0].name}.")
            return Resource(token, "SidecarService", name, variable, args, comments, is_used=False)

        return make

    def _other(self, manifest: Manifest) -> Resource:
        adopted = adopt_other(manifest)
        if self._language == "yaml" and not adopted.is_in_the_schema:
            beside = next(key for key in adopted.properties if key not in _OF_CUSTOM_RESOURCES)
            problem = f"{beside} stands beside spec, and Pulumi YAML has no field for it"
            raise Refusal(manifest.node.fields()[beside].line, f"{problem}; expected --language python")
        name = self._names.resource(adopted.token, manifest.name, manifest.namespace)
        variable = self._names.variable(manifest.name, manifest.kind)
        is_secret = (manifest.api_version, manifest.kind) == ("v1", "Secret")
        return Resource(
            token=adopted.token,
            made_by=adopted.made_by,
            name=name,
            variable=variable,
            properties=adopted.properties,
            comments=[_ABOUT_SECRETS] if is_secret else [],
            is_used=False,
        )


def _type_of(manifest: Manifest) -> str:
    """Return the type of an object without its version: two versions state the same object."""
    if is_workload(manifest):
        return component_of(manifest)
    return f"{manifest.api_version.rpartition('/')[0]}:{manifest.kind}"


def _problem(manifest: Manifest, earlier: Manifest) -> str | None:
    """Return the reason why a program cannot state an object of any kind; None if there is none."""
    metadata = manifest.metadata
    if not manifest.name and metadata.text("generateName"):
        return "metadata.generateName makes another object each time; expected metadata.name"
    if not manifest.name and metadata.get("name"):
        return "metadata.name is no text; expected a string, so write it in quotes"
    if not manifest.name:
        return "metadata.name is missing; expected a string"
    owners = metadata.get("ownerReferences")
    for owner in owners.items() if owners else ():
        controller = owner.get("controller")
        if controller and controller.value is True:
            owned = f"{owner.text('kind')} {owner.text('name')}"
            return f"{owned} has made it, and makes it again; expected the object that {owned} stands for"
    if manifest is not earlier:
        return f"is stated already at {earlier.file}:{earlier.node.line}; expected it once"
    return None
