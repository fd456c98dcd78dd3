"""Every argument that cannot become a Pod is refused, in one exact sentence."""

import pulumi
import pytest

from components import PodTemplateArgs, WiringError, pod_template
from tests.unit.components.pods import classic, first, html

LABEL = "up to 63 lower-case letters, digits and hyphens, no hyphen first or last"
LABEL_KEY = (
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last, "
    "after a domain and a slash or alone"
)
QUANTITY = "a Kubernetes quantity such as 50m or 64Mi"
TOO_LONG = "x" * 64

Cases = dict[str, tuple[object, str]]
"""Arguments, and the sentence that refuses them."""


def opening(*ports: object) -> PodTemplateArgs:
    """Return the classic Pod whose first container opens these ports."""
    return first(ports=list(ports))


SHAPE: Cases = {
    "unknown field": (
        classic(shared_volume=[]),
        "mc1: shared_volume is not a field that exists; expected one of containers, init_containers, "
        "sidecars, shared_volumes, pod_security, name, namespace, instance, labels, annotations, fs_group, "
        "share_process_namespace, termination_grace_period_seconds, topology_spread_constraints, "
        "network_policy; did you mean shared_volumes?",
    ),
    "unknown field of a volume": (
        html(readBy={}),
        "mc1: shared_volumes[html].readBy is not a field that exists; expected one of name, written_by, "
        "read_by, empty_dir, persistent_volume_claim, config_map; did you mean read_by?",
    ),
    "missing field": (
        {"shared_volumes": []},
        "mc1: containers is missing; expected a list",
    ),
    "missing field of a container": (
        classic(containers=[{"name": "1st"}]),
        "mc1: containers[1st].image is missing; expected a string",
    ),
    "text for a list": (classic(containers="nginx"), "mc1: containers is a string; expected a list"),
    "text for a map": (classic(containers=["nginx"]), "mc1: containers[0] is a string; expected a map"),
    "number for text": (
        first(image=5),
        "mc1: containers[1st].image is a whole number; expected a string",
    ),
    "text for a number": (
        opening({"container_port": "80"}),
        "mc1: containers[1st].ports[0].container_port is a string; expected a whole number",
    ),
    "truth for a number": (
        opening({"container_port": True}),
        "mc1: containers[1st].ports[0].container_port is true or false; expected a whole number",
    ),
    "broken number": (
        opening({"container_port": 80.5}),
        "mc1: containers[1st].ports[0].container_port is a number with a fraction; expected a whole number",
    ),
    "number as a map's key": (
        html(written_by={2: "/html"}),
        "mc1: shared_volumes[html].written_by[2] is a whole number; expected a string",
    ),
}

