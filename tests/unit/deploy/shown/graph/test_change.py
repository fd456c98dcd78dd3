"""The diagram of a change: what is new, what is gone, and nothing where the wiring is the same."""

import copy
from collections.abc import Callable

import pytest

from pod_deploy.shown.graph.mermaid import mermaid_of_change
from tests.foreign import JsonObject
from tests.unit.deploy.shown.graph.objects import (
    classic,
    container,
    network_policy,
    service,
    volume,
    workload,
)
from tests.unit.deploy.shown.graph.reading import Read, read

GREEN, RED = "stroke:#2da44e", "stroke:#cf222e"
MINUS = "\N{MINUS SIGN}"


def site() -> list[JsonObject]:
    """Return a Deployment and its Service."""
    return [workload("Deployment", classic(), replicas=2), service({"port": 80})]


def pod_spec(objects: list[JsonObject]) -> JsonObject:
    return objects[0]["spec"]["template"]["spec"]


def changed(change: "Change") -> Read:
    after = copy.deepcopy(site())
    change(after)
    diagram = mermaid_of_change(site(), after)
    assert diagram
    return read(diagram)


def styled(found: Read, colour: str) -> str:
    """Return the lines that give a colour to boxes and arrows."""
    (name,) = (line.split()[1] for line in found.styles if line.startswith("  classDef") and colour in line)
    return "\n".join(
        line for line in found.styles if line.endswith(f" {name}") or ("linkStyle" in line and colour in line)
    )


Change = Callable[[list[JsonObject]], object]
NOT_OF_THE_WIRING: dict[str, Change] = {
    "nothing": lambda _: None,
    "order of the objects": lambda objects: objects.reverse(),
    "order of containers": lambda objects: pod_spec(objects)["containers"].reverse(),
    "image": lambda objects: pod_spec(objects)["containers"][0].update(image="j:2"),
    "labels": lambda objects: objects[1]["metadata"].update(labels={"a": "b"}),
    "other object": lambda objects: objects.append({"kind": "ConfigMap"}),
}


@pytest.mark.parametrize("change", NOT_OF_THE_WIRING.values(), ids=NOT_OF_THE_WIRING.keys())
def test_same_wiring_has_no_diagram(change: Change) -> None:
    after = site()
    change(after)
    assert mermaid_of_change(site(), after) is None


def test_content_of_a_config_map_is_no_wiring() -> None:
    before, after = site(), site()
    for objects, name in ((before, "site-375aeb0b"), (after, "site-0a1b2c3d")):
        pod_spec(objects)["volumes"].append(volume("conf", configMap={"name": name}))
    assert mermaid_of_change(before, after) is None


def test_new_container_has_a_plus_and_is_green() -> None:
    found = changed(lambda objects: pod_spec(objects)["containers"].append(container("proxy", html="/p:ro")))
    (box,) = (name for name, text in found.boxes.items() if text == "+ proxy | main")
    assert ("html", "-.->", "+ /p", "+ proxy") in found.arrows
    assert f"class {box} new" in styled(found, GREEN)
    assert "linkStyle" in styled(found, GREEN)


def test_container_that_is_gone_has_a_minus_and_is_red() -> None:
    found = changed(lambda objects: pod_spec(objects)["containers"].pop(0))
    assert (f"{MINUS} writer", "==>", f"{MINUS} /html", "html") in found.arrows
    (box,) = (name for name, text in found.boxes.items() if text == f"{MINUS} writer | main")
    assert found.inside[box]
    assert f"class {box} gone" in styled(found, RED)


def test_reader_that_becomes_a_writer_is_marked() -> None:
    def make_writable(objects: list[JsonObject]) -> None:
        pod_spec(objects)["containers"][1]["volumeMounts"][0]["readOnly"] = False

    arrows = changed(make_writable).arrows
    assert ("html", "-.->", f"{MINUS} /srv", "server") in arrows
    assert ("server", "==>", "+ /srv", "html") in arrows


def test_number_of_pods_is_shown_before_and_after() -> None:
    found = changed(lambda objects: objects[0]["spec"].update(replicas=5))
    assert f"Deployment web | {MINUS} 2 Pods | + 5 Pods" in found.texts()


def test_source_of_a_volume_is_shown_before_and_after() -> None:
    def keep(objects: list[JsonObject]) -> None:
        pod_spec(objects)["volumes"][0] = volume("html", hostPath={"path": "/srv"})

    assert f"html | {MINUS} emptyDir | + node /srv" in changed(keep).texts()


def test_arrow_without_a_text_gets_a_sign() -> None:
    found = changed(lambda objects: objects.append(network_policy({"ports": [{"port": 80}]})))
    assert (f"{MINUS} anyone", "-->", MINUS, "server") in found.arrows
    assert ("+ anyone", "-->", "+", "server") in found.arrows


def test_path_that_changes_is_shown_before_and_after() -> None:
    def move(objects: list[JsonObject]) -> None:
        pod_spec(objects)["containers"][0]["volumeMounts"][0]["mountPath"] = "/out"

    assert ("writer", "==>", f"{MINUS} /html | + /out", "html") in changed(move).arrows


def test_only_pods_with_a_difference_are_drawn() -> None:
    others = [workload("Deployment", classic() | {"metadata": {"name": f"n{n}"}}) for n in range(30)]
    after = [*others, *site()]
    after[-2]["spec"]["replicas"] = 3
    diagram = mermaid_of_change([*others, *site()], after)
    assert diagram
    titles = [text for text in read(diagram).texts() if text.startswith("Deployment")]
    assert titles == [f"Deployment web | {MINUS} 2 Pods | + 3 Pods"]


def test_service_that_selects_nothing_and_is_new_is_drawn_alone() -> None:
    found = changed(lambda objects: objects.append(service({"port": 80}, app="shop")))
    assert found.texts() == {"+ Service shop"}


def test_new_stack_is_all_new() -> None:
    diagram = mermaid_of_change([], site())
    assert diagram
    assert all(text.startswith("+ ") for text in read(diagram).texts())


def test_deleted_stack_is_all_gone() -> None:
    diagram = mermaid_of_change(site(), [])
    assert diagram
    assert all(text.startswith(f"{MINUS} ") for text in read(diagram).texts())
