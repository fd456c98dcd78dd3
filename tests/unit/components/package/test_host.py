"""Components for programs in other languages, over the protocol that Pulumi's engine speaks."""

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import cast

import pytest

from sidecar_pods import (
    COMPONENTS,
    SecuredNamespace,
    SidecarCronJob,
    SidecarDaemonSet,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    SidecarService,
    SidecarStatefulSet,
)
from sidecar_pods.package import schema as generator
from tests.foreign import Json, JsonObject
from tests.unit.components.package.engine import HOST, URN, Host, computed, output, secret, unknown
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import CONFIG_MAP, DEPLOYMENT, POD, SERVICE, UNKNOWN, run

CLASSIC: dict[str, object] = {
    "containers": [
        {"name": "1st", "image": "nginx", "ports": [{"name": "http", "containerPort": 80}]},
        {
            "name": "2nd",
            "image": "debian",
            "command": ["/bin/sh", "-c"],
            "args": ["while true; do date >> /html/index.html; sleep 1; done"],
        },
    ],
    "sharedVolumes": [
        {"name": "html", "writtenBy": {"2nd": "/html"}, "readBy": {"1st": "/usr/share/nginx/html"}}
    ],
    "podSecurity": "privileged",
}
ENDPOINTS: dict[str, object] = {
    "selector": {"app.kubernetes.io/name": "mc1", "app.kubernetes.io/instance": "shop-test"},
    "ports": [{"port": 80, "name": "http", "protocol": "TCP"}],
}