NAMES: Cases = {
    "container's name": (
        first(name="1st_Server"),
        f'mc1: containers[1st_Server].name is "1st_Server"; expected {LABEL}; did you mean 1st-server?',
    ),
    "container's name too long": (
        first(name=TOO_LONG),
        f"mc1: containers[{'x' * 63}].name is 64 characters long; expected {LABEL}",
    ),
    "container's name empty": (
        first(name=""),
        f"mc1: containers[0].name is empty; expected {LABEL}",
    ),
    "volume's name": (
        html(name="HTML"),
        f'mc1: shared_volumes[HTML].name is "HTML"; expected {LABEL}; did you mean html?',
    ),
    "object's name": (classic(name="mc1-"), f'mc1: name is "mc1-"; expected {LABEL}; did you mean mc1?'),
    "object's name empty": (classic(name=""), f"mc1: name is empty; expected {LABEL}"),
    "namespace": (
        classic(namespace="My_Space"),
        f'mc1: namespace is "My_Space"; expected {LABEL}; did you mean my-space?',
    ),
    "instance": (
        classic(instance="a b"),
        'mc1: instance is "a b"; expected up to 63 letters, digits, hyphens, underscores and dots, '
        "a letter or digit first and last",
    ),
    "label": (
        classic(labels={"team": "web & more"}),
        'mc1: labels[team] is "web & more"; expected up to 63 letters, digits, hyphens, underscores and '
        "dots, a letter or digit first and last",
    ),
    "label's key": (
        classic(labels={"the team": "web"}),
        f'mc1: labels has a key that is "the team"; expected {LABEL_KEY}',
    ),
    "label's key without a name": (
        classic(labels={"example.com/": "web"}),
        f'mc1: labels has a key that is "example.com/"; expected {LABEL_KEY}',
    ),
    "annotation's key": (
        classic(annotations={"": "x"}),
        f"mc1: annotations has a key that is empty; expected {LABEL_KEY}",
    ),
    "file's name": (
        first(volumes=[{"name": "conf", "mount_path": "/conf", "files": {"a/b c": ""}}]),
        'mc1: containers[1st].volumes[conf].files has a key that is "a/b c"; '
        "expected up to 253 letters, digits, hyphens, underscores and dots, no two dots first",
    ),
    "no files": (
        first(volumes=[{"name": "conf", "mount_path": "/conf", "files": dict[str, str]()}]),
        "mc1: containers[1st].volumes[conf].files is empty; expected at least one file and its text",
    ),
    "port's name": (
        opening({"name": "metrics-of-nginx", "container_port": 80}),
        "mc1: containers[1st].ports[metrics-of-nginx].name is 16 characters long; "
        "expected up to 15 lower-case letters, digits and single hyphens, with a letter",
    ),
    "port's name without a letter": (
        opening({"name": "80", "container_port": 80}),
        'mc1: containers[1st].ports[80].name is "80"; '
        "expected up to 15 lower-case letters, digits and single hyphens, with a letter",
    ),
    "ConfigMap's name": (
        first(volumes=[{"name": "conf", "mount_path": "/etc/x", "config_map": {"name": "No Spaces"}}]),
        'mc1: containers[1st].volumes[conf].config_map.name is "No Spaces"; expected up to 253 lower-case '
        "letters, digits, hyphens and dots, a letter or digit first and last",
    ),
    "environment variable's name": (
        first(env=[{"name": "A=B"}]),
        'mc1: containers[1st].env[A=B].name is "A=B"; expected printable ASCII characters without =',
    ),
}

