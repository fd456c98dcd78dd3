"""A Service of an adopted workload becomes a SidecarService, any other object a plain resource."""

import pytest

from sidecar_pods.adopt import adopt
from tests.unit.adopt.manifests import BATCH, deployment, workload
from tests.unit.adopt.programs import by_identity, objects_in, objects_of, program_of, run_program

PODS = """\
containers:
- {name: web, image: nginx, ports: [{name: http, containerPort: 80}, {containerPort: 81}]}
"""
WEB = deployment(PODS)


def service(spec: str, metadata: str = "name: web") -> str:
    """Return a Service."""
    return f"apiVersion: v1\nkind: Service\nmetadata: {{{metadata}}}\nspec: {{{spec}}}\n"


SERVICES = {
    "plain": service("selector: {app: web}, ports: [{port: 80, targetPort: http}]"),
    "metadata": service(
        "selector: {app: web}, ports: [{port: 80}]",
        "name: front, labels: {app.kubernetes.io/managed-by: Helm}, annotations: {a: b}",
    ),
    "finalizers": service("selector: {app: web}, ports: [{port: 80}]", "name: web, finalizers: [a.com/b]"),
    "owner": service(
        "selector: {app: web}, ports: [{port: 80}]",
        "name: web, ownerReferences: [{apiVersion: a.com/v1, kind: Shop, name: a, uid: b}]",
    ),
    "headless": service("clusterIP: None, selector: {app: web}, ports: [{name: a, port: 80}]"),
    "load balancer": service(
        "type: LoadBalancer, externalTrafficPolicy: Local, loadBalancerSourceRanges: [10.0.0.0/8],"
        " allocateLoadBalancerNodePorts: false, loadBalancerClass: example.com/lb, sessionAffinity: ClientIP,"
        " sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}, selector: {app: web},"
        " ports: [{name: a, port: 443, targetPort: 81, appProtocol: https}, {name: b, port: 80}]"
    ),
    "node port": service(
        "type: NodePort, internalTrafficPolicy: Local, selector: {app: web},"
        " ports: [{port: 80, nodePort: 30080, targetPort: 80}]"
    ),
    "from the cluster": service(
        "clusterIP: 10.0.0.7, clusterIPs: [10.0.0.7], ipFamilies: [IPv4], ipFamilyPolicy: SingleStack,"
        " type: ClusterIP, sessionAffinity: None, internalTrafficPolicy: Cluster, selector: {app: web},"
        " ports: [{port: 80, protocol: TCP, targetPort: http}]"
    ),
}


@pytest.mark.parametrize("manifest", SERVICES.values(), ids=SERVICES)
def test_service_of_a_workload_keeps_every_field(manifest: str) -> None:
    both = f"{manifest}---\n{WEB}"
    program = program_of(both)
    assert '"workload": web.endpoints, ' in " ".join(program.split())
    assert by_identity(objects_of(program)) == by_identity(objects_in(both))


@pytest.mark.parametrize(
    "manifest",
    [
        pytest.param(service("selector: {app: api}, ports: [{port: 80}]"), id="other Pods"),
        pytest.param(service("ports: [{port: 80}]"), id="no selector"),
        pytest.param(service("type: ExternalName, externalName: example.com"), id="external name"),
        pytest.param(service("selector: {app: web}, clusterIP: None"), id="no ports"),
        pytest.param(
            service("selector: {app: web}, ports: [{port: 80, targetPort: metrics}]"),
            id="port of no container",
        ),
        pytest.param(
            service("selector: {app: web}, ports: [{port: 80}]", "name: web, namespace: other"),
            id="namespace",
        ),
    ],
)
def test_service_that_no_component_states_is_a_plain_resource(manifest: str) -> None:
    both = f"{manifest}---\n{WEB}"
    program = program_of(both)
    assert "kubernetes.core.v1.Service(" in program
    assert by_identity(objects_of(program)) == by_identity(objects_in(both))


def test_service_of_a_job_is_a_plain_resource() -> None:
    job = workload("batch/v1", "Job", "", BATCH)
    program = program_of(f"{service('selector: {app: web}, ports: [{port: 80}]')}---\n{job}")
    assert "kubernetes.core.v1.Service(" in program


def test_service_of_a_refused_workload_is_still_written() -> None:
    manifest = f"{service('selector: {app: web}, ports: [{port: 80}]')}---\n{deployment('containers: []')}"
    adoption = adopt({"app.yaml": manifest})
    assert len(adoption.refusals) == 1
    (stated,) = objects_of(adoption.program)
    assert stated["kind"] == "Service"


def test_service_of_two_workloads_says_which_one_it_waits_for() -> None:
    canary = WEB.replace("  name: web\n", "  name: canary\n", 1)
    both = f"{WEB}---\n{canary}---\n{service('selector: {app: web}, ports: [{port: 80}]')}"
    assert "# Its selector selects the Pods of web, canary; it waits for web.\n" in program_of(both)


