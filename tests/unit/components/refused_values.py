"""Single arguments that are refused, each with its exact sentence: of a wrong shape, name or value."""

from tests.unit.components.pods import classic, first, html, opening

LABEL = "up to 63 lower-case letters, digits and hyphens, no hyphen first or last"
LABEL_KEY = (
    "up to 63 letters, digits, hyphens, underscores and dots, a letter or digit first and last, "
    "after a domain and a slash or alone"
)
QUANTITY = "a Kubernetes quantity such as 50m or 64Mi"
TOO_LONG = "x" * 64

Cases = dict[str, tuple[object, str]]
"""Arguments, and the sentence that refuses them."""

SHAPE: Cases = {
    "unknown field": (
        classic(shared_volume=[]),
        "mc1: shared_volume is not a field that exists; expected a field of PodTemplate; "
        "did you mean shared_volumes?",
    ),
    "unknown field of a volume": (
        html(readBy={}),
        "mc1: shared_volumes[html].readBy is not a field that exists; expected a field of SharedVolume; "
        "did you mean read_by?",
    ),
    "missing field": (
        {"shared_volumes": []},
        "mc1: containers is empty; expected at least one container",
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
        'mc1: shared_volumes[html].empty_dir.medium is "memory"; expected one of Memory, HugePages; '
        "did you mean Memory?",
    ),
    "grace period": (
        classic(termination_grace_period_seconds=-1),
        "mc1: termination_grace_period_seconds is -1; expected 0 or more",
    ),
    "probe's period": (
        first(readiness_probe={"exec_": {"command": ["true"]}, "period_seconds": 0}),
        "mc1: containers[1st].readiness_probe.period_seconds is 0; expected 1 or more",
    ),
    "probe without a handler": (
        first(readiness_probe={"period_seconds": 1}),
        "mc1: containers[1st].readiness_probe has no handler; "
        "expected one of exec_, http_get, tcp_socket, grpc",
    ),
    "variable without a source": (
        first(env=[{"name": "A", "value_from": {"field_ref": None}}]),
        "mc1: containers[1st].env[A].value_from has no source; "
        "expected one of config_map_key_ref, secret_key_ref, field_ref, resource_field_ref, file_key_ref",
    ),
    "probe with two handlers": (
        first(readiness_probe={"http_get": {"port": 80}, "tcp_socket": {"port": 80}}),
        "mc1: containers[1st].readiness_probe has http_get and tcp_socket; "
        "expected one of exec_, http_get, tcp_socket, grpc",
    ),
    "probe without a port": (
        first(readiness_probe={"http_get": {"path": "/"}}),
        "mc1: containers[1st].readiness_probe.http_get.port is missing; expected a whole number or a string",
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
        "expected one of DoNotSchedule, ScheduleAnyway; did you mean ScheduleAnyway?",
    ),
}
