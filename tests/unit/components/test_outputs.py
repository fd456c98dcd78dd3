"""Arguments that are known later: they are checked when they resolve, and make nothing else unknown."""

import copy
from collections.abc import Callable, Iterator
from typing import cast

import pulumi
import pytest

from sidecar_pods import (
    PodTemplateArgs,
    SidecarCronJob,
    SidecarDeployment,
    SidecarJob,
    SidecarPod,
    SidecarService,
    WiringError,
)
from tests.foreign import Json, JsonObject
from tests.unit.components.pods import classic, first, html
from tests.unit.components.test_refusals import PATHS, PORTS, WIRING
from tests.unit.pulumi_mocks import DEPLOYMENT, POD, SERVICE, STASH, UNKNOWN, Run, later, run, unknown


def run_pod(args: PodTemplateArgs, *, preview: bool = False) -> Run:
    """Run a program that is one Pod."""
    return run(lambda: SidecarPod("mc1", args), preview=preview)


def deferred(value: Json) -> Json:
    """Make an Output of everything in a value, and of the value itself."""
    if isinstance(value, dict):
        return later({key: deferred(each) for key, each in value.items()})  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return later([deferred(each) for each in value])  # pyright: ignore[reportUnknownVariableType]
    return later(value)


def fields_deferred(args: Json) -> PodTemplateArgs:
    """Make an Output of each field of the arguments."""
    return {key: deferred(value) for key, value in args.items()}  # pyright: ignore[reportReturnType]


