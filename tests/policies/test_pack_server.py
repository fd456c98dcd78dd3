"""The policy pack, started and called as by the Pulumi engine, but without the Pulumi CLI."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypedDict

import grpc
import pytest
import yaml
from google.protobuf import struct_pb2
from pulumi.runtime import proto
from pulumi.runtime.proto import analyzer_pb2_grpc

from pod_wiring.registry import RULES
from sidecar_pods import SidecarDeployment
from tests.foreign import JsonObject
from tests.policies.analysis import resource_type, struct_of
from tests.policies.programs import CORPUS, Program
from tests.unit import pulumi_mocks

PACK = Path(__file__).parents[2] / "policies"
Engine = Any
"""The engine's side of the connection. Any: grpc makes its class at run time, without types."""


class Request(TypedDict):
    """The fields of the engine's request for an object."""

    type: str
    properties: struct_pb2.Struct
    urn: str
    name: str


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """Start the pack's server as Pulumi does, and return the engine's side of the connection."""
    command = [sys.executable, "-u", "-m", "pulumi.policy", "127.0.0.1:0", "."]
    with subprocess.Popen(command, cwd=PACK, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield analyzer_pb2_grpc.AnalyzerStub(channel)
        server.terminate()


def request(kubernetes_object: JsonObject, place: int = 0) -> Request:
    """Return the engine's request for an object."""
    properties = struct_of(kubernetes_object)
    kind = resource_type(kubernetes_object)
    return {"type": kind, "properties": properties, "urn": f"urn:{place}", "name": "r"}


def test_the_server_tells_the_engine_its_policies(engine: Engine) -> None:
    info = engine.GetAnalyzerInfo(proto.AnalyzerInfo())
    assert info.name == "sidecar-policies"
    assert {each.name for each in info.policies} == set(RULES)


def test_the_server_judges_a_resource(engine: Engine) -> None:
    (bad,) = Program(CORPUS / "mount-names-no-volume" / "failure.typo-in-a-container.yaml").objects
    (diagnostic,) = engine.Analyze(proto.AnalyzeRequest(**request(bad))).diagnostics
    assert diagnostic.policyName == "mount-names-no-volume"
    assert diagnostic.enforcementLevel == proto.MANDATORY
    assert 'Did you mean "html"?' in diagnostic.message


def test_the_server_judges_a_stack(engine: Engine) -> None:
    objects = Program(CORPUS / "service-selects-no-pod" / "failure.other-value.yaml").objects
    resources = [proto.AnalyzerResource(**request(each, place)) for place, each in enumerate(objects)]
    (diagnostic,) = engine.AnalyzeStack(proto.AnalyzeStackRequest(resources=resources)).diagnostics
    assert (diagnostic.policyName, diagnostic.urn) == ("service-selects-no-pod", "urn:1")


def test_the_server_judges_the_object_of_a_component(engine: Engine) -> None:
    def program() -> None:
        SidecarDeployment("mc1", {"template": {"containers": [{"name": "web", "image": "nginx"}]}})

    made = pulumi_mocks.run(program).resource(pulumi_mocks.DEPLOYMENT)
    asked = proto.AnalyzeRequest(type=made.type, properties=made.request.object, urn=made.urn, name=made.name)
    assert "image-latest" in {each.policyName for each in engine.Analyze(asked).diagnostics}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """Copy the pack to a folder of another name, as Pulumi does with a published pack."""
    pack = tmp_path / "pulumi-analyzer-sidecar-policies-v0.1.0"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("venv", ".venv", "__pycache__"))
    return pack


def run(pack: Path) -> subprocess.CompletedProcess[str]:
    """Read the policies of a pack, and its configuration, without starting the server."""
    code = "import runpy; host = runpy.run_path('.'); print(len(host['policies'](host['read_config']())))"
    return subprocess.run([sys.executable, "-c", code], cwd=pack, capture_output=True, text=True, check=False)


def test_the_pack_can_be_copied_under_another_name(copied: Path) -> None:
    assert run(copied).stdout == f"{len(RULES)}\n"


def test_a_mistake_in_the_configuration_is_one_sentence(copied: Path) -> None:
    (copied / "pod_wiring" / "configuration" / "config.yaml").write_text(
        "enforcement: {project: mandatori}\n"
    )
    command = [sys.executable, "-m", "pulumi.policy", "127.0.0.1:0", "."]
    host = subprocess.run(command, cwd=copied, capture_output=True, text=True, check=False)
    assert host.returncode == 1
    sentence = 'enforcement.project is "mandatori", which is unknown. Did you mean "mandatory"?'
    assert host.stderr == f"{copied}/pod_wiring/configuration/config.yaml:1:15: {sentence}\n"


def test_pack_names_no_environment_because_pulumi_would_wait_for_it() -> None:
    project = yaml.safe_load((PACK / "PulumiPolicy.yaml").read_text())
    assert project["runtime"] == {"name": "python", "options": {"toolchain": "pip"}}
