"""From the manifest of a workload to the component that states it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, cast

from sidecar_pods.adopt.check import UNLESS_STATED, check_workload, is_void
from sidecar_pods.adopt.manifests.doubles import about_doubles
from sidecar_pods.adopt.manifests.generated import without_generated
from sidecar_pods.adopt.manifests.objects import Manifest, as_stated
from sidecar_pods.adopt.manifests.reading import Node
from sidecar_pods.adopt.manifests.refusal import Refusal
from sidecar_pods.adopt.manifests.values import Fields, Value, typed_object
from sidecar_pods.adopt.pod import AdoptedPod, adopt_pod
from sidecar_pods.kubernetes.types import aliases_of

_COMPONENTS: Final = {
    "core/v1:Pod": "SidecarPod",
    "apps/v1:Deployment": "SidecarDeployment",
    "apps/v1:StatefulSet": "SidecarStatefulSet",
    "apps/v1:DaemonSet": "SidecarDaemonSet",
    "batch/v1:Job": "SidecarJob",
    "batch/v1:CronJob": "SidecarCronJob",
}
"""The component for each kind of workload."""

_KINDS: Final[Mapping[str, str]] = {
    alias: kind for kind in _COMPONENTS for alias in (kind, *aliases_of(kind))
} | {"v1:Pod": "core/v1:Pod"}
"""The kind that each apiVersion and kind stands for; older versions state the same objects."""

_STATED_APART: Final = ("template", "jobTemplate", "selector", "volumeClaimTemplates")
_METADATA: Final = "meta/v1:ObjectMeta"
_IDENTITY: Final = ("name", "namespace")
_ANYTHING: Final = Fields()


@dataclass(frozen=True)
class AdoptedWorkload:
    """A workload in the words of our arguments."""

    component: str
    """The class of the component."""
    args: Fields
    """The arguments of the component."""
    labels: Mapping[str, Value]
    """The labels of its Pods, by which a Service selects them."""
    selector: Mapping[str, Value]
    """The labels by which a SidecarService selects them unless it states others."""
    port_names: Sequence[str]
    """The names of the ports that its Pods open."""
    comments: Sequence[str]
    """Advice for the reader of the program."""

    @property
    def can_be_served(self) -> bool:
        """Return whether the component has the endpoints that a SidecarService needs."""
        return self.component not in ("SidecarJob", "SidecarCronJob")


@dataclass(frozen=True)
class _Template:
    args: Fields
    labels: Mapping[str, Value]
    comments: Sequence[str]


def is_workload(manifest: Manifest) -> bool:
    """Return whether a component states objects of this kind."""
    return f"{manifest.api_version}:{manifest.kind}" in _KINDS


def component_of(manifest: Manifest) -> str:
    """Return the class of the component that states a workload."""
    return _COMPONENTS[_KINDS[f"{manifest.api_version}:{manifest.kind}"]]


def adopt_workload(manifest: Manifest, resource: str) -> AdoptedWorkload:
    """Return a workload in the words of our arguments.

    Args:
        manifest: The workload.
        resource: Name of the component in Pulumi.

    Raises:
        Refusal: The component cannot state the workload.
    """
    component, kind = component_of(manifest), _KINDS[f"{manifest.api_version}:{manifest.kind}"]
    _refuse_unknown_parts(manifest)
    identity = Fields({} if manifest.name == resource else {"name": manifest.name})
    if manifest.namespace:
        identity["namespace"] = manifest.namespace
    cleaned = without_generated(manifest)
    if kind == "core/v1:Pod":
        made = _pod(cleaned, identity)
        args = made.args
    elif kind == "batch/v1:CronJob":
        metadata = _metadata(cleaned.metadata, "metadata", apart=_IDENTITY)
        args, made = _cron_job(cleaned.spec, metadata, identity)
    else:
        metadata = _metadata(cleaned.metadata, "metadata", apart=_IDENTITY)
        args, made = _workload(kind, cleaned.spec, "spec", metadata, identity)
    check_workload(component, args, cleaned.spec, f"{kind}Spec")
    return AdoptedWorkload(
        component=component,
        args=args,
        labels=made.labels,
        selector=_match_labels(args) or made.labels,
        port_names=_port_names(made.args),
        comments=[
            *_about_version(manifest, kind),
            *about_doubles(manifest.file, cleaned.node),
            *made.comments,
        ],
    )


def _match_labels(args: Fields) -> Mapping[str, Value]:
    selector = cast("Mapping[str, Value]", args.get("selector", _ANYTHING))
    return cast("Mapping[str, Value]", selector.get("matchLabels", _ANYTHING))


def _port_names(template: Fields) -> list[str]:
    """Return the names of the ports of the containers that run side by side."""
    running = [
        container
        for role in ("initContainers", "sidecars", "containers")
        for container in cast("Sequence[Fields]", template.get(role, ()))
        if role != "initContainers" or container.get("restartPolicy") == "Always"
    ]
    ports = [port for container in running for port in cast("Sequence[Fields]", container.get("ports", ()))]
    return [str(port["name"]) for port in ports if port.get("name")]


def _refuse_unknown_parts(manifest: Manifest) -> None:
    for name, each in manifest.node.without("apiVersion", "kind", "metadata", "spec").fields().items():
        if each.value is not None:
            raise Refusal(each.line, f"{name} is no field that Kubernetes knows")
    if manifest.node.get("spec") is None:
        raise Refusal(manifest.node.line, "spec is missing; expected a mapping")


def _about_version(manifest: Manifest, kind: str) -> list[str]:
    version = kind.partition(":")[0]
    if manifest.api_version == version or kind == "core/v1:Pod":
        return []
    return [f"{manifest.file} states it by the old API version {manifest.api_version}; here it is {version}."]


def _pod(manifest: Manifest, identity: Fields) -> _Template:
    metadata = _metadata(manifest.metadata, "metadata", apart=_IDENTITY)
    pod = adopt_pod(manifest.spec, "spec")
    return _template_of(metadata, identity, pod)


def _workload(
    kind: str, spec: Node, path: str, metadata: Fields, identity: Fields
) -> tuple[Fields, _Template]:
    """Return the arguments of a Deployment, a StatefulSet, a DaemonSet or a Job."""
    typed = typed_object(spec, f"{kind}Spec", path)
    claims = spec.get("volumeClaimTemplates")
    template = spec.get("template") or Node({}, spec.line)
    made = _template(template, f"{path}.template", identity, claims.items() if claims else ())
    args = Fields(metadata)
    if selector := typed.get("selector"):
        args["selector"] = selector
    args |= {
        key: value for key, value in typed.items() if key not in _STATED_APART and not is_void(key, value)
    }
    args |= {
        key: value for key, value in UNLESS_STATED.get(f"{kind}Spec", _ANYTHING).items() if key not in args
    }
    args["template"] = made.args
    return args, made


def _cron_job(spec: Node, metadata: Fields, identity: Fields) -> tuple[Fields, _Template]:
    typed = typed_object(spec, "batch/v1:CronJobSpec", "spec")
    path = "spec.jobTemplate"
    job = spec.get("jobTemplate") or Node({}, spec.line)
    job_metadata = _metadata(job.get("metadata") or Node({}, job.line), f"{path}.metadata")
    job_spec = job.get("spec") or Node({}, job.line)
    job_args, made = _workload("batch/v1:Job", job_spec, f"{path}.spec", job_metadata, identity)
    args = Fields(metadata)
    args |= {key: value for key, value in typed.items() if key not in _STATED_APART}
    args["jobTemplate"] = job_args
    return args, made


def _template_of(metadata: Fields, identity: Fields, pod: AdoptedPod) -> _Template:
    args = Fields({**identity, "standardLabels": False, **metadata, **pod.args})
    return _Template(args, cast("Mapping[str, Value]", metadata.get("labels", _ANYTHING)), pod.comments)


def _metadata(metadata: Node, path: str, *, apart: Sequence[str] = ()) -> Fields:
    """Return the metadata of an object as the arguments state it.

    Args:
        metadata: The metadata.
        path: Its path in the manifest.
        apart: Fields that are stated elsewhere.
    """
    typed = typed_object(as_stated(metadata), _METADATA, path)
    own = ("labels", "annotations")
    made = Fields({key: typed[key] for key in own if typed.get(key)})
    others = Fields({key: value for key, value in typed.items() if key not in (*own, *apart) and value != []})
    return Fields({**made, "metadata": others}) if others else made


def _template(node: Node, path: str, identity: Fields, claims: Sequence[Node]) -> _Template:
    stated = node.get("metadata") or Node({}, node.line)
    metadata = _metadata(stated, f"{path}.metadata")
    spec = node.get("spec") or Node({}, node.line)
    pod = adopt_pod(spec, f"{path}.spec", claims)
    return _template_of(metadata, identity, pod)
