"""The arguments of a container: plain data, in Kubernetes' own words.

See pod_args.py for how they are written.
"""

from collections.abc import Mapping, Sequence
from typing import NotRequired, TypedDict

import pulumi


class PortArgs(TypedDict):
    """A port that a container opens in the network that all containers of the Pod share."""

    container_port: pulumi.Input[int]
    """Number of the port, 1 to 65535. No other container of the Pod may open it for the same protocol."""
    name: NotRequired[pulumi.Input[str]]
    """Name of the port, at most 15 characters; unique in the Pod. A Service and probes may refer to it."""
    protocol: NotRequired[pulumi.Input[str]]
    """TCP, UDP or SCTP. Default: TCP."""


class KeyArgs(TypedDict):
    """One key of a ConfigMap or of a Secret."""

    name: pulumi.Input[str]
    """Name of the ConfigMap or of the Secret, in the namespace of the Pod."""
    key: pulumi.Input[str]
    """Key whose value is taken."""
    optional: NotRequired[pulumi.Input[bool]]
    """Whether the container may start when the object or the key is missing. Default: false."""


class FieldArgs(TypedDict):
    """A field of the Pod itself."""

    field_path: pulumi.Input[str]
    """Path of the field, such as `metadata.name` or `status.podIP`."""


class EnvSourceArgs(TypedDict):
    """Source of an environment variable's value; exactly one of the fields is given."""

    config_map_key_ref: NotRequired[pulumi.Input[KeyArgs]]
    """A key of a ConfigMap."""
    secret_key_ref: NotRequired[pulumi.Input[KeyArgs]]
    """A key of a Secret: use it for a password, so that no manifest holds it."""
    field_ref: NotRequired[pulumi.Input[FieldArgs]]
    """A field of the Pod."""


class EnvArgs(TypedDict):
    """An environment variable of a container."""

    name: pulumi.Input[str]
    """Name of the variable."""
    value: NotRequired[pulumi.Input[str]]
    """Its value. Default: empty, or taken from `value_from`."""
    value_from: NotRequired[pulumi.Input[EnvSourceArgs]]
    """Source of its value, instead of `value`."""


class ResourcesArgs(TypedDict):
    """Resources of a container, as Kubernetes quantities."""

    requests: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Resources reserved for the container, such as `{"cpu": "50m", "memory": "64Mi"}`. Default: `limits`."""
    limits: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Upper limits of the container. Default: none."""


class ExecArgs(TypedDict):
    """A command that runs inside the container."""

    command: pulumi.Input[Sequence[pulumi.Input[str]]]
    """The command and its arguments; there is no shell around it."""


class HttpGetArgs(TypedDict):
    """An HTTP request from the kubelet to the container."""

    path: NotRequired[pulumi.Input[str]]
    """Path of the request. Default: /."""
    port: NotRequired[pulumi.Input[int]]
    """Number of the port. Default: the first port that the container opens."""
    scheme: NotRequired[pulumi.Input[str]]
    """HTTP or HTTPS. Default: HTTP."""


class TcpSocketArgs(TypedDict):
    """A TCP connection from the kubelet to the container."""

    port: NotRequired[pulumi.Input[int]]
    """Number of the port. Default: the first port that the container opens."""


class SleepArgs(TypedDict):
    """A pause."""

    seconds: pulumi.Input[int]
    """Seconds; no more than the Pod's `termination_grace_period_seconds`."""


class ProbeArgs(TypedDict):
    """A probe of a container; exactly one of `exec_`, `http_get`, `tcp_socket` is given."""

    exec_: NotRequired[pulumi.Input[ExecArgs]]
    """A command that must exit with 0."""
    http_get: NotRequired[pulumi.Input[HttpGetArgs]]
    """A request that must be answered with a status from 200 to 399."""
    tcp_socket: NotRequired[pulumi.Input[TcpSocketArgs]]
    """A port that must accept a connection."""
    initial_delay_seconds: NotRequired[pulumi.Input[int]]
    """Seconds from the container's start to the first probe. Default: 0."""
    period_seconds: NotRequired[pulumi.Input[int]]
    """Seconds between two probes. Default: 10."""
    timeout_seconds: NotRequired[pulumi.Input[int]]
    """Seconds after which a probe without an answer has failed. Default: 1."""
    success_threshold: NotRequired[pulumi.Input[int]]
    """Successes in a row until the probe counts as passed. Default: 1."""
    failure_threshold: NotRequired[pulumi.Input[int]]
    """Failures in a row until the probe counts as failed. Default: 3."""


class HandlerArgs(TypedDict):
    """A lifecycle handler of a container; exactly one of the fields is given."""

    exec_: NotRequired[pulumi.Input[ExecArgs]]
    """A command that runs inside the container."""
    http_get: NotRequired[pulumi.Input[HttpGetArgs]]
    """A request to the container."""
    sleep: NotRequired[pulumi.Input[SleepArgs]]
    """A pause."""


class LifecycleArgs(TypedDict):
    """The lifecycle hooks of a container."""

    post_start: NotRequired[pulumi.Input[HandlerArgs]]
    """Handler that runs right after the start."""
    pre_stop: NotRequired[pulumi.Input[HandlerArgs]]
    """Handler that runs before SIGTERM; its time counts against the grace period."""


class CapabilitiesArgs(TypedDict):
    """Linux capabilities of a container, without their `CAP_`."""

    add: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Capabilities it gets. Default: none."""
    drop: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Capabilities taken from it. Default: none, or ALL under `restricted`."""


