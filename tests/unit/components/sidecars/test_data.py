"""Sidecars as data: a kind and its arguments are enough, and a mistake is named with its path."""

import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass
from inspect import get_annotations
from typing import cast

import pytest

from sidecar_pods import (
    HelperArgs,
    PodTemplateArgs,
    Sidecar,
    SidecarPod,
    WiringError,
    pod_template,
    sidecars,
    with_sidecars,
)
from sidecar_pods.arguments import images
from sidecar_pods.checks.own_checks import HELPERS
from sidecar_pods.package.declarations import fields, find_class
from sidecar_pods.sidecars.joining import BUILDERS
from tests.foreign import Json, JsonObject
from tests.unit.components.sidecars.built import built
from tests.unit.pulumi_mocks import later, run

SERVED: PodTemplateArgs = {
    "containers": [{"name": "web", "image": "nginx"}],
    "shared_volumes": [{"name": "site", "config_map": {"name": "site"}, "read_by": {"web": "/srv"}}],
}
SHORTEST: dict[str, JsonObject] = {
    "nginx": {},
    "date_writer": {"server": "web"},
    "page_writer": {"server": "web"},
    "log_watcher": {"server": "web"},
    "data_loader": {"reader": "web", "command": "date > file"},
    "git_loader": {"reader": "web", "repository": "https://example.org/site.git"},
    "data_change_watcher": {"volumes": ["site"]},
    "nginx_exporter": {"server": "web"},
    "custom": {"container": {"name": "custom", "image": "debian"}},
}
"""The arguments of each kind that have no default."""
IMAGES = {
    "nginx": images.NGINX,
    "git_loader": images.GIT,
    "nginx_exporter": images.NGINX_EXPORTER,
    "custom": "debian",
}
"""The image of each kind that does not run Debian's."""
INPUTS: JsonObject = {
    "image": "debian",
    "resources": {"requests": {"cpu": "10m"}},
    "command": "date > other",
    "repository": "/origin",
    "ref": "main",
}
"""A value of each field that may be known later."""
each_kind = pytest.mark.parametrize("kind", SHORTEST)


def entry(kind: str, **more: object) -> HelperArgs:
    """Return an entry of the list with the arguments that have no default, and more."""
    return cast("HelperArgs", {kind: {**SHORTEST[kind], **more}})


def spec(*helpers: object) -> JsonObject:
    """Return the spec of a Pod with these helpers."""
    pod = cast("PodTemplateArgs", {**SERVED, "helpers": list(helpers)})
    return cast("JsonObject", pod_template("shop", pod, "shop-test"))["spec"]


def containers(made: JsonObject) -> JsonObject:
    """Return the containers of a spec, by their names."""
    return {each["name"]: each for each in (*made.get("init_containers", []), *made["containers"])}


def test_every_kind_has_a_shortest_form() -> None:
    assert set(SHORTEST) == set(HELPERS)
    assert all(cast("Json", HELPERS[kind]).__required_keys__ == set(args) for kind, args in SHORTEST.items())


@each_kind
def test_the_shortest_form_has_the_kinds_name_and_a_pinned_image(kind: str) -> None:
    made = containers(spec(entry(kind)))
    assert made[kind.replace("_", "-")]["image"] == IMAGES.get(kind, images.DEBIAN)


def test_a_pod_may_consist_of_helpers_alone() -> None:
    helpers = [entry("page_writer", server="nginx"), entry("nginx")]
    made = cast("Json", pod_template("shop", {"helpers": helpers}, "shop-test"))["spec"]
    assert [each["name"] for each in made["containers"]] == ["nginx"]
    assert [each["name"] for each in made["init_containers"]] == ["page-writer"]


@pytest.mark.parametrize(
    ("stated", "port"),
    [({}, 8080), ({"image": "nginx"}, 80), ({"image": "nginx", "port": 8000}, 8000), ({"port": 81}, 81)],
    ids=["default image", "own image", "own image and port", "own port"],
)
def test_the_server_listens_where_its_image_does(stated: JsonObject, port: int) -> None:
    server = containers(spec(entry("nginx", **stated)))["nginx"]
    assert server["ports"] == [{"name": "http", "container_port": port}]
    assert server["readiness_probe"]["http_get"]["port"] == port


@pytest.mark.parametrize("kind", [kind for kind in SHORTEST if kind not in ("nginx", "custom")])
def test_the_function_of_a_kind_returns_its_data(kind: str) -> None:
    make = cast("Callable[..., HelperArgs]", getattr(sidecars, kind))
    made = make(name="helper", image="debian", **SHORTEST[kind])
    again = {"interval_seconds": 30} if kind == "git_loader" else {}
    assert made == {kind: {"name": "helper", "image": "debian", **SHORTEST[kind], **again}}


