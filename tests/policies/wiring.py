"""What issue 3 asserts of the wiring of each stack's rendered objects, read from the plain objects."""

from tests.policies.objects import (
    Json,
    Objects,
    Path,
    at,
    containers,
    listed,
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
    specs = [spec for _, spec in pod_specs(objects)]
    assert specs, "no Pod"
    for spec in specs:
        assert any(_writer_meets_reader(mounts) for _, mounts in shared_volumes(spec)), "they share nothing"


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


def _writer_meets_reader(mounts: list[tuple[Path, dict[str, Json]]]) -> bool:
    written = {mount.get("subPath", "") for _, mount in mounts if not mount.get("readOnly")}
    return any(mount.get("subPath", "") in written for _, mount in mounts if mount.get("readOnly"))


def _pod_labels(objects: Objects) -> list[dict[str, str]]:
    return [at(objects, path[:-1])["metadata"]["labels"] for path, _ in pod_specs(objects)]
