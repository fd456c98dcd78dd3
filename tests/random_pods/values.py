"""Strategies for the fields whose values follow a grammar, and for the objects whose fields must agree."""

from typing import Final

from hypothesis import strategies as st

from tests.adopt_corpus import Part

Strategy = st.SearchStrategy[Part]


def one_of(*words: object) -> Strategy:
    """Return a strategy for one of a few values."""
    return st.sampled_from(words)


def object_of(required: dict[str, Strategy], **optional: Strategy) -> Strategy:
    """Return a strategy for objects.

    Args:
        required: The fields that each of them has.
        optional: The fields that half of them have.
    """
    return st.fixed_dictionaries(required, optional=optional)


def some(items: Strategy, least: int = 0, most: int = 2, by: str = "") -> Strategy:
    """Return a strategy for short lists of different items.

    Args:
        items: The strategy of the items.
        least: The smallest number of items.
        most: The greatest number of items.
        by: The field in which the items differ; empty if they are no objects.
    """
    return st.lists(
        items, min_size=least, max_size=most, unique_by=lambda item: item[by] if by else repr(item)
    )


MAIN: Final = "main"
"""The name of the first container of every Pod."""
FINE_IN_A_PATH: Final = one_of("a", "b.txt", "folder/c", "deep/er/d.conf")
WORDS: Final = one_of("alpha", "b", "c-1", "delta-two", "e9")
TEXTS: Final = one_of(
    "",
    "plain",
    "with space",
    "a: b",
    "'single' \"double\"",
    "line\nline\nline\n",
    "$(HOST) ü 🚀",
    "0755",
    "yes",
    "\\",
)
ABSOLUTE: Final = one_of("/srv", "/var/lib/x", "/dev/sdx", "/with space")
LABEL_KEYS: Final = one_of("app", "tier", "example.org/kind", "topology.kubernetes.io/zone")
LABELS: Final = st.dictionaries(LABEL_KEYS, WORDS | st.just(""), max_size=2)
MODES: Final = one_of(0o400, 0o440, 0o644, 0o755)
PORTS: Final = st.integers(1, 65535)
ANY_PORT: Final = PORTS | one_of("http", "p-1")
SECONDS: Final = st.integers(1, 4000)
IDS: Final = one_of(0, 1000, 65534, 2**31 - 1)
QUANTITIES: Final = one_of("1", "100m", "0.5", "64Mi", "1Gi", "2G", "1e3")
RESOURCES: Final = st.dictionaries(one_of("cpu", "memory", "ephemeral-storage"), QUANTITIES, max_size=3)
HOSTS: Final = one_of("example.org", "10.1.2.3", "localhost")
ADDRESSES: Final = one_of("10.1.2.3", "127.0.0.1", "2001:db8::7")

_SET = object_of(
    {"key": LABEL_KEYS, "operator": one_of("In", "NotIn"), "values": some(WORDS, least=1)}
) | object_of({"key": LABEL_KEYS, "operator": one_of("Exists", "DoesNotExist")})
SELECTORS: Final = object_of({}, matchLabels=LABELS, matchExpressions=some(_SET))

_PROFILES = one_of(
    {"type": "RuntimeDefault"}, {"type": "Unconfined"}, {"type": "Localhost", "localhostProfile": "p.json"}
)
_SECRET = object_of({"name": WORDS})
_READ_ONLY = st.booleans()
_RESOURCE = object_of({"resource": one_of("limits.cpu", "requests.memory")}, divisor=one_of("0", "1"))
_OF_MAIN = object_of({"resource": one_of("limits.cpu", "limits.memory"), "containerName": st.just(MAIN)})
_KEY = object_of({"key": WORDS, "name": WORDS}, optional=st.booleans())
_ITEMS = some(object_of({"key": WORDS, "path": FINE_IN_A_PATH}, mode=MODES), least=1, by="path")
_FIELD = object_of(
    {"fieldPath": one_of("metadata.name", "metadata.labels['app']", "metadata.uid")}, apiVersion=st.just("v1")
)
_FILES = some(
    object_of({"path": FINE_IN_A_PATH, "fieldRef": _FIELD}, mode=MODES)
    | object_of({"path": FINE_IN_A_PATH, "resourceFieldRef": _OF_MAIN}),
    least=1,
    by="path",
)
_CLAIM = object_of(
    {
        "accessModes": some(one_of("ReadWriteOnce", "ReadWriteMany"), least=1),
        "resources": st.fixed_dictionaries(
            {"requests": st.fixed_dictionaries({"storage": one_of("1Gi", "5G")})}
        ),
    },
    storageClassName=WORDS,
    volumeMode=st.just("Filesystem"),
    selector=SELECTORS,
    volumeName=WORDS,
    dataSource=object_of({"kind": st.just("PersistentVolumeClaim"), "name": WORDS}),
)

