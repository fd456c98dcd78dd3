"""The monitoring adapter: it serves nginx's own counters to Prometheus."""

from typing import Final, Unpack

import pulumi

from sidecar_pods.arguments.helper_args import HelperArgs, NginxExporterOptions
from sidecar_pods.arguments.images import NGINX_EXPORTER
from sidecar_pods.arguments.referenced import ResourceRequirements
from sidecar_pods.sidecars.shell import unprivileged
from sidecar_pods.sidecars.sidecar import Sidecar

_STATUS_PAGE: Final = """\
server {{
    listen 127.0.0.1:{port};
    access_log off;
    location = /stub_status {{
        stub_status;
    }}
    location / {{
        return 404;
    }}
}}
"""
_RESOURCES: Final[ResourceRequirements] = {
    "requests": {"cpu": "10m", "memory": "16Mi", "ephemeral-storage": "16Mi"},
    "limits": {"cpu": "100m", "memory": "64Mi", "ephemeral-storage": "64Mi"},
}


def nginx_exporter(
    name: str = "nginx-exporter",
    image: pulumi.Input[str] = NGINX_EXPORTER,
    **options: Unpack[NginxExporterOptions],
) -> HelperArgs:
    """Return an exporter as data; `NginxExporterArgs` describes it and its options."""
    return {"nginx_exporter": {"name": name, "image": image, **options}}


def build_nginx_exporter(
    name: str,
    image: pulumi.Input[str] = NGINX_EXPORTER,
    *,
    server: str,
    port: int = 9113,
    status_port: int = 8081,
    resources: pulumi.Input[ResourceRequirements] | None = None,
) -> Sidecar:
    """Return the container and the server's volume that `NginxExporterArgs` describe."""
    return Sidecar(
        {
            "name": name,
            "image": image,
            "args": [
                f"--nginx.scrape-uri=http://127.0.0.1:{status_port}/stub_status",
                f"--web.listen-address=:{port}",
            ],
            # Versions before 1.0 exit if nginx does not answer at once.
            # https://github.com/nginx/nginx-prometheus-exporter/pull/504
            "env": [
                {"name": "NGINX_RETRIES", "value": "600"},
                {"name": "NGINX_RETRY_INTERVAL", "value": "100ms"},
            ],
            "ports": [{"name": "metrics", "container_port": port}],
            # Patient: a Pod whose counters cannot be read should keep serving.
            "readiness_probe": {
                "http_get": {"path": "/metrics", "port": port},
                "period_seconds": 2,
                "failure_threshold": 30,
            },
            "liveness_probe": {"http_get": {"path": "/metrics", "port": port}, "failure_threshold": 6},
            "resources": _RESOURCES if resources is None else resources,
            "security_context": unprivileged(),
        },
        role="containers",  # a native sidecar would delay nginx by about a second, and nginx does not need it
        volumes_of_others={
            server: [
                {
                    "name": f"{name}-status-page",
                    "mount_path": "/etc/nginx/conf.d/status-page.conf",
                    "sub_path": "status-page.conf",
                    "files": {"status-page.conf": _STATUS_PAGE.format(port=status_port)},
                }
            ]
        },
    )
