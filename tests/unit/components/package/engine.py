"""An engine that talks to the package host over gRPC, as Pulumi's does, and records what is registered."""

import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any, cast

import grpc
from google.protobuf import empty_pb2, json_format, struct_pb2
from pulumi.runtime import rpc
from pulumi.runtime.proto import (
    engine_pb2,
    engine_pb2_grpc,
    provider_pb2,
    provider_pb2_grpc,
    resource_pb2,
    resource_pb2_grpc,
)

from tests.foreign import Json, JsonObject
from tests.unit.pulumi_mocks import POD, PROJECT, SERVICE, STACK, UNKNOWN

HOST = Path(__file__).parents[4] / "components"

# https://github.com/pulumi/pulumi/blob/master/sdk/go/common/resource/properties.go
_SIGNATURE = "4dabf18193072939515e22adb298388d"
_SECRET = "1b47061264138c4ac30d75fd1eb44270"  # noqa: S105 (the mark of a secret)
_RESOURCE = "5cf8f73096256a8f31e491e813e4eb8e"
_OUTPUT = "d0e6a833031e9bbcd3f4e8bde6ca49a4"

_KNOWN: dict[str, JsonObject] = {
    POD: {"status": {"podIP": "10.244.0.7"}},
    SERVICE: {"spec": {"clusterIP": "10.96.4.2"}},
}
"""What the cluster adds to a type."""

URN = f"urn:pulumi:{STACK}::{PROJECT}::"


def output(value: object, *, secret: bool = False, of: Sequence[str] = ()) -> dict[str, object]:
    """Return a known Output, as the engine sends it to a host."""
    return {_SIGNATURE: _OUTPUT, "value": value, "secret": secret, "dependencies": list(of)}


def unknown() -> dict[str, object]:
    """Return an Output that a preview does not know."""
    return {_SIGNATURE: _OUTPUT, "secret": False, "dependencies": []}


def secret(value: object) -> dict[str, object]:
    """Return a secret that is no Output."""
    return {_SIGNATURE: _SECRET, "value": value}


def computed() -> str:
    """Return an unknown value that is no Output."""
    return rpc.UNKNOWN


def resource(urn: str) -> dict[str, object]:
    """Return a reference to a component."""
    return {_SIGNATURE: _RESOURCE, "urn": urn}


@dataclass
class Construction:
    """The answer of the host: what it registered, and the component's outputs."""

    urn: str = ""
    state: JsonObject = field(default_factory=JsonObject)
    registered: dict[str, JsonObject] = field(default_factory=dict[str, JsonObject])
    """The inputs of each resource, by its type."""
    outputs: JsonObject = field(default_factory=JsonObject)
    """The outputs that the component registered, which the state of the stack shows."""

    def spec(self, kind: str) -> JsonObject:
        """Return the spec of the one object of a type."""
        return self.registered[kind]["spec"]


class Engine(resource_pb2_grpc.ResourceMonitorServicer, engine_pb2_grpc.EngineServicer):
    """Creates every resource that it is asked for."""

    def __init__(self) -> None:
        self.preview = False
        self.registered: dict[str, JsonObject] = {}
        self.dependencies: dict[str, dict[str, list[str]]] = {}
        """The URNs that each input of a type depends on."""
        self.parents: dict[str, str] = {}
        self.outputs: dict[str, JsonObject] = {}
        """The outputs that each component registered, by its URN."""
        self.complaints: list[str] = []
        """The messages that a user would see."""

    def forget(self) -> None:
        """Forget all resources and messages."""
        for each in (self.registered, self.dependencies, self.parents, self.outputs, self.complaints):
            each.clear()

    def GetDeploymentInfo(self, request: object, context: grpc.ServicerContext) -> None:  # noqa: ARG002, N802
        context.abort(grpc.StatusCode.UNIMPLEMENTED, "an older engine")

    def SupportsFeature(  # noqa: N802
        self,
        request: resource_pb2.SupportsFeatureRequest,
        context: object,  # noqa: ARG002
    ) -> resource_pb2.SupportsFeatureResponse:
        return resource_pb2.SupportsFeatureResponse(hasSupport=request.id != "outputValues")

    def RegisterResource(  # noqa: N802
        self,
        request: resource_pb2.RegisterResourceRequest,
        context: grpc.ServicerContext,  # noqa: ARG002
    ) -> resource_pb2.RegisterResourceResponse:
        inputs = json_format.MessageToDict(request.object)
        self.registered[request.type] = inputs
        self.parents[request.type] = request.parent
        depended = cast("JsonObject", request.propertyDependencies)
        self.dependencies[request.type] = {name: list(each.urns) for name, each in depended.items()}
        exists = request.custom and not self.preview
        state = struct_pb2.Struct()
        json_format.ParseDict(_merged(inputs, _KNOWN.get(request.type, {}) if exists else {}), state)
        return resource_pb2.RegisterResourceResponse(
            urn=f"{URN}{request.type}::{request.name}",
            id=f"{request.name}-id" if exists else "",
            object=state,
        )

    def RegisterResourceOutputs(  # noqa: N802
        self,
        request: resource_pb2.RegisterResourceOutputsRequest,
        context: object,  # noqa: ARG002
    ) -> empty_pb2.Empty:
        self.outputs[request.urn] = json_format.MessageToDict(request.outputs)
        return empty_pb2.Empty()

    def Log(self, request: engine_pb2.LogRequest, context: object) -> empty_pb2.Empty:  # noqa: ARG002, N802
        if request.severity > engine_pb2.DEBUG:
            self.complaints.append(request.message)
        return empty_pb2.Empty()


