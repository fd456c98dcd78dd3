"""Wrong inputs of programs in other languages: each is refused in one sentence, in that user's own words."""

import pytest

from tests.unit.components.package.engine import URN, Host, output, resource, secret
from tests.unit.components.package.test_host import CLASSIC, ENDPOINTS, first

POD = f"{URN}sidecar:index:SidecarPod::mc1"
Case = tuple[str, dict[str, object], str]
"""A component, its inputs, and the sentence that refuses them, or its start."""


def html(**fields: object) -> dict[str, object]:
    volume = {"name": "html", "writtenBy": {"2nd": "/html"}, "readBy": {"1st": "/usr/share/nginx/html"}}
    return {**CLASSIC, "sharedVolumes": [{**volume, **fields}]}


AT_ONCE: dict[str, Case] = {
    "misspelt field": (
        "SidecarPod",
        {**CLASSIC, "sharedVolume": []},
        "mc1: sharedVolume is not a field that exists; expected a field of SidecarPod; "
        "did you mean sharedVolumes?",
    ),
    "misspelt field of a type of ours": (
        "SidecarDeployment",
        {"template": first(imagePulPolicy="Always")},
        "mc1: template.containers[1st].imagePulPolicy is not a field that exists; "
        "expected a field of Container; did you mean imagePullPolicy?",
    ),
    "misspelt field of a place": (
        "SidecarPod",
        html(readBy={"1st": [{"mountPth": "/html"}]}),
        "mc1: sharedVolumes[html].readBy[1st][0].mountPth is not a field that exists; expected one of "
        "mountPath, devicePath, subPath, subPathExpr, readOnly, recursiveReadOnly, mountPropagation; "
        "did you mean mountPath?",
    ),
    "misspelt field of a type of Kubernetes": (
        "SidecarPod",
        first(readinessProbe={"httpGet": {"port": 80, "httpHeader": []}}),
        "mc1: containers[1st].readinessProbe.httpGet.httpHeader is not a field that exists; "
        "expected one of host, httpHeaders, path, port, scheme; did you mean httpHeaders?",
    ),
    "name as Python spells it": (
        "SecuredNamespace",
        {"pod_security": "restricted"},
        "mc1: pod_security is not a field that exists; expected one of podSecurity, name; "
        "did you mean podSecurity?",
    ),
    "missing field": (
        "SidecarPod",
        {"containers": [{"name": "1st"}]},
        "mc1: containers[1st].image is missing; expected a string",
    ),
    "unknown container": (
        "SidecarPod",
        html(readBy={"1rst": "/html"}),
        'mc1: sharedVolumes[html].readBy names "1rst", which is no container of this Pod; '
        "expected one of 1st, 2nd; did you mean 1st?",
    ),
    "word that is a field in Python": (
        "SidecarPod",
        {**CLASSIC, "podSecurity": "pod_security"},
        'mc1: podSecurity is "pod_security"; expected one of privileged, baseline, restricted',
    ),
    "key that is a field in Python": (
        "SidecarPod",
        {**CLASSIC, "labels": {"read_by": 5}},
        "mc1: labels[read_by] is a whole number; expected a string",
    ),
    "component that does not exist": (
        "SidecarPd",
        {},
        "mc1: sidecar:index:SidecarPd is no component; expected one of sidecar:index:SidecarPod, ",
    ),
    "workload for its endpoints": (
        "SidecarService",
        {"workload": resource(POD)},
        "mc1: workload is the component itself; expected its endpoints",
    ),
}

LATER: dict[str, Case] = {
    "output": (
        "SidecarPod",
        first(image=output("")),
        "mc1: containers[1st].image is empty; expected an image reference such as nginx:1.29.3",
    ),
    "misspelt field in an output": (
        "SidecarPod",
        first(volumes=output([{"name": "conf", "mountPth": "/conf"}])),
        "mc1: containers[1st].volumes[conf].mountPth is not a field that exists; expected a field of Volume; "
        "did you mean mountPath?",
    ),
    "misspelt field of Kubernetes in an output": (
        "SidecarDeployment",
        {"template": first(readinessProbe=output({"httpGet": {"port": 80}, "periodSecond": 5}))},
        "mc1: template.containers[1st].readinessProbe.periodSecond is not a field that exists; "
        "expected one of exec, failureThreshold, grpc, httpGet, initialDelaySeconds, periodSeconds, "
        "successThreshold, tcpSocket, terminationGracePeriodSeconds, timeoutSeconds; "
        "did you mean periodSeconds?",
    ),
    "secret": (
        "SidecarPod",
        first(image=output("s3cret image", secret=True)),
        "mc1: containers[1st].image is a secret that does not fit; ",
    ),
    "secret that is no output": (
        "SidecarPod",
        first(env=[{"name": "TOKEN", "valu": secret("s3cret")}]),
        "mc1: containers",
    ),
    "workload for its endpoints": (
        "SidecarService",
        {"workload": output(POD, of=[POD])},
        "mc1: workload is the component itself; expected its endpoints",
    ),
    "workload without ports": (
        "SidecarService",
        {"workload": output({**ENDPOINTS, "ports": []})},
        "mc1: workload opens no port; expected a container with ports",
    ),
}


@pytest.mark.parametrize("case", AT_ONCE)
def test_wrong_input_is_refused_in_one_sentence(package: Host, case: str) -> None:
    component, inputs, sentence = AT_ONCE[case]
    assert package.refusal(component, inputs).startswith(sentence)


@pytest.mark.parametrize("case", LATER)
def test_input_that_is_wrong_once_it_is_known_is_refused_as_well(package: Host, case: str) -> None:
    component, inputs, sentence = LATER[case]
    refusal = package.refusal(component, inputs)
    assert refusal.startswith(sentence)
    assert "s3cret" not in refusal


@pytest.mark.parametrize("preview", [True, False], ids=["preview", "up"])
def test_workload_given_for_its_endpoints_is_named_with_its_dependency_too(
    package: Host, preview: bool
) -> None:
    sent = {"workload": resource(POD)}
    refusal = package.refusal("SidecarService", sent, preview=preview, dependencies={"workload": [POD]})
    assert refusal == "mc1: workload is the component itself; expected its endpoints"


def test_refusal_prints_nothing_beside_its_sentence(package: Host) -> None:
    for component, inputs, _ in (*AT_ONCE.values(), *LATER.values()):
        refusal = package.refusal(component, inputs)
        assert "\n" not in refusal
        assert package.engine.complaints == []
    assert package.printed() == ""


def test_host_serves_on_after_a_refusal(package: Host) -> None:
    package.refusal("SidecarPod", first(image=output("")))
    assert package.construct("SidecarPod", CLASSIC).state["name"] == "mc1"
