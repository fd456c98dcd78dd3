"""The defect of each rule of the project, put into every possible place of a good program."""

import re
from collections.abc import Callable, Iterator

from tests.foreign import Json, JsonObject
from tests.policies.injections import reads_apart, set_field, set_read_only
from tests.policies.objects import (
    Mutant,
    Objects,
    Path,
    at,
    changed,
    containers,
    is_empty_dir,
    is_step,
    listed,
    nested,
    pod_specs,
    shared_volumes,
)

WRITES_UNDER = r"((?:>>?|\btee(?: -a)?|-[a-zA-Z]*[oO]|\b(?:cp|mv) \S+) ?)({mount})(?=/)"
ENDLESS = r"\b(while (true|:|sleep \S+)|until false)\s*;?\s*do\b"
LEAVES = r"\b(break|exit|return|exec)\b"
SERVED = ("/usr/share/nginx/html", "/usr/local/apache2/htdocs", "/usr/share/caddy")


def everybody_writes(objects: Objects) -> Iterator[Mutant]:
    """Make every mount of each shared emptyDir writable; move the readers of a claim to another folder."""
    for path, spec in pod_specs(objects):
        empty = {volume["name"] for volume in listed(spec, "volumes") if is_empty_dir(volume)}
        claims = {volume["name"] for volume in listed(spec, "volumes") if "persistentVolumeClaim" in volume}
        for name, mounts in shared_volumes(spec):
            if name in empty:
                yield changed(objects, path, set_read_only(name, False))
            if name in claims and any(not mount.get("readOnly") for _, mount in mounts):
                yield from reads_apart(objects, path, mounts)


def writes_beside(objects: Objects) -> Iterator[Mutant]:
    """Misspell the mount's path in each command of a script that writes under it."""
    for path, spec in pod_specs(objects):
        for _, mounts in shared_volumes(spec):
            for where, mount in mounts:
                container = at([spec], (0, *where[:2]))
                for field in ("command", "args") if not mount.get("readOnly") else ():
                    for index, script in enumerate(container.get(field) or []):
                        for typo in _misspelt(str(script), mount["mountPath"]):
                            yield changed(objects, (*path, *where[:2], field), set_field(index, typo))


def serves_another_folder(objects: Objects) -> Iterator[Mutant]:
    """Misspell the path of each shared volume that a web server serves."""
    for path, spec in pod_specs(objects):
        for _, mounts in shared_volumes(spec):
            for where, mount in mounts:
                container = at([spec], (0, *where[:2]))
                alone = [each["mountPath"] for each in container["volumeMounts"] if each is not mount]
                by_itself = not any(each.startswith(SERVED) or each.startswith("/etc") for each in alone)
                if mount.get("readOnly") and mount["mountPath"].rstrip("/") in SERVED and by_itself:
                    typo = mount["mountPath"].rstrip("/")[:-1]
                    yield changed(objects, (*path, *where), set_field("mountPath", typo))


def no_size_limit(objects: Objects) -> Iterator[Mutant]:
    """Remove the size limit of each emptyDir."""
    for path, spec in pod_specs(objects):
        for index, volume in enumerate(listed(spec, "volumes")):
            if is_empty_dir(volume):
                for emptied in ({}, None, {"medium": "Memory"}):
                    yield changed(objects, (*path, "volumes", index), set_field("emptyDir", emptied))


def latest(objects: Objects) -> Iterator[Mutant]:
    """Remove tag and digest of each image; then add the tag latest."""
    for path, container in _every_container(objects):
        name = re.sub(r"(:[^/:]+)?(@.*)?$", "", container["image"])
        for image in (name, name + ":latest"):
            yield changed(objects, path, set_field("image", image))


