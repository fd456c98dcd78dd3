"""Right and wrong objects of the types that workloads and Services are made of."""

from typing import Final

from tests.unit.components.checks.kinds import Kind

_ROLLING: Final = {"type": "RollingUpdate"}
_ZERO: Final = "has 0 in max_surge and in max_unavailable"

KINDS_OF_WORKLOADS: Final[dict[str, Kind]] = {
    "apps/v1:DeploymentSpec": Kind(
        {"replicas": 0, "min_ready_seconds": 0, "revision_history_limit": 0},
        [{"progress_deadline_seconds": 1}],
        [
            ({"replicas": -1}, "replicas is -1"),
            ({"min_ready_seconds": -1}, "min_ready_seconds is -1"),
            ({"progress_deadline_seconds": 0}, "progress_deadline_seconds is 0"),
            ({"revision_history_limit": -1}, "revision_history_limit is -1"),
        ],
    ),
    "apps/v1:DeploymentStrategy": Kind(
        _ROLLING,
        [{"type": None, "rolling_update": {"max_surge": 1}}, {"type": "Recreate"}],
        [({"type": "Recreate", "rolling_update": {}}, "has the type Recreate and rolling_update")],
    ),
    "apps/v1:RollingUpdateDeployment": Kind(
        {"max_surge": "200%", "max_unavailable": "100%"},
        [{"max_surge": 0, "max_unavailable": None}, {"max_surge": 3, "max_unavailable": 0}],
        [
            ({"max_surge": -1}, "max_surge is -1"),
            ({"max_surge": "25"}, 'max_surge is "25"'),
            ({"max_unavailable": "101%"}, "max_unavailable is 101%"),
            ({"max_surge": 0, "max_unavailable": "0%"}, _ZERO),
        ],
    ),
    "apps/v1:DaemonSetSpec": Kind(
        {"min_ready_seconds": 0, "revision_history_limit": 0},
        [],
        [
            ({"min_ready_seconds": -1}, "min_ready_seconds is -1"),
            ({"revision_history_limit": -1}, "revision_history_limit is -1"),
        ],
    ),
    "apps/v1:DaemonSetUpdateStrategy": Kind(_ROLLING, [{"type": "OnDelete"}], []),
    "apps/v1:RollingUpdateDaemonSet": Kind(
        {"max_unavailable": "10%"},
        [{"max_unavailable": 0, "max_surge": "100%"}, {"max_surge": 0}, {"max_unavailable": None}],
        [
            ({"max_unavailable": 0, "max_surge": "101%"}, "max_surge is 101%"),
            ({"max_unavailable": "101%"}, "max_unavailable is 101%"),
            ({"max_unavailable": 0}, _ZERO),
            (
                {"max_unavailable": None, "max_surge": 1},
                "has more than 0 in max_surge and in max_unavailable",
            ),
        ],
    ),
    "apps/v1:StatefulSetSpec": Kind(
        {"replicas": 0, "min_ready_seconds": 0},
        [{"service_name": ""}, {"service_name": "web"}],
        [
            ({"replicas": -1}, "replicas is -1"),
            ({"min_ready_seconds": -1}, "min_ready_seconds is -1"),
            ({"service_name": "a.b"}, 'service_name is "a.b"'),
        ],
    ),
    "apps/v1:StatefulSetUpdateStrategy": Kind(
        _ROLLING,
        [{"rolling_update": {"partition": 1}}],
        [({"type": "OnDelete", "rolling_update": {}}, "has the type OnDelete and rolling_update")],
    ),
    "apps/v1:RollingUpdateStatefulSetStrategy": Kind(
        {"partition": 0, "max_unavailable": 1},
        [{"max_unavailable": "50%"}],
        [({"partition": -1}, "partition is -1")],
    ),
    "apps/v1:StatefulSetOrdinals": Kind({"start": 0}, [{"start": 5}], [({"start": -1}, "start is -1")]),
    "apps/v1:StatefulSetPersistentVolumeClaimRetentionPolicy": Kind(
        {"when_deleted": "Delete", "when_scaled": "Retain"},
        [{"when_deleted": None}, {"when_scaled": ""}],
        [
            ({"when_deleted": "Keep"}, 'when_deleted is "Keep"'),
            ({"when_scaled": "Keep"}, 'when_scaled is "Keep"'),
        ],
    ),
    "batch/v1:JobSpec": Kind(
        {"backoff_limit": 0, "completions": 0, "parallelism": 0, "ttl_seconds_after_finished": 0},
        [
            {"active_deadline_seconds": 0, "managed_by": "example.com/queue"},
            {"completion_mode": "Indexed", "backoff_limit_per_index": 0, "max_failed_indexes": 0},
        ],
        [
            ({"active_deadline_seconds": -1}, "active_deadline_seconds is -1"),
            ({"backoff_limit": -1}, "backoff_limit is -1"),
            (
                {"completion_mode": "Indexed", "backoff_limit_per_index": -1},
                "backoff_limit_per_index is -1",
            ),
            (
                {"completion_mode": "Indexed", "backoff_limit_per_index": 1, "max_failed_indexes": -1},
                "max_failed_indexes is -1",
            ),
            ({"completions": -1}, "completions is -1"),
            ({"managed_by": "queue"}, 'managed_by is "queue"'),
            ({"parallelism": -1}, "parallelism is -1"),
            ({"ttl_seconds_after_finished": -1}, "ttl_seconds_after_finished is -1"),
        ],
    ),
    "batch/v1:PodFailurePolicy": Kind(
        {"rules": [{"action": "Ignore", "on_pod_conditions": [{"type": "DisruptionTarget"}]}]},
        [{"rules": []}],
        [
            (
                {
                    "rules": [
                        {"action": "FailJob", "on_exit_codes": {"operator": "In", "values": [each]}}
                        for each in range(1, 22)
                    ]
                },
                "rules has 21 rules",
            ),
        ],
    ),
    "batch/v1:PodFailurePolicyRule": Kind(
        {"action": "FailJob", "on_exit_codes": {"operator": "In", "values": [42]}},
        [{"on_pod_conditions": []}, {"on_exit_codes": None, "on_pod_conditions": [{"type": "Ready"}]}],
        [
            ({"on_exit_codes": None}, "has no condition"),
            ({"on_pod_conditions": [{"type": "Ready"}]}, "has on_exit_codes and on_pod_conditions"),
            (
                {"on_exit_codes": None, "on_pod_conditions": [{"type": f"c{each}"} for each in range(21)]},
                "on_pod_conditions has 21 conditions",
            ),
        ],
    ),
    "batch/v1:PodFailurePolicyOnExitCodesRequirement": Kind(
        {"operator": "In", "values": [1, 42]},
        [{"operator": "NotIn", "values": [0]}],
        [
            ({"values": []}, "values has 0 exit codes"),
            ({"values": [0, 1]}, "has the operator In and the value 0"),
            ({"values": [2, 1]}, "has values that do not rise"),
            ({"values": [1, 1]}, "has values that do not rise"),
        ],
    ),
    "batch/v1:PodFailurePolicyOnPodConditionsPattern": Kind(
        {"type": "DisruptionTarget", "status": "True"},
        [{"status": ""}, {"status": "Unknown"}],
        [({"type": "a b"}, 'type is "a b"'), ({"status": "true"}, 'status is "true"')],
    ),
    "batch/v1:SuccessPolicy": Kind(
        {"rules": [{"succeeded_count": 1}]},
        [],
        [
            ({"rules": []}, "rules has 0 rules"),
            ({"rules": [{"succeeded_count": 1}] * 21}, "rules has 21 rules"),
        ],
    ),
    "batch/v1:SuccessPolicyRule": Kind(
        {"succeeded_count": 0}, [], [({"succeeded_count": -1}, "succeeded_count is -1")]
    ),
    "batch/v1:CronJobSpec": Kind(
        {"schedule": "*/5 0-12/2,23 ? jan-MAR,12 Mon"},
        [
            {"schedule": "@daily", "time_zone": "Europe/Rome"},
            {"schedule": "@every 1h30m", "starting_deadline_seconds": 0},
            {
                "schedule": " 5/10 *  1 * 0,6 ",
                "successful_jobs_history_limit": 0,
                "failed_jobs_history_limit": 0,
            },
            {"time_zone": "Etc/GMT+1"},
        ],
        [
            ({"schedule": ""}, "schedule is empty"),
            ({"schedule": "* * * *"}, 'schedule is "* * * *"'),
            ({"schedule": "@dayly"}, 'schedule is "@dayly"'),
            ({"schedule": "60 * * * *"}, 'schedule has "60" for the minute'),
            ({"schedule": "* * 0 * *"}, 'schedule has "0" for the day of the month'),
            ({"schedule": "* * * * 7"}, 'schedule has "7" for the day of the week'),
            ({"schedule": "* 5-2 * * *"}, 'schedule has "5-2" for the hour'),
            ({"schedule": "*/0 * * * *"}, 'schedule has "*/0" for the minute'),
            ({"schedule": "TZ=UTC * * * * *"}, 'schedule is "TZ=UTC * * * * *", which names a time zone'),
            ({"time_zone": ""}, "time_zone is empty"),
            ({"time_zone": "Europe/Roma"}, 'time_zone is "Europe/Roma"'),
            ({"time_zone": "Local"}, 'time_zone is "Local"'),
            ({"time_zone": "../UTC"}, 'time_zone is "../UTC"'),
            ({"starting_deadline_seconds": -1}, "starting_deadline_seconds is -1"),
            ({"successful_jobs_history_limit": -1}, "successful_jobs_history_limit is -1"),
            ({"failed_jobs_history_limit": -1}, "failed_jobs_history_limit is -1"),
        ],
    ),
    "core/v1:ServiceSpec": Kind(
        {"ports": [{"port": 80}], "selector": {"app": "web"}},
        [
            {"cluster_ip": "None"},
            {"cluster_ip": ""},
            {"cluster_ip": "10.0.0.7", "cluster_ips": ["10.0.0.7"], "external_ips": ["192.0.2.1"]},
            {
                "type": "LoadBalancer",
                "load_balancer_source_ranges": [" 10.0.0.0/8 ", "2001:db8::/32"],
                "load_balancer_class": "example.com/internal",
            },
            {"traffic_distribution": "PreferSameZone"},
            {"type": "LoadBalancer", "external_traffic_policy": "Local", "health_check_node_port": 30000},
        ],
        [
            ({"cluster_ip": "10.0.0"}, 'cluster_ip is "10.0.0"'),
            ({"cluster_ip": "10.0.0.7", "cluster_ips": ["10.0.0.x"]}, 'cluster_ips[0] is "10.0.0.x"'),
            ({"external_ips": ["x"]}, 'external_ips[0] is "x"'),
            (
                {"type": "LoadBalancer", "load_balancer_source_ranges": ["10.0.0.1"]},
                'load_balancer_source_ranges[0] is "10.0.0.1"',
            ),
            ({"type": "LoadBalancer", "load_balancer_class": "a b"}, 'load_balancer_class is "a b"'),
            ({"traffic_distribution": "PreferLocal"}, 'traffic_distribution is "PreferLocal"'),
            ({"selector": {"a b": "web"}}, 'selector has a key that is "a b"'),
            ({"selector": {"app": "a b"}}, 'selector[app] is "a b"'),
            (
                {"type": "LoadBalancer", "external_traffic_policy": "Local", "health_check_node_port": -1},
                "health_check_node_port is -1",
            ),
        ],
    ),
    "core/v1:ServicePort": Kind(
        {"port": 80},
        [
            {"target_port": 0, "name": "", "node_port": 0},
            {"target_port": "http", "app_protocol": "kubernetes.io/h2c", "name": "web-1"},
            {"target_port": ""},
        ],
        [
            ({"port": 0}, "port is 0"),
            ({"name": "Web"}, 'name is "Web"'),
            ({"target_port": "80"}, 'target_port is "80"'),
            ({"app_protocol": "a b"}, 'app_protocol is "a b"'),
            ({"node_port": 65536}, "node_port is 65536"),
        ],
    ),
    "core/v1:ClientIPConfig": Kind(
        {"timeout_seconds": 86400},
        [{"timeout_seconds": 1}],
        [
            ({"timeout_seconds": 0}, "timeout_seconds is 0"),
            ({"timeout_seconds": 86401}, "timeout_seconds is 86401"),
        ],
    ),
}
"""The objects by the name of their type."""
