"""Pulumi's standard host serves a team's own component, that of docs/components.md, with our arguments."""

import json
from collections.abc import Generator

import grpc
import pytest

from tests.foreign import JsonObject
from tests.unit.components.package.engine import Host, host, output, unknown
from tests.unit.components.package.test_host import CLASSIC, container, first
from tests.unit.components.test_docs import EXAMPLES
from tests.unit.pulumi_mocks import DEPLOYMENT, SERVICE, UNKNOWN

SITE = "team:index:Site"
ANY = "pulumi.json#/Any"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Generator[Host]:
    program = tmp_path_factory.mktemp("team") / "__main__.py"
    program.write_text(EXAMPLES[-1])
    with host(program) as started:
        yield started


@pytest.fixture(scope="module")
def types(team: Host) -> JsonObject:
    return {
        token.rpartition(":")[2]: each["properties"]
        for token, each in json.loads(team.schema())["types"].items()
    }


def test_its_schema_has_our_types(types: JsonObject) -> None:
    assert {"PodTemplateArgs", "ContainerArgs", "SharedVolumeArgs", "VolumeArgs"} <= set(types)
    assert types["PodTemplateArgs"]["sharedVolumes"]["items"]["$ref"] == "#/types/team:index:SharedVolumeArgs"
    assert "emptyDir" in types["SharedVolumeArgs"]


def test_its_schema_leaves_the_types_of_kubernetes_open(types: JsonObject) -> None:
    assert types["ContainerArgs"]["readinessProbe"]["$ref"] == ANY
    assert types["SharedVolumeArgs"]["readBy"]["additionalProperties"]["$ref"] == ANY


def test_probe_is_stated_in_kubernetes_own_spelling(team: Host) -> None:
    probe = {"httpGet": {"port": "http", "httpHeaders": [{"name": "Host", "value": "me"}]}}
    made = team.construct(SITE, {"template": first(readinessProbe=probe)})
    assert container(made.spec(DEPLOYMENT)["template"]["spec"])["readinessProbe"] == probe
    assert made.spec(SERVICE)["ports"] == [
        {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}
    ]
    assert made.state == {"url": "http://mc1.default.svc.cluster.local/"}


def test_unknown_values_stay_unknown(team: Host) -> None:
    template = first(image=unknown(), readinessProbe={"httpGet": {"port": output(80)}})
    made = container(
        team.construct(SITE, {"template": template}, preview=True).spec(DEPLOYMENT)["template"]["spec"]
    )
    assert made["image"] == UNKNOWN
    assert made["readinessProbe"] == {"httpGet": {"port": 80}}


def test_place_is_an_object_in_python_spelling(team: Host) -> None:
    """To the standard host it is a value of any type, so its names are not translated."""
    place = {"mount_path": "/pages", "sub_path": "en"}
    volume = {"name": "html", "writtenBy": {"2nd": "/html"}, "readBy": {"1st": place}}
    made = team.construct(SITE, {"template": {**CLASSIC, "sharedVolumes": [volume]}})
    assert container(made.spec(DEPLOYMENT)["template"]["spec"])["volumeMounts"] == [
        {"name": "html", "mountPath": "/pages", "subPath": "en", "readOnly": True}
    ]


def test_misspelt_field_of_kubernetes_is_refused(team: Host) -> None:
    with pytest.raises(grpc.RpcError, match=r"readiness_probe\.httpGt is not a field that exists"):
        team.construct(SITE, {"template": first(readinessProbe={"httpGt": {"port": 80}})})
