"""An engine for whole programs in other languages: it asks the host for each component of a program."""

from collections.abc import Generator
from contextlib import contextmanager
from typing import cast

import grpc
from google.protobuf import json_format
from pulumi.runtime.proto import provider_pb2, resource_pb2

from tests.foreign import JsonObject
from tests.unit.components.package.engine import URN, Engine, Host, host, plain
from tests.unit.pulumi_mocks import PROJECT, STACK

STACK_URN = f"{URN}pulumi:pulumi:Stack::{PROJECT}-{STACK}"


class ProgramEngine(Engine):
    """Records the objects that a program and its components register."""

    def __init__(self) -> None:
        super().__init__()
        self.host: Host | None = None
        self.address = ""
        self.objects: list[JsonObject] = []
        """The inputs of each object of Kubernetes."""
        self.refusals: list[str] = []
        """The sentences with which the host has refused components."""

    @property
    def exports(self) -> JsonObject:
        """The outputs of the stack."""
        return plain(self.outputs.get(STACK_URN, {}))

    def RegisterResource(  # noqa: N802 (gRPC's name)
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        if request.remote:
            return self._constructed(request, context)
        if request.type.startswith("kubernetes:"):
            self.objects.append(plain(json_format.MessageToDict(request.object)))
        return super().RegisterResource(request, context)

    def _constructed(
        self, request: resource_pb2.RegisterResourceRequest, context: grpc.ServicerContext
    ) -> resource_pb2.RegisterResourceResponse:
        assert self.host is not None
        asked = provider_pb2.ConstructRequest(
            project=PROJECT,
            stack=STACK,
            monitorEndpoint=self.host.address,
            type=request.type,
            name=request.name,
            parent=request.parent,
            inputs=request.object,
        )
        try:
            made = self.host.answer(asked)
        except grpc.RpcError as error:
            sentence = cast("grpc.Call", error).details() or ""
            self.refusals.append(sentence)
            context.abort(grpc.StatusCode.UNAVAILABLE, sentence)  # the engine stops, and so the program ends
        return resource_pb2.RegisterResourceResponse(urn=made.urn, object=made.state)


@contextmanager
def program_engine() -> Generator[ProgramEngine]:
    """Start the engine and a host."""
    engine = ProgramEngine()
    with host(engine=engine) as started:
        engine.host = started
        engine.address = started.address
        yield engine
