"""The cluster's network, volumes, limits and images, as a Pod and its users see them."""

import pytest
from tenacity import retry, retry_if_exception_type, stop_after_delay, wait_fixed

from local_cluster.images.index import has_stand_ins
from tests.e2e.local_cluster.running import Local

_SOON = retry(
    retry=retry_if_exception_type(AssertionError),
    stop=stop_after_delay(40),
    wait=wait_fixed(0.5),
    reraise=True,
)


@_SOON
def test_service_serves_the_page(local: Local) -> None:
    assert len(local.page()) >= 1


@pytest.mark.parametrize("name", ["page", "page.default.svc.cluster.local"])
def test_service_has_a_dns_name(local: Local, name: str) -> None:
    address = local.kubectl("get", "service", "page", "-o", "jsonpath={.spec.clusterIP}")
    assert local.kubectl("exec", "mc1", "-c", "2nd", "--", "getent", "hosts", name).split()[0] == address


@_SOON
def test_pod_reaches_itself_through_its_service(local: Local) -> None:
    local.kubectl("exec", "mc1", "-c", "1st", "--", "curl", "--fail", "--max-time", "5", "http://page/")


def test_missing_name_is_not_resolved(local: Local) -> None:
    with pytest.raises(AssertionError, match="exit code 2"):
        local.kubectl("exec", "mc1", "-c", "2nd", "--", "getent", "hosts", "nobody.default.svc.cluster.local")


def test_log_can_be_read(local: Local) -> None:
    local.kubectl(
        "exec", "mc1", "-c", "1st", "--", "curl", "--silent", "--output", "/dev/null", "http://localhost/"
    )
    assert "GET / HTTP/1.1" in local.kubectl("logs", "mc1", "-c", "1st")


def test_pod_that_fills_its_volume_is_evicted(local: Local) -> None:
    overrides = """
    {"spec": {"terminationGracePeriodSeconds": 0, "restartPolicy": "Never",
      "containers": [{"name": "hog", "image": "debian",
        "command": ["sh", "-c", "head -c 9000000 /dev/zero > /v/file; sleep 600"],
        "volumeMounts": [{"name": "v", "mountPath": "/v"}]}],
      "volumes": [{"name": "v", "emptyDir": {"sizeLimit": "1Mi"}}]}}
    """
    local.kubectl("run", "hog", "--image=debian", f"--overrides={overrides}")
    local.kubectl("wait", "--for=jsonpath={.status.reason}=Evicted", "pod/hog", "--timeout=60s")
    message = local.kubectl("get", "pod", "hog", "-o", "jsonpath={.status.message}")
    assert 'Usage of EmptyDir volume "v" exceeds the limit "1Mi"' in message


def test_unknown_image_is_reported(local: Local) -> None:
    local.kubectl("run", "nobody", "--image=no-such-image:1")
    path = "{.status.containerStatuses[0].state.waiting.reason}"
    local.kubectl("wait", f"--for=jsonpath={path}=ErrImagePull", "pod/nobody", "--timeout=60s")


@pytest.mark.parametrize(
    ("image", "command", "expected"),
    [
        ("nginx:1.29.3", "id -u nginx; ls /usr/share/nginx/html", "101\nindex.html\n"),
        ("nginxinc/nginx-unprivileged:1.29.3", "id -u; nginx -t -q && echo fine", "101\nfine\n"),
        (
            "nginx/nginx-prometheus-exporter:1.5.1",
            "id -u; test -x /usr/bin/nginx-prometheus-exporter",
            "1001\n",
        ),
        ("alpine/git:v2.49.1", "git --version | cut -d' ' -f1,2", "git version\n"),
        ("debian:12.12-slim", "bash -c 'echo $BASH_VERSINFO'", "5\n"),
    ],
    ids=["nginx", "nginx-unprivileged", "nginx-prometheus-exporter", "git", "debian"],
)
def test_stand_in_behaves_as_its_original(local: Local, image: str, command: str, expected: str) -> None:
    if not has_stand_ins(local.cluster.etc / "images.json"):
        pytest.skip("an image registry answers here, so images are the originals")
    name = image.partition(":")[0].rpartition("/")[2]
    local.kubectl("run", name, f"--image={image}", "--restart=Never", "--command", "--", "sh", "-c", command)
    local.kubectl("wait", "--for=jsonpath={.status.phase}=Succeeded", f"pod/{name}", "--timeout=60s")
    assert local.kubectl("logs", name) == expected
