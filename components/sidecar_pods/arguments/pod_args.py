"""The arguments of a Pod: plain data, in Kubernetes' own words, that Pulumi serves to every language.

Pulumi's analyzer reads the annotations and the docstring under each field at run time. So this module must
not use `from __future__ import annotations`, and a TypedDict must not inherit fields: the analyzer would lose
their docstrings (https://github.com/pulumi/pulumi/issues/19655).
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, Literal, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.container_args import ClaimArgs, ConfigMapArgs, ContainerArgs, EmptyDirArgs

if TYPE_CHECKING:
    PodSecurity = Literal["privileged", "baseline", "restricted"]
else:
    PodSecurity = str  # the analyzer knows no Literal; checks.py refuses other words

Role = Literal["init_containers", "sidecars", "containers"]
"""A list of containers of a Pod."""

ROLES: Final[tuple[Role, ...]] = ("init_containers", "sidecars", "containers")
"""The lists of containers of a Pod, in the order in which they start."""


class SharedVolumeArgs(TypedDict):
    """A volume that containers share, stated once: every mount of it is derived from here.

    It is an emptyDir unless `persistent_volume_claim` or `config_map` is given. A container that both reads
    and writes is a writer. It may be a reader as well, at another path, through a mount that cannot write.
    """

    name: pulumi.Input[str]
    """Name of the volume, unique in the Pod."""
    written_by: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Containers that write it, each with the absolute path of its mount: `{"2nd": "/html"}`. At least one
    container; none for a `config_map`."""
    read_by: pulumi.Input[Mapping[str, pulumi.Input[str]]]
    """Containers that read it, each with the absolute path of its read-only mount. At least one container."""
    empty_dir: NotRequired[pulumi.Input[EmptyDirArgs]]
    """Settings of the emptyDir: a size limit, or memory as its medium."""
    persistent_volume_claim: NotRequired[pulumi.Input[ClaimArgs]]
    """The claim to mount instead of an emptyDir, for data that must outlive the Pod."""
    config_map: NotRequired[pulumi.Input[ConfigMapArgs]]
    """The ConfigMap to mount instead of an emptyDir. No container writes it, and all readers see a change at
    the same moment."""


class TopologySpreadArgs(TypedDict):
    """A rule that spreads the Pods of one workload over nodes or zones."""

    topology_key: pulumi.Input[str]
    """Label of the nodes, such as `kubernetes.io/hostname`, whose values are the places to spread over."""
    max_skew: pulumi.Input[int]
    """Greatest difference between the numbers of Pods in two places."""
    when_unsatisfiable: pulumi.Input[str]
    """ScheduleAnyway, or DoNotSchedule to wait for a place instead."""


class PodTemplateArgs(TypedDict):
    """A Pod, the same in every workload: its containers, and which of them write and read each volume."""

    containers: pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]
    """The containers that run side by side. At least one."""
    init_containers: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Containers that run to completion first, one after the other."""
    sidecars: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerArgs]]]]
    """Native sidecars: they start after `init_containers`, before `containers`, and end after them."""
    shared_volumes: NotRequired[pulumi.Input[Sequence[pulumi.Input[SharedVolumeArgs]]]]
    """The volumes that containers share, each with its writers and readers."""
    pod_security: NotRequired[pulumi.Input[PodSecurity]]
    """Level of Kubernetes' Pod Security Standards that the component makes the Pod meet. `privileged` sets
    nothing; `baseline` sets no service account token, no privilege escalation and the runtime's seccomp
    profile; `restricted` also no root user, no capability and a read-only root file system. Default:
    baseline."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the Kubernetes object, a host name of at most 63 characters. Default: the component's name."""
    namespace: NotRequired[pulumi.Input[str]]
    """Namespace of the Kubernetes object. Default: the one the provider is configured with, else
    `default`."""
    instance: NotRequired[pulumi.Input[str]]
    """Value of the label `app.kubernetes.io/instance`. Default: `<project>-<stack>`."""
    labels: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Labels besides the standard ones, which they cannot replace."""
    annotations: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Annotations of the Pod."""
    fs_group: NotRequired[pulumi.Input[int]]
    """Number of the group that may write to claims. Default: the volume's ownership is not changed."""
    share_process_namespace: NotRequired[pulumi.Input[bool]]
    """Whether the containers see and may signal one another's processes. Default: false."""
    termination_grace_period_seconds: NotRequired[pulumi.Input[int]]
    """Seconds from SIGTERM to SIGKILL. Default: 30."""
    topology_spread_constraints: NotRequired[pulumi.Input[Sequence[pulumi.Input[TopologySpreadArgs]]]]
    """Rules that spread the Pods of one workload over nodes or zones. Default: the scheduler decides."""
    network_policy: NotRequired[bool]
    """Whether to create a NetworkPolicy that admits connections to the Pod's ports only. Default: false."""