FIELDS: Final[dict[tuple[str, str], Strategy]] = {
    ("AWSElasticBlockStoreVolumeSource", "partition"): st.integers(0, 255),
    ("CronJobSpec", "schedule"): one_of("@daily", "*/5 * * * *", "0 6 * * 1-5"),
    ("CronJobSpec", "timeZone"): one_of("Europe/Rome", "Etc/UTC"),
    ("DaemonSetSpec", "updateStrategy"): one_of(
        {"type": "OnDelete"},
        {"rollingUpdate": {"maxUnavailable": "10%"}, "type": "RollingUpdate"},
        {"rollingUpdate": {"maxSurge": 1, "maxUnavailable": 0}},
    ),
    ("DeploymentSpec", "progressDeadlineSeconds"): st.integers(200, 4000),
    ("DeploymentSpec", "strategy"): one_of(
        {},
        {"type": "Recreate"},
        {"type": "RollingUpdate"},
        {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "30%", "maxUnavailable": 0}},
        {"rollingUpdate": {"maxSurge": 2}},
    ),
    ("JobSpec", "managedBy"): st.just("example.org/other"),
    ("StatefulSetSpec", "persistentVolumeClaimRetentionPolicy"): one_of(
        {}, {"whenDeleted": "Delete"}, {"whenDeleted": "Retain", "whenScaled": "Delete"}
    ),
    ("StatefulSetSpec", "serviceName"): one_of("", "alpha"),
    ("StatefulSetSpec", "updateStrategy"): one_of(
        {},
        {"type": "OnDelete"},
        {"type": "RollingUpdate", "rollingUpdate": {"partition": 1}},
        {"rollingUpdate": {"maxUnavailable": "20%"}},
    ),
    ("AzureDiskVolumeSource", "diskURI"): st.just("/subscriptions/0/disks/d"),
    ("AzureDiskVolumeSource", "kind"): st.just("Managed"),
    ("CSIVolumeSource", "driver"): one_of("csi.example.org", "driver"),
    ("CephFSVolumeSource", "monitors"): some(HOSTS, least=1),
    ("Container", "workingDir"): ABSOLUTE,
    ("ConfigMapVolumeSource", "items"): _ITEMS,
    ("ConfigMapProjection", "items"): _ITEMS,
    ("SecretVolumeSource", "items"): _ITEMS,
    ("SecretProjection", "items"): _ITEMS,
    ("ConfigMapVolumeSource", "defaultMode"): MODES,
    ("DownwardAPIVolumeSource", "defaultMode"): MODES,
    ("ProjectedVolumeSource", "defaultMode"): MODES,
    ("SecretVolumeSource", "defaultMode"): MODES,
    ("DownwardAPIVolumeSource", "items"): _FILES,
    ("DownwardAPIProjection", "items"): _FILES,
    ("EmptyDirVolumeSource", "medium"): one_of("", "Memory"),
    ("EnvFromSource", "prefix"): one_of("", "P_"),
    ("ExecAction", "command"): some(TEXTS, least=1),
    ("FlexVolumeSource", "driver"): one_of("example/lvm", "lvm"),
    ("FlexVolumeSource", "options"): st.dictionaries(one_of("size", "volumegroup"), TEXTS, max_size=2),
    ("GCEPersistentDiskVolumeSource", "partition"): st.integers(0, 255),
    ("GRPCAction", "port"): PORTS,
    ("GitRepoVolumeSource", "directory"): FINE_IN_A_PATH,
    ("HTTPGetAction", "path"): one_of("/", "/healthz?full=1"),
    ("HTTPGetAction", "port"): ANY_PORT,
    ("HTTPGetAction", "host"): HOSTS,
    ("HTTPHeader", "name"): one_of("Accept", "X-Probe"),
    ("HTTPHeader", "value"): TEXTS,
    ("HostAlias", "hostnames"): some(one_of("a.example", "b"), least=1),
    ("HostAlias", "ip"): ADDRESSES,
    ("HostPathVolumeSource", "path"): ABSOLUTE,
    ("ImageVolumeSource", "reference"): one_of("example.org/models/a:1", "b"),
    ("NFSVolumeSource", "path"): ABSOLUTE,
    ("NodeSelectorTerm", "matchFields"): st.just(
        [{"key": "metadata.name", "operator": "In", "values": ["node-1"]}]
    ),
    ("NodeSelectorTerm", "matchExpressions"): some(
        _SET | st.just({"key": "age", "operator": "Gt", "values": ["5"]}), most=3
    ),
    ("NodeSelector", "nodeSelectorTerms"): some(
        object_of({"matchExpressions": some(_SET, least=1)}), least=1
    ),
    ("PodDNSConfig", "nameservers"): some(ADDRESSES),
    ("PodDNSConfig", "options"): some(
        object_of({"name": one_of("ndots", "edns0")}, value=st.just("2")), by="name"
    ),
    ("PodDNSConfig", "searches"): some(one_of("example.org", "svc.cluster.local")),
    ("PodReadinessGate", "conditionType"): one_of("example.org/ready", "Warm"),
    ("PodSchedulingGate", "name"): one_of("example.org/quota", "gate"),
    ("PodSecurityContext", "fsGroup"): IDS,
    ("PodSecurityContext", "runAsGroup"): IDS,
    ("PodSecurityContext", "runAsUser"): IDS,
    ("PodSecurityContext", "supplementalGroups"): some(IDS),
    ("PodSecurityContext", "seLinuxChangePolicy"): st.just("Recursive"),
    ("PodSecurityContext", "sysctls"): st.just([{"name": "kernel.shmmax", "value": "1"}]),
    ("PodSpec", "activeDeadlineSeconds"): SECONDS,
    ("PodSpec", "dnsPolicy"): one_of("ClusterFirst", "ClusterFirstWithHostNet", "Default"),
    ("PodSpec", "hostAliases"): some(
        object_of({"ip": ADDRESSES, "hostnames": some(one_of("a.example", "b"), least=1)}), by="ip"
    ),
    ("PodSpec", "imagePullSecrets"): some(_SECRET, by="name"),
    ("PodSpec", "nodeSelector"): LABELS,
    ("PodSpec", "os"): st.just({"name": "linux"}),
    ("PodSpec", "preemptionPolicy"): st.just("PreemptLowerPriority"),
    ("PodSpec", "priorityClassName"): st.just("corpus-high"),
    ("PodSpec", "readinessGates"): some(
        object_of({"conditionType": one_of("example.org/ready", "Warm")}), by="conditionType"
    ),
    ("PodSpec", "resourceClaims"): some(
        object_of({"name": WORDS, "resourceClaimName": WORDS})
        | object_of({"name": WORDS, "resourceClaimTemplateName": WORDS}),
        by="name",
    ),
    ("PodSpec", "resources"): st.just(
        {"requests": {"cpu": "99", "memory": "9Ti"}, "limits": {"cpu": "99", "memory": "9Ti"}}
    ),
    ("PodSpec", "runtimeClassName"): st.just("corpus-gvisor"),
    ("PodSpec", "schedulingGates"): some(object_of({"name": one_of("example.org/quota", "gate")}), by="name"),
    ("PodSpec", "serviceAccount"): st.just("default"),
    ("PodSpec", "serviceAccountName"): st.just("default"),
    ("PodSpec", "terminationGracePeriodSeconds"): st.integers(30, 4000),
    ("PreferredSchedulingTerm", "weight"): st.integers(1, 100),
    ("ProjectedVolumeSource", "sources"): some(
        object_of({"configMap": object_of({"name": WORDS}, items=_ITEMS, optional=st.booleans())})
        | object_of({"secret": object_of({"name": WORDS}, optional=st.booleans())})
        | object_of({"downwardAPI": object_of({"items": _FILES})})
        | object_of(
            {
                "serviceAccountToken": object_of(
                    {"path": st.just("token")}, audience=WORDS, expirationSeconds=st.integers(600, 90000)
                )
            }
        ),
        least=1,
        most=2,
    ),
    ("QuobyteVolumeSource", "registry"): st.just("registry:6789"),
    ("RBDVolumeSource", "monitors"): some(HOSTS, least=1),
    ("SecurityContext", "procMount"): st.just("Default"),
    ("SecurityContext", "runAsGroup"): IDS,
    ("SecurityContext", "runAsUser"): IDS,
    ("SleepAction", "seconds"): st.integers(1, 20),
    ("TCPSocketAction", "port"): ANY_PORT,
    ("TCPSocketAction", "host"): HOSTS,
    ("WeightedPodAffinityTerm", "weight"): st.integers(1, 100),
    ("WindowsSecurityContextOptions", "hostProcess"): st.just(False),
}
"""The fields whose values follow a grammar."""

