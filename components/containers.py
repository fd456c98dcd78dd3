"""The containers of a Pod as one list: their names are unique, and so are their ports, for they share one
network."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from .conform import inside
from .errors import WiringError

ROLES: Final = ("init_containers", "sidecars", "containers")
"""The lists of containers of a Pod, in the order in which they start."""

WATCHING: Final = ("startup_probe", "readiness_probe", "liveness_probe", "lifecycle")
"""The fields of a container that tell how the kubelet watches it while it runs."""


class Container(NamedTuple):
    """A container and where it is stated."""

    role: str
    """The list it is in, one of `ROLES`."""
    where: str
    """Its path, for an error's sentence."""
    given: Mapping[str, Any]
    """What the user stated of it."""

    @property
    def name(self) -> str:
        """Its name."""
        return self.given["name"]


def containers_of(pod: Mapping[str, Any], where: str) -> list[Container]:
    """List the containers of a Pod in the order in which they start.

    Args:
        pod: Arguments that conform to `PodTemplateArgs` and whose structure is known.
        where: The path of the arguments, for an error's sentence.

    Raises:
        WiringError: There is none, two have a name, a port or a port's name in common, or one that runs to
            completion is to be probed.
    """
    if not pod["containers"]:
        raise WiringError(inside(where, "containers"), "is empty", "at least one container")
    containers = [
        Container(role, inside(where, f"{role}[{given['name']}]"), given)
        for role in ROLES
        for given in pod.get(role, [])
    ]
    _refuse_equal_names(containers)
    _refuse_watching_what_ends(containers)
    # Init containers have ended when the others start; all others run at the same time.
    concurrent = [container for container in containers if container.role != "init_containers"]
    _refuse_equals(concurrent, "opens port", _port_numbers, "a port of its own: they share one network")
    _refuse_equals(concurrent, "names a port", _port_names, "a name of its own")
    return containers


def _refuse_equal_names(containers: list[Container]) -> None:
    first: dict[str, Container] = {}
    for container in containers:
        if container.name in first:
            problem = f"is the name of another container, in {first[container.name].role}"
            raise WiringError(inside(container.where, "name"), problem, "a name of its own")
        first[container.name] = container


def _refuse_watching_what_ends(containers: list[Container]) -> None:
    for container in (each for each in containers if each.role == "init_containers"):
        for field in WATCHING:
            if field in container.given:
                problem = "is given to a container that runs to completion, which Kubernetes refuses"
                raise WiringError(inside(container.where, field), problem, "the container in sidecars")


def _refuse_equals(
    containers: list[Container], doing: str, keys_of: Callable[[Container], Iterator[str]], expected: str
) -> None:
    owner: dict[str, Container] = {}
    for container in containers:
        for key in keys_of(container):
            if key in owner:
                again = " twice" if owner[key] is container else f", as container {owner[key].name} does"
                problem = f"{doing} {key}{again}"
                raise WiringError(inside(container.where, "ports"), problem, expected)
            owner[key] = container


def _port_numbers(container: Container) -> Iterator[str]:
    for port in container.given.get("ports", []):
        yield f"{port['container_port']}/{port.get('protocol', 'TCP')}"


def _port_names(container: Container) -> Iterator[str]:
    for port in container.given.get("ports", []):
        if "name" in port:
            yield port["name"]
