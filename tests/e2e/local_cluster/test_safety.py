"""The cluster refuses clients without credentials, and leaves the machine unchanged."""

import socket
import ssl
import stat
import subprocess
import urllib.error
import urllib.request

import pytest

from local_cluster.node import processes
from tests.e2e.local_cluster.running import Local


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
def test_client_without_credentials_is_refused(local: Local, port_and_path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _stranger().open(f"https://{local.status()['address']}:{port_and_path}", timeout=10)
    assert refused.value.code in (401, 403)


def _stranger() -> urllib.request.OpenerDirector:
    """Return a client without credentials that trusts every server."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    handlers = (urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


def test_etcd_refuses_clients_without_its_own_certificates(local: Local) -> None:
    address = local.status()["address"]
    socket.create_connection((address, 2379), timeout=10).close()
    with pytest.raises((urllib.error.URLError, ssl.SSLError, ConnectionError)):
        _stranger().open(f"https://{address}:2379/version", timeout=10)


def test_kubelets_read_only_port_is_closed(local: Local) -> None:
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((local.status()["address"], 10255), timeout=10)


def test_daemons_listen_on_loopback_or_the_nodes_address(local: Local) -> None:
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


def test_no_daemon_listens_in_this_machines_network(local: Local) -> None:
    command = ("ss", "--no-header", "--listening", "--tcp", "--udp", "--numeric", "--processes")
    listening = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert [pid for pid in local.status()["processes"].values() if f"pid={pid}," in listening] == []


def test_secrets_are_readable_by_root_alone(local: Local) -> None:
    secrets = [
        local.cluster.kubeconfig,
        *local.cluster.pki.iterdir(),
        *local.cluster.etc.glob("*.kubeconfig"),
    ]
    folders = [local.cluster.state, local.cluster.pki, local.cluster.etc, local.cluster.logs]
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in secrets} == {"0o600"}
    assert {oct(stat.S_IMODE(path.stat().st_mode)) for path in folders} == {"0o700"}


def test_restricted_namespace_refuses_an_unrestricted_pod(local: Local) -> None:
    labels = "pod-security.kubernetes.io/enforce=restricted"
    local.kubectl("create", "namespace", "strict")
    local.kubectl("label", "namespace", "strict", labels)
    with pytest.raises(AssertionError, match='violates PodSecurity "restricted'):
        local.kubectl("--namespace=strict", "run", "lax", "--image=debian")


def test_kubelet_sees_the_kernel_settings_that_it_demands(local: Local) -> None:
    script = "cat /proc/sys/kernel/panic_on_oops"
    pid = local.status()["processes"]["kubelet"]
    seen = subprocess.run(
        ["nsenter", "--target", str(pid), "--mount", "--pid", "sh", "-c", script],
        check=True,
        capture_output=True,
        text=True,
    )
    assert seen.stdout.strip() == "1"
