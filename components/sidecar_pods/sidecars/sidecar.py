"""A sidecar, and the function that adds sidecars to a Pod."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import cast

from sidecar_pods.arguments.container_args import ContainerArgs, Role
from sidecar_pods.arguments.helper_args import CustomArgs, HelperArgs
from sidecar_pods.arguments.pod_args import PodTemplateArgs
from sidecar_pods.arguments.volume_args import SharedVolumeArgs, VolumeArgs


@dataclass(frozen=True)
class Sidecar:
    """A container that helps other containers of its Pod, and the volumes that they need for it.

    Its fields are those of `CustomArgs`, which describes them.
    """

    container: ContainerArgs
    role: Role = "sidecars"
    shared_volumes: Sequence[SharedVolumeArgs] = ()
    owns: Sequence[str] = ()
    volumes_of_others: Mapping[str, Sequence[VolumeArgs]] = field(
        default_factory=dict[str, Sequence[VolumeArgs]]
    )
    share_process_namespace: bool = False


def with_sidecars(pod: PodTemplateArgs, *sidecars: HelperArgs | Sidecar) -> PodTemplateArgs:
    """Return a Pod's arguments with sidecars added to `helpers`; they start in the order given.

    Args:
        pod: The Pod.
        sidecars: The sidecars to add: data, or objects, also of a subclass of `Sidecar`.
    """
    added: list[HelperArgs] = [
        {"custom": _as_data(each)} if isinstance(each, Sidecar) else each for each in sidecars
    ]
    return {**pod, "helpers": [*(pod.get("helpers") or ()), *added]}


def _as_data(sidecar: Sidecar) -> CustomArgs:
    """Return a sidecar as data, without the fields that a subclass adds."""
    return cast("CustomArgs", {each.name: getattr(sidecar, each.name) for each in fields(Sidecar)})
