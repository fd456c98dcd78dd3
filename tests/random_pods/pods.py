"""Random Pods: each field by its type in the table, and the wiring of containers and volumes."""

from collections.abc import Iterable
from typing import Final, cast

from hypothesis import strategies as st

from sidecar_pods.kubernetes.types import Choice, Field, ListOf, MapOf, Object, Scalar, Type, fields_of
from tests.adopt_corpus import Object as Drawn
from tests.random_pods.values import (
    FIELDS,
    MAIN,
    NEEDED,
    NEVER,
    OBJECTS,
    QUANTITIES,
    TEXTS,
    WORDS,
    Strategy,
    some,
)

RARELY: Final = 4
"""An optional field is drawn once in so many times."""

_ONE_FIELD: Final = ("LifecycleHandler",)
"""The types whose objects have exactly one field."""
_HANDLERS: Final = ("exec", "grpc", "httpGet", "tcpSocket")
_STARTED_ONCE: Final = ("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")
"""The fields that an init container cannot have, unless it is a native sidecar."""
_NEEDS_A_WRITER: Final = ("emptyDir", "ephemeral")
_NAMES: Final = (MAIN, "second", "third", "4th", "x" * 63)
_VOLUMES: Final = ("alpha", "beta", "c", "d-4", "eps", "zeta")
_PATHS: Final = ("/a", "/b/c", "/var/run/x", "/with space", "/etc/file.conf", "/z", "/y", "/x")


@st.composite
def pods(draw: st.DrawFn) -> Drawn:
    """Draw the spec of a Pod."""
    spec = draw(objects_of_type("core/v1:PodSpec"))
    names = draw(st.permutations(_NAMES[1:]))
    containers = [draw(_container(name)) for name in (MAIN, *names[: draw(st.integers(1, 2))])]
    first = [draw(_container(name)) for name in names[2 : 2 + draw(st.integers(0, 2))]]
    for each in first:
        if draw(st.booleans()):
            each["restartPolicy"] = "Always"
        else:
            for field in _STARTED_ONCE:
                each.pop(field, None)
    volumes = draw(_volumes([*first, *containers]))
    spec |= {"containers": containers}
    spec |= {"initContainers": first} if first else {}
    spec |= {"volumes": volumes} if volumes else {}
    _agree(spec)
    return spec


def _agree(spec: Drawn) -> None:
    """Take away the fields of a Pod that exclude others."""
    if spec.get("hostUsers") is False:
        for field in ("hostNetwork", "hostPID", "hostIPC"):
            spec.pop(field, None)
    if spec.get("hostPID") and spec.get("shareProcessNamespace"):
        del spec["shareProcessNamespace"]
    if "nodeName" in spec:
        spec.pop("schedulingGates", None)
    named = set[str]()
    for port in (port for each in _containers(spec) for port in each.get("ports", [])):
        if port.get("name") in named:
            del port["name"]
        named.add(port.get("name", ""))
    for holder in (spec, *_containers(spec)):
        context = cast("Drawn", holder.get("securityContext", {}))
        if "os" in spec:
            context.pop("windowsOptions", None)
        if context.get("privileged"):
            context.pop("allowPrivilegeEscalation", None)


def _containers(spec: Drawn) -> list[Drawn]:
    return [*spec.get("initContainers", []), *spec["containers"]]


@st.composite
def _container(draw: st.DrawFn, name: str) -> Drawn:
    drawn = draw(objects_of_type("core/v1:Container"))
    return {**drawn, "name": name, "image": drawn.get("image", "example.org/app:1")}


@st.composite
def _volumes(draw: st.DrawFn, containers: list[Drawn]) -> list[Drawn]:
    """Draw volumes, and add their mounts to the containers."""
    names = draw(st.lists(st.sampled_from(_VOLUMES), max_size=4, unique=True))
    paths = {each["name"]: list(draw(st.permutations(_PATHS))) for each in containers}
    volumes = list[Drawn]()
    for name in names:
        source = draw(st.sampled_from(sorted(fields_of("core/v1:Volume").keys() - {"name"})))
        field = fields_of("core/v1:Volume")[source]
        volumes.append({"name": name, field.name: draw(of_type(field.type))})
        users = draw(st.lists(st.sampled_from(containers), min_size=1, unique_by=lambda each: each["name"]))
        as_devices = field.name == "persistentVolumeClaim" and draw(st.integers(1, RARELY)) == 1
        for index, user in enumerate(users):
            writes = index == 0 and field.name in _NEEDS_A_WRITER
            mounts = [
                _device(name, paths[user["name"]].pop())
                if as_devices
                else draw(_mount(name, paths[user["name"]].pop(), writes=writes))
                for _ in range(1 if as_devices else draw(st.integers(1, 2)))
            ]
            user.setdefault("volumeDevices" if as_devices else "volumeMounts", []).extend(mounts)
    for each in containers:
        if "volumeMounts" in each:
            each["volumeMounts"] = draw(st.permutations(each["volumeMounts"]))
    return draw(st.permutations(volumes))


