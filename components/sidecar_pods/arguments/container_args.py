"""The arguments of a container: plain data, in Kubernetes' own words.

See pod_args.py for how they are written.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, Literal, NotRequired, TypedDict

import pulumi

from sidecar_pods.arguments.referenced import (
    ContainerPort,
    ContainerResizePolicy,
    ContainerRestartRule,
    EnvFromSource,
    EnvVar,
    Lifecycle,
    Probe,
    ResourceRequirements,
    SecurityContext,
)
from sidecar_pods.arguments.volume_args import VolumeArgs

if TYPE_CHECKING:
    Role = Literal["init_containers", "sidecars", "containers"]
    """A list of containers of a Pod."""
else:
    Role = str  # see pod_args.py

ROLES: Final[tuple[Role, ...]] = ("init_containers", "sidecars", "containers")
"""The lists of containers of a Pod, in the order in which they start."""


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
    env: NotRequired[pulumi.Input[Sequence[pulumi.Input[EnvVar]]]]
    """Environment variables."""
    env_from: NotRequired[pulumi.Input[Sequence[pulumi.Input[EnvFromSource]]]]
    """ConfigMaps and Secrets whose keys all become environment variables. `env` wins over them."""
    ports: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerPort]]]]
    """Ports it opens. A Service can reach these and no others."""
    volumes: NotRequired[pulumi.Input[Sequence[pulumi.Input[VolumeArgs]]]]
    """Volumes of this container alone: scratch space, a ConfigMap, a Secret."""
    mount_order: NotRequired[pulumi.Input[Sequence[pulumi.Input[str]]]]
    """Paths of its mounts and devices, in the order in which the Pod lists them. State it only for a Pod that
    exists, so that its template stays the same. Default: shared volumes first, each list in the order in
    which it is stated."""
    resources: NotRequired[pulumi.Input[ResourceRequirements]]
    """Resources that it requests, and their limits."""
    resize_policy: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerResizePolicy]]]]
    """Whether a change of a resource restarts it, for each resource. Default: it does not."""
    readiness_probe: NotRequired[pulumi.Input[Probe]]
    """Probe that must pass before Services send it requests. Default: none, so it is ready as soon as it
    runs."""
    liveness_probe: NotRequired[pulumi.Input[Probe]]
    """Probe whose failure restarts it. Default: none, so it is restarted only when it ends."""
    startup_probe: NotRequired[pulumi.Input[Probe]]
    """Probe that passes once it has started. The containers after a sidecar wait for the sidecar's probe.
    Default: none, so it has started as soon as it runs."""
    lifecycle: NotRequired[pulumi.Input[Lifecycle]]
    """Handlers that run right after its start and right before its end."""
    restart_policy: NotRequired[pulumi.Input[str]]
    """Always, OnFailure or Never: its own policy, instead of the Pod's. `Always` in `init_containers` makes
    it a native sidecar at that place of the list. A container in `sidecars` always has `Always`."""
    restart_policy_rules: NotRequired[pulumi.Input[Sequence[pulumi.Input[ContainerRestartRule]]]]
    """Exceptions from its restart policy, by exit code."""
    security_context: NotRequired[pulumi.Input[SecurityContext]]
    """User and rights of its processes. A field given here wins over the one that the Pod's `pod_security`
    sets."""
    stdin: NotRequired[pulumi.Input[bool]]
    """Whether it has an open standard input. Default: false."""
    stdin_once: NotRequired[pulumi.Input[bool]]
    """Whether its standard input closes after the first client has gone. Default: false."""
    tty: NotRequired[pulumi.Input[bool]]
    """Whether it has a terminal; needs `stdin`. Default: false."""
    termination_message_path: NotRequired[pulumi.Input[str]]
    """File whose text becomes its message when it ends. Default: /dev/termination-log."""
    termination_message_policy: NotRequired[pulumi.Input[str]]
    """File, or FallbackToLogsOnError to take the end of its log if that file is empty. Default: File."""
