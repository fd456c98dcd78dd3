"""A namespace in which the API server enforces a Pod Security level."""

from typing import TYPE_CHECKING

import pulumi

from sidecar_pods.arguments.where import Where
from sidecar_pods.arguments.workload_args import SecuredNamespaceArgs
from sidecar_pods.checks.conform import conform_args
from sidecar_pods.kubernetes.objects import Namespace
from sidecar_pods.kubernetes.options import child_options
from sidecar_pods.kubernetes.ownership import instance_of_stack
from sidecar_pods.pod.labels import selector_labels, standard_labels
from sidecar_pods.workloads.workload import name_of

if TYPE_CHECKING:
    from pulumi_kubernetes.meta.v1 import ObjectMetaArgsDict


class SecuredNamespace(pulumi.ComponentResource):
    """A namespace whose API server refuses Pods that do not meet a level of the Pod Security Standards."""

    name: pulumi.Output[str]
    """Name of the namespace, known once it exists."""

    def __init__(
        self, name: str, args: SecuredNamespaceArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        """Create the namespace.

        Args:
            name: Name of the component, and of the namespace unless the arguments give another.
            args: The level to enforce.
            opts: Options of the component.

        Raises:
            WiringError: The arguments are not right.
        """
        super().__init__("sidecar:index:SecuredNamespace", name, {}, opts)
        given = conform_args(args, SecuredNamespaceArgs, Where(name))
        labels = standard_labels(
            selector_labels(name, instance_of_stack()),
            {
                f"pod-security.kubernetes.io/{mode}": given["pod_security"]
                for mode in ("enforce", "warn", "audit")
            },
        )
        metadata: ObjectMetaArgsDict = {"name": given.get("name", name), "labels": labels}
        self.namespace = Namespace(name, metadata=metadata, opts=child_options(self))
        self.name = name_of(self.namespace)
        self.register_outputs({"name": self.name})
