"""Pods, each with the strictest level of the Pod Security Standards that allows it."""

from types import MappingProxyType
from typing import Final, NamedTuple, cast

from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.kubernetes.types import Object
from tests.foreign import JsonObject
from tests.unit.components.checks.spelling import Fields, manifest, merged

LEVELS: Final = ("privileged", "baseline", "restricted")
"""The levels, the strictest last."""

POD: Final = Object("core/v1:PodSpec")
"""The type of a Pod's spec."""

_POD: Final[JsonObject] = {
    "security_context": {"run_as_non_root": True, "seccomp_profile": {"type": "RuntimeDefault"}},
}
_CONTAINER: Final[JsonObject] = {
    "name": "1st",
    "image": "nginx",
    "security_context": {"allow_privilege_escalation": False, "capabilities": {"drop": ["ALL"]}},
}


_NOTHING: Final[Fields] = MappingProxyType({})


class Stated(NamedTuple):
    """The fields that a user states."""

    strictest: str
    """The strictest level that allows them."""
    pod: Fields = _NOTHING
    """The fields of the Pod's spec, and its `annotations`."""
    container: Fields = _NOTHING
    """The fields of its container."""

    def fields(self) -> JsonObject:
        """Return the Pod's fields, with those of its container in `containers`."""
        return {"containers": [dict(self.container)], **self.pod}

    def arguments(self, level: str) -> PodTemplateArgs:
        """Return the arguments that state these fields, and ask for a level."""
        volumes = [{**volume, "mount_path": "/data"} for volume in self.pod.get("volumes", ())]
        container = {"name": "1st", "image": "nginx", **self.container, "volumes": volumes}
        pod = {name: each for name, each in self.pod.items() if name != "volumes"}
        return cast("PodTemplateArgs", {**pod, "containers": [container], "pod_security": level})

    def manifest(self) -> JsonObject:
        """Return the Pod as Kubernetes knows it, with what `restricted` sets besides."""
        pod = merged(_POD, {name: each for name, each in self.pod.items() if name != "annotations"})
        spec = {"containers": [merged(_CONTAINER, self.container)], **pod}
        metadata = {"name": "mc1", "annotations": dict(self.pod.get("annotations", {}))}
        return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": manifest(spec, POD)}


def _rights(strictest: str, **fields: object) -> Stated:
    return Stated(strictest, container={"security_context": fields})


def _of_pod(strictest: str, **fields: object) -> Stated:
    return Stated(strictest, pod={"security_context": fields})


def _volume(strictest: str, **source: object) -> Stated:
    return Stated(strictest, pod={"volumes": [{"name": "data", **source}]})


APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/1st"

