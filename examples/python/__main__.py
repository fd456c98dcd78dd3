"""A small site: a container writes the page, nginx serves it, and a sidecar prints nginx's log as JSON."""

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
                {"name": "writer", "image": "debian:12.12-slim", "command": ["sh", "-c", WRITE_THE_DATE]},
            ],
            "helpers": [{"nginx": {"name": "server"}}, {"log_watcher": {"server": "server"}}],
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
service = SidecarService("web", {"workload": web.endpoints, "port": 80})
pulumi.export("url", service.url)