def leaves_deferred(value: Json) -> Json:
    """Make an Output of each text and number in a value."""
    if isinstance(value, dict):
        return {key: leaves_deferred(each) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType]
    if isinstance(value, list):
        return [leaves_deferred(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return later(value)


RICH = classic(
    containers=[
        {
            "name": "1st",
            "image": "nginx",
            "ports": [{"name": "http", "container_port": 80}],
            "readiness_probe": {"http_get": {"path": "/", "port": "http"}, "period_seconds": 2},
            "liveness_probe": {"tcp_socket": {"port": 80}},
            "lifecycle": {
                "post_start": {"http_get": {"path": "/quit", "port": 80}},
                "pre_stop": {"sleep": {"seconds": 5}},
            },
            "security_context": {"run_as_user": 101, "capabilities": {"add": ["NET_BIND_SERVICE"]}},
            "volumes": [{"name": "conf", "mount_path": "/conf", "config_map": {"name": "conf"}}],
            "env": [{"name": "A", "value": "1"}],
            "resources": {"requests": {"memory": "32Mi"}, "limits": {"memory": "64Mi"}},
        },
        {"name": "2nd", "image": "debian", "security_context": {"privileged": False}},
    ],
    sidecars=[{"name": "3rd", "image": "debian"}],
    topology_spread_constraints=[
        {"topology_key": "zone", "max_skew": 1, "when_unsatisfiable": "ScheduleAnyway"}
    ],
    labels={"team": "web"},
    annotations={"note": "x"},
    instance="blue",
    name="web",
    namespace="front",
    pod_security="restricted",
    fs_group=1,
    termination_grace_period_seconds=5,
)


@pytest.mark.parametrize("defer", [fields_deferred, leaves_deferred], ids=["each field", "each leaf"])
def test_outputs_make_the_same_pod_as_plain_values(defer: Callable[[Json], PodTemplateArgs]) -> None:
    plain = run_pod(RICH).resource(POD).inputs
    assert run(lambda: SidecarPod("mc1", defer(RICH))).resource(POD).inputs == plain


def places(value: Json, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every part of a value, as keys and indexes."""
    if path:
        yield path
    if isinstance(value, dict):
        for key, each in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield from places(each, *path, key)  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, list):
        for index, each in enumerate(value):  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
            yield from places(each, *path, index)


def changed_at(value: Json, path: tuple[str | int, ...], change: Callable[[Json], Json]) -> Json:
    """Return a value with one part of it changed."""
    if not path:
        return change(value)
    key, *rest = path
    changed = copy.copy(value)
    changed[key] = changed_at(value[key], tuple(rest), change)
    return changed


@pytest.mark.parametrize("place", list(places(RICH)), ids=lambda place: ".".join(map(str, place)))
def test_an_output_at_any_one_place_makes_the_same_pod_as_plain_values(
    place: tuple[str | int, ...], rich_pod: JsonObject
) -> None:
    made = run(lambda: SidecarPod("mc1", changed_at(RICH, place, deferred)))
    assert made.resource(POD).inputs == rich_pod


@pytest.fixture(scope="module")
def rich_pod() -> JsonObject:
    return run_pod(RICH).resource(POD).inputs


def test_an_awaitable_is_accepted_like_an_output() -> None:
    async def image() -> str:
        return "nginx:1.29.3"

    made = run(lambda: SidecarPod("mc1", first(image=image())))
    assert made.resource(POD).inputs["spec"]["containers"][0]["image"] == "nginx:1.29.3"


LEAVES: JsonObject = {
    "image": "",
    "image_pull_policy": "always",
    "resources": {"requests": {"memory": "65Mi"}, "limits": {"memory": "64Mi"}},
    "readiness_probe": {"tcp_socket": {"port": 70000}},
    "liveness_probe": {"http_get": {"path": "/"}},
    "lifecycle": {"pre_stop": {"sleep": {"seconds": 45}}},
    "working_dir": "x",
    "env": [{"name": "A=B"}],
    "command": "sh",
}


@pytest.mark.parametrize("preview", [False, True], ids=["up", "preview"])
@pytest.mark.parametrize(("field", "wrong"), LEAVES.items(), ids=LEAVES.keys())
def test_a_wrong_leaf_is_refused_when_it_resolves_with_the_same_sentence(
    field: str, wrong: object, preview: bool
) -> None:
    with pytest.raises(WiringError) as plain:
        run_pod(first(**{field: wrong}))
    with pytest.raises(WiringError) as resolved:
        run(lambda: SidecarPod("mc1", first(**{field: later(wrong)})), preview=preview)
    assert str(resolved.value) == str(plain.value)


@pytest.mark.parametrize("field", ["resources", "lifecycle", "liveness_probe"])
def test_values_that_disagree_are_refused_when_the_last_one_resolves(field: str) -> None:
    with pytest.raises(WiringError) as plain:
        run_pod(first(**{field: LEAVES[field]}))
    for place in places(LEAVES[field]):
        with pytest.raises(WiringError) as resolved:
            run(
                lambda place=place: SidecarPod(
                    "mc1", first(**{field: changed_at(LEAVES[field], place, later)})
                )
            )
        assert str(resolved.value) == str(plain.value)


def test_a_sleep_beyond_a_later_grace_period_is_refused_when_that_resolves() -> None:
    pause = {"pre_stop": {"sleep": {"seconds": 9}}}
    with pytest.raises(WiringError) as refusal:
        run(
            lambda: SidecarPod(
                "mc1", {**first(lifecycle=pause), "termination_grace_period_seconds": later(8)}
            )
        )
    assert str(refusal.value) == (
        "mc1: containers[1st].lifecycle.pre_stop.sleep.seconds is 9, and the Pod is killed after 8; "
        "expected no more than termination_grace_period_seconds"
    )


@pytest.mark.parametrize("case", [*WIRING, *PATHS, *PORTS])
def test_wrong_structure_is_refused_when_it_resolves_with_the_same_sentence(case: str) -> None:
    args, sentence = (WIRING | PATHS | PORTS)[case]
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("mc1", fields_deferred(args)))
    assert str(refusal.value) == sentence


def test_nothing_that_uses_a_refused_value_is_registered() -> None:
    registered: list[str] = []

    def program() -> None:
        pod = SidecarPod("mc1", first(image=later("")))
        pod.urn.apply(registered.append)
        pod.endpoints.apply(lambda _: registered.append("endpoints"))

    with pytest.raises(WiringError, match="image is empty"):
        run(program)
    assert [urn.rpartition("$")[2] for urn in registered] == ["sidecar:index:SidecarPod::mc1"]


def test_a_refusal_shows_no_secret() -> None:
    with pytest.raises(WiringError) as refusal:
        run(lambda: SidecarPod("mc1", first(image=pulumi.Output.secret("s3cret image"))))
    assert str(refusal.value) == (
        "mc1: containers[1st].image is a secret that does not fit; "
        "expected an image reference such as nginx:1.29.3"
    )


def test_a_refused_combination_shows_no_secret() -> None:
    def program() -> None:
        resources = {"requests": {"memory": pulumi.Output.secret("2Gi")}, "limits": {"memory": "1Gi"}}
        SidecarPod("mc1", first(resources=resources))

    with pytest.raises(WiringError) as refusal:
        run(program)
    assert str(refusal.value) == (
        "mc1: containers[1st].resources is a secret that does not fit; expected no more than the limit"
    )


def test_an_unknown_leaf_keeps_nothing_else_unknown() -> None:
    made = run(
        lambda: SidecarPod(
            "mc1",
            first(
                image=unknown(),
                env=[{"name": "HOST", "value": unknown()}],
                volumes=[{"name": "conf", "mount_path": "/conf", "config_map": {"name": unknown()}}],
                ports=[{"container_port": 80}],
            ),
        ),
        preview=True,
    ).resource(POD)
    server, writer = made.inputs["spec"]["containers"]
    assert server["image"] == server["env"][0]["value"] == UNKNOWN
    assert made.inputs["spec"]["volumes"] == [
        {"name": "html", "emptyDir": {}},
        {"name": "conf", "configMap": {"name": UNKNOWN}},
    ]
    assert [mount["name"] for mount in server["volumeMounts"]] == ["html", "conf"]
    assert writer["image"] == "debian"


def test_an_unknown_leaf_keeps_no_endpoint_unknown() -> None:
    def program() -> SidecarService:
        pod = SidecarPod("mc1", first(image=unknown(), ports=[{"container_port": 80}]))
        return SidecarService("mc1", {"workload": pod.endpoints})

    spec = run(program, preview=True).resource(SERVICE).inputs["spec"]
    assert [port["targetPort"] for port in spec["ports"]] == [80]


def test_unknown_structure_leaves_the_rest_of_the_object_known() -> None:
    made = run(
        lambda: SidecarDeployment("mc1", {"replicas": 2, "template": html(written_by={"2nd": unknown()})}),
        preview=True,
    ).resource(DEPLOYMENT)
    assert made.inputs["spec"]["template"]["spec"] == UNKNOWN
    assert made.inputs["spec"]["replicas"] == 2
    assert made.inputs["spec"]["template"]["metadata"]["labels"]["app.kubernetes.io/name"] == "mc1"
    assert made.inputs["metadata"]["name"] == "mc1"


def test_unknown_values_are_not_refused_in_a_preview() -> None:
    assert run(lambda: SidecarPod("mc1", first(image=unknown(), name=unknown())), preview=True).kinds == [
        "sidecar:index:SidecarPod",
        STASH,
        POD,
    ]


@pytest.mark.parametrize(
    ("where", "make"),
    [
        ("mc1:", lambda: SidecarPod("mc1", cast("Json", later(classic())))),
        ("mc1: template", lambda: SidecarDeployment("mc1", {"template": cast("Json", later(classic()))})),
        ("mc1: template", lambda: SidecarJob("mc1", {"template": cast("Json", later(classic()))})),
        (
            "mc1: job_template",
            lambda: SidecarCronJob(
                "mc1", {"schedule": "@daily", "job_template": cast("Json", later({"template": classic()}))}
            ),
        ),
    ],
    ids=["arguments", "template", "template of a Job", "job"],
)
def test_arguments_that_are_an_output_as_a_whole_are_refused(where: str, make: Callable[[], object]) -> None:
    with pytest.raises(WiringError) as refusal:
        run(make)
    assert str(refusal.value) == (
        f"{where} is known only later; expected a plain value, because it decides which objects exist"
    )


@pytest.mark.parametrize("field", ["ports", "volumes", "readiness_probe", "command", "working_dir"])
def test_an_output_of_nothing_is_as_if_the_field_were_not_there(field: str) -> None:
    made = run(lambda: SidecarPod("mc1", first(**{field: later(None)})))
    stated = {key: each for key, each in container_of(made).items() if each is not None}
    assert stated == container_of(run_pod(first()))


@pytest.mark.parametrize("field", ["security_context", "topology_spread_constraints", "tolerations"])
def test_an_output_of_nothing_in_the_pod_is_as_if_the_field_were_not_there(field: str) -> None:
    made = run(lambda: SidecarPod("mc1", classic(**{field: later(None)}))).resource(POD).inputs["spec"]
    stated = {key: each for key, each in made.items() if each not in (None, [], {})}
    assert stated == run_pod(classic()).resource(POD).inputs["spec"]


def test_a_container_whose_security_context_is_nothing_has_that_of_its_level() -> None:
    plain = first()
    plain["pod_security"] = "restricted"

    def program() -> None:
        template = first(security_context=later(None))
        template["pod_security"] = "restricted"
        SidecarPod("mc1", template)

    assert container_of(run(program)) == container_of(run_pod(plain))


def test_labels_that_are_nothing_are_as_if_they_were_not_there() -> None:
    def program(**more: object) -> None:
        SidecarDeployment("mc1", cast("Json", {"template": classic(), **more}))

    labels = run(lambda: program(labels=later(None))).resource(DEPLOYMENT).inputs["metadata"]["labels"]
    assert labels == run(program).resource(DEPLOYMENT).inputs["metadata"]["labels"]


def container_of(made: Run) -> JsonObject:
    """Return the first container of a run's Pod."""
    return made.resource(POD).inputs["spec"]["containers"][0]
