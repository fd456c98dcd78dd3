"""A web page from Pods of two containers: one writes the page, the other serves it."""

import pulumi

from sidecar_pods import (
    SidecarDeployment,
    SidecarService,
    nginx,
    own_every_object,
    page_writer,
    with_sidecars,
)

own_every_object()
name = pulumi.get_project()

server = nginx(
    "server",
    "nginxinc/nginx-unprivileged:1.29.3",
    port=8080,
    resources={
        "requests": {"cpu": "20m", "memory": "32Mi", "ephemeral-storage": "16Mi"},
        "limits": {"cpu": "1", "memory": "128Mi", "ephemeral-storage": "128Mi"},
    },
)
template = with_sidecars(
    {"containers": [server], "pod_security": "restricted", "network_policy": True},
    page_writer("writer", "debian:12.12-slim", server="server"),
)
web = SidecarDeployment(name, {"template": template, "replicas": pulumi.Config().require_int("replicas")})
service = SidecarService(name, {"workload": web.endpoints, "port": 80})
pulumi.export("url", service.url)
