"""A team's own component package: it nests our arguments in its own, and Pulumi's standard host serves it."""

from typing import NotRequired, TypedDict

import pulumi
from pulumi.provider.experimental import component_provider_host

from sidecar_pods import PodTemplateArgs, SidecarDeployment, SidecarService


class SiteArgs(TypedDict):
    """A site."""

    template: PodTemplateArgs
    """The Pods of the site."""
    replicas: NotRequired[pulumi.Input[int]]
    """Number of Pods. Default: 2."""


class Site(pulumi.ComponentResource):
    """A Deployment with a Service in front of it."""

    url: pulumi.Output[str]
    """Address of the site."""

    def __init__(self, name: str, args: SiteArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        super().__init__("team:index:Site", name, {}, opts)
        inside = pulumi.ResourceOptions(parent=self)
        deployment = SidecarDeployment(
            name, {"template": args["template"], "replicas": args.get("replicas", 2)}, inside
        )
        self.url = SidecarService(name, {"workload": deployment.endpoints}, inside).url
        self.register_outputs({"url": self.url})


if __name__ == "__main__":
    component_provider_host(components=[Site], name="team")
