"""The defect of each rule, put into every possible place of a good program."""

import copy
from collections.abc import Callable, Iterator

from tests.foreign import Json, JsonObject
from tests.policies.objects import (
    Mutant,
    Objects,
    Path,
    at,
    changed,
    containers,
    empty_dirs,
    is_step,
    judged_containers,
    kubernetes_objects,
    listed,
    mappings,
    mounts_of,
    nested,
    pod_specs,
    selected_pods,
    services,
)


def names_no_volume(objects: Objects) -> Iterator[Mutant]:
    """Misspell the volume in each mount and each block device."""
    for path, spec in pod_specs(objects):
        for where, container in judged_containers(spec):
            for field in ("volumeMounts", "volumeDevices"):
                for index, mount in enumerate(listed(container, field)):
                    for typo in (mount["name"] + "x", mount["name"][:-1] + "-typo"):
                        yield changed(objects, (*path, *where, field, index), set_field("name", typo))


def shares_a_path(objects: Objects) -> Iterator[Mutant]:
    """Move each mount to the path of each other mount of its container; mount each twice on its path."""
    for path, spec in pod_specs(objects):
        for where, container in containers(spec):
            mounts = listed(container, "volumeMounts")
            for index, mount in enumerate(mounts):
                again = {**mount, "mountPath": mount["mountPath"] + "/"}
                yield changed(objects, (*path, *where), _append_to("volumeMounts", again))
                for other in mounts:
                    if other is not mount:
                        for slash in ("", "/"):
                            clash = set_field("mountPath", other["mountPath"] + slash)
                            yield changed(objects, (*path, *where, "volumeMounts", index), clash)


def container_named_twice(objects: Objects) -> Iterator[Mutant]:
    """Give each container the name of each other container of its Pod."""
    for path, spec in pod_specs(objects):
        for where, container in judged_containers(spec):
            for _, other in containers(spec):
                if other is not container:
                    yield changed(objects, (*path, *where), set_field("name", other["name"]))


def volume_named_twice(objects: Objects) -> Iterator[Mutant]:
    """Declare each volume and each claim template twice."""
    for path, spec in mappings(objects):
        for field in ("volumes", "volumeClaimTemplates"):
            for volume in listed(spec, field) if path and path[-1] == "spec" else ():
                yield changed(objects, (*path, field), _append(volume))


def nobody_fills(objects: Objects) -> Iterator[Mutant]:
    """Make every mount of each emptyDir read-only; then move its readers to another folder."""
    for path, spec in pod_specs(objects):
        for volume in empty_dirs(objects, path):
            mounts = list(mounts_of(spec, volume["name"]))
            if mounts:
                yield changed(objects, path, set_read_only(volume["name"], True))
            yield from reads_apart(objects, path, mounts)


def reads_too_early(objects: Objects) -> Iterator[Mutant]:
    """Add an init container that reads each emptyDir, at each place before its first writer."""
    for path, spec in pod_specs(objects):
        order = [where for where, _ in containers(spec)]
        for volume in empty_dirs(objects, path):
            writers = [where for where, mount in mounts_of(spec, volume["name"]) if not mount.get("readOnly")]
            if writers:
                before = order.index(writers[0][:2])
                for place in range(min(before, len(listed(spec, "initContainers"))) + 1):
                    yield changed(objects, path, _insert_reader(place, volume["name"]))


def port_opened_twice(objects: Objects) -> Iterator[Mutant]:
    """Add each port of a container to each other container beside it."""
    for path, spec in pod_specs(objects):
        beside = [
            (where, container)
            for where, container in containers(spec)
            if not is_step(where, container) and where[0] != "ephemeralContainers"
        ]
        for _, owner in beside:
            for port in listed(owner, "ports"):
                stolen = {key: port[key] for key in ("containerPort", "protocol") if key in port}
                for where, container in beside:
                    if container is not owner:
                        yield changed(objects, (*path, *where), _append_to("ports", stolen))


