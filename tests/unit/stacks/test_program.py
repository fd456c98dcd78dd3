"""The program, run for each stack on mocks."""

import ast
import copy
import runpy
from collections.abc import Mapping

import pulumi
import pytest
import yaml
from pulumi.runtime.settings import get_root_resource

from tests.foreign import JsonObject
from tests.unit.pulumi_mocks import (
    AUTOSCALER,
    CONFIG_MAP,
    DEPLOYMENT,
    DISRUPTION_BUDGET,
    NAMESPACE,
    NETWORK_POLICY,
    POD,
    SERVICE,
    UNKNOWN,
    Run,
    run,
)
from tests.unit.stacks.project import FOLDER, PROJECT, STACKS, config

SEED = """
apiVersion: v1
kind: Pod
metadata:
  name: mc1
spec:
  volumes:
  - name: html
    emptyDir: {}
  containers:
  - name: 1st
    image: nginx
    volumeMounts:
    - name: html
      mountPath: /usr/share/nginx/html
  - name: 2nd
    image: debian
    volumeMounts:
    - name: html
      mountPath: /html
    command: ["/bin/sh", "-c"]
    args:
      - while true; do
          date >> /html/index.html;
          sleep 1;
        done
"""


def run_program(stack: str, changes: Mapping[str, object] | None = None, *, preview: bool = False) -> Run:
    """Run the program for a stack; `returned` holds its exports."""

    def program() -> JsonObject:
        runpy.run_path(str(FOLDER / "__main__.py"), run_name="__main__")
        return getattr(get_root_resource(), "outputs", {})

    known = {POD: {"status": {"podIP": "10.88.0.7"}}, SERVICE: {"spec": {"clusterIP": "10.96.4.2"}}}
    seen = config(stack, **(changes or {}))
    return run(program, config=seen, project=PROJECT["name"], stack=stack, preview=preview, known=known)


@pytest.fixture(scope="module", params=STACKS)
def any_stack(request: pytest.FixtureRequest) -> Run:
    return run_program(request.param)


@pytest.fixture(scope="module")
def prod() -> Run:
    return run_program("prod")


def test_dev_is_the_textbooks_manifest_plus_labels_annotations_read_only_and_the_port() -> None:
    made = run_program("dev").resource(POD).inputs
    assert made["metadata"].pop("labels")
    annotations = made["metadata"].pop("annotations")
    assert annotations.pop("policies").startswith("ignore=")
    assert annotations == {"pulumi.com/patchFieldManager": "multi-container-pods-dev"}
    server = made["spec"]["containers"][0]
    assert server.pop("ports") == [{"name": "http", "containerPort": 80}]
    assert server["volumeMounts"][0].pop("readOnly") is True
    assert made == yaml.safe_load(SEED)


@pytest.mark.parametrize(
    ("stack", "kinds"),
    [
        ("dev", {POD: "/mc1", SERVICE: "/mc1"}),
        ("staging", {DEPLOYMENT: "/mc1-staging", SERVICE: "/mc1-staging"}),
        (
            "prod",
            {
                NAMESPACE: "/mc1-prod",
                CONFIG_MAP: "mc1-prod/mc1-metrics-status-page-375aeb0b",
                NETWORK_POLICY: "mc1-prod/mc1",
                DISRUPTION_BUDGET: "mc1-prod/mc1",
                DEPLOYMENT: "mc1-prod/mc1",
                SERVICE: "mc1-prod/mc1",
            },
        ),
    ],
    ids=["dev", "staging", "prod"],
)
def test_the_stacks_share_no_object_name(stack: str, kinds: dict[str, str]) -> None:
    found = {
        each.type: f"{each.inputs['metadata'].get('namespace', '')}/{each.inputs['metadata']['name']}"
        for each in run_program(stack).objects
    }
    assert found == kinds


@pytest.mark.parametrize(("stack", "replicas"), [("staging", 2), ("prod", 3)])
def test_the_deployments_have_their_number_of_pods(stack: str, replicas: int) -> None:
    assert run_program(stack).resource(DEPLOYMENT).inputs["spec"]["replicas"] == replicas