OBJECTS: Final[dict[str, Strategy]] = {
    "AppArmorProfile": _PROFILES,
    "Capabilities": object_of({}, add=some(one_of("NET_ADMIN", "CHOWN")), drop=some(one_of("ALL", "KILL"))),
    "ConfigMapEnvSource": object_of({"name": WORDS}, optional=st.booleans()),
    "ContainerPort": object_of(
        {"containerPort": PORTS},
        name=one_of("http", "p-1", "metrics"),
        protocol=one_of("TCP", "UDP", "SCTP"),
        hostIP=ADDRESSES,
    ),
    "ContainerResizePolicy": object_of(
        {"resourceName": one_of("cpu", "memory"), "restartPolicy": st.just("NotRequired")}
    ),
    "EnvFromSource": object_of({"configMapRef": object_of({"name": WORDS})}, prefix=one_of("", "P_"))
    | object_of({"secretRef": object_of({"name": WORDS}, optional=st.booleans())}),
    "EnvVar": object_of({"name": one_of("A", "B_C", "D.e", "F-9")}, value=TEXTS)
    | object_of(
        {
            "name": one_of("G", "H"),
            "valueFrom": object_of({"fieldRef": _FIELD})
            | object_of({"resourceFieldRef": _RESOURCE})
            | object_of({"configMapKeyRef": _KEY})
            | object_of({"secretKeyRef": _KEY}),
        }
    ),
    "EphemeralVolumeSource": object_of(
        {
            "volumeClaimTemplate": object_of(
                {"spec": _CLAIM}, metadata=object_of({"labels": LABELS}, annotations=LABELS)
            )
        }
    ),
    "FCVolumeSource": object_of(
        {"targetWWNs": some(WORDS, least=1), "lun": st.integers(0, 255)}, fsType=WORDS, readOnly=_READ_ONLY
    )
    | object_of({"wwids": some(WORDS, least=1)}, readOnly=_READ_ONLY),
    "FlockerVolumeSource": object_of({"datasetName": WORDS}) | object_of({"datasetUUID": WORDS}),
    "ISCSIVolumeSource": object_of(
        {
            "targetPortal": st.just("10.0.2.15:3260"),
            "iqn": st.just("iqn.2001-04.com.example:disk1"),
            "lun": st.integers(0, 255),
        },
        fsType=WORDS,
        readOnly=_READ_ONLY,
        portals=st.just(["10.0.2.16:3260"]),
        secretRef=_SECRET,
    ),
    "LabelSelector": SELECTORS,
    "LocalObjectReference": _SECRET,
    "PodAffinityTerm": object_of(
        {"topologyKey": LABEL_KEYS},
        labelSelector=SELECTORS,
        namespaces=some(WORDS),
        namespaceSelector=SELECTORS,
    ),
    "ResourceRequirements": object_of({}, requests=RESOURCES) | object_of({}, limits=RESOURCES),
    "SeccompProfile": _PROFILES,
    "StorageOSVolumeSource": object_of(
        {"volumeName": WORDS}, volumeNamespace=WORDS, secretRef=_SECRET, readOnly=_READ_ONLY
    ),
    "Toleration": object_of(
        {"operator": st.just("Exists")}, key=LABEL_KEYS, effect=one_of("NoSchedule", "PreferNoSchedule")
    )
    | object_of(
        {"key": LABEL_KEYS, "value": WORDS, "effect": st.just("NoExecute")},
        tolerationSeconds=SECONDS,
        operator=st.just("Equal"),
    ),
    "TopologySpreadConstraint": object_of(
        {
            "maxSkew": st.integers(1, 5),
            "topologyKey": LABEL_KEYS,
            "whenUnsatisfiable": st.just("DoNotSchedule"),
        },
        minDomains=st.integers(1, 3),
        labelSelector=SELECTORS,
        nodeAffinityPolicy=one_of("Honor", "Ignore"),
        nodeTaintsPolicy=one_of("Honor", "Ignore"),
    )
    | object_of(
        {
            "maxSkew": st.integers(1, 5),
            "topologyKey": LABEL_KEYS,
            "whenUnsatisfiable": st.just("ScheduleAnyway"),
        }
    ),
}
"""The objects whose fields must agree."""

