"""A small site: two containers of a Pod share a volume; one writes the page, the other serves it."""

import pulumi

from sidecar_pods import SecuredNamespace, SidecarDeployment, SidecarService

WRITE_THE_DATE = "trap 'exit 0' TERM; while true; do date >> /html/index.html; sleep 1 & wait $!; done"

namespace = SecuredNamespace("site", {"pod_security": "baseline"})
web = SidecarDeployment(
    "web",
    {
        "replicas": 2,
        "template": {
            "namespace": namespace.name,
            "containers": [
                {
                    "name": "server",
                    "image": "nginx:1.29.3",
                    "ports": [{"name": "http", "container_port": 80}],
                },
                {"name": "writer", "image": "debian:12.12-slim", "command": ["sh", "-c", WRITE_THE_DATE]},
            ],
            "shared_volumes": [
                {
                    "name": "html",
                    "written_by": {"writer": "/html"},
                    "read_by": {"server": "/usr/share/nginx/html"},
                },
            ],
        },
    },
)
service = SidecarService("web", {"workload": web.endpoints})
pulumi.export("url", service.url)
