"""Runs a piece of a Pulumi program without an engine, and records its resources.

The program runs as a stack does: the run awaits everything that it starts. So a failing check fails the
test, and an `apply` whose result nobody uses still runs.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

import pulumi
from google.protobuf import empty_pb2
from pulumi.output import contains_unknowns
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, rpc, run_in_stack, set_mocks
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import MockMonitor
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import ROOT, SETTINGS

from tests.foreign import Json, JsonObject

# A program that fails leaves outputs that nobody awaits, and asyncio would report each. Pulumi's CLI
# silences it too.
logging.getLogger("asyncio").setLevel(logging.CRITICAL)

PROJECT = "shop"
STACK = "test"
UNKNOWN = "<unknown>"
"""The placeholder in recorded inputs and results for a value that a preview does not know."""

POD = "kubernetes:core/v1:Pod"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
SERVICE = "kubernetes:core/v1:Service"
NAMESPACE = "kubernetes:core/v1:Namespace"
JOB = "kubernetes:batch/v1:Job"
DAEMON_SET = "kubernetes:apps/v1:DaemonSet"
STATEFUL_SET = "kubernetes:apps/v1:StatefulSet"
CRON_JOB = "kubernetes:batch/v1:CronJob"
CONFIG_MAP = "kubernetes:core/v1:ConfigMap"
NETWORK_POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"
DISRUPTION_BUDGET = "kubernetes:policy/v1:PodDisruptionBudget"
STASH = "pulumi:index:Stash"
AUTOSCALER = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"


@dataclass(frozen=True)
class Registration:
    """A request to the engine for a resource."""

    type: str
    name: str
    urn: str
    inputs: JsonObject
    request: resource_pb2.RegisterResourceRequest

    @property
    def other_names(self) -> list[str]:
        """Its earlier names. The provider also adds aliases for older types, which have no name."""
        aliases = cast("list[Json]", self.request.aliases)
        return [alias.spec.name for alias in aliases if alias.spec.name]


@dataclass
class Run:
    """The resources that a program registered, and its return value."""

    registered: list[Registration] = field(default_factory=list[Registration])
    outputs: dict[str, list[JsonObject]] = field(default_factory=dict[str, list[JsonObject]])
    """The outputs that each URN registered; one entry a call."""
    returned: Json = None

    def resource(self, kind: str) -> Registration:
        """Return the one resource of a type."""
        (found,) = [each for each in self.registered if each.type == kind]
        return found

    @property
    def objects(self) -> list[Registration]:
        """The resources that are objects of Kubernetes."""
        return [each for each in self.registered if each.type.startswith("kubernetes:")]

    @property
    def kinds(self) -> list[str]:
        """The types of the resources, in the order of registration."""
        return [each.type for each in self.registered]


def run(
    program: Callable[[], object],
    *,
    preview: bool = False,
    config: Mapping[str, str] | None = None,
    known: Mapping[str, JsonObject] | None = None,
    project: str = PROJECT,
    stack: str = STACK,
) -> Run:
    """Run a program to its end.

    Args:
        program: The function that creates resources. Its return value is resolved into `returned`.
        preview: Whether it runs as in `pulumi preview`.
        config: The stack's config, with full keys.
        known: The outputs that the cluster adds to a type, such as an IP address.
        project: The project's name.
        stack: The stack's name.
    """
    result = Run()

    async def main() -> None:
        SETTINGS.outputs.clear()  # pyright: ignore  # a program that failed leaves some behind
        set_all_config(dict(config or {}))
        monitor = _Monitor(result, known or {})
        set_mocks(monitor.mocks, project=project, stack=stack, preview=preview, monitor=monitor)
        ROOT.set(None)
        returned: list[object] = []
        await run_in_stack(lambda: returned.append(program()))
        result.returned = await _resolved(returned[0])

    with asyncio.Runner() as runner:
        runner.run(main())
    return result


def unknown() -> pulumi.Output[Json]:
    """Return an Output that a preview does not know."""
    return pulumi.Output(set(), _soon(None), _soon(False))


def later(value: Json) -> pulumi.Output[Json]:
    """Return an Output with a value."""
    return pulumi.Output.from_input(value)


async def _soon(value: Json) -> Json:
    return value


async def _resolved(value: Json) -> Json:
    """Resolve each Output of a tree separately, so that one unknown does not hide the rest."""
    if isinstance(value, pulumi.Output):
        output = cast("pulumi.Output[Json]", value)
        if not await output.is_known():
            return UNKNOWN
        return await _resolved(await output.future())
    if isinstance(value, Mapping):
        return {key: await _resolved(each) for key, each in cast("Mapping[str, Json]", value).items()}
    if isinstance(value, list):
        return [await _resolved(each) for each in cast("list[Json]", value)]
    return value


class _Monitor(MockMonitor):
    """Records each request with its options, which the SDK's mocks do not pass on."""

    def __init__(self, result: Run, known: Mapping[str, JsonObject]) -> None:
        super().__init__(_Mocks(known))
        self._result = result

    def RegisterResource(  # noqa: N802 (gRPC's name)
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        if request.type != "pulumi:pulumi:Stack":
            urn = self.make_urn(request.parent, request.type, request.name)
            inputs = _plain(rpc.deserialize_properties(request.object, keep_unknowns=True))
            self._result.registered.append(Registration(request.type, request.name, urn, inputs, request))
        return super().RegisterResource(request)  # pyright: ignore[reportUnknownMemberType]

    def RegisterResourceOutputs(  # noqa: N802 (gRPC's name)
        self, request: resource_pb2.RegisterResourceOutputsRequest
    ) -> empty_pb2.Empty:
        outputs = _plain(rpc.deserialize_properties(request.outputs, keep_unknowns=True))
        self._result.outputs.setdefault(request.urn, []).append(outputs)
        return empty_pb2.Empty()


class _Mocks(Mocks):
    """A cluster that creates every object."""

    def __init__(self, known: Mapping[str, JsonObject]) -> None:
        self._known = known

    def call(self, args: MockCallArgs) -> tuple[JsonObject, list[tuple[str, str]] | None]:
        raise AssertionError(f"no component of ours calls {args.token}")

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, JsonObject]:
        inputs = cast("JsonObject", args.inputs)
        added = self._known.get(args.typ, {})
        state = {**inputs, **{k: {**inputs.get(k, {}), **v} for k, v in added.items()}}
        exists = args.custom and not pulumi.runtime.is_dry_run()
        return (f"{args.name}-id" if exists else None), state


def _plain(value: Json) -> Json:
    """Return a value without the wire format's marks: secrets, unknowns, whole numbers as floats."""
    if rpc.is_rpc_secret(value):
        return _plain(rpc.unwrap_rpc_secret(value))
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in cast("Mapping[str, Json]", value).items()}
    if isinstance(value, list):
        return [_plain(each) for each in cast("list[Json]", value)]
    return UNKNOWN if contains_unknowns(value) else value
