"""A web page, served by a Pod of two containers that share a volume: one writes it, the other serves it."""

import pulumi

from components import (
    DOCUMENT_ROOT,
    SecuredNamespace,
    SidecarDeployment,
    SidecarPod,
    SidecarService,
    date_writer,
    nginx,
)
from components.args import PodTemplateArgs, ResourcesArgs
from stacks import settings

stack = settings.load()
restricted = stack.pod_security == "restricted"
resources: ResourcesArgs = {"requests": stack.requests, "limits": stack.limits}

namespace: pulumi.Input[str] = stack.namespace
if stack.create_namespace:
    namespace = SecuredNamespace(stack.namespace, {"pod_security": stack.pod_security}).name

server = nginx(
    "1st",
    stack.server_image,
    port=stack.server_port,
    probes=stack.probes,
    read_only_root=restricted,
    resources=resources,
)
writer = date_writer(
    "2nd",
    stack.writer_image,
    interval_seconds=stack.writer_interval,
    startup_probe=stack.native_sidecar,
    run_as_user=65534 if restricted else None,
    resources=resources,
)
pod: PodTemplateArgs = {
    "name": stack.name,
    "namespace": namespace,
    "pod_security": stack.pod_security,
    "containers": [server] if stack.native_sidecar else [server, writer],
    "sidecars": [writer] if stack.native_sidecar else [],
    "shared_volumes": [
        {
            "name": "html",
            "written_by": {"2nd": "/html"},
            "read_by": {"1st": DOCUMENT_ROOT},
            "empty_dir": {"size_limit": stack.volume_size_limit} if stack.volume_size_limit else {},
        }
    ],
}

if stack.workload == "Pod":
    workload = SidecarPod("mc1", pod)
    pulumi.export("pod_ip", workload.pod_ip)
else:
    workload = SidecarDeployment("mc1", {"replicas": stack.replicas, "template": pod})
service = SidecarService("mc1", {"name": stack.name, "workload": workload.endpoints, "port": 80})

for output in ("name", "namespace", "cluster_ip", "url"):
    pulumi.export(output, getattr(service, output))
