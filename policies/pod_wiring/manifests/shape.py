"""The types of the fields that the rules read. A field of another type is an error of the file."""

from typing import TypeAlias, cast

from pod_wiring.files.pointer import escaped
from pod_wiring.manifests.manifest import POD_TEMPLATES, Manifest

Shape: TypeAlias = "type | tuple[type, ...] | list[Shape] | dict[str, Shape]"
"""A type or several; a list with the shape of its items; a mapping of shapes by key, where `*` is any key."""

_TEXTS: Shape = {"*": str}
_MOUNT: Shape = {
    "devicePath": str,
    "mountPath": str,
    "name": str,
    "readOnly": bool,
    "subPath": str,
    "subPathExpr": str,
}
_SECURITY: Shape = {
    "allowPrivilegeEscalation": bool,
    "appArmorProfile": {"type": str},
    "capabilities": {"add": [str], "drop": [str]},
    "privileged": bool,
    "procMount": str,
    "runAsNonRoot": bool,
    "runAsUser": int,
    "seLinuxOptions": _TEXTS,
    "seccompProfile": {"type": str},
    "sysctls": [{"name": str}],
    "windowsOptions": {"hostProcess": bool},
}
_RESOURCES: Shape = {"limits": {}, "requests": {}}
_REQUEST: Shape = {"host": str, "port": (int, str)}
_ASKED: Shape = {"httpGet": _REQUEST, "tcpSocket": _REQUEST}
_CONTAINER: Shape = {
    "args": [str],
    "command": [str],
    "image": str,
    "lifecycle": {"postStart": _ASKED, "preStop": _ASKED, "stopSignal": str},
    "livenessProbe": _ASKED,
    "name": str,
    "ports": [{"containerPort": int, "hostIP": str, "hostPort": int, "name": str, "protocol": str}],
    "readinessProbe": _ASKED,
    "resources": _RESOURCES,
    "restartPolicy": str,
    "securityContext": _SECURITY,
    "startupProbe": _ASKED,
    "volumeDevices": [_MOUNT],
    "volumeMounts": [_MOUNT],
    "workingDir": str,
}
_METADATA: Shape = {"annotations": _TEXTS, "labels": _TEXTS, "name": str, "namespace": str}
_POD_SPEC: Shape = {
    "containers": [_CONTAINER],
    "ephemeralContainers": [_CONTAINER],
    "hostIPC": bool,
    "hostNetwork": bool,
    "hostPID": bool,
    "hostUsers": bool,
    "initContainers": [_CONTAINER],
    "os": {"name": str},
    "resources": _RESOURCES,
    "restartPolicy": str,
    "securityContext": _SECURITY,
    "shareProcessNamespace": bool,
    "volumes": [{"emptyDir": {}, "name": str, "persistentVolumeClaim": {"readOnly": bool}}],
}
_POD: Shape = {"metadata": _METADATA, "spec": _POD_SPEC}
_WORKLOAD_SPEC: Shape = {"template": _POD, "volumeClaimTemplates": [{"metadata": _METADATA}]}
_SERVICE_SPEC: Shape = {
    "clusterIP": str,
    "ports": [{"name": str, "port": int, "protocol": str, "targetPort": (int, str)}],
    "selector": _TEXTS,
    "type": str,
}
_ANY_OBJECT: dict[str, Shape] = {"apiVersion": str, "kind": str, "metadata": _METADATA}
_OBJECTS: dict[str, Shape] = {
    **{kind: {**_ANY_OBJECT, "spec": _WORKLOAD_SPEC} for kind in POD_TEMPLATES},
    "CronJob": {**_ANY_OBJECT, "spec": {"jobTemplate": {"spec": _WORKLOAD_SPEC}}},
    "Pod": {**_ANY_OBJECT, "spec": _POD_SPEC},
    "PodTemplate": {**_ANY_OBJECT, "template": _POD},
    "Service": {**_ANY_OBJECT, "spec": _SERVICE_SPEC},
}
_CALLED: dict[type, str] = {
    bool: "true or false",
    dict: "a mapping",
    float: "a number",
    int: "a whole number",
    list: "a list",
    str: "text",
}


def misshapen(manifest: Manifest) -> tuple[str, str] | None:
    """Return the JSON pointer of a field of the wrong type and the mistake, or None if there is none."""
    if manifest.is_of_kubernetes:
        found = difference(manifest.raw, _OBJECTS.get(manifest.kind, _ANY_OBJECT))
        return (manifest.pointer + found[0], found[1]) if found else None
    whole = [(manifest.raw, _ANY_OBJECT, manifest.pointer)]
    whole += [(pod.raw, _POD, pod.pointer) for pod in manifest.pods]
    for raw, shape, pointer in whole:
        found = difference(raw, shape)
        if found:
            return pointer + found[0], found[1]
    return None


def difference(value: object, shape: Shape) -> tuple[str, str] | None:
    """Return where and how a value differs from a shape. Null and unknown fields never differ."""
    if value is None or type(value) is shape:
        return None
    if isinstance(shape, dict) and isinstance(value, dict):
        every = shape.get("*")
        for key, item in cast("dict[str, object]", value).items():
            wanted = every or shape.get(key)
            found = None if wanted is None or type(item) is wanted else difference(item, wanted)
            if found:
                return f"/{escaped(key)}{found[0]}", found[1]
    elif isinstance(shape, list) and isinstance(value, list):
        for index, item in enumerate(cast("list[object]", value)):
            found = difference(item, shape[0])
            if found:
                return f"/{index}{found[0]}", found[1]
    elif not _is_a(value, shape):
        return "", _complaint(value, shape)
    return None


def _is_a(value: object, shape: Shape) -> bool:
    """Return whether a value is of a type: true is no number, and 80.0 is an integer."""
    if isinstance(shape, dict | list):
        return False
    if isinstance(value, bool):
        return shape is bool
    if isinstance(value, float) and value.is_integer():
        return isinstance(int(value), shape)
    return isinstance(value, shape)


def _complaint(value: object, shape: Shape) -> str:
    wanted = dict if isinstance(shape, dict) else list if isinstance(shape, list) else shape
    types = cast("tuple[type, ...]", wanted if isinstance(wanted, tuple) else (wanted,))
    expected = " or ".join(_CALLED[each] for each in types)
    quote = " (quote it)" if wanted is str and isinstance(value, bool | int | float) else ""
    return f"is {_CALLED.get(type(value), 'a value')}, expected {expected}{quote}"
