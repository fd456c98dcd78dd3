"""A web page from Pods of two containers: one writes the page, the other serves it."""

import pulumi

from sidecar_pods import SidecarDeployment, SidecarService, own_every_object

own_every_object()
name = pulumi.get_project()

web = SidecarDeployment(
    name,
    {
        "replicas": pulumi.Config().require_int("replicas"),
        "template": {
            "pod_security": "restricted",
            "network_policy": True,
            "helpers": [
                {
                    "nginx": {
                        "name": "server",
                        "resources": {
                            "requests": {"cpu": "20m", "memory": "32Mi", "ephemeral-storage": "16Mi"},
                            "limits": {"cpu": "1", "memory": "128Mi", "ephemeral-storage": "128Mi"},
                        },
                    }
                },
                {"page_writer": {"server": "server"}},
            ],
        },
    },
)
service = SidecarService(name, {"workload": web.endpoints, "port": 80})
pulumi.export("url", service.url)
