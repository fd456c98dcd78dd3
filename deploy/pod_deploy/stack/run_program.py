"""Run the Pulumi program without an engine, on the mocks of the SDK."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import inspect
import json
import runpy
import sys
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, cast

import pulumi
from pulumi.errors import InputPropertiesError
from pulumi.runtime import MockCallArgs, MockResourceArgs, Mocks, rpc, run_in_stack, set_mocks
from pulumi.runtime.config import set_all_config
from pulumi.runtime.mocks import (
    MockMonitor,
    _resolve_callbacks,  # pyright: ignore[reportPrivateUsage, reportUnknownVariableType]
)
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.settings import ROOT, SETTINGS, get_root_resource

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.stack.manifests import Json
from pod_deploy.stack.own_modules import own_components, own_modules_first
from pod_deploy.stack.program import Program, line_of, program_of
from pod_deploy.stack.project import StackConfig
from pod_deploy.stack.yaml_file import read_documents
from pod_deploy.stack.yaml_program import run_yaml

Properties = dict[str, Json]
"""A resource's inputs or outputs, in Kubernetes' own spelling."""

Known = Callable[[str, Properties], Properties]
"""Returns the known outputs of a resource, given its type and inputs."""


@dataclass(frozen=True)
class Resource:
    """A resource that the program registered."""

    type: str
    """Pulumi's token, as `kubernetes:core/v1:Pod`."""
    name: str
    """Its logical name."""
    inputs: Properties
    """Its inputs; whole numbers are integers again."""
    provider: str
    """Id of its explicit provider; empty for the default provider."""


@dataclass
class ProgramRun:
    """The result of a run of the program."""

    resources: list[Resource] = field(default_factory=list[Resource])
    """In the order of registration, which differs from run to run."""
    exports: dict[str, Json] = field(default_factory=dict[str, Json])
    """The stack's outputs. A secret is `[secret]`; an unknown output is left out."""
    secrets: set[str] = field(default_factory=set[str])
    """The texts in the resources that the program marks as secret."""


def run_program(config: StackConfig, known: Known | None = None, *, complete: bool = True) -> ProgramRun:
    """Run the project's program for one stack: Python, or Pulumi.yaml itself.

    Args:
        config: The stack and its config.
        known: Returns what the cluster has of each resource. Without it only the inputs are known, as in a
            preview.
        complete: Whether each object must be as it will be on the cluster. Otherwise a name that the provider
            makes up ends with `-xxxxxxx`, and nothing is known of an object that the program only reads.

    Raises:
        BadInput: The program rejected its input; the message is the program's own.
        Refusal: The program needs a real engine.
    """
    program, run = program_of(config.folder), ProgramRun()
    recorder, threads = _Recorder(run, known, complete=complete), _Threads()
    try:
        with _no_garbage_collection(), contextlib.redirect_stdout(sys.stderr), asyncio.Runner() as runner:
            runner.run(_main(config, program, recorder, threads))
    except SystemExit as stop:
        raise BadInput(str(stop.code)) from stop
    except (pulumi.RunError, InputPropertiesError) as error:  # the CLI shows these without a traceback too
        raise BadInput(" ".join(str(error).split())) from error
    except ModuleNotFoundError as error:
        raise Refusal(
            f"{line_of(error, config.folder)}{error.msg}; install the program's packages in the "
            f"environment of pod-deploy ({sys.prefix})."
        ) from error
    finally:
        threads.close()
    return run


