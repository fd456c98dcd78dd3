"""Every argument that cannot become a Pod is refused, in one exact sentence."""

import pulumi
import pytest

from sidecar_pods import PodTemplateArgs, WiringError, pod_template
from tests.unit.components.pods import classic, first, html, opening
from tests.unit.components.refused_values import LABEL, NAMES, SHAPE, TOO_LONG, VALUES, Cases

WIRING: Cases = {
    "no container": (classic(containers=[]), "mc1: containers is empty; expected at least one container"),
    "duplicate container": (
        first(name="2nd"),
        "mc1: containers[2nd].name is the name of another container, in containers; "
        "expected a name of its own",
    ),
    "duplicate container in another list": (
        classic(sidecars=[{"name": "1st", "image": "debian"}]),
        "mc1: containers[1st].name is the name of another container, in sidecars; expected a name of its own",
    ),
    "unknown reader": (
        html(read_by={"1rst": "/usr/share/nginx/html"}),
        'mc1: shared_volumes[html].read_by names "1rst", which is no container of this Pod; '
        "expected one of 1st, 2nd; did you mean 1st?",
    ),
    "unknown writer": (
        html(written_by={"writer": "/html"}),
        'mc1: shared_volumes[html].written_by names "writer", which is no container of this Pod; '
        "expected one of 1st, 2nd",
    ),
    "no writer": (
        html(written_by={}),
        "mc1: shared_volumes[html].written_by is empty, so nobody writes it; "
        "expected at least one container and its path",
    ),
    "no reader": (
        html(read_by={}),
        "mc1: shared_volumes[html].read_by is empty, so nobody reads it; "
        "expected at least one container and its path",
    ),
    "reader left out": (
        classic(shared_volumes=[{"name": "html", "written_by": {"2nd": "/html"}}]),
        "mc1: shared_volumes[html].read_by is empty, so nobody reads it; "
        "expected at least one container and its path",
    ),
    "reader that writes at the same path": (
        html(read_by={"1st": "/usr/share/nginx/html", "2nd": "/html/"}),
        "mc1: shared_volumes[html].read_by mounts at /html of container 2nd, where volume html is already; "
        "expected a path of its own",
    ),
    "config_map that a container writes": (
        html(config_map={"name": "pages"}),
        "mc1: shared_volumes[html].written_by names 2nd, and no container can write a ConfigMap; expected {}",
    ),
    "reader that ends before the writer starts": (
        classic(
            init_containers=[{"name": "check", "image": "debian"}],
            shared_volumes=[{"name": "html", "written_by": {"2nd": "/html"}, "read_by": {"check": "/html"}}],
        ),
        "mc1: shared_volumes[html].read_by names init container check, which ends before any writer has "
        "started; expected an init container before it in written_by",
    ),
    "probe of an init container": (
        classic(
            init_containers=[
                {"name": "check", "image": "debian", "liveness_probe": {"exec_": {"command": ["true"]}}}
            ]
        ),
        "mc1: init_containers[check].liveness_probe is given to a container that runs to completion, which "
        "Kubernetes refuses; expected the container in sidecars",
    ),
    "lifecycle of an init container": (
        classic(
            init_containers=[
                {"name": "check", "image": "debian", "lifecycle": {"pre_stop": {"sleep": {"seconds": 1}}}}
            ]
        ),
        "mc1: init_containers[check].lifecycle is given to a container that runs to completion, which "
        "Kubernetes refuses; expected the container in sidecars",
    ),
    "two sources": (
        html(empty_dir={}, persistent_volume_claim={"claim_name": "pages"}),
        "mc1: shared_volumes[html] has empty_dir and persistent_volume_claim; expected one of them",
    ),
    "two sources of an own volume": (
        first(
            volumes=[
                {
                    "name": "conf",
                    "mount_path": "/conf",
                    "config_map": {"name": "a"},
                    "secret": {"secret_name": "b"},
                }
            ]
        ),
        "mc1: containers[1st].volumes[conf] has config_map and secret; expected one of them",
    ),
    "duplicate volume": (
        classic(
            shared_volumes=[
                {"name": "html", "written_by": {"2nd": path}, "read_by": {"1st": path}}
                for path in ("/a", "/b")
            ]
        ),
        "mc1: shared_volumes[html].name is the name of another volume of the Pod; expected a name of its own",
    ),
    "own volume named like a shared one": (
        first(volumes=[{"name": "html", "mount_path": "/tmp"}]),
        "mc1: containers[1st].volumes[html].name is the name of another volume of the Pod; "
        "expected a name of its own",
    ),
}