class Host:
    """The package host, running as a process of its own."""

    # Any: grpc makes the class of a stub at run time, without types.
    def __init__(self, provider: Any, engine: Engine, address: str, errors: IO[str]) -> None:  # noqa: ANN401
        self._provider = provider
        self.engine = engine
        self.address = address
        self._errors = errors

    def printed(self) -> str:
        """Return what the host has printed as errors, which Pulumi's CLI shows to the user."""
        self._errors.seek(0)
        return self._errors.read()

    def answer(self, request: provider_pb2.ConstructRequest) -> provider_pb2.ConstructResponse:
        """Return the host's answer to a request for a component."""
        return self._provider.Construct(request, timeout=60)

    def schema(self) -> str:
        """Return the text of the schema that the host serves."""
        return self._provider.GetSchema(provider_pb2.GetSchemaRequest(version=0), timeout=20).schema

    def construct(
        self,
        component: str,
        inputs: Mapping[str, object],
        *,
        name: str = "mc1",
        preview: bool = False,
        parent: str = "",
        dependencies: Mapping[str, Sequence[str]] | None = None,
    ) -> Construction:
        """Ask for a component.

        Args:
            component: Its name: `SidecarPod`.
            inputs: Its inputs, as another language spells them.
            name: Name of the component.
            preview: Whether to ask as `pulumi preview` does.
            parent: URN of its parent.
            dependencies: The URNs that an input depends on.
        """
        self.engine.forget()
        self.engine.preview = preview
        sent = struct_pb2.Struct()
        json_format.ParseDict(cast("JsonObject", inputs), sent)
        depends = provider_pb2.ConstructRequest.PropertyDependencies
        request = provider_pb2.ConstructRequest(
            project=PROJECT,
            stack=STACK,
            dryRun=preview,
            monitorEndpoint=self.address,
            type=component if ":" in component else f"sidecar:index:{component}",
            name=name,
            parent=parent,
            inputs=sent,
            inputDependencies={key: depends(urns=urns) for key, urns in (dependencies or {}).items()},
        )
        answer = self.answer(request)
        state = plain(json_format.MessageToDict(answer.state))
        registered, outputs = plain(self.engine.registered), plain(self.engine.outputs[answer.urn])
        return Construction(answer.urn, state, registered, outputs)

    def refusal(self, component: str, inputs: Mapping[str, object], **more: Json) -> str:
        """Return the sentence with which the host refuses inputs."""
        try:
            self.construct(component, inputs, **more)
        except grpc.RpcError as error:
            answer = cast("grpc.Call", error)
            assert answer.code() == grpc.StatusCode.INVALID_ARGUMENT, answer.details()
            return answer.details()
        raise AssertionError("the host accepts these inputs")


@contextmanager
def host(program: Path = HOST, engine: Engine | None = None) -> Generator[Host]:
    """Start a host as Pulumi does, from another folder, beside an engine."""
    server = grpc.server(ThreadPoolExecutor())
    engine = engine or Engine()
    resource_pb2_grpc.add_ResourceMonitorServicer_to_server(engine, server)
    engine_pb2_grpc.add_EngineServicer_to_server(engine, server)
    address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
    server.start()
    command = [sys.executable, str(program), address]
    with (
        TemporaryFile("w+") as errors,
        subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, stderr=errors, text=True) as process,
    ):
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        try:
            with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
                yield Host(provider_pb2_grpc.ResourceProviderStub(channel), engine, address, errors)
        finally:
            process.terminate()
            server.stop(None)


def plain(value: Json) -> Json:
    """Return a value without the marks of the wire format; a secret as `{"secret": value}`."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [plain(each) for each in cast("list[Json]", value)]
    if not isinstance(value, dict):
        return UNKNOWN if value == rpc.UNKNOWN else value
    known = cast("JsonObject", value)
    if known.get(_SIGNATURE) == _SECRET:
        return {"secret": plain(known["value"])}
    if known.get(_SIGNATURE) == _OUTPUT:
        inner = plain(known["value"]) if "value" in known else UNKNOWN
        return {"secret": inner} if known.get("secret") else inner
    return {key: plain(each) for key, each in known.items()}


def _merged(under: JsonObject, over: JsonObject) -> JsonObject:
    merged = dict(under)
    for key, value in over.items():
        inner = isinstance(value, dict)
        merged[key] = _merged(under.get(key, {}), cast("JsonObject", value)) if inner else value
    return merged
