"""The arguments of volumes: their sources, and the places at which containers mount them.

See pod_args.py for how they are written.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.referenced import (
    AWSElasticBlockStoreVolumeSource,
    AzureDiskVolumeSource,
    AzureFileVolumeSource,
    CephFSVolumeSource,
    CinderVolumeSource,
    ConfigMapVolumeSource,
    CSIVolumeSource,
    DownwardAPIVolumeSource,
    EmptyDirVolumeSource,
    EphemeralVolumeSource,
    FCVolumeSource,
    FlexVolumeSource,
    FlockerVolumeSource,
    GCEPersistentDiskVolumeSource,
    GitRepoVolumeSource,
    GlusterfsVolumeSource,
    HostPathVolumeSource,
    ImageVolumeSource,
    ISCSIVolumeSource,
    NFSVolumeSource,
    PersistentVolumeClaimTemplate,
    PersistentVolumeClaimVolumeSource,
    PhotonPersistentDiskVolumeSource,
    PortworxVolumeSource,
    ProjectedVolumeSource,
    QuobyteVolumeSource,
    RBDVolumeSource,
    ScaleIOVolumeSource,
    SecretVolumeSource,
    StorageOSVolumeSource,
    VsphereVirtualDiskVolumeSource,
)


class PlaceArgs(TypedDict):
    """A place at which a container has a volume: a mount, or the path of a block device."""

    mount_path: NotRequired[pulumi.Input[str]]
    """Absolute path of the mount. Either this or `device_path` is given."""
    device_path: NotRequired[pulumi.Input[str]]
    """Absolute path of the device, for a claim whose volume mode is Block."""
    sub_path: NotRequired[pulumi.Input[str]]
    """Path inside the volume that is mounted instead of its root. Default: its root."""
    sub_path_expr: NotRequired[pulumi.Input[str]]
    """The same, with environment variables of the container in it, such as `$(POD_NAME)`. Default: none."""
    read_only: NotRequired[pulumi.Input[bool]]
    """Whether the mount is read-only. Default: true for a reader. A reader may state false only if no
    container can write the volume, such as a ConfigMap."""
    recursive_read_only: NotRequired[pulumi.Input[str]]
    """Disabled, IfPossible or Enabled: whether mounts below this one are read-only too. Default: Disabled."""
    mount_propagation: NotRequired[pulumi.Input[str]]
    """None, HostToContainer or Bidirectional: whether later mounts pass between node and container. Default:
    None."""


if TYPE_CHECKING:
    Places = str | PlaceArgs | Sequence[pulumi.Input[str | PlaceArgs]]
else:
    # Any: Pulumi's analyzer knows no unions; `conform` checks the value.
    Places = Any


class SourceArgs(TypedDict, total=False):
    """The source of a volume: at most one of these fields is given, and an emptyDir is the default."""

    empty_dir: pulumi.Input[EmptyDirVolumeSource]
    """An empty folder that lives as long as the Pod; here with a size limit, or in memory."""
    persistent_volume_claim: pulumi.Input[PersistentVolumeClaimVolumeSource]
    """A PersistentVolumeClaim: storage that outlives the Pod."""
    volume_claim_template: pulumi.Input[PersistentVolumeClaimTemplate]
    """A claim that a StatefulSet makes for each of its Pods, named after the volume. No other workload takes
    it. For a StatefulSet that exists, you may state another source too, which the claim replaces."""
    ephemeral: pulumi.Input[EphemeralVolumeSource]
    """A claim that is made for the Pod, and deleted with it."""
    config_map: pulumi.Input[ConfigMapVolumeSource]
    """A ConfigMap as a folder with a file for each key."""
    secret: pulumi.Input[SecretVolumeSource]
    """A Secret as a folder with a file for each key."""
    projected: pulumi.Input[ProjectedVolumeSource]
    """Several ConfigMaps, Secrets, fields of the Pod and tokens in one folder."""
    downward_api: pulumi.Input[DownwardAPIVolumeSource]
    """Fields of the Pod, as files."""
    image: pulumi.Input[ImageVolumeSource]
    """The files of a container image."""
    host_path: pulumi.Input[HostPathVolumeSource]
    """A file or folder of the node. A Pod that has it can read or change the node."""
    csi: pulumi.Input[CSIVolumeSource]
    """A volume that a CSI driver makes for the Pod."""
    nfs: pulumi.Input[NFSVolumeSource]
    """A folder of an NFS server."""
    iscsi: pulumi.Input[ISCSIVolumeSource]
    """A disk that is reached by iSCSI."""
    fc: pulumi.Input[FCVolumeSource]
    """A disk that is reached by Fibre Channel."""
    flex_volume: pulumi.Input[FlexVolumeSource]
    """A volume of a FlexVolume driver. Deprecated: use `csi`."""
    aws_elastic_block_store: pulumi.Input[AWSElasticBlockStoreVolumeSource]
    """A disk of Amazon Web Services. Deprecated: use a claim."""
    azure_disk: pulumi.Input[AzureDiskVolumeSource]
    """A disk of Azure. Deprecated: use a claim."""
    azure_file: pulumi.Input[AzureFileVolumeSource]
    """A share of Azure Files. Deprecated: use a claim."""
    cephfs: pulumi.Input[CephFSVolumeSource]
    """A CephFS. Removed from Kubernetes' code: use a claim."""
    cinder: pulumi.Input[CinderVolumeSource]
    """A disk of OpenStack. Deprecated: use a claim."""
    flocker: pulumi.Input[FlockerVolumeSource]
    """A Flocker dataset. Removed from Kubernetes' code."""
    gce_persistent_disk: pulumi.Input[GCEPersistentDiskVolumeSource]
    """A disk of Google Compute Engine. Deprecated: use a claim."""
    git_repo: pulumi.Input[GitRepoVolumeSource]
    """A clone of a Git repository. Deprecated and insecure: use an init container."""
    glusterfs: pulumi.Input[GlusterfsVolumeSource]
    """A volume of Glusterfs. Removed from Kubernetes' code."""
    photon_persistent_disk: pulumi.Input[PhotonPersistentDiskVolumeSource]
    """A disk of Photon. Removed from Kubernetes' code."""
    portworx_volume: pulumi.Input[PortworxVolumeSource]
    """A volume of Portworx. Deprecated: use a claim."""
    quobyte: pulumi.Input[QuobyteVolumeSource]
    """A volume of Quobyte. Removed from Kubernetes' code."""
    rbd: pulumi.Input[RBDVolumeSource]
    """A block device of Ceph. Removed from Kubernetes' code: use a claim."""
    scale_io: pulumi.Input[ScaleIOVolumeSource]
    """A volume of ScaleIO. Removed from Kubernetes' code."""
    storageos: pulumi.Input[StorageOSVolumeSource]
    """A volume of StorageOS. Removed from Kubernetes' code."""
    vsphere_volume: pulumi.Input[VsphereVirtualDiskVolumeSource]
    """A disk of vSphere. Deprecated: use a claim."""


