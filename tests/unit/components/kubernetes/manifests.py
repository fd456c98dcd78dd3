"""Inputs of every kind of object, and their counterparts among the classes of Pulumi's SDK."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pulumi
import pulumi_kubernetes as k8s

from sidecar_pods.kubernetes import objects
from tests.foreign import JsonObject
from tests.unit.pulumi_mocks import later

Make = Callable[..., Any]
"""A class of a kind of object. Any: the SDK's classes have no constructor in common."""

SDK: Final[Mapping[str, Make]] = {
    "ConfigMap": k8s.core.v1.ConfigMap,
    "CronJob": k8s.batch.v1.CronJob,
    "DaemonSet": k8s.apps.v1.DaemonSet,
    "Deployment": k8s.apps.v1.Deployment,
    "HorizontalPodAutoscaler": k8s.autoscaling.v2.HorizontalPodAutoscaler,
    "Job": k8s.batch.v1.Job,
    "Namespace": k8s.core.v1.Namespace,
    "NetworkPolicy": k8s.networking.v1.NetworkPolicy,
    "Pod": k8s.core.v1.Pod,
    "PodDisruptionBudget": k8s.policy.v1.PodDisruptionBudget,
    "Service": k8s.core.v1.Service,
    "StatefulSet": k8s.apps.v1.StatefulSet,
}
"""The SDK's class of each kind."""

OURS: Final[Mapping[str, Make]] = {kind: getattr(objects, kind) for kind in objects.__all__}
"""Our class of each kind."""


def template() -> JsonObject:
    """Return a Pod template with fields of many types, some of them known only later."""
    return {
        "metadata": {"labels": {"app": "web"}, "annotations": {"example.com/notCamelCase": later("yes")}},
        "spec": {
            "service_account_name": later("web"),
            "host_ipc": False,
            "node_selector": {"kubernetes.io/os": "linux", "under_score": "kept"},
            "dns_config": {"options": [{"name": "ndots", "value": "1"}]},
            "host_aliases": later([{"ip": "10.0.0.1", "hostnames": ["one"]}]),
            "affinity": {
                "node_affinity": {
                    "required_during_scheduling_ignored_during_execution": {
                        "node_selector_terms": [
                            {"match_expressions": [{"key": "gpu", "operator": "In", "values": ["yes"]}]}
                        ]
                    }
                }
            },
            "containers": [
                {
                    "name": "web",
                    "image": pulumi.Output.secret("nginx"),
                    "env": [{"name": "IP", "value_from": {"field_ref": {"field_path": "status.podIP"}}}],
                    "env_from": [{"config_map_ref": {"name": "conf"}}],
                    "lifecycle": {"pre_stop": {"exec_": {"command": ["sleep", "1"]}}},
                    "readiness_probe": later({"http_get": {"port": "http", "http_headers": []}}),
                    "resources": {"limits": {"cpu": "1", "nvidia.com/gpu": 1}},
                    "ports": [{"name": "http", "container_port": 8080, "host_ip": "127.0.0.1"}],
                    "volume_mounts": [
                        {"name": "conf", "mount_path": "/conf", "recursive_read_only": "Disabled"}
                    ],
                }
            ],
            "volumes": [
                {"name": "conf", "config_map": {"name": "conf", "items": [{"key": "a", "path": "a"}]}}
            ],
        },
    }


_METADATA: Final = {"name": "web", "labels": {"app": "web"}}
_SELECTOR: Final = {"match_labels": {"app": "web"}}


def inputs(kind: str) -> JsonObject:
    """Return the inputs of an object, with names in Python's case."""
    specs: dict[str, JsonObject] = {
        "CronJob": {
            "schedule": "@daily",
            "job_template": {"spec": {"template": template(), "ttl_seconds_after_finished": 0}},
        },
        "DaemonSet": {"selector": _SELECTOR, "template": template(), "min_ready_seconds": 1},
        "Deployment": {"selector": _SELECTOR, "template": template(), "replicas": later(2)},
        "HorizontalPodAutoscaler": {
            "scale_target_ref": {"api_version": "apps/v1", "kind": "Deployment", "name": "web"},
            "max_replicas": 3,
            "metrics": [
                {"type": "Resource", "resource": {"name": "cpu", "target": {"average_utilization": 70}}}
            ],
        },
        "Job": {"template": template(), "backoff_limit": 0},
        "Namespace": {"finalizers": ["kubernetes"]},
        "NetworkPolicy": {
            "pod_selector": _SELECTOR,
            "ingress": [{"from_": [{"ip_block": {"cidr": "10.0.0.0/8", "except_": ["10.0.0.0/24"]}}]}],
        },
        "Pod": template()["spec"],
        "PodDisruptionBudget": {"selector": _SELECTOR, "max_unavailable": "50%"},
        "Service": {"selector": {"app": "web"}, "external_ips": ["10.0.0.1"], "cluster_ip": "None"},
        "StatefulSet": {
            "selector": _SELECTOR,
            "service_name": "web",
            "template": template(),
            "volume_claim_templates": [
                {
                    "metadata": {"name": "data"},
                    "spec": {
                        "access_modes": ["ReadWriteOnce"],
                        "resources": {"requests": {"storage": "1Gi"}},
                    },
                }
            ],
        },
    }
    if kind == "ConfigMap":
        return {"metadata": later(_METADATA), "data": {"not_camel_case": "kept"}, "immutable": True}
    return {"metadata": _METADATA, "spec": specs[kind]}
