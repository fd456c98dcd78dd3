"""The server's container."""

from typing import cast

from sidecar_pods import DOCUMENT_ROOT, SidecarPod, nginx, pod_template
from tests.foreign import JsonObject
from tests.unit.pulumi_mocks import CONFIG_MAP, POD, run


def test_the_plain_server_is_the_textbooks_with_a_named_port() -> None:
    assert nginx("1st", "nginx", probes=False, drain_seconds=0, read_only_root=False) == {
        "name": "1st",
        "image": "nginx",
        "ports": [{"name": "http", "container_port": 80}],
    }


def test_by_default_it_is_probed_on_its_own_port_and_needs_no_writable_root() -> None:
    template = pod_template("mc1", {"containers": [nginx("1st", "nginx", port=8080)]}, "shop-test")
    spec = cast("JsonObject", template)["spec"]
    (server,) = spec["containers"]
    for probe in ("readiness_probe", "liveness_probe"):
        assert server[probe]["http_get"] == {"path": "/", "port": 8080}
    assert server["volume_mounts"] == [{"name": "tmp", "mount_path": "/tmp"}]
    assert spec["volumes"] == [{"name": "tmp", "empty_dir": {"size_limit": "16Mi"}}]


def test_it_leaves_its_services_before_it_is_restarted() -> None:
    def seconds(probe: dict[str, int]) -> int:
        return probe.get("period_seconds", 10) * probe.get("failure_threshold", 3)

    server = cast("JsonObject", nginx("1st", "nginx"))
    assert seconds(server["readiness_probe"]) < 10
    assert seconds(server["liveness_probe"]) == 60


def test_it_keeps_serving_after_termination_begins() -> None:
    assert nginx("1st", "nginx", drain_seconds=5).get("lifecycle") == {"pre_stop": {"sleep": {"seconds": 5}}}


def test_its_files_stand_beside_those_of_the_image() -> None:
    files = {"site.conf": "server {}", "gzip.conf": "gzip on;"}
    made = run(lambda: SidecarPod("mc1", {"helpers": [{"nginx": {"name": "web", "files": files}}]}))
    (server,) = made.resource(POD).inputs["spec"]["containers"]
    folder = "/etc/nginx/conf.d"
    assert [each["mountPath"] for each in server["volumeMounts"] if each["name"] == "web-conf"] == [
        f"{folder}/gzip.conf",
        f"{folder}/site.conf",
    ]
    assert made.resource(CONFIG_MAP).inputs["data"] == files


def test_it_takes_resources() -> None:
    server = nginx("1st", "nginx", resources={"requests": {"cpu": "20m"}})
    assert server.get("resources") == {"requests": {"cpu": "20m"}}


def test_the_document_root_is_that_of_nginxs_images() -> None:
    assert DOCUMENT_ROOT == "/usr/share/nginx/html"
