"""Arguments that look wrong and are right: they become a Pod unchanged."""

from typing import cast

import pytest

from sidecar_pods import PodTemplateArgs, pod_template
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first


def accepted(args: PodTemplateArgs) -> JsonObject:
    """Return the spec of the Pod that the arguments make."""
    return cast("JsonObject", pod_template("mc1", args, "shop-test").get("spec"))


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"container_port": 80, "protocol": "UDP"}, id="one number for two protocols"),
        pytest.param({"container_port": 81}, id="two numbers"),
    ],
)
def test_equal_names_that_do_not_collide_are_accepted(given: object) -> None:
    made = accepted(classic(sidecars=[{"name": "x", "image": "debian", "ports": [given]}]))
    assert made["init_containers"][0]["ports"] == [given]


def test_an_init_container_may_open_a_port_that_a_container_opens_after_it() -> None:
    init = {"name": "check", "image": "nginx", "ports": [{"name": "http", "container_port": 80}]}
    assert accepted(classic(init_containers=[init]))["init_containers"][0]["ports"] == init["ports"]


@pytest.mark.parametrize(
    "image",
    [
        "nginx",
        "nginx:1.29.3",
        "nginxinc/nginx-unprivileged:1.29.3-alpine",
        "registry.example.com:5000/team/web_server__x:v1",
        "localhost/web@sha256:" + "0" * 64,
        "web:tag@sha256:" + "a" * 64,
    ],
)
def test_every_form_of_an_image_reference_is_accepted(image: str) -> None:
    assert accepted(first(image=image))["containers"][0]["image"] == image


@pytest.mark.parametrize("folder", ["/", "/srv/a:b", "/srv/../tmp"])
def test_a_container_may_start_in_any_folder(folder: str) -> None:
    assert accepted(first(working_dir=folder))["containers"][0]["working_dir"] == folder


@pytest.mark.parametrize(
    ("request_", "limit"),
    [
        ("1", "1000m"),
        ("1024Mi", "1Gi"),
        ("1e3", "1k"),
        (".5", "500m"),
        ("+1.", "1E0"),
        ("1G", "1Gi"),
        ("1n", "1u"),
    ],
)
def test_a_request_may_equal_its_limit_in_another_notation(request_: str, limit: str) -> None:
    resources = {"requests": {"memory": request_}, "limits": {"memory": limit}}
    assert accepted(first(resources=resources))["containers"][0]["resources"] == resources


@pytest.mark.parametrize("resource", ["cpu", "hugepages-2Mi", "nvidia.com/gpu"])
def test_every_resource_of_kubernetes_is_accepted(resource: str) -> None:
    resources = {"limits": {resource: "2"}}
    assert accepted(first(resources=resources))["containers"][0]["resources"] == resources


@pytest.mark.parametrize("key", ["team", "a.b_C-9", "x" * 63, "example.com/team", f"{'x' * 253}/{'y' * 63}"])
def test_every_valid_key_of_kubernetes_is_accepted(key: str) -> None:
    made = cast(
        "Json", pod_template("mc1", classic(labels={key: "x"}, annotations={key: "x y"}), "shop-test")
    )
    assert made["metadata"]["labels"][key] == "x"
    assert made["metadata"]["annotations"] == {key: "x y"}


def test_a_sleep_may_take_the_whole_grace_period() -> None:
    pause = {"pre_stop": {"sleep": {"seconds": 45}}}
    given = cast("PodTemplateArgs", {**first(lifecycle=pause), "termination_grace_period_seconds": 45})
    assert accepted(given)["containers"][0]["lifecycle"] == pause