async def _main(config: StackConfig, program: Program, recorder: _Recorder, threads: _Threads) -> None:
    """Set up the SDK as the language host does, and run the program."""
    loop = asyncio.get_running_loop()
    loop.set_default_executor(threads.executor)
    loop.set_exception_handler(_ignore)
    # A failed run leaves its outputs here. Any: the SDK does not declare the attribute.
    cast("Any", SETTINGS).outputs.clear()
    set_all_config(config.values)
    is_preview, monitor = recorder.known is None, _TransformingMonitor(recorder)
    set_mocks(recorder, config.project, config.stack, preview=is_preview, monitor=monitor)
    ROOT.set(None)  # run_in_stack makes its own root, and completes it after the program has run
    own = own_components(config.folder)
    with contextlib.chdir(program.folder), own_modules_first(program.folder, own):
        await run_in_stack(lambda: _execute(config, program))
    root, exports = get_root_resource(), recorder.run.exports
    for name, value in getattr(root, "outputs", {}).items():
        output = pulumi.Output.from_input(value)
        if not await output.is_known():
            continue
        exports[name] = "[secret]" if await output.is_secret() else plain(await output.future())


def _ignore(_: asyncio.AbstractEventLoop, __: object) -> None:
    """Ignore errors of outputs that nobody awaits; the program's first error is raised anyway."""


def _execute(config: StackConfig, program: Program) -> None:
    """Execute the program; only the resources that it registers are needed."""
    if program.runtime == "yaml":
        run_yaml(config)
    else:
        runpy.run_path(str(program.file), run_name="__main__")


class _Recorder(Mocks):
    """Mocks that note each resource and answer with its known outputs, in place of the providers."""

    def __init__(self, run: ProgramRun, known: Known | None, *, complete: bool) -> None:
        self.run = run
        self.known = known
        self._complete = complete

    def call(self, args: MockCallArgs) -> tuple[Properties, list[tuple[str, str]] | None]:
        """Refuse the call: only a provider can answer it.

        If the objects need not be complete, those of a YAML file are those in it. A chart, or a folder of
        Kustomize, has none; it is noted instead.
        """
        stated = cast("Properties", args.args)
        match args.token:
            case "kubernetes:yaml:decode" if not self._complete:
                documents = read_documents(str(stated["text"]).encode(), "The YAML that the program reads")
                return {"result": [document for document in documents if document]}, []
            case "kubernetes:helm:template" if not self._complete:
                options = json.loads(str(stated["jsonOpts"]))
                name = next(options[key] for key in ("release_name", "chart", "path") if options.get(key))
            case "kubernetes:kustomize:directory" if not self._complete:
                name = str(stated["directory"])
            case _:
                raise Refusal(f"The program calls {args.token}, which needs a Pulumi CLI and its provider.")
        self.run.resources.append(Resource(args.token, name, stated, ""))
        return {"result": []}, []

    def new_resource(self, args: MockResourceArgs) -> tuple[str | None, Properties]:
        """Note a resource, and return its inputs and its known outputs."""
        if args.custom is None and self._complete:
            raise Refusal(
                f'The program reads {args.typ} "{args.name}", which needs a Pulumi CLI and its provider.'
            )
        if args.custom is None:
            return args.resource_id or args.name, {}
        raw = cast("Properties", args.inputs)
        inputs = {key: plain(value) for key, value in raw.items()}
        if args.custom and not self._complete and args.typ.startswith("kubernetes:"):
            inputs = _named(inputs, f"{args.name}-xxxxxxx")
        if not args.custom:
            return None, inputs
        self.run.secrets.update(_secret_texts(raw))
        resource = Resource(args.typ, args.name, inputs, (args.provider or "").rpartition("::")[2])
        self.run.resources.append(resource)
        on_cluster = self.known if args.typ.startswith("kubernetes:") else None
        state = {**inputs, **(on_cluster(args.typ, inputs) if on_cluster else {})}
        secret = {key for key, value in raw.items() if rpc.is_rpc_secret(value)}
        return args.name, {k: rpc.wrap_rpc_secret(v) if k in secret else v for k, v in state.items()}


def _named(inputs: Properties, made_up: str) -> Properties:
    """Return the inputs of an object with a name, which is made up if the program states none."""
    metadata = inputs.get("metadata")
    stated = metadata if isinstance(metadata, dict) else {}
    if isinstance(stated.get("name"), str):
        return inputs
    return {**inputs, "metadata": {**stated, "name": made_up}}