class SecurityContextArgs(TypedDict):
    """Rights of a container on its node. A field given here wins over the one that `pod_security` sets."""

    run_as_user: NotRequired[pulumi.Input[int]]
    """Number of the user the container runs as. Default: the one its image names."""
    run_as_group: NotRequired[pulumi.Input[int]]
    """Number of the group the container runs as. Default: the one its image names."""
    run_as_non_root: NotRequired[pulumi.Input[bool]]
    """Whether the kubelet refuses to start it as root. Default: false, or true under `restricted`."""
    read_only_root_filesystem: NotRequired[pulumi.Input[bool]]
    """Whether it can write to its volumes only. Default: false, or true under `restricted`."""
    allow_privilege_escalation: NotRequired[pulumi.Input[bool]]
    """Whether a process may gain more rights than its parent. Default: false, or true under `privileged`."""
    privileged: NotRequired[pulumi.Input[bool]]
    """Whether it has all rights of root on the node. Default: false."""
    capabilities: NotRequired[pulumi.Input[CapabilitiesArgs]]
    """Linux capabilities added and dropped."""


class EmptyDirArgs(TypedDict):
    """An empty folder that lives as long as the Pod."""

    medium: NotRequired[pulumi.Input[str]]
    """Memory, for a folder in memory. Default: the disk of the node."""
    size_limit: NotRequired[pulumi.Input[str]]
    """Greatest size, such as `64Mi`. In memory, a write beyond it fails. On disk, the Pod is
    evicted. Default: no limit."""


class ConfigMapArgs(TypedDict):
    """A ConfigMap as a folder with a file for each key."""

    name: pulumi.Input[str]
    """Name of the ConfigMap, in the namespace of the Pod."""
    optional: NotRequired[pulumi.Input[bool]]
    """Whether the Pod may start without it. Default: false."""


class SecretArgs(TypedDict):
    """A Secret as a folder with a file for each key."""

    secret_name: pulumi.Input[str]
    """Name of the Secret, in the namespace of the Pod."""
    optional: NotRequired[pulumi.Input[bool]]
    """Whether the Pod may start without it. Default: false."""


class ClaimArgs(TypedDict):
    """A PersistentVolumeClaim: storage that outlives the Pod."""

    claim_name: pulumi.Input[str]
    """Name of the PersistentVolumeClaim, in the namespace of the Pod."""


class VolumeArgs(TypedDict):
    """A volume of one container alone: scratch space unless `config_map`, `secret` or `files` is given."""

    name: pulumi.Input[str]
    """Name of the volume, unique in the Pod."""
    mount_path: pulumi.Input[str]
    """Absolute path of its mount in the container."""
    sub_path: NotRequired[pulumi.Input[str]]
    """Path inside the volume that is mounted instead of its root. Default: its root."""
    read_only: NotRequired[pulumi.Input[bool]]
    """Whether the container may only read it. Default: false for scratch space, true for all others."""
    empty_dir: NotRequired[pulumi.Input[EmptyDirArgs]]
    """Scratch space, with a limit or in memory."""
    config_map: NotRequired[pulumi.Input[ConfigMapArgs]]
    """The files of a ConfigMap."""
    secret: NotRequired[pulumi.Input[SecretArgs]]
    """The files of a Secret."""
    files: NotRequired[pulumi.Input[Mapping[str, pulumi.Input[str]]]]
    """Text files by name, at least one: `{"site.conf": "…"}`. The workload creates a ConfigMap of them. A
    changed text makes a new ConfigMap, and so a changed Pod."""


class ContainerArgs(TypedDict):
    """A container of the Pod. The volumes it shares with others are stated in the Pod's `shared_volumes`."""

    name: pulumi.Input[str]
    """Name of the container, unique in the Pod: lower-case letters, digits and hyphens, at most 63."""
    image: pulumi.Input[str]
    """Image it runs, such as `nginx:1.29.3`."""
    image_pull_policy: NotRequired[pulumi.Input[str]]
    """Always, IfNotPresent or Never. Default: Always for the tag `latest` or none, IfNotPresent otherwise."""
    command: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Command it runs, instead of its image's entry point."""
    args: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Arguments of the command, instead of its image's."""
    working_dir: NotRequired[pulumi.Input[str]]
    """Folder the command starts in. Default: the one its image names."""
    env: NotRequired[pulumi.Input[Sequence[pulumi.Input[EnvArgs]]]]
    """Environment variables."""
    ports: NotRequired[pulumi.Input[Sequence[pulumi.Input[PortArgs]]]]
    """Ports it opens. A Service can reach these and no others."""
    volumes: NotRequired[pulumi.Input[Sequence[pulumi.Input[VolumeArgs]]]]
    """Volumes of this container alone: scratch space, a ConfigMap, a Secret."""
    resources: NotRequired[pulumi.Input[ResourcesArgs]]
    """Resources that it requests, and their limits."""
    readiness_probe: NotRequired[pulumi.Input[ProbeArgs]]
    """Probe that must pass before Services send it requests. Default: they do as soon as it runs."""
    liveness_probe: NotRequired[pulumi.Input[ProbeArgs]]
    """Probe whose failure restarts it. Default: it is restarted only when it ends."""
    startup_probe: NotRequired[pulumi.Input[ProbeArgs]]
    """Probe that passes once it has started. The containers after a sidecar wait for the sidecar's probe.
    Default: it has started as soon as it runs."""
    lifecycle: NotRequired[pulumi.Input[LifecycleArgs]]
    """Handlers that run right after its start and right before its end."""
    security_context: NotRequired[pulumi.Input[SecurityContextArgs]]
    """Rights on its node, where they differ from the Pod's `pod_security`."""
