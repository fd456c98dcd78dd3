"""The Pods that the tests start from."""

from typing import cast

from sidecar_pods.arguments.pod_args import PodTemplateArgs


def classic(**more: object) -> PodTemplateArgs:
    """Return the Pod of the textbook, with fields added or replaced."""
    pod: PodTemplateArgs = {
        "containers": [
            {"name": "1st", "image": "nginx", "ports": [{"name": "http", "container_port": 80}]},
            {
                "name": "2nd",
                "image": "debian",
                "command": ["/bin/sh", "-c"],
                "args": ["while true; do date >> /html/index.html; sleep 1; done"],
            },
        ],
        "shared_volumes": [
            {"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"1st": "/usr/share/nginx/html"}}
        ],
        "pod_security": "privileged",
    }
    return cast("PodTemplateArgs", {**pod, **more})


def first(**fields: object) -> PodTemplateArgs:
    """Return the classic Pod with fields of its first container added or replaced."""
    container = {"name": "1st", "image": "nginx", **fields}
    return classic(containers=[container, {"name": "2nd", "image": "debian"}])


def html(**fields: object) -> PodTemplateArgs:
    """Return the classic Pod with fields of its shared volume added or replaced."""
    volume = {"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"1st": "/usr/share/nginx/html"}}
    return classic(shared_volumes=[{**volume, **fields}])


def opening(*ports: object) -> PodTemplateArgs:
    """Return the classic Pod whose first container opens these ports."""
    return first(ports=list(ports))