class _TransformingMonitor(MockMonitor):
    """A mock monitor that applies `transforms` as the engine does; the SDK's own mock ignores them.

    A resource's own transforms come first, then its parents', then the stack's.
    See https://github.com/pulumi/pulumi/issues/17090
    """

    def __init__(self, mocks: Mocks) -> None:
        super().__init__(mocks)
        self._inherited: dict[str, list[pulumi.ResourceTransform]] = {}

    def RegisterResource(  # noqa: N802
        self, request: resource_pb2.RegisterResourceRequest
    ) -> resource_pb2.RegisterResourceResponse:
        """Register a resource with its transformed inputs.

        A provider makes the children of a remote component, so it is no component of the program.
        """
        request.custom |= request.remote
        urn = self.make_urn(request.parent, request.type, request.name)
        own = cast(
            "list[pulumi.ResourceTransform]", _resolve_callbacks(cast("list[object]", request.transforms))
        )
        transforms = [*own, *self._inherited.get(request.parent, [])]
        self._inherited[urn] = transforms
        applicable = [*transforms, *self.get_registered_transforms()]
        if applicable and request.type != "pulumi:pulumi:Stack":
            self._transform(request, applicable)
        return super().RegisterResource(request)  # pyright: ignore[reportUnknownMemberType]

    def _transform(
        self, request: resource_pb2.RegisterResourceRequest, transforms: list[pulumi.ResourceTransform]
    ) -> None:
        loop = asyncio.get_event_loop()
        props = rpc.deserialize_properties(request.object)
        for transform in transforms:
            result = transform(
                pulumi.ResourceTransformArgs(
                    request.custom, request.type, request.name, props, pulumi.ResourceOptions()
                )
            )
            if inspect.isawaitable(result):
                result = loop.run_until_complete(result)
            props = result.props if result else props
        request.object.CopyFrom(loop.run_until_complete(rpc.serialize_properties(props, {})))


class _Threads:
    """The thread in which the SDK calls the mocks.

    The SDK opens an event loop in each thread and does not close it, so every fourth run ends with a
    complaint of the interpreter. One thread is enough, as the mocks only compute. Its loop is closed here.
    See https://github.com/pulumi/pulumi/pull/6479
    """

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(_ignore)
        self.executor = ThreadPoolExecutor(1, initializer=lambda: asyncio.set_event_loop(self._loop))

    def close(self) -> None:
        """Wait for the thread to end, and close its loop."""
        self.executor.shutdown()
        self._loop.close()


@contextlib.contextmanager
def _no_garbage_collection() -> Generator[None]:
    """Turn the garbage collector off: its passes over live resources take a third of a large run."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _secret_texts(value: Json, *, is_secret: bool = False) -> Iterator[str]:
    """Yield each text in a property that is secret, or part of something that is."""
    if rpc.is_rpc_secret(value):
        yield from _secret_texts(rpc.unwrap_rpc_secret(value), is_secret=True)
        return
    match value:
        case str() if value and is_secret:
            yield value
        case dict():
            for item in value.values():
                yield from _secret_texts(item, is_secret=is_secret)
        case list():
            for item in value:
                yield from _secret_texts(item, is_secret=is_secret)
        case _:
            return


def plain(value: Json) -> Json:
    """Return a property as YAML holds it: secrets unwrapped, whole numbers as integers.

    The SDK's wire format has only floats (https://github.com/pulumi/pulumi/issues/13830), and Kubernetes
    rejects `replicas: 3.0`.
    """
    if rpc.is_rpc_secret(value):
        return plain(rpc.unwrap_rpc_secret(value))
    match value:
        case float() if value.is_integer():
            return int(value)
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return [plain(item) for item in value]
        case _:
            return value
