"""Nobody gets in without credentials, and nothing of the machine's is touched."""

import socket
import ssl
import stat
import subprocess
import urllib.error
import urllib.request

import pytest

from local_cluster.node import processes
from tests.e2e.local_cluster.running import Local


def _stranger() -> urllib.request.OpenerDirector:
    """Somebody without credentials, who believes every server."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


@pytest.mark.parametrize(
    "port_and_path",
    [
        "6443/api/v1/namespaces/kube-system/secrets",
        "6443/version",
        "6443/healthz",
        "10250/pods",
        "10250/metrics",
        "10257/metrics",
        "10259/metrics",
    ],
)
def test_a_stranger_is_turned_away(local: Local, port_and_path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _stranger().open(f"https://{local.status()['address']}:{port_and_path}", timeout=10)
    assert refused.value.code in (401, 403)


def test_etcd_talks_to_nobody_without_a_certificate_of_its_own(local: Local) -> None:
    address = local.status()["address"]
    socket.create_connection((address, 2379), timeout=10).close()
    with pytest.raises((urllib.error.URLError, ssl.SSLError, ConnectionError)):
        _stranger().open(f"https://{address}:2379/version", timeout=10)


def test_the_kubelet_has_no_port_to_read_without_credentials(local: Local) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((local.status()["address"], 10255), timeout=10)


def test_everything_listens_on_loopback_or_on_the_nodes_own_address(local: Local) -> None:
    init = processes.find_init(local.cluster.state)
    command = (
        "nsenter",
        "--target",
        str(init),
        "--net",
        "ss",
        "--no-header",
        "--listening",
        "--tcp",
        "--udp",
        "-n",
    )
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    addresses = {line.split()[4].rpartition(":")[0] for line in lines}
    assert addresses == {"127.0.0.1", local.status()["address"]}


def test_no_daemon_listens_in_this_machines_own_network(local: Local) -> None:
    command = ("ss", "--no-header", "--listening", "--tcp", "--udp", "--numeric", "--processes")
    listening = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert [pid for pid in local.status()["processes"].values() if f"pid={pid}," in listening] == []


def test_every_secret_is_roots_alone(local: Local) -> None:
    secrets = [
        local.cluster.kubeconfig,
        *local.cluster.pki.iterdir(),
        *local.cluster.etc.glob("*.kubeconfig"),
    ]
    folders = [local.cluster.state, local.cluster.pki, local.cluster.etc, local.cluster.logs]
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in secrets} == {"0o600"}
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in folders} == {"0o700"}


def test_a_restricted_namespace_refuses_a_pod_that_is_not(local: Local) -> None:
    labels = "pod-security.kubernetes.io/enforce=restricted"
    local.kubectl("create", "namespace", "strict")
    local.kubectl("label", "namespace", "strict", labels)
    with pytest.raises(AssertionError, match='violates PodSecurity "restricted'):
        local.kubectl("--namespace=strict", "run", "lax", "--image=debian")


def test_the_kubelet_sees_the_kernel_settings_that_it_asks_for(local: Local) -> None:
    script = "cat /proc/sys/kernel/panic_on_oops"
    pid = local.status()["processes"]["kubelet"]
    seen = subprocess.run(
        ["nsenter", "--target", str(pid), "--mount", "--pid", "sh", "-c", script],
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout.strip() == "1"