class SharedVolumeArgs(SourceArgs):
    """A volume that containers share, stated once: every mount of it is derived from here.

    It is an emptyDir unless another source is given. A container that both reads and writes is a writer. It
    may be a reader too, through a read-only mount at another path. The value for a container is a path, a
    place with more settings, or a list of these.
    """

    name: pulumi.Input[str]
    """Name of the volume, unique in the Pod."""
    written_by: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[Places]]]]
    """Containers that write it, each with the path of its mount: `{"2nd": "/html"}`. At least one container;
    none for a source that no container can write, such as a ConfigMap."""
    read_by: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[Places]]]]
    """Containers that read it, each with the path of its read-only mount. At least one container."""
    shared_by: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[Places]]]]
    """Containers that both write and read it, each with the path of its writable mount: for example a folder
    of sockets. At least two containers; instead of `written_by` and `read_by`."""


class VolumeArgs(SourceArgs):
    """A volume of one container alone: scratch space unless another source or `files` is given."""

    name: pulumi.Input[str]
    """Name of the volume, unique in the Pod."""
    files: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Text files by name, at least one: `{"site.conf": "…"}`. The workload creates a ConfigMap of them. A
    changed text makes a new ConfigMap, and so a changed Pod."""
    places: NotRequired[pulumi.Input[Sequence[pulumi.Input[PlaceArgs]]]]
    """Its places in the container, if it has several; instead of the fields of one place below."""
    mount_path: NotRequired[pulumi.Input[str]]
    """Absolute path of its mount in the container. One of `mount_path`, `device_path` and `places` is
    given."""
    device_path: NotRequired[pulumi.Input[str]]
    """Absolute path of the device, for a claim whose volume mode is Block."""
    sub_path: NotRequired[pulumi.Input[str]]
    """Path inside the volume that is mounted instead of its root. Default: its root."""
    sub_path_expr: NotRequired[pulumi.Input[str]]
    """The same, with environment variables of the container in it, such as `$(POD_NAME)`. Default: none."""
    read_only: NotRequired[pulumi.Input[bool]]
    """Whether the container may only read it. Default: true for a ConfigMap, a Secret, files and other
    sources that no container can write, false for all others."""
    recursive_read_only: NotRequired[pulumi.Input[str]]
    """Disabled, IfPossible or Enabled: whether mounts below this one are read-only too. Default: Disabled."""
    mount_propagation: NotRequired[pulumi.Input[str]]
    """None, HostToContainer or Bidirectional: whether later mounts pass between node and container. Default:
    None."""