def test_every_service_answers_on_port_80_at_the_port_named_http(any_stack: Run) -> None:
    first, *_ = any_stack.resource(SERVICE).inputs["spec"]["ports"]
    assert first == {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}


def test_every_object_has_the_standard_labels(any_stack: Run) -> None:
    for each in any_stack.objects:
        labels = each.inputs["metadata"]["labels"]
        assert labels["app.kubernetes.io/managed-by"] == "pulumi"
        assert labels["app.kubernetes.io/instance"].startswith("multi-container-pods-")


def test_prods_namespace_enforces_the_level_of_its_pods(prod: Run) -> None:
    labels = prod.resource(NAMESPACE).inputs["metadata"]["labels"]
    assert labels["pod-security.kubernetes.io/enforce"] == "restricted"


def prod_pod(prod: Run) -> JsonObject:
    """Return the spec of prod's Pods."""
    return prod.resource(DEPLOYMENT).inputs["spec"]["template"]["spec"]


def server_of(prod: Run) -> JsonObject:
    """Return prod's container 1st."""
    server = prod_pod(prod)["containers"][0]
    assert server["name"] == "1st"
    return server


def test_prods_pod_meets_the_restricted_standard(prod: Run) -> None:
    spec = prod_pod(prod)
    assert spec["automountServiceAccountToken"] is False
    assert spec["securityContext"] == {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}}
    for container in (*spec["containers"], *spec["initContainers"]):
        context = container["securityContext"]
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert context["readOnlyRootFilesystem"] is True
        assert context["runAsNonRoot"] is True


def test_prods_containers_have_requests_limits_and_pinned_images(prod: Run) -> None:
    spec = prod_pod(prod)
    for container in (*spec["containers"], *spec["initContainers"]):
        for field in ("requests", "limits"):
            assert set(container["resources"][field]) == {"cpu", "memory", "ephemeral-storage"}
        assert container["image"].rpartition(":")[2] not in ("latest", container["image"])
    assert all(volume["emptyDir"]["sizeLimit"] for volume in spec["volumes"] if "emptyDir" in volume)


def test_prods_server_writes_to_its_scratch_space_and_its_logs_only(prod: Run) -> None:
    server = server_of(prod)
    writable = {each["mountPath"] for each in server["volumeMounts"] if not each.get("readOnly")}
    assert writable == {"/tmp", "/var/log/nginx"}


def test_prods_server_has_probes_and_starts_after_its_log_and_page_exist(prod: Run) -> None:
    server, helpers = server_of(prod), prod_pod(prod)["initContainers"]
    assert {"readinessProbe", "livenessProbe"} <= set(server)
    assert {each["restartPolicy"] for each in helpers} == {"Always"}
    watcher, writer = helpers
    assert watcher["lifecycle"]["postStart"]["exec"]["command"][-1] == "/logs/access.log"
    assert writer["startupProbe"]["exec"]["command"][-1] == "/html/index.html"


def test_prods_server_drains_and_a_rollout_keeps_all_pods_available(prod: Run) -> None:
    spec = prod.resource(DEPLOYMENT).inputs["spec"]
    server = server_of(prod)
    assert server["lifecycle"] == {"preStop": {"sleep": {"seconds": 1}}}
    assert spec["strategy"]["rollingUpdate"] == {"maxSurge": 1, "maxUnavailable": 0}
    assert spec["revisionHistoryLimit"] == 5


def test_prods_pods_spread_over_zones_and_nodes(prod: Run) -> None:
    selector = prod.resource(DEPLOYMENT).inputs["spec"]["selector"]
    constraints = prod_pod(prod)["topologySpreadConstraints"]
    places = ["topology.kubernetes.io/zone", "kubernetes.io/hostname"]
    assert [each["topologyKey"] for each in constraints] == places
    assert all(each["labelSelector"] == selector for each in constraints)


def test_prod_admits_connections_to_the_page_and_the_counters_only(prod: Run) -> None:
    (rule,) = prod.resource(NETWORK_POLICY).inputs["spec"]["ingress"]
    assert [each["port"] for each in rule["ports"]] == [8080, 9113]