def _device(volume: str, path: str) -> Drawn:
    return {"name": volume, "devicePath": path}


@st.composite
def _mount(draw: st.DrawFn, volume: str, path: str, *, writes: bool) -> Drawn:
    mount: Drawn = {"name": volume, "mountPath": path}
    match draw(st.integers(0, 6)):
        case 0:
            mount["subPath"] = draw(st.sampled_from(["part", "deep/part"]))
        case 1:
            mount["subPathExpr"] = "$(A)/part"
        case _:
            pass
    read_only = not writes and draw(st.booleans())
    if read_only or draw(st.integers(1, RARELY)) == 1:
        mount["readOnly"] = read_only
    match draw(st.integers(0, 8)):
        case 0:
            mount["mountPropagation"] = draw(st.sampled_from(["None", "HostToContainer"]))
        case 1 if read_only:
            mount["recursiveReadOnly"] = draw(st.sampled_from(["Disabled", "IfPossible", "Enabled"]))
        case _:
            pass
    return mount


def of_type(kind: Type) -> Strategy:
    """Return a strategy for the values of a type of the table.

    Args:
        kind: The type.
    """
    match kind:
        case Choice(words):
            return st.sampled_from([word for word in words if word])
        case ListOf(item):
            return some(of_type(item))
        case MapOf(item):
            return st.dictionaries(WORDS, of_type(item), max_size=2)
        case Object(token):
            return OBJECTS[_short(token)] if _short(token) in OBJECTS else objects_of_type(token)
        case Scalar(name):
            return _SCALARS[name]


_SCALARS: Final[dict[str, Strategy]] = {
    "string": WORDS,
    "int32": st.integers(1, 100),
    "int64": st.integers(1, 100),
    "number": st.floats(0, 1),
    "boolean": st.booleans(),
    "quantity": QUANTITIES,
    "int-or-string": st.integers(1, 100) | WORDS,
    "any": TEXTS,
}


def _short(token: str) -> str:
    return token.partition(":")[2]


@st.composite
def objects_of_type(draw: st.DrawFn, token: str) -> Drawn:
    """Draw an object: its required fields, and seldom each of the others.

    Args:
        draw: The source of the choices.
        token: The type of the object.
    """
    short, fields = _short(token), list(_drawn_fields(token))
    if short in _ONE_FIELD:
        fields = [draw(st.sampled_from(fields))._replace(required=True)]
    if short == "Probe":
        handler = draw(st.sampled_from(_HANDLERS))
        fields = [
            each._replace(required=each.name == handler)
            for each in fields
            if each.name not in _HANDLERS or each.name == handler
        ]
    made: Drawn = {}
    for field in fields:
        name = short, field.name
        if field.required or name in NEEDED or draw(st.integers(1, RARELY)) == 1:
            made[field.name] = draw(FIELDS[name] if name in FIELDS else _of_list(short, field))
    return made


def _drawn_fields(token: str) -> Iterable[Field]:
    return [each for each in fields_of(token).values() if (_short(token), each.name) not in NEVER]


_UNIQUE: Final = {
    ("Container", "env"): "name",
    ("Container", "ports"): "containerPort",
    ("Container", "resizePolicy"): "resourceName",
    ("PodSpec", "topologySpreadConstraints"): "topologyKey",
}
"""The lists whose items differ in one field."""


def _of_list(short: str, field: Field) -> Strategy:
    if (short, field.name) in _UNIQUE and isinstance(field.type, ListOf):
        return some(of_type(field.type.item), by=_UNIQUE[short, field.name])
    return of_type(field.type)