def test_git_loader_without_an_interval_loads_once() -> None:
    loader = sidecars.git_loader("loader", "git", "/origin", reader="web", interval_seconds=None)
    assert built(loader).role == built(entry("git_loader", once=True)).role == "init_containers"
    assert built(entry("git_loader")).role == "sidecars"


@pytest.mark.parametrize(
    "kind",
    # These two pass further options on to a function with a default for each.
    [kind for kind in BUILDERS if kind not in ("nginx", "git_loader")],
)
def test_builder_of_a_kind_takes_what_its_arguments_state(kind: str) -> None:
    found = find_class(HELPERS[kind].__name__, HELPERS[kind].__module__)
    assert found
    described = {each.name: each.description for each in fields(*found)}
    parameters = inspect.signature(BUILDERS[kind]).parameters
    assert set(parameters) == set(described)
    for name, parameter in parameters.items():
        stated = re.search(r"Default: ([\w./]+?)[.,]?(?: |$)", described[name])
        if isinstance(parameter.default, str | int) and name != "image":
            assert stated, name
            assert stated[1] == str(parameter.default), name


def test_a_sidecar_of_your_own_is_the_same_as_data_and_as_an_object() -> None:
    parts: Json = {
        "container": {"name": "greeter", "image": "debian"},
        "role": "containers",
        "shared_volumes": [{"name": "html", "written_by": {"greeter": "/html"}, "read_by": {"web": "/html"}}],
        "volumes_of_others": {"web": [{"name": "conf", "mount_path": "/conf", "files": {"a.conf": "a"}}]},
        "share_process_namespace": True,
    }
    of_object = with_sidecars(SERVED, Sidecar(**parts))
    assert cast("Json", pod_template("shop", of_object, "shop-test"))["spec"] == spec({"custom": parts})
    assert spec({"custom": parts})["share_process_namespace"] is True


def test_a_field_that_a_subclass_adds_is_its_own() -> None:
    @dataclass(frozen=True)
    class Greeter(Sidecar):
        greeting: str = "hello"

    pod = with_sidecars(SERVED, Greeter({"name": "greeter", "image": "debian"}))
    assert "greeter" in containers(cast("Json", pod_template("shop", pod, "shop-test"))["spec"])


@pytest.mark.parametrize("role", ["init_containers", "initContainers"])
def test_a_role_is_spelled_as_the_fields_of_the_users_language(role: str) -> None:
    made = spec(entry("custom", role=role))
    assert [each["name"] for each in made["init_containers"]] == ["custom"]
    assert "restart_policy" not in made["init_containers"][0]


@pytest.mark.parametrize(
    ("kind", "field"),
    [(kind, field) for kind in HELPERS for field in INPUTS if field in get_annotations(HELPERS[kind])],
)
def test_a_value_that_decides_nothing_may_be_known_later(kind: str, field: str) -> None:
    value = INPUTS[field]
    now = spec(entry(kind, **{field: value}))

    def program() -> Json:
        made = spec(entry(kind, **{field: later(value)}))
        assert isinstance(made, dict), "the structure is known in a preview"
        return made

    assert run(program).returned == now


@pytest.mark.parametrize(
    ("kind", "field", "expected"),
    [
        ("nginx", "port", "a whole number"),
        ("page_writer", "resources", "a map"),
        ("nginx", "image", "a string"),
    ],
)
def test_an_output_that_holds_nothing_is_refused(kind: str, field: str, expected: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("shop", {**SERVED, "helpers": [entry(kind, **{field: later(None)})]}))
    assert str(refusal.value) == f"shop: helpers[0].{kind}.{field} is nothing; expected {expected}"


PARTS: dict[str, Callable[[object], HelperArgs]] = {
    "setting": lambda value: entry("data_loader", settings={"BUCKET": value}),
    "container": lambda value: entry("custom", container={"name": "custom", "image": value}),
}


@pytest.mark.parametrize("make", PARTS.values(), ids=PARTS)
def test_a_part_of_a_plain_value_may_be_known_later(make: Callable[[object], HelperArgs]) -> None:
    assert run(lambda: spec(make(later("debian")))).returned == spec(make("debian"))