def test_max_replicas_adds_an_autoscaler_to_prod() -> None:
    made = run_program("prod", {"maxReplicas": 6})
    spec = made.resource(AUTOSCALER).inputs["spec"]
    assert (spec["minReplicas"], spec["maxReplicas"]) == (3, 6)
    assert "replicas" not in made.resource(DEPLOYMENT).inputs["spec"]


def test_an_image_may_be_named_by_its_digest() -> None:
    digest = f"nginxinc/nginx-unprivileged:1.29.3@sha256:{'0' * 64}"
    assert server_of(run_program("prod", {"serverImage": digest}))["image"] == digest


def test_two_lines_add_the_log_watcher_and_the_monitoring_adapter_to_staging() -> None:
    def containers(changes: dict[str, object]) -> set[str]:
        spec = run_program("staging", changes).resource(DEPLOYMENT).inputs["spec"]["template"]["spec"]
        return {each["name"] for each in (*spec["initContainers"], *spec["containers"])}

    assert containers({}) == {"1st", "2nd"}
    assert containers({"logWatcher": True, "metrics": True}) == {"1st", "2nd", "log-watcher", "metrics"}


def test_a_stack_states_further_sidecars_as_data() -> None:
    helpers = [{"logWatcher": {"server": "1st", "limitMib": 2}}, {"nginxExporter": {"server": "1st"}}]
    spec = (
        run_program("staging", {"helpers": helpers}).resource(DEPLOYMENT).inputs["spec"]["template"]["spec"]
    )
    assert [each["name"] for each in spec["initContainers"]] == ["2nd", "log-watcher"]
    assert [each["name"] for each in spec["containers"]] == ["1st", "nginx-exporter"]
    assert {"name": "logs", "emptyDir": {"medium": "Memory", "sizeLimit": "4Mi"}} in spec["volumes"]


@pytest.mark.parametrize(
    ("stack", "exports"),
    [
        (
            "dev",
            {
                "name": "mc1",
                "namespace": "default",
                "pod_ip": "10.88.0.7",
                "cluster_ip": "10.96.4.2",
                "url": "http://mc1.default.svc.cluster.local/",
            },
        ),
        (
            "staging",
            {
                "name": "mc1-staging",
                "namespace": "default",
                "cluster_ip": "10.96.4.2",
                "url": "http://mc1-staging.default.svc.cluster.local/",
            },
        ),
        (
            "prod",
            {
                "name": "mc1",
                "namespace": "mc1-prod",
                "cluster_ip": "10.96.4.2",
                "url": "http://mc1.mc1-prod.svc.cluster.local/",
            },
        ),
    ],
    ids=["dev", "staging", "prod"],
)
def test_the_stacks_outputs_lead_to_the_page(stack: str, exports: dict[str, str]) -> None:
    assert run_program(stack).returned == exports


