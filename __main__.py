"""A web page served by a Pod of two containers that share a volume: one writes the page, one serves it."""

import pulumi

import components
from stacks import settings

stack = settings.load()
restricted = stack.pod_security == "restricted"
resources: components.ResourcesArgs = {"requests": stack.requests, "limits": stack.limits}

namespace: pulumi.Input[str] = stack.namespace
if stack.create_namespace:
    namespace = components.SecuredNamespace(namespace, {"pod_security": stack.pod_security}).name

server = components.nginx(
    "1st",
    stack.server_image,
    port=stack.server_port,
    probes=stack.probes,
    read_only_root=restricted,
    resources=resources,
)
writer = components.date_writer(
    "2nd",
    stack.writer_image,
    interval_seconds=stack.writer_interval,
    run_as_user=65534 if restricted else None,  # nobody: Debian's image would run as root
    startup_probe=stack.native_sidecar,
    resources=resources,
)
pod: components.PodTemplateArgs = {
    "name": stack.name,
    "namespace": namespace,
    "pod_security": stack.pod_security,
    "containers": [server] if stack.native_sidecar else [server, writer],
    "sidecars": [writer] if stack.native_sidecar else [],
    "shared_volumes": [
        {
            "name": "html",
            "written_by": {"2nd": "/html"},
            "read_by": {"1st": "/usr/share/nginx/html"},
            "empty_dir": {"size_limit": stack.volume_size_limit} if stack.volume_size_limit else {},
        }
    ],
}

if stack.workload == "Pod":
    workload = components.SidecarPod("mc1", pod)
    pulumi.export("pod_ip", workload.pod_ip)
else:
    workload = components.SidecarDeployment("mc1", {"template": pod, "replicas": stack.replicas})
service = components.SidecarService("mc1", {"name": stack.name, "workload": workload.endpoints, "port": 80})

pulumi.export("name", workload.name)
pulumi.export("namespace", workload.namespace)
pulumi.export("cluster_ip", service.cluster_ip)
pulumi.export("url", service.url)
