"""Right and wrong objects of the types that a container is made of."""

from typing import Final

from tests.unit.components.checks.kinds import Kind

LONG: Final = "x" * 64
MUCH: Final = 2**31

KINDS_OF_CONTAINERS: Final[dict[str, Kind]] = {
    "core/v1:Container": Kind(
        {"name": "1st", "image": "nginx"},
        [
            {"image": "registry.example.com:5000/team/web_server__x:v1@sha256:" + "0" * 64},
            {"working_dir": ""},
            {"working_dir": "/srv"},
            {"restart_policy": "OnFailure"},
            {"liveness_probe": {"grpc": {"port": 80}, "success_threshold": 1}},
            {"startup_probe": {"grpc": {"port": 80}, "termination_grace_period_seconds": 5}},
            {"readiness_probe": {"grpc": {"port": 80}, "success_threshold": 2}},
            {
                "restart_policy": "Never",
                "restart_policy_rules": [
                    {"action": "Restart", "exit_codes": {"operator": "In", "values": [42]}},
                ],
            },
        ],
        [
            ({"name": "1st_Server"}, 'name is "1st_Server"'),
            ({"name": LONG}, "name is 64 characters long"),
            ({"image": None}, "image is missing"),
            ({"image": ""}, "image is empty"),
            ({"restart_policy": "Sometimes"}, 'restart_policy is "Sometimes"'),
            (
                {"liveness_probe": {"grpc": {"port": 80}, "success_threshold": 2}},
                "liveness_probe has success_threshold: 2",
            ),
            (
                {"startup_probe": {"grpc": {"port": 80}, "success_threshold": 2}},
                "startup_probe has success_threshold: 2",
            ),
            (
                {"readiness_probe": {"grpc": {"port": 80}, "termination_grace_period_seconds": 5}},
                "readiness_probe has termination_grace_period_seconds",
            ),
            (
                {
                    "restart_policy": "Never",
                    "restart_policy_rules": [
                        {"action": "Restart", "exit_codes": {"operator": "In", "values": [each]}}
                        for each in range(1, 22)
                    ],
                },
                "restart_policy_rules has 21 rules",
            ),
        ],
    ),
    "core/v1:ContainerPort": Kind(
        {"container_port": 80},
        [
            {"container_port": 65535, "host_port": 0, "name": ""},
            {"host_port": 8080, "name": "http-1"},
        ],
        [
            ({"container_port": 0}, "container_port is 0"),
            ({"container_port": 65536}, "container_port is 65536"),
            ({"host_port": -1}, "host_port is -1"),
            ({"name": "80"}, 'name is "80"'),
            ({"name": "metrics-of-nginx"}, "name is 16 characters long"),
        ],
    ),
    "core/v1:ContainerResizePolicy": Kind(
        {"resource_name": "cpu", "restart_policy": "NotRequired"},
        [{"resource_name": "memory", "restart_policy": "RestartContainer"}],
        [
            ({"resource_name": "storage"}, 'resource_name is "storage"'),
            ({"restart_policy": "Never"}, 'restart_policy is "Never"'),
        ],
    ),
    "core/v1:ContainerRestartRule": Kind(
        {"action": "Restart", "exit_codes": {"operator": "In", "values": [42]}},
        [{"action": "RestartAllContainers"}],
        [
            ({"action": "Stop"}, 'action is "Stop"'),
            ({"exit_codes": None}, "exit_codes is missing"),
        ],
    ),
    "core/v1:ContainerRestartRuleOnExitCodes": Kind(
        {"operator": "NotIn", "values": [0, 1]},
        [{"values": list(range(255))}],
        [
            ({"operator": "Out"}, 'operator is "Out"'),
            ({"values": list(range(256))}, "values has 256 exit codes"),
        ],
    ),
    "core/v1:EnvVar": Kind(
        {"name": "A", "value": "1"},
        [
            {"name": "1 a.b-c"},
            {"value": "", "value_from": {"field_ref": {"field_path": "metadata.name"}}},
        ],
        [
            ({"name": ""}, "name is empty"),
            ({"name": "A=B"}, 'name is "A=B"'),
            (
                {"value_from": {"field_ref": {"field_path": "metadata.name"}}},
                "has value and value_from",
            ),
        ],
    ),
    "core/v1:EnvFromSource": Kind(
        {"config_map_ref": {"name": "pages"}},
        [{"prefix": ""}, {"prefix": "WEB_"}, {"config_map_ref": None, "secret_ref": {"name": "pages"}}],
        [
            ({"prefix": "A="}, 'prefix is "A="'),
            ({"config_map_ref": None}, "has no source"),
            ({"secret_ref": {"name": "pages"}}, "has config_map_ref and secret_ref"),
        ],
    ),
    "core/v1:ConfigMapEnvSource": Kind(
        {"name": "web.pages-1"},
        [],
        [({"name": "Web"}, 'name is "Web"'), ({"name": None}, "name is missing")],
    ),
    "core/v1:SecretEnvSource": Kind(
        {"name": "web.pages-1"},
        [],
        [({"name": "Web"}, 'name is "Web"'), ({"name": None}, "name is missing")],
    ),
    "core/v1:EnvVarSource": Kind(
        {"field_ref": {"field_path": "status.podIP"}},
        [
            {"field_ref": {"field_path": "metadata.labels['app.kubernetes.io/name']"}},
            {"field_ref": {"field_path": "metadata.annotations['Example.com/x']"}},
            {"field_ref": {"field_path": "spec.nodeName", "api_version": "v1"}},
            {"field_ref": None, "resource_field_ref": {"resource": "limits.cpu"}},
        ],
        [
            ({"field_ref": None}, "has no source"),
            (
                {"resource_field_ref": {"resource": "limits.cpu"}},
                "has field_ref and resource_field_ref",
            ),
            ({"field_ref": {"field_path": "metadata.labels"}}, 'has the field_path "metadata.labels"'),
            (
                {"field_ref": {"field_path": "metadata.labels['a b']"}},
                'has a field_path whose key is "a b"',
            ),
        ],
    ),
    "core/v1:ConfigMapKeySelector": Kind(
        {"name": "pages", "key": "index.html"},
        [{"key": ".hidden"}],
        [
            ({"name": "Pages"}, 'name is "Pages"'),
            ({"name": None}, "name is missing"),
            ({"key": "a/b"}, 'key is "a/b"'),
            ({"key": "..x"}, 'key is "..x"'),
            ({"key": ""}, "key is empty"),
        ],
    ),
    "core/v1:SecretKeySelector": Kind(
        {"name": "pages", "key": "password"},
        [{"key": "tls.crt"}],
        [
            ({"name": "pa ges"}, 'name is "pa ges"'),
            ({"name": None}, "name is missing"),
            ({"key": "a b"}, 'key is "a b"'),
        ],
    ),
    "core/v1:FileKeySelector": Kind(
        {"key": "A", "path": "env", "volume_name": "data"},
        [{"path": "/a/..b"}],
        [
            ({"key": "A="}, 'key is "A="'),
            ({"path": "a/../b"}, 'path is "a/../b"'),
            ({"path": ""}, "path is empty"),
            ({"volume_name": "Data"}, 'volume_name is "Data"'),
        ],
    ),
    "core/v1:ObjectFieldSelector": Kind(
        {"field_path": "metadata.name"},
        [{"api_version": ""}, {"api_version": "v1"}, {"field_path": "status.hostIPs"}],
        [
            ({"field_path": "metadata.nam"}, 'field_path is "metadata.nam"'),
            ({"field_path": "spec.containers"}, 'field_path is "spec.containers"'),
            ({"api_version": "v2"}, 'api_version is "v2"'),
        ],
    ),
    "core/v1:ResourceFieldSelector": Kind(
        {"resource": "limits.memory"},
        [
            {"divisor": "1Mi"},
            {"divisor": "0"},
            {"resource": "requests.cpu", "divisor": "1m"},
            {"resource": "requests.ephemeral-storage", "divisor": "1G"},
            {"resource": "limits.hugepages-2Mi", "divisor": 1},
        ],
        [
            ({"resource": "limits.mem"}, 'resource is "limits.mem"'),
            ({"divisor": "3Mi"}, "has the divisor 3Mi"),
            ({"resource": "limits.cpu", "divisor": "1k"}, "has the divisor 1k"),
        ],
    ),
    "core/v1:ExecAction": Kind(
        {"command": ["true"]},
        [],
        [({"command": []}, "command is empty"), ({"command": None}, "command is missing")],
    ),
    "core/v1:GRPCAction": Kind({"port": 80}, [], [({"port": 0}, "port is 0")]),
    "core/v1:HTTPGetAction": Kind(
        {"port": 80},
        [{"port": "http"}, {"path": "", "host": ""}],
        [({"port": 0}, "port is 0"), ({"port": "80"}, 'port is "80"'), ({"port": "Http"}, 'port is "Http"')],
    ),
    "core/v1:HTTPHeader": Kind(
        {"name": "X-Probe", "value": ""},
        [{"name": "host"}],
        [({"name": "X_Probe"}, 'name is "X_Probe"'), ({"name": ""}, "name is empty")],
    ),
    "core/v1:TCPSocketAction": Kind(
        {"port": "http"},
        [{"port": 65535}],
        [
            ({"port": 65536}, "port is 65536"),
            ({"port": "port-of-the-web-server"}, "port is 22 characters long"),
        ],
    ),
    "core/v1:SleepAction": Kind({"seconds": 5}, [{"seconds": 0}], [({"seconds": -1}, "seconds is -1")]),
    "core/v1:LifecycleHandler": Kind(
        {"exec_": {"command": ["true"]}},
        [{"exec_": None, "sleep": {"seconds": 1}}, {"exec_": None, "http_get": {"port": 80}}],
        [({"exec_": None}, "has no handler"), ({"sleep": {"seconds": 1}}, "has exec_ and sleep")],
    ),
    "core/v1:Probe": Kind(
        {"tcp_socket": {"port": 80}},
        [
            {"initial_delay_seconds": 0, "period_seconds": 1, "timeout_seconds": 1, "failure_threshold": 1},
            {"success_threshold": 1, "termination_grace_period_seconds": 1},
            {"tcp_socket": None, "grpc": {"port": 80, "service": "web"}},
        ],
        [
            ({"tcp_socket": None}, "has no handler"),
            ({"grpc": {"port": 80}}, "has tcp_socket and grpc"),
            ({"initial_delay_seconds": -1}, "initial_delay_seconds is -1"),
            ({"period_seconds": -1}, "period_seconds is -1"),
            ({"timeout_seconds": -1}, "timeout_seconds is -1"),
            ({"success_threshold": -1}, "success_threshold is -1"),
            ({"failure_threshold": -1}, "failure_threshold is -1"),
            ({"termination_grace_period_seconds": 0}, "termination_grace_period_seconds is 0"),
        ],
    ),
    "core/v1:EphemeralContainer": Kind(
        {"name": "debug", "image": "debian"},
        [],
        [
            ({"name": "De bug"}, 'name is "De bug"'),
            ({"image": ""}, "image is empty"),
            ({"image": None}, "image is missing"),
        ],
    ),
    "core/v1:VolumeMount": Kind(
        {"name": "data", "mount_path": "/data"},
        [
            {"sub_path": "a/b"},
            {"sub_path": "", "sub_path_expr": "$(POD_NAME)"},
            {"read_only": True, "recursive_read_only": "IfPossible"},
        ],
        [
            ({"mount_path": ""}, "mount_path is empty"),
            ({"sub_path": "/a"}, 'sub_path is "/a"'),
            ({"sub_path_expr": "a/.."}, 'sub_path_expr is "a/.."'),
            ({"sub_path": "a", "sub_path_expr": "b"}, "has sub_path and sub_path_expr"),
            ({"recursive_read_only": "Always"}, 'recursive_read_only is "Always"'),
        ],
    ),
    "core/v1:VolumeDevice": Kind(
        {"name": "disk", "device_path": "/dev/xvda"},
        [{"device_path": "dev/xvda"}],
        [
            ({"device_path": "/dev/../x"}, 'device_path is "/dev/../x"'),
            ({"device_path": ""}, "device_path is empty"),
        ],
    ),
    "core/v1:ResourceRequirements": Kind(
        {"requests": {"cpu": "500m", "memory": "1Gi"}, "limits": {"cpu": 1, "memory": "1024Mi"}},
        [
            {"requests": None},
            {"limits": {"example.com/gpu": 2}, "requests": {"example.com/gpu": "2", "cpu": 0.5}},
            {"limits": {"hugepages-2Mi": "4Mi", "cpu": "1"}, "requests": None},
            {"limits": None, "requests": {"ephemeral-storage": "1e3"}},
        ],
        [
            ({"requests": {"cpu": 2}}, "requests 2 of cpu, and its limit is 1"),
            ({"limits": {"mem": "64Mi"}}, 'limits has a key that is "mem"'),
            ({"requests": {"disk": "64Mi"}}, 'requests has a key that is "disk"'),
            ({"requests": {"example.com/gpu": 1}}, "requests 1 of example.com/gpu, and has no limit"),
            (
                {"requests": {"example.com/gpu": 1}, "limits": {"example.com/gpu": 2}},
                "requests 1 of example.com/gpu, and its limit is 2",
            ),
            ({"limits": {"example.com/gpu": "500m"}, "requests": None}, "has 500m of example.com/gpu"),
        ],
    ),
    "core/v1:ResourceClaim": Kind(
        {"name": "gpu"},
        [{"request": ""}, {"request": "one"}],
        [({"name": ""}, "name is empty"), ({"request": "One"}, 'request is "One"')],
    ),
    "core/v1:SecurityContext": Kind(
        {"run_as_user": 0, "run_as_group": MUCH - 1},
        [
            {"privileged": True},
            {"allow_privilege_escalation": False, "capabilities": {"add": ["SYS_ADMIN"]}},
        ],
        [
            ({"run_as_user": -1}, "run_as_user is -1"),
            ({"run_as_user": MUCH}, "run_as_user is 2147483648"),
            ({"run_as_group": -1}, "run_as_group is -1"),
            (
                {"privileged": True, "allow_privilege_escalation": False},
                "has privileged: true and allow_privilege_escalation: false",
            ),
            (
                {"allow_privilege_escalation": False, "capabilities": {"add": ["CAP_SYS_ADMIN"]}},
                "adds CAP_SYS_ADMIN, and has allow_privilege_escalation: false",
            ),
        ],
    ),
    "core/v1:SeccompProfile": Kind(
        {"type": "Localhost", "localhost_profile": "a/b.json"},
        [{"type": "RuntimeDefault", "localhost_profile": None}],
        [
            ({"localhost_profile": "/a"}, 'localhost_profile is "/a"'),
            ({"localhost_profile": None}, "has the type Localhost and no localhost_profile"),
            ({"type": "Unconfined"}, "has the type Unconfined and a localhost_profile"),
        ],
    ),
    "core/v1:AppArmorProfile": Kind(
        {"type": "Localhost", "localhost_profile": "nginx"},
        [{"type": "Unconfined", "localhost_profile": None}],
        [
            ({"localhost_profile": ""}, "localhost_profile is empty"),
            ({"localhost_profile": None}, "has the type Localhost and no localhost_profile"),
            ({"type": "RuntimeDefault"}, "has the type RuntimeDefault and a localhost_profile"),
        ],
    ),
    "core/v1:WindowsSecurityContextOptions": Kind(
        {"run_as_user_name": "ContainerUser", "gmsa_credential_spec_name": "web"},
        [],
        [
            ({"run_as_user_name": ""}, "run_as_user_name is empty"),
            ({"gmsa_credential_spec_name": "Web"}, 'gmsa_credential_spec_name is "Web"'),
        ],
    ),
}
"""The objects by the name of their type."""
