"""Right and wrong objects of the types that a Pod and its volumes are made of."""

from typing import Final

from tests.unit.components.checks.kinds import Kind

MUCH: Final = 2**31

_SPEC: Final = {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
_SELECTOR: Final = {"match_labels": {"app": "web"}}

_PODS: Final[dict[str, Kind]] = {
    "core/v1:PodSpec": Kind(
        {"containers": [{"name": "1st", "image": "nginx"}]},
        [
            {"active_deadline_seconds": MUCH - 1},
            {"hostname": "", "subdomain": "", "node_name": "", "priority_class_name": ""},
            {"hostname": "web", "subdomain": "pages", "node_name": "node.example.com"},
            {"hostname_override": "web.example.com"},
            {"runtime_class_name": "gvisor", "priority_class_name": "system-node-critical"},
            {"service_account_name": "web.pages", "service_account": "web.pages"},
            {"termination_grace_period_seconds": 0},
            {"node_selector": {"kubernetes.io/os": "linux", "gpu": ""}},
        ],
        [
            ({"active_deadline_seconds": 0}, "active_deadline_seconds is 0"),
            ({"active_deadline_seconds": MUCH}, "active_deadline_seconds is 2147483648"),
            ({"hostname": "a.b"}, 'hostname is "a.b"'),
            ({"hostname_override": "x" * 65}, "hostname_override is 65 characters long"),
            ({"node_name": "Node"}, 'node_name is "Node"'),
            ({"node_selector": {"a b": "x"}}, 'node_selector has a key that is "a b"'),
            ({"node_selector": {"a": "x y"}}, 'node_selector[a] is "x y"'),
            ({"priority_class_name": "High"}, 'priority_class_name is "High"'),
            ({"runtime_class_name": ""}, "runtime_class_name is empty"),
            ({"service_account": "a_b"}, 'service_account is "a_b"'),
            ({"service_account_name": "a_b"}, 'service_account_name is "a_b"'),
            ({"subdomain": "a.b"}, 'subdomain is "a.b"'),
        ],
    ),
    "core/v1:PodSecurityContext": Kind(
        {"run_as_user": 0, "run_as_group": 0, "fs_group": MUCH - 1, "supplemental_groups": [0, 7]},
        [{"se_linux_change_policy": "MountOption"}, {"se_linux_change_policy": "Recursive"}],
        [
            ({"run_as_user": MUCH}, "run_as_user is 2147483648"),
            ({"run_as_group": -1}, "run_as_group is -1"),
            ({"fs_group": -1}, "fs_group is -1"),
            ({"supplemental_groups": [0, -1]}, "supplemental_groups[1] is -1"),
            ({"se_linux_change_policy": "Never"}, 'se_linux_change_policy is "Never"'),
        ],
    ),
    "core/v1:Sysctl": Kind(
        {"name": "net.ipv4.tcp_syncookies", "value": "1"},
        [{"name": "net/core/somaxconn"}],
        [({"name": "net..core"}, 'name is "net..core"'), ({"name": ""}, "name is empty")],
    ),
    "core/v1:HostAlias": Kind(
        {"ip": "10.0.0.1", "hostnames": ["db.example.com", "db"]},
        [{"ip": "FE80:0:0:0:0:0:0:0abc"}, {"hostnames": None}],
        [
            ({"ip": "10.0.0"}, 'ip is "10.0.0"'),
            ({"ip": ""}, "ip is empty"),
            ({"hostnames": ["Db"]}, 'hostnames[0] is "Db"'),
        ],
    ),
    "core/v1:LocalObjectReference": Kind(
        {"name": "registry"}, [{"name": ""}], [({"name": "A b"}, 'name is "A b"')]
    ),
    "core/v1:PodDNSConfig": Kind(
        {"nameservers": ["10.0.0.10", "2001:db8::1"], "searches": ["example.com.", ".", "_tcp.a_b.example"]},
        [{"nameservers": None, "searches": None, "options": [{"name": "ndots", "value": "2"}]}],
        [
            ({"nameservers": ["dns"]}, 'nameservers[0] is "dns"'),
            ({"nameservers": [f"10.0.0.{each}" for each in range(4)]}, "nameservers has 4 name servers"),
            ({"searches": ["Example.com"]}, 'searches[0] is "Example.com"'),
            ({"searches": ["a"] * 33}, "searches has 33 domains"),
            ({"searches": ["a" * 200] * 11}, "searches is 2210 characters long"),
        ],
    ),
    "core/v1:PodDNSConfigOption": Kind(
        {"name": "edns0"},
        [{"value": ""}],
        [({"name": ""}, "name is empty"), ({"name": None, "value": "2"}, "name is missing")],
    ),
    "core/v1:PodOS": Kind({"name": "linux"}, [{"name": "windows"}], [({"name": "Linux"}, 'name is "Linux"')]),
    "core/v1:PodReadinessGate": Kind(
        {"condition_type": "example.com/ready"}, [], [({"condition_type": "a b"}, 'condition_type is "a b"')]
    ),
    "core/v1:PodSchedulingGate": Kind(
        {"name": "example.com/quota"}, [], [({"name": "a b"}, 'name is "a b"')]
    ),
    "core/v1:PodResourceClaim": Kind(
        {"name": "gpu", "resource_claim_name": "one.gpu"},
        [{"resource_claim_name": None, "resource_claim_template_name": "one.gpu"}],
        [
            ({"name": "GPU"}, 'name is "GPU"'),
            ({"resource_claim_name": "One"}, 'resource_claim_name is "One"'),
            ({"resource_claim_name": None}, "has no claim"),
            (
                {"resource_claim_name": None, "resource_claim_template_name": "One"},
                'resource_claim_template_name is "One"',
            ),
            (
                {"resource_claim_template_name": "one"},
                "has resource_claim_name and resource_claim_template_name",
            ),
        ],
    ),
    "core/v1:Toleration": Kind(
        {"key": "example.com/gpu", "operator": "Exists"},
        [
            {"key": None},
            {"key": ""},
            {"operator": None, "value": "a.b"},
            {"operator": "Equal", "value": "", "effect": "NoExecute", "toleration_seconds": -1},
        ],
        [
            ({"key": "a b"}, 'key is "a b"'),
            ({"key": None, "operator": None, "value": "x"}, "has no key, and the operator Equal"),
            ({"value": "x"}, "has the operator Exists and a value"),
            ({"operator": "Equal", "value": "x y"}, 'has a value that is "x y"'),
            ({"operator": "Gt", "value": "much"}, 'has the operator Gt and the value "much"'),
            ({"toleration_seconds": 60}, "has toleration_seconds without the effect NoExecute"),
        ],
    ),
    "core/v1:TopologySpreadConstraint": Kind(
        {
            "max_skew": 1,
            "topology_key": "zone",
            "when_unsatisfiable": "DoNotSchedule",
            "label_selector": _SELECTOR,
        },
        [{"min_domains": 2, "match_label_keys": ["pod-template-hash"]}],
        [
            ({"max_skew": 0}, "max_skew is 0"),
            ({"topology_key": ""}, "topology_key is empty"),
            ({"min_domains": 0}, "min_domains is 0"),
            ({"match_label_keys": ["a b"]}, 'match_label_keys[0] is "a b"'),
            (
                {"min_domains": 2, "when_unsatisfiable": "ScheduleAnyway"},
                "has min_domains, and ScheduleAnyway in when_unsatisfiable",
            ),
        ],
    ),
    "core/v1:NodeSelector": Kind(
        {
            "node_selector_terms": [
                {"match_expressions": [{"key": "gpu", "operator": "In", "values": ["a", ""]}]},
                {
                    "match_fields": [
                        {"key": "metadata.name", "operator": "In", "values": ["node.example.com"]}
                    ]
                },
            ]
        },
        [],
        [
            ({"node_selector_terms": []}, "node_selector_terms is empty"),
            (
                {
                    "node_selector_terms": [
                        {"match_expressions": [{"key": "gpu", "operator": "In", "values": ["a b"]}]}
                    ]
                },
                'has a value that is "a b"',
            ),
        ],
    ),
    "core/v1:NodeSelectorTerm": Kind(
        {"match_expressions": [{"key": "gpu", "operator": "Exists"}]},
        [{"match_fields": [{"key": "metadata.name", "operator": "NotIn", "values": ["node1"]}]}],
        [
            (
                {"match_fields": [{"key": "metadata.uid", "operator": "In", "values": ["x"]}]},
                'has "metadata.uid" in match_fields',
            ),
            (
                {"match_fields": [{"key": "metadata.name", "operator": "Exists"}]},
                "has the operator Exists in match_fields",
            ),
        ],
    ),
    "core/v1:NodeSelectorRequirement": Kind(
        {"key": "example.com/gpu", "operator": "In", "values": ["a"]},
        [
            {"operator": "DoesNotExist", "values": None},
            {"operator": "Exists", "values": []},
            {"operator": "Gt", "values": ["4"]},
        ],
        [
            ({"key": "a b"}, 'key is "a b"'),
            ({"values": None}, "has the operator In and no values"),
            ({"operator": "NotIn", "values": []}, "has the operator NotIn and no values"),
            ({"operator": "Exists"}, "has the operator Exists and values"),
            ({"operator": "Lt", "values": ["1", "2"]}, "has the operator Lt and 2 values"),
        ],
    ),
    "core/v1:PreferredSchedulingTerm": Kind(
        {
            "weight": 1,
            "preference": {"match_expressions": [{"key": "a", "operator": "In", "values": ["b c"]}]},
        },
        [{"weight": 100}],
        [({"weight": 0}, "weight is 0"), ({"weight": 101}, "weight is 101")],
    ),
    "core/v1:WeightedPodAffinityTerm": Kind(
        {"weight": 1, "pod_affinity_term": {"topology_key": "zone", "label_selector": _SELECTOR}},
        [{"weight": 100}],
        [({"weight": 0}, "weight is 0"), ({"weight": 101}, "weight is 101")],
    ),
    "core/v1:PodAffinityTerm": Kind(
        {"topology_key": "topology.kubernetes.io/zone", "label_selector": _SELECTOR},
        [
            {"label_selector": None},
            {"namespaces": ["shop"], "match_label_keys": ["a"], "mismatch_label_keys": ["b"]},
        ],
        [
            ({"topology_key": ""}, "topology_key is empty"),
            ({"topology_key": "a b"}, 'topology_key is "a b"'),
            ({"namespaces": ["Shop"]}, 'namespaces[0] is "Shop"'),
            ({"match_label_keys": ["a b"]}, 'match_label_keys[0] is "a b"'),
            ({"mismatch_label_keys": ["a b"]}, 'mismatch_label_keys[0] is "a b"'),
            (
                {"label_selector": None, "match_label_keys": ["a"]},
                "has keys of labels and no label_selector",
            ),
            (
                {"match_label_keys": ["a"], "mismatch_label_keys": ["a"]},
                "has a in match_label_keys and in mismatch_label_keys",
            ),
        ],
    ),
    "meta/v1:LabelSelector": Kind(
        {"match_labels": {"example.com/app": "web", "tier": ""}},
        [{"match_labels": {}}, {"match_expressions": [{"key": "app", "operator": "Exists"}]}],
        [
            ({"match_labels": {"a b": "x"}}, 'match_labels has a key that is "a b"'),
            ({"match_labels": {"app": "x y"}}, 'match_labels[app] is "x y"'),
        ],
    ),
    "meta/v1:LabelSelectorRequirement": Kind(
        {"key": "app", "operator": "NotIn", "values": ["web", ""]},
        [{"operator": "DoesNotExist", "values": []}],
        [
            ({"key": "a b"}, 'key is "a b"'),
            ({"operator": "Near"}, 'operator is "Near"'),
            ({"values": ["a b"]}, 'values[0] is "a b"'),
            ({"operator": "In", "values": []}, "has the operator In and no values"),
            ({"operator": "Exists"}, "has the operator Exists and values"),
        ],
    ),
    "meta/v1:ObjectMeta": Kind(
        {"labels": {"app": "web"}, "annotations": {"Example.com/Text": "any text"}},
        [],
        [
            ({"labels": {"a b": "web"}}, 'labels has a key that is "a b"'),
            ({"labels": {"app": "a b"}}, 'labels[app] is "a b"'),
            ({"annotations": {"a b": ""}}, 'annotations has a key that is "a b"'),
        ],
    ),
}

_CLAIMS: Final[dict[str, Kind]] = {
    "core/v1:PersistentVolumeClaimSpec": Kind(
        _SPEC,
        [
            {"access_modes": ["ReadWriteOncePod"], "storage_class_name": ""},
            {"access_modes": ["ReadOnlyMany", "ReadWriteMany"], "storage_class_name": "fast.ssd"},
            {"volume_attributes_class_name": "gold"},
            {"data_source": {"kind": "PersistentVolumeClaim", "name": "old"}},
            {
                "data_source": {
                    "kind": "VolumeSnapshot",
                    "name": "old",
                    "api_group": "snapshot.storage.k8s.io",
                },
                "data_source_ref": {
                    "kind": "VolumeSnapshot",
                    "name": "old",
                    "api_group": "snapshot.storage.k8s.io",
                },
            },
        ],
        [
            ({"access_modes": []}, "access_modes is empty"),
            ({"access_modes": None}, "access_modes is missing"),
            ({"resources": None}, "requests no storage"),
            (
                {"access_modes": ["ReadWriteOncePod", "ReadOnlyMany"]},
                "access_modes has ReadWriteOncePod and another mode",
            ),
            ({"resources": {"limits": {"storage": "1Gi"}}}, "requests no storage"),
            ({"resources": {"requests": {"storage": 0}}}, "requests 0 of storage"),
            ({"storage_class_name": "Fast"}, 'storage_class_name is "Fast"'),
            ({"volume_attributes_class_name": "Gold"}, 'volume_attributes_class_name is "Gold"'),
            (
                {
                    "data_source": {"kind": "PersistentVolumeClaim", "name": "old"},
                    "data_source_ref": {"kind": "PersistentVolumeClaim", "name": "new"},
                },
                "has data_source and data_source_ref, which differ",
            ),
        ],
    ),
    "core/v1:TypedLocalObjectReference": Kind(
        {"kind": "PersistentVolumeClaim", "name": "old"},
        [{"kind": "VolumeSnapshot", "api_group": "snapshot.storage.k8s.io"}],
        [
            ({"kind": "VolumeSnapshot"}, "has the kind VolumeSnapshot and no api_group"),
            ({"api_group": "a b"}, 'api_group is "a b"'),
        ],
    ),
    "core/v1:TypedObjectReference": Kind(
        {"kind": "PersistentVolumeClaim", "name": "old"},
        [{"namespace": ""}],
        [
            ({"kind": "VolumeSnapshot"}, "has the kind VolumeSnapshot and no api_group"),
            ({"api_group": "a b"}, 'api_group is "a b"'),
        ],
    ),
    "core/v1:EphemeralVolumeSource": Kind(
        {"volume_claim_template": {"spec": _SPEC}},
        [{"volume_claim_template": {"spec": _SPEC, "metadata": {"labels": {"app": "web"}}}}],
        [
            ({"volume_claim_template": None}, "volume_claim_template is missing"),
            (
                {"volume_claim_template": {"spec": _SPEC, "metadata": {"name": "data"}}},
                "has metadata.name in volume_claim_template",
            ),
        ],
    ),
}

KINDS_OF_PODS: Final[dict[str, Kind]] = {**_PODS, **_CLAIMS}
"""The objects by the name of their type."""