CLAIM: Json = {"spec": {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}
HTML: Json = {"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"1st": "/usr/share/nginx/html"}}
CLAIMING: dict[str, object] = {
    **CLASSIC,
    "sharedVolumes": [
        {
            "name": "html",
            "writtenBy": {"2nd": "/html"},
            "readBy": {"1st": "/usr/share/nginx/html"},
            "volumeClaimTemplate": {
                "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
            },
        }
    ],
}


def first(**fields: object) -> dict[str, object]:
    """Return the classic Pod with fields of its first container added or replaced."""
    one, two = cast("list[dict[str, object]]", CLASSIC["containers"])
    return {**CLASSIC, "containers": [{**one, **fields}, two]}


def container(made: JsonObject, index: int = 0) -> JsonObject:
    return made["containers"][index]


CASES: dict[str, tuple[dict[str, object], Callable[[], object]]] = {
    "SidecarPod": (CLASSIC, lambda: SidecarPod("mc1", classic())),
    "SidecarDeployment": (
        {"template": CLASSIC, "replicas": 2, "podDisruptionBudget": True},
        lambda: SidecarDeployment(
            "mc1", {"template": classic(), "replicas": 2, "pod_disruption_budget": True}
        ),
    ),
    "SidecarDaemonSet": (
        {"template": {**CLASSIC, "networkPolicy": True}},
        lambda: SidecarDaemonSet("mc1", {"template": classic(network_policy=True)}),
    ),
    "SidecarStatefulSet": (
        {
            "template": CLAIMING,
            "replicas": 1,
            "persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"},
        },
        lambda: SidecarStatefulSet(
            "mc1",
            {
                "template": classic(shared_volumes=[{**HTML, "volume_claim_template": CLAIM}]),
                "replicas": 1,
                "persistent_volume_claim_retention_policy": {"when_deleted": "Delete"},
            },
        ),
    ),
    "SidecarCronJob": (
        {"schedule": "@daily", "jobTemplate": {"template": CLASSIC, "backoffLimit": 2}},
        lambda: SidecarCronJob(
            "mc1", {"schedule": "@daily", "job_template": {"template": classic(), "backoff_limit": 2}}
        ),
    ),
    "SidecarJob": (
        {"template": CLASSIC, "backoffLimit": 2},
        lambda: SidecarJob("mc1", {"template": classic(), "backoff_limit": 2}),
    ),
    "SidecarService": (
        {"workload": output(ENDPOINTS), "port": 8080},
        lambda: SidecarService("mc1", {"workload": cast("Json", ENDPOINTS), "port": 8080}),
    ),
    "SecuredNamespace": (
        {"podSecurity": "restricted"},
        lambda: SecuredNamespace("mc1", {"pod_security": "restricted"}),
    ),
}


@pytest.mark.parametrize("component", [each.__name__ for each in COMPONENTS])
def test_component_registers_the_same_resources_as_in_python(package: Host, component: str) -> None:
    inputs, program = CASES[component]
    made = package.construct(component, inputs)
    assert made.registered == {each.type: each.inputs for each in run(program).registered}
    assert made.outputs == made.state


def test_host_serves_the_committed_schema(package: Host) -> None:
    assert package.schema() == generator.SCHEMA.read_text(encoding="utf-8")


def test_outputs_have_the_names_of_the_schema(package: Host) -> None:
    made = package.construct("SidecarPod", CLASSIC)
    assert made.urn == f"{URN}sidecar:index:SidecarPod::mc1"
    assert made.state == {
        "name": "mc1",
        "namespace": "default",
        "podIP": "10.244.0.7",
        "endpoints": ENDPOINTS,
    }
    made = package.construct("SidecarService", {"workload": output(made.state["endpoints"])})
    assert made.state == {
        "name": "mc1",
        "namespace": "default",
        "clusterIP": "10.96.4.2",
        "url": "http://mc1.default.svc.cluster.local/",
    }


def test_names_of_nested_fields_are_translated_and_keys_of_maps_are_not(package: Host) -> None:
    made = package.construct(
        "SidecarDeployment",
        {
            "template": {
                **first(
                    workingDir="/srv",
                    volumes=[{"name": "conf", "mountPath": "/conf", "files": {"readOnly": "text"}}],
                ),
                "labels": {"writtenBy": "hostPID"},
                "nodeSelector": {"diskType": "ssd"},
                "hostPID": True,
                "setHostnameAsFQDN": True,
            }
        },
    )
    template = made.spec(DEPLOYMENT)["template"]
    assert made.registered[CONFIG_MAP]["data"] == {"readOnly": "text"}
    assert template["metadata"]["labels"]["writtenBy"] == "hostPID"
    assert template["spec"]["nodeSelector"] == {"diskType": "ssd"}
    assert (template["spec"]["hostPID"], template["spec"]["setHostnameAsFQDN"]) == (True, True)
    assert container(template["spec"])["workingDir"] == "/srv"


@pytest.mark.parametrize(
    "place",
    [
        pytest.param({"mountPath": "/pages", "subPath": "en"}, id="object"),
        pytest.param([{"mountPath": "/pages", "subPath": "en"}], id="list"),
        pytest.param(output({"mountPath": "/pages", "subPath": "en"}), id="output"),
    ],
)
def test_place_may_be_an_object(package: Host, place: object) -> None:
    volume = {"name": "html", "writtenBy": {"2nd": ["/html"]}, "readBy": {"1st": place}}
    spec = package.construct("SidecarPod", {**CLASSIC, "sharedVolumes": [volume]}).spec(POD)
    assert container(spec)["volumeMounts"] == [
        {"name": "html", "mountPath": "/pages", "subPath": "en", "readOnly": True}
    ]
    assert container(spec, 1)["volumeMounts"] == [{"name": "html", "mountPath": "/html"}]


def test_types_of_kubernetes_have_its_own_names(package: Host) -> None:
    lifecycle = {"preStop": {"httpGet": {"port": "http", "httpHeaders": [{"name": "Host", "value": "me"}]}}}
    probe = {"tcpSocket": {"port": 80}, "periodSeconds": 5}
    made = container(
        package.construct("SidecarPod", first(lifecycle=lifecycle, livenessProbe=probe)).spec(POD)
    )
    assert (made["lifecycle"], made["livenessProbe"]) == (lifecycle, probe)


@pytest.mark.parametrize("value", [unknown(), computed()], ids=["output", "computed"])
def test_preview_knows_all_but_what_is_unknown(package: Host, value: object) -> None:
    made = package.construct("SidecarPod", first(image=value, workingDir="/srv"), preview=True)
    spec = made.spec(POD)
    assert (container(spec)["image"], container(spec)["workingDir"]) == (UNKNOWN, "/srv")
    assert container(spec, 1)["image"] == "debian"
    assert made.state["endpoints"] == ENDPOINTS


def test_unknown_part_of_a_type_of_kubernetes_stays_unknown(package: Host) -> None:
    probe = {"httpGet": {"port": unknown(), "path": computed()}}
    made = package.construct("SidecarPod", first(readinessProbe=probe), preview=True)
    assert container(made.spec(POD))["readinessProbe"] == {"httpGet": {"port": UNKNOWN, "path": UNKNOWN}}


def test_unknown_list_of_our_own_type_stays_unknown(package: Host) -> None:
    made = package.construct("SidecarPod", {**CLASSIC, "tolerations": unknown()}, preview=True)
    assert made.spec(POD)["tolerations"] == UNKNOWN


def test_unknown_workload_makes_an_unknown_service(package: Host) -> None:
    made = package.construct("SidecarService", {"workload": unknown()}, preview=True)
    assert made.spec(SERVICE)["ports"] == UNKNOWN


def test_output_of_an_object_of_ours_is_translated_when_it_is_known(package: Host) -> None:
    volume = output([{"name": "conf", "mountPath": "/conf", "emptyDir": {"sizeLimit": "1Mi"}}])
    spec = package.construct("SidecarPod", first(volumes=volume)).spec(POD)
    assert container(spec)["volumeMounts"][1] == {"name": "conf", "mountPath": "/conf"}
    assert spec["volumes"][1] == {"name": "conf", "emptyDir": {"sizeLimit": "1Mi"}}


@pytest.mark.parametrize(
    "env",
    [
        pytest.param([{"name": "TOKEN", "value": output("s3cret", secret=True)}], id="output"),
        pytest.param(output([{"name": "TOKEN", "value": "s3cret"}], secret=True), id="output of the whole"),
        pytest.param([{"name": "TOKEN", "value": secret("s3cret")}], id="secret"),
        pytest.param(output([{"name": "TOKEN", "value": secret("s3cret")}]), id="secret in an output"),
    ],
)
def test_secret_stays_secret(package: Host, env: object) -> None:
    made = package.construct("SidecarPod", first(env=env))
    assert "s3cret" in str(made.registered)
    assert "s3cret" not in str(without_secrets(made.registered))


def without_secrets(value: object) -> object:
    """Return a value in which each secret is replaced."""
    if isinstance(value, list):
        return [without_secrets(each) for each in cast("list[object]", value)]
    if isinstance(value, dict):
        known = cast("dict[str, object]", value)
        return "***" if "secret" in known else {key: without_secrets(each) for key, each in known.items()}
    return value


def test_resources_depend_on_what_an_input_depends_on(package: Host) -> None:
    token = f"{URN}kubernetes:core/v1:Secret::token"
    package.construct("SidecarPod", first(image=output("nginx", of=[token])))
    assert token in package.engine.dependencies[POD]["spec"]
    package.construct("SidecarPod", first(), dependencies={"containers": [token]})
    assert token in package.engine.dependencies[POD]["spec"]


def test_options_reach_the_component(package: Host) -> None:
    team = f"{URN}team:index:Site::site"
    package.construct("SidecarPod", CLASSIC, parent=team)
    assert package.engine.parents["sidecar:index:SidecarPod"] == team


def test_interrupt_ends_the_host_without_a_word() -> None:
    """The engine ends a plugin so, and its CLI shows what the plugin prints."""
    with subprocess.Popen(
        [sys.executable, HOST, "127.0.0.1:1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[1] == ""
