"""The components as a package for other languages."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import Any, cast

import grpc
import pytest
import yaml
from pulumi.provider.experimental.component import ComponentProvider
from pulumi.runtime.proto import provider_pb2, provider_pb2_grpc

from sidecar_pods import COMPONENTS
from tests.unit.components.pods import classic
from tests.unit.pulumi_mocks import POD, SERVICE, later, run

HOST = Path(__file__).parents[3] / "components"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(ComponentProvider(COMPONENTS, "sidecar").schema or "")


def test_the_schema_has_every_component(schema: dict[str, Any]) -> None:
    assert set(schema["resources"]) == {
        "sidecar:index:SecuredNamespace",
        "sidecar:index:SidecarDaemonSet",
        "sidecar:index:SidecarDeployment",
        "sidecar:index:SidecarJob",
        "sidecar:index:SidecarPod",
        "sidecar:index:SidecarService",
    }


@pytest.mark.parametrize(
    ("component", "required"),
    [
        ("SecuredNamespace", ["podSecurity"]),
        ("SidecarDaemonSet", ["template"]),
        ("SidecarDeployment", ["template"]),
        ("SidecarJob", ["template"]),
        ("SidecarPod", ["containers"]),
        ("SidecarService", ["workload"]),
    ],
)
def test_the_schema_lists_the_required_arguments(
    schema: dict[str, Any], component: str, required: list[str]
) -> None:
    assert schema["resources"][f"sidecar:index:{component}"]["requiredInputs"] == required


def test_a_shared_volume_requires_its_writers_and_its_readers(schema: dict[str, Any]) -> None:
    assert schema["types"]["sidecar:index:SharedVolumeArgs"]["required"] == ["name", "readBy", "writtenBy"]


def test_every_type_and_field_of_the_schema_is_described(schema: dict[str, Any]) -> None:
    silent = [
        f"{token}.{name}"
        for kind in ("resources", "types")
        for token, thing in schema[kind].items()
        for properties in ("properties", "inputProperties")
        for name, one in thing.get(properties, {}).items()
        if not one.get("description")
    ]
    assert silent == []
    assert all(thing.get("description") for kind in ("resources", "types") for thing in schema[kind].values())


def test_a_program_in_another_language_gets_the_same_pod_as_a_python_program() -> None:
    def program() -> None:
        provider = ComponentProvider(COMPONENTS, "sidecar")
        containers = [
            {"name": "1st", "image": later("nginx"), "ports": [{"name": "http", "containerPort": 80.0}]},
            {
                "name": "2nd",
                "image": "debian",
                "command": ["/bin/sh", "-c"],
                "args": ["while true; do date >> /html/index.html; sleep 1; done"],
            },
        ]
        volume = {"name": "html", "writtenBy": {"2nd": "/html"}, "readBy": {"1st": "/usr/share/nginx/html"}}
        inputs = {"containers": containers, "sharedVolumes": [volume], "podSecurity": "privileged"}
        pod = provider.construct("mc1", "sidecar:index:SidecarPod", cast("Any", inputs))
        endpoints = cast("dict[str, Any]", pod.state)["endpoints"]
        provider.construct("mc1", "sidecar:index:SidecarService", {"workload": endpoints, "port": 80.0})

    served = run(program)
    from sidecar_pods import SidecarPod

    assert served.resource(POD).inputs == run(lambda: SidecarPod("mc1", classic())).resource(POD).inputs
    assert served.resource(SERVICE).inputs["spec"]["ports"] == [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}
    ]


@pytest.fixture
def address() -> Generator[str]:
    """Start the host as Pulumi does, from another folder, and yield the address it prints."""
    command = [sys.executable, str(HOST), "127.0.0.1:1"]
    with subprocess.Popen(command, cwd="/", stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        yield f"127.0.0.1:{host.stdout.readline().strip()}"
        host.terminate()


def test_the_host_serves_the_schema(address: str, schema: dict[str, Any]) -> None:
    async def ask() -> str:
        async with grpc.aio.insecure_channel(address) as channel:
            stub: Any = provider_pb2_grpc.ResourceProviderStub(channel)
            answer = await stub.GetSchema(provider_pb2.GetSchemaRequest(version=0), timeout=20)
            return answer.schema

    served = json.loads(asyncio.run(ask()))
    assert (served["name"], served["resources"]) == ("sidecar", schema["resources"])


def test_pulumi_installs_the_plugin_into_an_environment_of_its_own() -> None:
    runtime = yaml.safe_load((HOST / "PulumiPlugin.yaml").read_text())["runtime"]
    assert runtime == {"name": "python", "options": {"toolchain": "pip", "virtualenv": ".venv"}}
    assert "-e ." in (HOST / "requirements.txt").read_text().splitlines()
