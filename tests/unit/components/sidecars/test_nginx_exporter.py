"""The monitoring adapter: it reads a status page that nobody outside the Pod can read."""

from __future__ import annotations

from sidecar_pods.sidecars import nginx_exporter
from tests.foreign import Json
from tests.unit.components.sidecars.built import built


def exporter(port: int = 9113, status_port: int = 8081) -> Json:
    image = "nginx/nginx-prometheus-exporter"
    return built(nginx_exporter("metrics", image, server="web", port=port, status_port=status_port))


def test_adapter_serves_on_a_port_named_metrics() -> None:
    assert exporter().container["ports"] == [{"name": "metrics", "container_port": 9113}]


def test_nginx_serves_the_status_page_on_localhost_only() -> None:
    (volume,) = exporter(status_port=8123).volumes_of_others["web"]
    (page,) = volume["files"].values()
    assert [line.strip() for line in page.splitlines() if "listen" in line] == ["listen 127.0.0.1:8123;"]
    assert volume["mount_path"] == f"/etc/nginx/conf.d/{volume['sub_path']}"


def test_adapter_asks_that_status_page_and_serves_where_its_port_is() -> None:
    assert exporter(port=9999, status_port=8123).container["args"] == [
        "--nginx.scrape-uri=http://127.0.0.1:8123/stub_status",
        "--web.listen-address=:9999",
    ]
