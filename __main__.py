"""A web page served by a Pod of several containers: one writes the page, one serves it, others watch.

It states the containers in the order in which they start, then the objects in the order of their creation.
"""

import pulumi

import sidecar_pods
from stacks import settings

stack = settings.load()
sidecar_pods.own_every_object()

sidecars: list[sidecar_pods.HelperArgs] = []
if stack.log_watcher:  # Start it first: it does not need the page, so it adds no delay.
    sidecars.append(sidecar_pods.log_watcher("log-watcher", stack.writer_image, server="1st"))
if stack.writer == "classic":
    writer = sidecar_pods.date_writer(
        "2nd", stack.writer_image, server="1st", interval_seconds=stack.writer_interval
    )
else:
    writer = sidecar_pods.page_writer(
        "2nd",
        stack.writer_image,
        server="1st",
        interval_seconds=stack.writer_interval,
        lines=stack.page_lines,
    )
sidecars.append(writer)
server = sidecar_pods.nginx(
    "1st",
    stack.server_image,
    port=stack.server_port,
    probes=stack.probes,
    drain_seconds=stack.drain_seconds,
    read_only_root=stack.pod_security == "restricted",
    resources={"requests": stack.requests, "limits": stack.limits},
)
if stack.metrics:
    sidecars.append(sidecar_pods.nginx_exporter("metrics", stack.exporter_image, server="1st"))
sidecars.extend(sidecar_pods.read_helpers(stack.helpers, stack.file))
pod = sidecar_pods.with_sidecars(
    {
        "name": stack.name,
        "pod_security": stack.pod_security,
        "network_policy": stack.network_policy,
        "containers": [server],
    },
    *sidecars,
)

# An exception goes with the object that needs it, whatever the names of the project and the stack are.
annotations = {"policies": stack.policy_exceptions} if stack.policy_exceptions else {}

if stack.own_namespace:
    namespace = sidecar_pods.SecuredNamespace(stack.own_namespace, {"pod_security": stack.pod_security})
    pod["namespace"] = namespace.name
if stack.workload == "Pod":
    workload = sidecar_pods.SidecarPod("mc1", {**pod, "annotations": annotations})
    pulumi.export("pod_ip", workload.pod_ip)
else:
    workload = sidecar_pods.SidecarDeployment(
        "mc1",
        {
            "template": {**pod, "topology_spread_constraints": sidecar_pods.SPREAD},
            "replicas": stack.replicas,
            "max_replicas": stack.max_replicas,
            "pod_disruption_budget": stack.pod_disruption_budget,
            "annotations": annotations,
        },
    )
service = sidecar_pods.SidecarService("mc1", {"name": stack.name, "workload": workload.endpoints, "port": 80})
pulumi.export("name", service.name)
pulumi.export("namespace", service.namespace)
pulumi.export("cluster_ip", service.cluster_ip)
pulumi.export("url", service.url)