def probe_names_no_port(objects: Objects) -> Iterator[Mutant]:
    """Let each probe and hook ask a port name that its container does not have."""
    for path, spec in pod_specs(objects):
        for where, container in containers(spec):
            for request, _ in _requests(container):
                for nowhere in ("nowhere", "64999"):
                    yield changed(objects, (*path, *where, *request), set_field("port", nowhere))


def _requests(container: JsonObject) -> Iterator[tuple[Path, JsonObject]]:
    """Yield each request of a container's probes and hooks, with its path in the container."""
    for field in ("livenessProbe", "readinessProbe", "startupProbe", "lifecycle"):
        for path, request in mappings(nested(container, field)):
            if path and path[-1] in ("httpGet", "tcpSocket"):
                yield (field, *path), request


def selects_no_pod(objects: Objects) -> Iterator[Mutant]:
    """Misspell each label's key and value, in each selector and in the only Pod that it selects."""
    for path, service in services(objects):
        selected = selected_pods(objects, service)
        for key, value in service["spec"]["selector"].items():
            if all(labels.get(key) == value for _, labels in selected):
                for pair in ((key, value + "x"), (key + "x", value)):
                    if selected:
                        yield changed(objects, (*path, "spec", "selector"), _replace(key, *pair))
                    if len(selected) == 1:
                        labels = (*selected[0][0], "metadata", "labels")
                        yield changed(objects, labels, _replace(key, *pair))


def targets_no_port(objects: Objects) -> Iterator[Mutant]:
    """Change the target of each Service port to a name that no port has; rename the only target."""
    for path, port, ports in targets(objects):
        for nowhere in ("nowhere", "64999"):
            yield changed(objects, path, set_field("targetPort", nowhere))
        named = [each for each in ports if at(objects, each).get("name") == port.get("targetPort", "")]
        if len(named) == 1:
            *container, _, index = named[0]
            yield changed(objects, tuple(container), _rename_port(index, "closed"))


def targets_unstated_port(objects: Objects) -> Iterator[Mutant]:
    """Change the target of each Service port to a number that no container states; change the only target."""
    for path, port, ports in targets(objects):
        beside = [container for place in ports for container in at(objects, place[:-4])["containers"]]
        if not ports or any(container["name"] == "istio-proxy" for container in beside):
            continue
        yield changed(objects, path, set_field("targetPort", 64999))
        target = port.get("targetPort", port["port"])
        stated = [each for each in ports if at(objects, each)["containerPort"] == target]
        if len(stated) == 1:
            yield changed(objects, stated[0], set_field("containerPort", 64999))


def targets(objects: Objects) -> Iterator[tuple[Path, JsonObject, list[Path]]]:
    """Yield each port of each Service that is not headless: path, port, and the paths of the Pods' ports."""
    for path, service in services(objects):
        selected = selected_pods(objects, service)
        ports = [
            (*pod, "spec", *where, "ports", index)
            for pod, _ in selected
            for where, container in containers(at(objects, pod)["spec"])
            for index, _ in enumerate(listed(container, "ports"))
            if not is_step(where, container)
        ]
        for index, port in enumerate(listed(service["spec"], "ports")):
            if service["spec"].get("clusterIP") != "None" and selected:
                yield (*path, "spec", "ports", index), port, ports


def nobody_mounts(objects: Objects) -> Iterator[Mutant]:
    """Declare one more volume in each Pod; remove every mount of each volume."""
    for path, spec in pod_specs(objects):
        yield changed(objects, path, _append_to("volumes", {"name": "spare", "emptyDir": {}}))
        for volume in listed(spec, "volumes"):
            if not volume["name"].startswith("gke-gcsfuse-"):
                yield changed(objects, path, _unmount(volume["name"]))


def asks_without_reason(objects: Objects) -> Iterator[Mutant]:
    """Ask for an exception without a reason in each object."""
    for path, _ in kubernetes_objects(objects):
        for directive in ("ignore=partial-object", "ignore=partial-object -", "ignore=partial-object;"):
            yield changed(objects, path, _annotate(directive))