NEEDED: Final = (
    ("AzureDiskVolumeSource", "kind"),
    ("ConfigMapProjection", "name"),
    ("ConfigMapVolumeSource", "name"),
    ("ExecAction", "command"),
    ("ImageVolumeSource", "reference"),
    ("ScaleIOVolumeSource", "volumeName"),
    ("SecretVolumeSource", "secretName"),
)
"""The fields that the API server needs, though its own description calls them optional."""

NEVER: Final = {
    ("CronJobSpec", "jobTemplate"): "drawn with the workload",
    ("DaemonSetSpec", "selector"): "drawn with the workload",
    ("DaemonSetSpec", "template"): "drawn with the workload",
    ("DeploymentSpec", "selector"): "drawn with the workload",
    ("DeploymentSpec", "template"): "drawn with the workload",
    ("JobSpec", "backoffLimitPerIndex"): "depends on the mode: drawn with the Job",
    ("JobSpec", "completionMode"): "drawn with the Job",
    ("JobSpec", "manualSelector"): "needs a selector",
    ("JobSpec", "maxFailedIndexes"): "depends on the mode: drawn with the Job",
    ("JobSpec", "podFailurePolicy"): "depends on the restart policy: drawn with the Job",
    ("JobSpec", "podReplacementPolicy"): "depends on the failure policy",
    ("JobSpec", "selector"): "Kubernetes generates it",
    ("JobSpec", "successPolicy"): "depends on the mode: drawn with the Job",
    ("JobSpec", "template"): "drawn with the workload",
    ("StatefulSetSpec", "selector"): "drawn with the workload",
    ("StatefulSetSpec", "template"): "drawn with the workload",
    ("StatefulSetSpec", "volumeClaimTemplates"): "drawn with its mounts",
    ("Container", "restartPolicyRules"): "needs a restart policy: drawn with the Pod",
    ("Container", "restartPolicy"): "depends on the list that holds the container: drawn with the Pod",
    ("Container", "volumeDevices"): "drawn with the Pod's volumes",
    ("Container", "volumeMounts"): "drawn with the Pod's volumes",
    ("Lifecycle", "stopSignal"): "needs the Pod's operating system",
    ("PodSpec", "containers"): "drawn with the Pod",
    ("PodSpec", "ephemeralContainers"): "the API server refuses them in a new Pod",
    ("PodSpec", "hostnameOverride"): "excludes other fields",
    ("PodSpec", "initContainers"): "drawn with the Pod",
    ("PodSpec", "overhead"): "must equal that of the RuntimeClass",
    ("PodSpec", "priority"): "must equal that of the PriorityClass",
    ("PodSpec", "schedulingGroup"): "behind a feature gate that is off",
    ("PodSpec", "volumes"): "drawn with the Pod",
    ("Probe", "terminationGracePeriodSeconds"): "not for every probe",
    ("Probe", "successThreshold"): "must be 1 for most probes",
    ("WindowsSecurityContextOptions", "gmsaCredentialSpec"): "needs a name",
}
"""The fields that are not drawn by their type, each with the reason."""
