"""The kinds of object that the components create, registered without the classes of `pulumi_kubernetes`.

The import of these classes takes longer than everything else in a preview. A type checker sees them here. At
run time each name is a class of ours with the same inputs, outputs and options, made from the table. Only
`isinstance` with the SDK's class tells them apart.
"""

import json
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NoReturn

import pulumi

from sidecar_pods.kubernetes.inputs import input_class
from sidecar_pods.kubernetes.outputs import no_field, output_of
from sidecar_pods.kubernetes.types import Field, aliases_of, fields_of


class KubernetesObject(pulumi.CustomResource):
    """An object of one kind, made by Pulumi's Kubernetes provider."""

    token: ClassVar[str]
    """The kind: `apps/v1:Deployment`."""

    def __init__(self, name: str, opts: pulumi.ResourceOptions | None = None, **inputs: object) -> None:
        """Register the object as the SDK's class of this kind does.

        Args:
            name: Name of the resource.
            opts: Its options.
            inputs: Its fields, with names in Python's case.
        """
        token = type(self).token
        version, _, kind = token.partition(":")
        own = {"api_version": version.removeprefix("core/"), "kind": kind}
        inputs = dict.fromkeys(fields_of(token)) | inputs | own
        props = input_class(token)()
        props.__dict__.update(inputs)
        _declare_outputs(type(self))
        older = [pulumi.Alias(type_=f"kubernetes:{alias}") for alias in aliases_of(token)]
        opts = pulumi.ResourceOptions.merge(pulumi.ResourceOptions(version=_provider_version()), opts)
        opts = pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(aliases=older))
        super().__init__(f"kubernetes:{token}", name, props, opts)

    def __getattr__(self, name: str) -> NoReturn:
        """Raise AttributeError: every output is a property."""
        raise AttributeError(no_field(type(self).__name__, name, fields_of(type(self).token)))


@cache
def _declare_outputs(kind: type[KubernetesObject]) -> None:
    """Give a class a property for each output. The first object needs them, the import does not."""
    for name, field in fields_of(kind.token).items():
        setattr(kind, name, _output(name, field))


def _output(name: str, field: Field) -> property:
    def read(resource: pulumi.Resource):  # noqa: ANN202 (the SDK would take an annotation for the output's type)
        known: pulumi.Output[object] = vars(resource)[name]
        # A part that a preview does not know must not hide the rest.
        return known.apply(partial(output_of, field.type), run_with_unknowns=True)

    return property(pulumi.getter(name=field.name)(read))


@cache
def _provider_version() -> str:
    """Return the version of the provider that belongs to the installed SDK, without importing that."""
    sdk = find_spec("pulumi_kubernetes")
    if sdk is None or sdk.origin is None:
        raise ImportError(
            "pulumi_kubernetes is not installed; install it with: pip install pulumi-kubernetes"
        )
    return json.loads(Path(sdk.origin).with_name("pulumi-plugin.json").read_bytes())["version"]


def _kind(token: str) -> type[KubernetesObject]:
    return type(token.rpartition(":")[2], (KubernetesObject,), {"token": token})


if TYPE_CHECKING:
    from pulumi_kubernetes.apps.v1 import DaemonSet, Deployment, StatefulSet
    from pulumi_kubernetes.autoscaling.v2 import HorizontalPodAutoscaler
    from pulumi_kubernetes.batch.v1 import CronJob, Job
    from pulumi_kubernetes.core.v1 import ConfigMap, Namespace, Pod, Service
    from pulumi_kubernetes.networking.v1 import NetworkPolicy
    from pulumi_kubernetes.policy.v1 import PodDisruptionBudget
else:
    ConfigMap = _kind("core/v1:ConfigMap")
    CronJob = _kind("batch/v1:CronJob")
    DaemonSet = _kind("apps/v1:DaemonSet")
    Deployment = _kind("apps/v1:Deployment")
    HorizontalPodAutoscaler = _kind("autoscaling/v2:HorizontalPodAutoscaler")
    Job = _kind("batch/v1:Job")
    Namespace = _kind("core/v1:Namespace")
    NetworkPolicy = _kind("networking.k8s.io/v1:NetworkPolicy")
    Pod = _kind("core/v1:Pod")
    PodDisruptionBudget = _kind("policy/v1:PodDisruptionBudget")
    Service = _kind("core/v1:Service")
    StatefulSet = _kind("apps/v1:StatefulSet")

__all__ = [
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "Deployment",
    "HorizontalPodAutoscaler",
    "Job",
    "Namespace",
    "NetworkPolicy",
    "Pod",
    "PodDisruptionBudget",
    "Service",
    "StatefulSet",
]