REFUSALS: dict[str, tuple[object, str]] = {
    "no list": ({"log_watcher": {"server": "web"}}, "helpers is a map; expected a list"),
    "a word for a map": (["log_watcher"], "helpers[0] is a string; expected a map"),
    "unknown kind": (
        [entry("nginx"), {"log_wacher": {}}],
        f"helpers[1].log_wacher is not a field that exists; expected one of {', '.join(HELPERS)}; "
        "did you mean log_watcher?",
    ),
    "two kinds": (
        [{**entry("log_watcher"), **entry("nginx")}],
        f"helpers[0] has nginx and log_watcher; expected one of {', '.join(HELPERS)}",
    ),
    "no kind": ([{}], f"helpers[0] has no kind; expected one of {', '.join(HELPERS)}"),
    "no arguments": (
        [{"log_watcher": None}],
        f"helpers[0] has no kind; expected one of {', '.join(HELPERS)}",
    ),
    "unknown field": (
        [entry("log_watcher", limit=8)],
        "helpers[0].log_watcher.limit is not a field that exists; expected one of name, image, server, "
        "folder, log, error_log, volume, limit_mib, resources; did you mean limit_mib?",
    ),
    "missing field": (
        [{"log_watcher": {}}],
        "helpers[0].log_watcher.server is missing; expected a string",
    ),
    "wrong type": (
        [entry("log_watcher", limit_mib="8")],
        "helpers[0].log_watcher.limit_mib is a string; expected a whole number",
    ),
    "out of range": (
        [entry("log_watcher", limit_mib=0)],
        "helpers[0].log_watcher.limit_mib is 0; expected 1 or more",
    ),
    "unknown container": (
        [entry("log_watcher", server="wbe")],
        'helpers[0].log_watcher.server names "wbe", which is no container of this Pod; '
        "expected one of log-watcher, web; did you mean web?",
    ),
    "the sidecar itself": (
        [entry("log_watcher", server="log-watcher")],
        "helpers[0].log_watcher.server names the sidecar itself; expected another container",
    ),
    "unknown volume of its own": (
        [entry("custom", owns=["sit"])],
        'helpers[0].custom.owns names "sit", which is no shared volume of this Pod; '
        "expected site; did you mean site?",
    ),
    "unknown reader": (
        [entry("git_loader", reader="wbe")],
        'helpers[0].git_loader.reader names "wbe", which is no container of this Pod; '
        "expected one of git-loader, web; did you mean web?",
    ),
    "unknown volume": (
        [entry("data_change_watcher", volumes=["site", "sites"])],
        'helpers[0].data_change_watcher.volumes names "sites", which is no shared volume of this Pod; '
        "expected site; did you mean site?",
    ),
    "unknown container with a volume": (
        [entry("custom", volumes_of_others={"wbe": []})],
        'helpers[0].custom.volumes_of_others names "wbe", which is no container of this Pod; '
        "expected one of custom, web; did you mean web?",
    ),
    "unknown reader of a sidecar of your own": (
        [
            entry(
                "custom",
                shared_volumes=[{"name": "own", "written_by": {"custom": "/a"}, "read_by": {"wbe": "/a"}}],
            )
        ],
        'helpers[0].custom.shared_volumes[own].read_by names "wbe", which is no container of this Pod; '
        "expected one of custom, web; did you mean web?",
    ),
    "misspelt image": (
        [entry("nginx", image="nginx latest")],
        'helpers[0].nginx.image is "nginx latest"; expected an image reference such as nginx:1.29.3',
    ),
    "more requested than allowed": (
        [entry("page_writer", resources={"requests": {"cpu": "2"}, "limits": {"cpu": "1"}})],
        "helpers[0].page_writer.resources requests 2 of cpu, and its limit is 1; "
        "expected no more than the limit",
    ),
    "unknown role": (
        [entry("custom", role="sidecar")],
        'helpers[0].custom.role is "sidecar"; expected one of init_containers, sidecars, containers; '
        "did you mean sidecars?",
    ),
    "mistake in a container": (
        [entry("custom", container={"name": "own"})],
        "helpers[0].custom.container.image is missing; expected a string",
    ),
    "once and again": (
        [entry("git_loader", once=True, interval_seconds=3)],
        "helpers[0].git_loader has interval_seconds and once; expected one of interval_seconds, once",
    ),
}


@pytest.mark.parametrize(("helpers", "sentence"), REFUSALS.values(), ids=REFUSALS)
def test_a_mistake_is_refused_with_its_path(helpers: object, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        pod_template("shop", cast("PodTemplateArgs", {**SERVED, "helpers": helpers}), "shop-test")
    assert str(refusal.value) == f"shop: {sentence}"


LATER: dict[str, Callable[[], PodTemplateArgs]] = {
    "helpers": lambda: cast("PodTemplateArgs", {"helpers": later([])}),
    "helpers[0]": lambda: cast("PodTemplateArgs", {"helpers": [later(entry("nginx"))]}),
    "helpers[0].log_watcher": lambda: {"helpers": [cast("HelperArgs", {"log_watcher": later({})})]},
    "helpers[0].log_watcher.server": lambda: {"helpers": [entry("log_watcher", server=later("web"))]},
    "helpers[0].data_change_watcher.volumes[0]": lambda: {
        "helpers": [entry("data_change_watcher", volumes=[later("site")])]
    },
}


@pytest.mark.parametrize("place", LATER)
def test_a_value_that_the_wiring_needs_must_be_known(place: str) -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: pod_template("shop", LATER[place](), "shop-test"))
    assert str(refusal.value) == (
        f"shop: {place} is known only later; expected a plain value, because it decides which objects exist"
    )