def unrestricted(objects: Objects) -> Iterator[Mutant]:
    """Undo each protection of each container and of each Pod."""
    bad: JsonObject = {
        "appArmorProfile": {"type": "Unconfined"},
        "seLinuxOptions": {"type": "spc_t"},
        "seccompProfile": {"type": "Unconfined"},
    }
    of_root: JsonObject = {"runAsNonRoot": False, "runAsUser": 0}
    of_container: JsonObject = {
        "allowPrivilegeEscalation": None,
        "capabilities": {"drop": ["NET_RAW"]},
        "privileged": True,
        "procMount": "Unmasked",
    }
    of_pod: JsonObject = {"sysctls": [{"name": "kernel.msgmax", "value": "65536"}]}
    for path, spec in pod_specs(objects):
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            yield changed(objects, path, set_field(field, True))
        if nested(spec, "os").get("name") == "windows":
            continue
        worst = bad if spec.get("hostUsers") is False else bad | of_root
        yield from _with_context(objects, path, worst | of_pod)
        for where, container in containers(spec):
            yield from _with_context(objects, (*path, *where), worst | of_container)
            for probe in ("readinessProbe", "startupProbe"):
                asked = {**nested(container, probe), "tcpSocket": {"host": "10.0.0.1", "port": 80}}
                yield changed(objects, (*path, *where), set_field(probe, asked))


def resources_unstated(objects: Objects) -> Iterator[Mutant]:
    """Remove each request with its limit, each memory limit, and all resources."""
    for path, _ in _every_container(objects):
        if path[-2] == "ephemeralContainers" or nested(at(objects, path[:-2]), "resources"):
            continue
        yield changed(objects, path, set_field("resources", None))
        for gone in (("requests", "cpu"), ("requests", "memory"), ("limits", "memory")):
            yield changed(objects, path, _unstate(*gone))


def unprobed(objects: Objects) -> Iterator[Mutant]:
    """Remove each probe of each server."""
    for path, container in _every_container(objects):
        if listed(container, "ports") and at(objects, path[:-2]).get("restartPolicy", "Always") == "Always":
            for probe in ("readinessProbe", "livenessProbe"):
                yield changed(objects, path, set_field(probe, None))


def untrapped(objects: Objects) -> Iterator[Mutant]:
    """Remove the trap of each script that loops forever."""
    for path, container in _every_container(objects):
        for field in ("command", "args"):
            for index, script in enumerate(container.get(field) or []):
                without = re.sub(r"^\s*trap .*?(;|\n)", "", str(script), flags=re.MULTILINE)
                loops = re.search(ENDLESS, without) and not re.search(LEAVES, without)
                if without != script and loops and not is_step(path[-2:], container):
                    yield changed(objects, (*path, field), set_field(index, without))


def _every_container(objects: Objects) -> Iterator[tuple[tuple[str | int, ...], JsonObject]]:
    for path, spec in pod_specs(objects):
        for where, container in containers(spec):
            yield (*path, *where), container


def _with_context(objects: Objects, path: Path, fields: JsonObject) -> Iterator[Mutant]:
    """Yield the program with each field set in the security context at the path."""
    for field, value in fields.items():
        context = {**nested(at(objects, path), "securityContext"), field: value}
        yield changed(objects, path, set_field("securityContext", context))


def _misspelt(script: str, mount: str) -> Iterator[str]:
    """Yield the script with the path misspelt at each place where the script writes to it."""
    for match in re.finditer(WRITES_UNDER.format(mount=re.escape(mount.rstrip("/"))), script):
        yield script[: match.start(2)] + match[2][:-1] + script[match.end(2) :]


def _unstate(kind: str, name: str) -> Callable[[Json], None]:
    def unstate(container: Json) -> None:
        for each in (kind, "limits"):
            nested(nested(container, "resources"), each).pop(name, None)

    return unstate


PROJECT_INJECTIONS: dict[str, Callable[[Objects], Iterator[Mutant]]] = {
    "shared-volume-roles": everybody_writes,
    "writer-misses-its-mount": writes_beside,
    "document-root-not-mounted": serves_another_folder,
    "empty-dir-without-size-limit": no_size_limit,
    "image-latest": latest,
    "security-not-restricted": unrestricted,
    "resources-not-stated": resources_unstated,
    "probes-missing": unprobed,
    "writer-ignores-sigterm": untrapped,
}
"""The defect that each rule of the project must find."""