VALUES: Cases = {
    "image empty": (
        first(image=""),
        "mc1: containers[1st].image is empty; expected an image reference such as nginx:1.29.3",
    ),
    "image with a blank": (
        first(image="nginx latest"),
        'mc1: containers[1st].image is "nginx latest"; expected an image reference such as nginx:1.29.3',
    ),
    "pull policy": (
        first(image_pull_policy="always"),
        'mc1: containers[1st].image_pull_policy is "always"; expected one of Always, IfNotPresent, Never; '
        "did you mean Always?",
    ),
    "pod security": (
        classic(pod_security="restrict"),
        'mc1: pod_security is "restrict"; expected one of privileged, baseline, restricted; '
        "did you mean restricted?",
    ),
    "requests": (
        first(resources={"requests": {"memory": "64 MB"}}),
        f'mc1: containers[1st].resources.requests[memory] is "64 MB"; expected {QUANTITY}',
    ),
    "request above its limit": (
        first(
            resources={
                "requests": {"cpu": "500m", "memory": "1Gi"},
                "limits": {"cpu": "1", "memory": "1000Mi"},
            }
        ),
        "mc1: containers[1st].resources requests 1Gi of memory, and its limit is 1000Mi; "
        "expected no more than the limit",
    ),
    "unknown resource": (
        first(resources={"limits": {"mem": "64Mi"}}),
        'mc1: containers[1st].resources.limits has a key that is "mem"; expected one of cpu, memory, '
        "ephemeral-storage, or a name with a domain such as example.com/gpu; did you mean memory?",
    ),
    "pause longer than the grace period": (
        first(lifecycle={"pre_stop": {"sleep": {"seconds": 45}}}),
        "mc1: containers[1st].lifecycle.pre_stop.sleep.seconds is 45, and the Pod is killed after 30; "
        "expected no more than termination_grace_period_seconds",
    ),
    "negative user": (
        first(security_context={"run_as_user": -1}),
        "mc1: containers[1st].security_context.run_as_user is -1; expected 0 or more",
    ),
    "request beyond all numbers": (
        first(resources={"requests": {"memory": "1e9999999999"}, "limits": {"memory": "1"}}),
        f'mc1: containers[1st].resources.requests[memory] is "1e9999999999"; expected {QUANTITY}',
    ),
    "size limit": (
        html(empty_dir={"size_limit": "lots"}),
        f'mc1: shared_volumes[html].empty_dir.size_limit is "lots"; expected {QUANTITY}',
    ),
    "medium": (
        html(empty_dir={"medium": "memory"}),
        'mc1: shared_volumes[html].empty_dir.medium is "memory"; expected Memory; did you mean Memory?',
    ),
    "grace period": (
        classic(termination_grace_period_seconds=-1),
        "mc1: termination_grace_period_seconds is -1; expected 0 or more",
    ),
    "probe's period": (
        first(readiness_probe={"exec_": {"command": ["true"]}, "period_seconds": 0}),
        "mc1: containers[1st].readiness_probe.period_seconds is 0; expected 1 or more",
    ),
    "probe that asks nothing": (
        first(readiness_probe={"period_seconds": 1}),
        "mc1: containers[1st].readiness_probe says nothing; expected one of exec_, http_get, tcp_socket",
    ),
    "probe that asks two things": (
        first(readiness_probe={"http_get": {"port": 80}, "tcp_socket": {"port": 80}}),
        "mc1: containers[1st].readiness_probe has http_get and tcp_socket; "
        "expected one of exec_, http_get, tcp_socket",
    ),
    "probe without a port": (
        first(readiness_probe={"http_get": {"path": "/"}}),
        "mc1: containers[1st].readiness_probe.http_get names no port, and the container opens none; "
        "expected a port",
    ),
    "variable with two values": (
        first(
            env=[{"name": "A", "value": "1", "value_from": {"field_ref": {"field_path": "metadata.name"}}}]
        ),
        "mc1: containers[1st].env[A] has value and value_from; expected one of value, value_from",
    ),
    "spread": (
        classic(
            topology_spread_constraints=[
                {"topology_key": "zone", "max_skew": 1, "when_unsatisfiable": "ScheduleAnyways"}
            ]
        ),
        'mc1: topology_spread_constraints[0].when_unsatisfiable is "ScheduleAnyways"; '
        "expected one of ScheduleAnyway, DoNotSchedule; did you mean ScheduleAnyway?",
    ),
}

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
        "mc1: shared_volumes[html].read_by is missing; expected a map",
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
        "mc1: shared_volumes[html] has empty_dir and persistent_volume_claim; "
        "expected one of empty_dir, persistent_volume_claim, config_map",
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
        "mc1: containers[1st].volumes[conf] has config_map and secret; "
        "expected one of empty_dir, config_map, secret, files",
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
        'mc1: containers[1st].ports[0].protocol is "tcp"; expected one of TCP, UDP, SCTP; did you mean TCP?',
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
def test_a_component_whose_name_cannot_be_a_label_is_refused(component: str, sentence: str) -> None:
    with pytest.raises(WiringError) as refusal:
        pod_template(component, classic(), "shop-test")
    assert str(refusal.value) == sentence


def test_a_refusal_ends_a_pulumi_program_without_a_traceback() -> None:
    assert issubclass(WiringError, pulumi.RunError)


def test_the_path_of_a_nested_template_is_named() -> None:
    with pytest.raises(WiringError, match=r"^mc1: template\.containers is empty;"):
        pod_template("mc1", classic(containers=[]), "shop-test", where="mc1: template")