def test_service_waits_for_its_workload() -> None:
    run = run_program(program_of(f"{SERVICES['plain']}---\n{WEB}"))
    kinds = [each.type for each in run.objects]
    assert kinds == ["kubernetes:apps/v1:Deployment", "kubernetes:core/v1:Service"]


OTHERS = {
    "ConfigMap": (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\ndata: {maxSurge: '1', a.conf: \"a\\nb\\nc\"}\n"
    ),
    "ServiceAccount": "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x, namespace: shop}\n",
    "ClusterRole": (
        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: x}\n"
        "rules: [{apiGroups: [''], resources: [pods], verbs: [get], nonResourceURLs: [/a]}]\n"
    ),
    "Ingress": (
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata: {name: x}\n"
        "spec: {ingressClassName: nginx, rules: [{http: {paths: [{path: /, pathType: Prefix,"
        " backend: {service: {name: web, port: {number: 80}}}}]}}]}\n"
    ),
    "ReplicaSet": (
        "apiVersion: apps/v1\nkind: ReplicaSet\nmetadata: {name: x}\nspec: {selector: {matchLabels: {a: b}},"
        " template: {metadata: {labels: {a: b}}, spec: {containers: [{name: a, image: b, livenessProbe:"
        " {exec: {command: [a]}}}]}}}\n"
    ),
    "HorizontalPodAutoscaler": (
        "apiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: x}\n"
        "spec: {maxReplicas: 3, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}\n"
    ),
    "custom object": (
        "apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: x}\n"
        "spec: {endpoints: [{port: http, tlsConfig: {insecureSkipVerify: true}}], exec: null}\n"
    ),
    "custom object without a spec": (
        "apiVersion: example.com/v1\nkind: Setting\nmetadata: {name: x}\n"
        "data: {camelCase: 1.5}\nvalue: text\n"
    ),
    "custom object of a group like Kubernetes' own": (
        "apiVersion: gateway.networking.k8s.io/v1\nkind: Gateway\nmetadata: {name: x}\n"
        "spec: {gatewayClassName: a}\n"
    ),
}


@pytest.mark.parametrize("manifest", OTHERS.values(), ids=OTHERS)
def test_other_object_keeps_every_field(manifest: str) -> None:
    (expected,) = objects_in(manifest)
    (stated,) = objects_of(program_of(manifest))
    expected.get("spec", {}).pop("exec", None)
    assert stated == expected


def test_quantities_of_other_objects_may_be_numbers() -> None:
    quota = "apiVersion: v1\nkind: ResourceQuota\nmetadata: {name: x}\nspec: {hard: {pods: 10, cpu: 1.5}}\n"
    (stated,) = objects_of(program_of(quota))
    assert stated["spec"]["hard"] == {"pods": "10", "cpu": "1.5"}


def test_fields_of_json_schemas_have_the_names_of_the_sdk() -> None:
    definition = (
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
        "metadata: {name: xs.example.com}\n"
        "spec: {group: example.com, scope: Namespaced, names: {kind: X, plural: xs}, versions: [{name: v1,"
        " served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {maxSurge: {type:"
        " object, x-kubernetes-preserve-unknown-fields: true, not: {type: string}}}}}}]}\n"
    )
    (stated,) = objects_of(program_of(definition))
    schema = stated["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    # The provider gives these names their dashes back.
    assert schema["properties"]["maxSurge"]["x_kubernetes_preserve_unknown_fields"] is True
    assert schema["properties"]["maxSurge"]["not"] == {"type": "string"}


def test_program_warns_that_it_holds_a_secret() -> None:
    manifest = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\ndata: {password: cGFzcw==}\n"
    program = program_of(manifest)
    warning, _, statement = program.partition("kubernetes.core.v1.Secret(")
    assert "pulumi config set --secret" in warning
    assert "cGFzcw==" not in warning
    assert '"password": "cGFzcw=="' in statement


@pytest.mark.parametrize(
    ("manifest", "refusal"),
    [
        pytest.param(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}\nsecretz: []\n",
            "app.yaml:4: ServiceAccount x: secretz is no field that Pulumi's Kubernetes SDK knows; "
            "did you mean secrets?",
            id="unknown field",
        ),
        pytest.param(
            "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: x}\nsecrets: {}\n",
            "app.yaml:4: ServiceAccount x: secrets is a mapping; expected a list",
            id="wrong type",
        ),
        pytest.param(
            "apiVersion: example.com/v1\nkind: X\nmetadata: {name: x, nam: y}\n",
            "app.yaml:3: X x: metadata.nam is no field that Kubernetes knows; did you mean name?",
            id="metadata of a custom object",
        ),
    ],
)
def test_other_object_is_refused_in_one_sentence(manifest: str, refusal: str) -> None:
    assert adopt({"app.yaml": manifest}).refusals == [refusal]