PATHS: Cases = {
    "relative": (
        html(written_by={"2nd": "html"}),
        'mc1: shared_volumes[html].written_by[2nd] is "html", a relative path; '
        "expected an absolute path such as /html",
    ),
    "empty": (
        html(read_by={"1st": ""}),
        "mc1: shared_volumes[html].read_by[1st] is empty; expected an absolute path such as /html",
    ),
    "root": (
        html(written_by={"2nd": "//"}),
        'mc1: shared_volumes[html].written_by[2nd] is "/", which would hide the whole image; '
        "expected an absolute path such as /html",
    ),
    "parent": (
        html(written_by={"2nd": "/html/../etc"}),
        'mc1: shared_volumes[html].written_by[2nd] is "/html/../etc"; '
        "expected an absolute path such as /html, without : or ..",
    ),
    "own volume's": (
        first(volumes=[{"name": "tmp", "mount_path": "tmp"}]),
        'mc1: containers[1st].volumes[tmp].mount_path is "tmp", a relative path; '
        "expected an absolute path such as /html",
    ),
    "working folder": (
        first(working_dir="srv"),
        'mc1: containers[1st].working_dir is "srv", a relative path; expected an absolute path such as /html',
    ),
    "absolute sub path": (
        first(volumes=[{"name": "tmp", "mount_path": "/tmp", "sub_path": "/x"}]),
        'mc1: containers[1st].volumes[tmp].sub_path is "/x"; expected a relative path without ..',
    ),
    "taken by a shared volume": (
        classic(
            shared_volumes=[
                {"name": "a", "written_by": {"2nd": "/a"}, "read_by": {"1st": "/pages"}},
                {"name": "b", "written_by": {"2nd": "/b"}, "read_by": {"1st": "/./pages//"}},
            ]
        ),
        "mc1: shared_volumes[b].read_by mounts at /pages of container 1st, where volume a is already; "
        "expected a path of its own",
    ),
    "taken by an own volume": (
        first(volumes=[{"name": "tmp", "mount_path": "/usr/share/nginx/html/"}]),
        "mc1: containers[1st].volumes[tmp] mounts at /usr/share/nginx/html of container 1st, "
        "where volume html is already; expected a path of its own",
    ),
}

PORTS: Cases = {
    "too low": (
        opening({"container_port": 0}),
        "mc1: containers[1st].ports[0].container_port is 0; expected a number from 1 to 65535",
    ),
    "too high": (
        opening({"container_port": 65536}),
        "mc1: containers[1st].ports[0].container_port is 65536; expected a number from 1 to 65535",
    ),
    "protocol": (
        opening({"container_port": 80, "protocol": "tcp"}),
        'mc1: containers[1st].ports[0].protocol is "tcp"; expected one of SCTP, TCP, UDP; did you mean TCP?',
    ),
    "opened by two containers": (
        classic(sidecars=[{"name": "metrics", "image": "debian", "ports": [{"container_port": 80}]}]),
        "mc1: containers[1st].ports opens port 80/TCP, as container metrics does; "
        "expected a port of its own: they share one network",
    ),
    "opened twice": (
        opening({"container_port": 80}, {"container_port": 80, "protocol": "TCP"}),
        "mc1: containers[1st].ports opens port 80/TCP twice; "
        "expected a port of its own: they share one network",
    ),
    "named twice": (
        opening({"name": "http", "container_port": 80}, {"name": "http", "container_port": 81}),
        "mc1: containers[1st].ports names a port http twice; expected a name of its own",
    ),
}

REFUSALS: Cases = {
    f"{kind}: {case}": refusal
    for kind, cases in {
        "shape": SHAPE,
        "name": NAMES,
        "value": VALUES,
        "wiring": WIRING,
        "path": PATHS,
        "port": PORTS,
    }.items()
    for case, refusal in cases.items()
}


@pytest.mark.parametrize(("args", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_wrong_arguments_are_refused_with_one_sentence(args: PodTemplateArgs, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        pod_template("mc1", args, "shop-test")
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("component", "sentence"),
    [
        (
            "My Pod",
            f'My Pod: the component\'s name is "My Pod"; expected {LABEL}; did you mean my-pod?',
        ),
        (TOO_LONG, f"{TOO_LONG}: the component's name is 64 characters long; expected {LABEL}"),
    ],
    ids=["blank", "too long"],
)
def test_a_component_name_that_is_no_label_is_refused(component: str, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        pod_template(component, classic(), "shop-test")
    assert str(refusal.value) == sentence


def test_a_refusal_ends_a_pulumi_program_without_a_traceback() -> None:
    assert issubclass(WiringError, pulumi.RunError)


def test_the_path_of_a_nested_template_is_named() -> None:
    with pytest.raises(WiringError, match=r"^mc1: template\.containers is empty;"):
        pod_template("mc1", classic(containers=[]), "shop-test", path="template")
