"""Assert on rendered objects: mounts name volumes, shared volumes have roles, Services find their Pods."""

from tests.foreign import JsonObject
from tests.policies.objects import (
    Objects,
    Path,
    at,
    containers,
    empty_dirs,
    listed,
    mounts_of,
    pod_specs,
    services,
    shared_volumes,
)


def each_mount_names_a_declared_volume(objects: Objects) -> None:
    for _, spec in pod_specs(objects):
        declared = {volume["name"] for volume in listed(spec, "volumes")}
        for _, container in containers(spec):
            mounted = {mount["name"] for mount in listed(container, "volumeMounts")}
            assert mounted <= declared, f"container {container['name']} mounts {mounted - declared}"


def each_shared_volume_has_a_writer_and_a_reader(objects: Objects) -> None:
    for _, spec in pod_specs(objects):
        for name, mounts in shared_volumes(spec):
            assert any(mount.get("readOnly") is True for _, mount in mounts), f"nobody reads {name}"
            assert any(not mount.get("readOnly") for _, mount in mounts), f"nobody writes {name}"


def writer_and_reader_mount_the_very_same_volume(objects: Objects) -> None:
    paths = [path for path, _ in pod_specs(objects)]
    assert paths, "no Pod"
    for path in paths:
        mounts = [list(mounts_of(at(objects, path), each["name"])) for each in empty_dirs(objects, path)]
        read = [each for each in mounts if any(mount.get("readOnly") for _, mount in each)]
        assert read, "nobody reads what another writes"
        assert all(_writers_meet_readers(each) for each in read), "one reads what nobody writes"


def no_two_mounts_of_a_container_share_a_path(objects: Objects) -> None:
    for _, spec in pod_specs(objects):
        for _, container in containers(spec):
            paths = [mount["mountPath"].rstrip("/") for mount in listed(container, "volumeMounts")]
            assert len(paths) == len(set(paths)), f"container {container['name']} mounts at {paths}"


def the_service_selects_the_pods(objects: Objects) -> None:
    for _, service in services(objects):
        selector = service["spec"]["selector"].items()
        assert all(selector <= labels.items() for labels in _pod_labels(objects)), f"{service['metadata']}"
    assert any(True for _ in services(objects)), "no Service"


def the_service_targets_a_port_they_open(objects: Objects) -> None:
    ports = [
        port
        for _, spec in pod_specs(objects)
        for _, container in containers(spec)
        for port in listed(container, "ports")
    ]
    opened = {port["containerPort"] for port in ports} | {port.get("name") for port in ports}
    for _, service in services(objects):
        targets = [port.get("targetPort", port["port"]) for port in listed(service["spec"], "ports")]
        assert targets, "the Service has no port"
        assert set(targets) <= opened, f"the Service targets {targets}, the Pods open {opened}"


def _writers_meet_readers(mounts: list[tuple[Path, JsonObject]]) -> bool:
    written = {mount.get("subPath", "") for _, mount in mounts if not mount.get("readOnly")}
    return all(mount.get("subPath", "") in written for _, mount in mounts if mount.get("readOnly"))


def _pod_labels(objects: Objects) -> list[dict[str, str]]:
    return [at(objects, path[:-1])["metadata"]["labels"] for path, _ in pod_specs(objects)]