PODS: Final[dict[str, Stated]] = {
    "nothing": Stated("restricted"),
    # The node's namespaces
    "the node's network": Stated("privileged", {"host_network": True}),
    "no network of the node": Stated("restricted", {"host_network": False}),
    "the node's processes": Stated("privileged", {"host_pid": True}),
    "the node's communication": Stated("privileged", {"host_ipc": True}),
    "no communication of the node": Stated("restricted", {"host_pid": False, "host_ipc": False}),
    # Ports and hosts
    "port of the node": Stated("privileged", container={"ports": [{"container_port": 80, "host_port": 80}]}),
    "port 0 of the node": Stated("restricted", container={"ports": [{"container_port": 80, "host_port": 0}]}),
    "probe of another host": Stated(
        "privileged", container={"readiness_probe": {"http_get": {"port": 80, "host": "10.0.0.1"}}}
    ),
    "probe of a host's socket": Stated(
        "privileged", container={"liveness_probe": {"tcp_socket": {"port": 80, "host": "10.0.0.1"}}}
    ),
    "probe of no host": Stated(
        "restricted", container={"startup_probe": {"http_get": {"port": 80, "host": ""}}}
    ),
    "request to another host at the end": Stated(
        "privileged", container={"lifecycle": {"pre_stop": {"http_get": {"port": 80, "host": "10.0.0.1"}}}}
    ),
    # Privileges
    "privileged": _rights("privileged", privileged=True, allow_privilege_escalation=True),
    "not privileged": _rights("restricted", privileged=False),
    "privilege escalation": _rights("baseline", allow_privilege_escalation=True),
    "no privilege escalation": _rights("restricted", allow_privilege_escalation=False),
    "capability of a service": _rights("restricted", capabilities={"add": ["NET_BIND_SERVICE"]}),
    "capability of the default set": _rights("baseline", capabilities={"add": ["CHOWN", "NET_BIND_SERVICE"]}),
    "capability to see packets": _rights("privileged", capabilities={"add": ["NET_RAW"]}),
    "all capabilities": _rights("privileged", capabilities={"add": ["ALL"]}),
    "some capabilities dropped": _rights("baseline", capabilities={"drop": ["NET_RAW"]}),
    "all capabilities dropped": _rights("restricted", capabilities={"drop": ["NET_RAW", "ALL"]}),
    "all capabilities dropped by another name": _rights("baseline", capabilities={"drop": ["all"]}),
    # Users
    "root": _rights("baseline", run_as_user=0),
    "another user": _rights("restricted", run_as_user=101, run_as_group=0),
    "root for the Pod": _of_pod("baseline", run_as_user=0),
    "another user for the Pod": _of_pod("restricted", run_as_user=101, supplemental_groups=[0]),
    "perhaps root": _rights("baseline", run_as_non_root=False),
    "not root": _rights("restricted", run_as_non_root=True),
    "perhaps root in the Pod": _of_pod("baseline", run_as_non_root=False),
    "not root in the Pod": _of_pod("restricted", run_as_non_root=True),
    # Profiles
    "no system call filter": _rights("privileged", seccomp_profile={"type": "Unconfined"}),
    "system call filter of the node": _rights(
        "restricted", seccomp_profile={"type": "Localhost", "localhost_profile": "audit.json"}
    ),
    "system call filter of the runtime": _rights("restricted", seccomp_profile={"type": "RuntimeDefault"}),
    "no system call filter in the Pod": _of_pod("privileged", seccomp_profile={"type": "Unconfined"}),
    "no AppArmor": _rights("privileged", app_armor_profile={"type": "Unconfined"}),
    "AppArmor of the runtime": _rights("restricted", app_armor_profile={"type": "RuntimeDefault"}),
    "no AppArmor in the Pod": _of_pod("privileged", app_armor_profile={"type": "Unconfined"}),
    "AppArmor of the node in the Pod": _of_pod(
        "restricted", app_armor_profile={"type": "Localhost", "localhost_profile": "nginx"}
    ),
    "no AppArmor by annotation": Stated("privileged", {"annotations": {APP_ARMOR: "unconfined"}}),
    "AppArmor of the runtime by annotation": Stated(
        "restricted", {"annotations": {APP_ARMOR: "runtime/default"}}
    ),
    "AppArmor of the node by annotation": Stated("restricted", {"annotations": {APP_ARMOR: "localhost/x"}}),
    "another annotation": Stated("restricted", {"annotations": {"example.com/apparmor": "unconfined"}}),
    "SELinux type of a container": _rights("restricted", se_linux_options={"type": "container_t"}),
    "SELinux type of an engine": _rights("restricted", se_linux_options={"type": "container_engine_t"}),
    "SELinux type of another kind": _rights("privileged", se_linux_options={"type": "spc_t"}),
    "SELinux level": _rights("restricted", se_linux_options={"level": "s0:c1,c2", "type": "", "user": ""}),
    "SELinux user": _rights("privileged", se_linux_options={"user": "system_u"}),
    "SELinux role": _rights("privileged", se_linux_options={"role": "system_r"}),
    "SELinux type of another kind in the Pod": _of_pod("privileged", se_linux_options={"type": "spc_t"}),
    "masked /proc": _rights("restricted", proc_mount="Default"),
    "the whole /proc": _rights("privileged", proc_mount="Unmasked"),
    # Kernel parameters
    "safe kernel parameter": _of_pod(
        "restricted", sysctls=[{"name": "net.ipv4.tcp_rmem", "value": "4096 131072 6291456"}]
    ),
    "other kernel parameter": _of_pod(
        "privileged", sysctls=[{"name": "net.core.somaxconn", "value": "1024"}]
    ),
    # Volumes
    "folder of the node": _volume("privileged", host_path={"path": "/var"}),
    "scratch space": _volume("restricted", empty_dir={}),
    "ConfigMap": _volume("restricted", config_map={"name": "pages"}),
    "Secret": _volume("restricted", secret={"secret_name": "pages"}),
    "claim": _volume("restricted", persistent_volume_claim={"claim_name": "pages"}),
    "fields of the Pod": _volume("restricted", downward_api={"items": []}),
    "projected": _volume("restricted", projected={"sources": []}),
    "image": _volume("restricted", image={"reference": "nginx"}),
    "CSI": _volume("restricted", csi={"driver": "csi.example.com"}),
    "claim of the Pod's own": _volume(
        "restricted",
        ephemeral={
            "volume_claim_template": {
                "spec": {"access_modes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}
            }
        },
    ),
    "NFS": _volume("baseline", nfs={"server": "nfs.example.com", "path": "/pages"}),
    "iSCSI": _volume(
        "baseline", iscsi={"target_portal": "10.0.0.1", "iqn": "iqn.2001-04.com.example:x", "lun": 0}
    ),
    "Fibre Channel": _volume("baseline", fc={"wwids": ["x"]}),
    "FlexVolume": _volume("baseline", flex_volume={"driver": "example.com/x"}),
    "AWS disk": _volume("baseline", aws_elastic_block_store={"volume_id": "x"}),
    "Azure disk": _volume("baseline", azure_disk={"disk_name": "x", "disk_uri": "https://x"}),
    "Azure share": _volume("baseline", azure_file={"secret_name": "x", "share_name": "x"}),
    "CephFS": _volume("baseline", cephfs={"monitors": ["x"]}),
    "Cinder": _volume("baseline", cinder={"volume_id": "x"}),
    "Flocker": _volume("baseline", flocker={"dataset_name": "x"}),
    "GCE disk": _volume("baseline", gce_persistent_disk={"pd_name": "x"}),
    "Git": _volume("baseline", git_repo={"repository": "https://example.com/x"}),
    "Glusterfs": _volume("baseline", glusterfs={"endpoints": "x", "path": "x"}),
    "Photon": _volume("baseline", photon_persistent_disk={"pd_id": "x"}),
    "Portworx": _volume("baseline", portworx_volume={"volume_id": "x"}),
    "Quobyte": _volume("baseline", quobyte={"registry": "x:1", "volume": "x"}),
    "RBD": _volume("baseline", rbd={"monitors": ["x"], "image": "x"}),
    "ScaleIO": _volume(
        "baseline", scale_io={"gateway": "x", "system": "x", "secret_ref": {"name": "x"}, "volume_name": "x"}
    ),
    "StorageOS": _volume("baseline", storageos={"volume_name": "x"}),
    "vSphere": _volume("baseline", vsphere_volume={"volume_path": "x"}),
}
"""Pods of one stated fact each, by a name for it."""

IN_USER_NAMESPACE: Final[dict[str, Stated]] = {
    "root": Stated("restricted", {"host_users": False}, {"security_context": {"run_as_user": 0}}),
    "perhaps root": Stated(
        "restricted", {"host_users": False, "security_context": {"run_as_non_root": False}}
    ),
    "the whole /proc": Stated(
        "baseline", {"host_users": False}, {"security_context": {"proc_mount": "Unmasked"}}
    ),
    "privileged": Stated(
        "privileged",
        {"host_users": False},
        {"security_context": {"privileged": True, "allow_privilege_escalation": True}},
    ),
    "privilege escalation": Stated(
        "baseline", {"host_users": False}, {"security_context": {"allow_privilege_escalation": True}}
    ),
}
"""Pods with users of their own, which may do more."""

HOST_PROCESS: Final = Stated(
    "privileged",
    {"host_network": True, "security_context": {"windows_options": {"host_process": True}}},
)
"""A Pod of Windows that runs as a process of its node."""
