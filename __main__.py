"""A web page served by a Pod of several containers: one writes the page, one serves it, others watch."""

import pulumi

import sidecar_pods
from stacks import settings

stack = settings.load()
server = sidecar_pods.nginx(
    "1st",
    stack.server_image,
    port=stack.server_port,
    probes=stack.probes,
    drain_seconds=stack.drain_seconds,
    read_only_root=stack.pod_security == "restricted",
    resources={"requests": stack.requests, "limits": stack.limits},
)
interval = stack.writer_interval
if stack.page_lines == 0:
    writer = sidecar_pods.date_writer("2nd", stack.writer_image, server="1st", interval_seconds=interval)
else:
    writer = sidecar_pods.page_writer(
        "2nd", stack.writer_image, server="1st", interval_seconds=interval, lines=stack.page_lines
    )
sidecars = [writer]
if stack.log_watcher:  # it starts first, in the second that passes until the kubelet probes the writer
    sidecars.insert(0, sidecar_pods.log_watcher("log-watcher", stack.writer_image, server="1st"))
if stack.metrics:
    sidecars.append(sidecar_pods.nginx_exporter("metrics", stack.exporter_image, server="1st"))

pod: sidecar_pods.PodTemplateArgs = {
    "name": stack.name,
    "pod_security": stack.pod_security,
    "network_policy": stack.network_policy,
    "containers": [server],
}
if stack.create_namespace:
    own = pulumi.Config("kubernetes").require("namespace")
    pod["namespace"] = sidecar_pods.SecuredNamespace(own, {"pod_security": stack.pod_security}).name
pod = sidecar_pods.with_sidecars(pod, *sidecars)
if stack.workload == "Pod":
    workload = sidecar_pods.SidecarPod("mc1", pod)
    pulumi.export("pod_ip", workload.pod_ip)
else:
    workload = sidecar_pods.SidecarDeployment(
        "mc1",
        {
            "template": {**pod, "topology_spread_constraints": sidecar_pods.SPREAD},
            "replicas": stack.replicas,
            "max_replicas": stack.max_replicas,
            "pod_disruption_budget": stack.pod_disruption_budget,
        },
    )
service = sidecar_pods.SidecarService("mc1", {"name": stack.name, "workload": workload.endpoints, "port": 80})

for output in ("name", "namespace", "cluster_ip", "url"):
    pulumi.export(output, getattr(service, output))