def asks_for_an_unknown_rule(objects: Objects) -> Iterator[Mutant]:
    """Ask for an exception from a rule that does not exist in each object."""
    for path, _ in kubernetes_objects(objects):
        yield changed(objects, path, _annotate("ignore=partial-objects it is a patch"))


def reads_apart(objects: Objects, path: Path, mounts: list[tuple[Path, JsonObject]]) -> Iterator[Mutant]:
    """Move each reader of a volume to one folder of it, and every other container to another folder."""
    if all(not mount.get("subPath") and not mount.get("subPathExpr") for _, mount in mounts):
        for reader, mount in mounts:
            if mount.get("readOnly"):
                folders = {where: "read" if where == reader else "written" for where, _ in mounts}
                yield changed(objects, path, _set_folders(folders))


def set_read_only(volume: str, read_only: bool) -> Callable[[JsonObject], None]:
    """Set readOnly on every mount of a volume."""

    def change(spec: JsonObject) -> None:
        for _, mount in mounts_of(spec, volume):
            mount["readOnly"] = read_only

    return change


def set_field(key: str | int, value: Json) -> Callable[[Json], None]:
    """Set a field, or an item of a list."""
    return lambda target: target.__setitem__(key, value)


def _rename_port(index: str | int, name: str) -> Callable[[JsonObject], None]:
    """Rename a port, and the port of the probes and hooks that ask it."""

    def rename(container: Json) -> None:
        port = container["ports"][index]
        for _, request in _requests(container):
            if request["port"] == port["name"]:
                request["port"] = name
        port["name"] = name

    return rename


def _set_folders(folders: dict[Path, str]) -> Callable[[JsonObject], None]:
    def change(spec: Json) -> None:
        for (field, container, mounts, index), folder in folders.items():
            spec[field][container][mounts][index]["subPath"] = folder

    return change


def _annotate(directive: str) -> Callable[[Json], None]:
    def annotate(target: Json) -> None:
        metadata = target.setdefault("metadata", {})
        metadata["annotations"] = {**nested(metadata, "annotations"), "policies": directive}

    return annotate


def _append(item: Json) -> Callable[[list[Json]], None]:
    return lambda target: target.append(copy.deepcopy(item))


def _append_to(field: str, item: Json) -> Callable[[JsonObject], None]:
    return lambda target: target.__setitem__(field, [*listed(target, field), item])


def _replace(old: str, new: str, value: Json) -> Callable[[JsonObject], None]:
    def replace(target: JsonObject) -> None:
        del target[old]
        target[new] = value

    return replace


def _insert_reader(place: int, volume: str) -> Callable[[JsonObject], None]:
    mount = {"name": volume, "mountPath": "/too-early", "readOnly": True}
    reader = {"name": "reads-too-early", "image": "debian:13", "volumeMounts": [mount]}

    def insert(spec: JsonObject) -> None:
        spec["initContainers"] = listed(spec, "initContainers")
        spec["initContainers"].insert(place, reader)

    return insert


def _unmount(volume: str) -> Callable[[JsonObject], None]:
    def unmount(spec: JsonObject) -> None:
        for _, container in containers(spec):
            for field in ("volumeMounts", "volumeDevices"):
                if field in container:
                    container[field] = [each for each in listed(container, field) if each["name"] != volume]

    return unmount


INJECTIONS: dict[str, Callable[[Objects], Iterator[Mutant]]] = {
    "mount-names-no-volume": names_no_volume,
    "mounts-share-a-path": shares_a_path,
    "container-named-twice": container_named_twice,
    "volume-named-twice": volume_named_twice,
    "empty-dir-nobody-fills": nobody_fills,
    "init-container-reads-too-early": reads_too_early,
    "port-opened-twice": port_opened_twice,
    "probe-names-no-port": probe_names_no_port,
    "service-selects-no-pod": selects_no_pod,
    "service-targets-no-port": targets_no_port,
    "service-targets-unstated-port": targets_unstated_port,
    "volume-nobody-mounts": nobody_mounts,
    "ignore-without-reason": asks_without_reason,
    "ignore-unknown-rule": asks_for_an_unknown_rule,
}
"""The defect that each rule must find."""