def test_a_changed_interval_changes_the_writers_command_and_nothing_else() -> None:
    before, after = (
        run_program("dev", {"writerInterval": seconds}).resource(POD).inputs for seconds in (1, 5)
    )
    (command,) = after["spec"]["containers"][1]["args"]
    assert command == "while true; do date >> /html/index.html; sleep 5; done"
    after["spec"]["containers"][1]["args"] = before["spec"]["containers"][1]["args"]
    assert before == after


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"replicas": 0}, 'stacks/Pulumi.prod.yaml: replicas is "0"; expected a number from 1 to 500'),
        ({"replicas": -3}, 'stacks/Pulumi.prod.yaml: replicas is "-3"; expected a number from 1 to 500'),
        (
            {"replicas": 100000},
            'stacks/Pulumi.prod.yaml: replicas is "100000"; expected a number from 1 to 500',
        ),
        (
            {"serverImage": ""},
            "mc1: template.containers[1st].image is empty; expected an image reference such as nginx:1.29.3",
        ),
        (
            {"name": "MC1"},
            'mc1: template.name is "MC1"; expected up to 63 lower-case letters, digits and hyphens, '
            "no hyphen first or last; did you mean mc1?",
        ),
        (
            {"helpers": [{"logWacher": {"server": "1st"}}]},
            "stacks/Pulumi.prod.yaml: helpers[0].logWacher is not a field that exists; expected one of "
            "nginx, dateWriter, pageWriter, logWatcher, dataLoader, gitLoader, dataChangeWatcher, "
            "nginxExporter, custom; did you mean logWatcher?",
        ),
        (
            {"helpers": [{"nginxExporter": {"server": "1st"}}, {"logWatcher": {"limitMib": 0}}]},
            "stacks/Pulumi.prod.yaml: helpers[1].logWatcher.server is missing; expected a string",
        ),
        (
            {"helpers": [{"logWatcher": {"server": "1st", "limitMib": 0}}]},
            "stacks/Pulumi.prod.yaml: helpers[0].logWatcher.limitMib is 0; expected 1 or more",
        ),
        ({"pageLines": -1}, 'stacks/Pulumi.prod.yaml: pageLines is "-1"; expected 1 or more'),
        (
            {"maxReplicas": 2},
            "stacks/Pulumi.prod.yaml: maxReplicas is 2, fewer than replicas; "
            "expected 3 or more, or 0 for no autoscaler",
        ),
        (
            {"kubernetes:context": ""},
            "stacks/Pulumi.prod.yaml: kubernetes:context is missing; "
            "expected the context of your kubeconfig to deploy to",
        ),
    ],
    ids=[
        "none",
        "negative",
        "huge",
        "no image",
        "name",
        "unknown kind of helper",
        "helper without a server",
        "helper out of range",
        "lines",
        "autoscaler",
        "no context",
    ],
)
def test_a_users_mistake_is_one_sentence(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(pulumi.RunError) as refusal:
        run_program("prod", changes)
    assert str(refusal.value) == sentence


def test_a_preview_knows_every_input_except_the_name_of_a_bare_pod(any_stack: Run) -> None:
    stack = any_stack.registered[0].urn.split(":")[2]
    previewed = {each.urn: each.inputs for each in run_program(stack, preview=True).registered}
    asked = {each.urn: copy.deepcopy(each.inputs) for each in any_stack.registered}
    for each in any_stack.registered:
        if each.type == POD:
            asked[each.urn]["metadata"]["name"] = UNKNOWN
    assert previewed == asked


SOURCE = ast.parse((FOLDER / "__main__.py").read_text())
CALLS = [
    ast.unparse(node.func)
    for node in sorted(
        (node for node in ast.walk(SOURCE) if isinstance(node, ast.Call)),
        key=lambda node: (node.lineno, node.col_offset),
    )
]
"""Every call of the program, from top to bottom."""


def test_the_program_states_containers_as_they_start_and_then_objects_as_they_are_created() -> None:
    made = [call.removeprefix("sidecar_pods.") for call in CALLS if call.startswith("sidecar_pods.")]
    assert made == [
        "own_every_object",
        "log_watcher",
        "date_writer",
        "page_writer",
        "nginx",
        "nginx_exporter",
        "read_helpers",
        "with_sidecars",
        "SecuredNamespace",
        "SidecarPod",
        "SidecarDeployment",
        "SidecarService",
    ]


def test_the_program_is_statements_without_loops_and_functions_of_its_own() -> None:
    allowed = ast.Import | ast.ImportFrom | ast.Assign | ast.AnnAssign | ast.Expr | ast.If
    assert [
        node for node in ast.walk(SOURCE) if isinstance(node, ast.stmt) and not isinstance(node, allowed)
    ] == []
    assert not {"getattr", "sidecars.insert"} & set(CALLS)


def test_the_program_reads_its_settings_once_and_decides_by_words() -> None:
    assert [call for call in CALLS if "load" in call or "onfig" in call] == ["settings.load"]
    compared = [
        value for node in ast.walk(SOURCE) if isinstance(node, ast.Compare) for value in node.comparators
    ]
    assert all(isinstance(value, ast.Constant) and isinstance(value.value, str) for value in compared)
