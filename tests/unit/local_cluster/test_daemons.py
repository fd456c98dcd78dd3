"""The options and files of the node's daemons."""

import json
import tomllib
from pathlib import Path

import pytest
import yaml

from local_cluster.kubernetes.configuration import files
from local_cluster.kubernetes.daemons import stages
from local_cluster.node.launching import Daemon
from local_cluster.node.network import Network
from local_cluster.places import Cluster

NODE = Network(7)
DAEMONS = {daemon.name: daemon for stage in stages("here", NODE.node) for daemon in stage}
FILES = files(Cluster("here"), NODE)


def flags(daemon: Daemon) -> dict[str, str]:
    return dict(
        word.removeprefix("--").split("=", 1) for word in daemon.argv if word.startswith("--") and "=" in word
    )


@pytest.mark.parametrize("daemon", DAEMONS.values(), ids=lambda daemon: daemon.name)
def test_daemon_trusts_no_anonymous_client(daemon: Daemon) -> None:
    told = " ".join(daemon.argv)
    assert "AlwaysAllow" not in told
    assert "anonymous-auth=true" not in told
    assert "insecure" not in told


@pytest.mark.parametrize("daemon", DAEMONS.values(), ids=lambda daemon: daemon.name)
def test_daemon_does_not_listen_on_every_address(daemon: Daemon) -> None:
    assert "0.0.0.0" not in " ".join(daemon.argv)  # noqa: S104
    assert "[::]" not in " ".join(daemon.argv)


@pytest.mark.parametrize("daemon", DAEMONS.values(), ids=lambda daemon: daemon.name)
def test_command_line_contains_no_secret(daemon: Daemon) -> None:
    keys = [
        value for flag, value in flags(daemon).items() if "key" in flag and flag != "service-account-issuer"
    ]
    assert all(value.startswith("/run/local-cluster/pki/") for value in keys)
    assert "token" not in " ".join(daemon.argv)


@pytest.mark.parametrize("path", FILES, ids=str)
def test_file_trusts_no_anonymous_client_and_listens_on_one_address(path: str) -> None:
    assert not {"AlwaysAllow", "0.0.0.0:", "insecure-skip-tls-verify", "skip_verify"} & set(
        FILES[path].split()
    )
    assert "insecure-skip-tls-verify" not in FILES[path]


def test_api_server_authenticates_all_clients_and_authorizes_by_role() -> None:
    options = flags(DAEMONS["kube-apiserver"])
    assert options["anonymous-auth"] == "false"
    assert options["authorization-mode"] == "Node,RBAC"
    assert "NodeRestriction" in options["enable-admission-plugins"]
    assert options["bind-address"] == NODE.node


def test_etcd_accepts_only_certificates_of_its_own_authority() -> None:
    options = flags(DAEMONS["etcd"])
    assert options["client-cert-auth"] == options["peer-client-cert-auth"] == "true"
    assert options["trusted-ca-file"] == "/run/local-cluster/pki/etcd-ca.crt"
    assert options["listen-client-urls"] == f"https://{NODE.node}:2379"


def test_kubelet_delegates_authorization_to_the_api_server() -> None:
    kubelet = yaml.safe_load(FILES["kubelet.yaml"])
    assert kubelet["authentication"]["anonymous"] == {"enabled": False}
    assert kubelet["authentication"]["webhook"] == {"enabled": True}
    assert kubelet["authorization"] == {"mode": "Webhook"}
    assert kubelet["readOnlyPort"] == 0


def test_kubelet_may_not_change_this_machines_kernel_settings() -> None:
    assert yaml.safe_load(FILES["kubelet.yaml"])["protectKernelDefaults"] is True
    assert "own-sysctls.sh" in " ".join(DAEMONS["kubelet"].wrapper)


def test_pods_are_in_the_clusters_control_group() -> None:
    cluster = Cluster("here")
    assert yaml.safe_load(FILES["kubelet.yaml"])["cgroupRoot"] == f"/{cluster.cgroup}"


def test_volume_plugins_are_in_the_nodes_own_folder() -> None:
    folder = yaml.safe_load(FILES["kubelet.yaml"])["volumePluginDir"]
    assert folder == flags(DAEMONS["kube-controller-manager"])["flex-volume-plugin-dir"]
    assert folder.startswith("/var/")


def test_containerd_writes_only_to_the_nodes_own_folders() -> None:
    containerd = tomllib.loads(FILES["containerd.toml"])
    folders = [
        containerd["root"],
        containerd["state"],
        containerd["plugins"]["io.containerd.internal.v1.opt"]["path"],
    ]
    assert all(folder.startswith(("/run/", "/var/")) for folder in folders)


def test_node_ports_open_only_on_the_nodes_address() -> None:
    assert yaml.safe_load(FILES["kube-proxy.yaml"])["nodePortAddresses"] == [f"{NODE.node}/32"]


def test_pods_have_cluster_dns() -> None:
    assert yaml.safe_load(FILES["kubelet.yaml"])["clusterDNS"] == [NODE.node]
    assert f"bind {NODE.node}" in FILES["Corefile"]


def test_egress_does_not_reach_this_machines_loopback() -> None:
    assert "--disable-host-loopback" in DAEMONS["slirp4netns"].argv


def test_only_the_egress_daemon_is_optional() -> None:
    assert {daemon.name for daemon in DAEMONS.values() if not daemon.needed} == {"slirp4netns"}


def test_etcd_starts_before_the_api_server_and_the_rest_after_it() -> None:
    order = [[daemon.name for daemon in stage] for stage in stages("here", NODE.node)]
    assert "etcd" in order[0]
    assert order[1] == ["kube-apiserver"]
    assert "kubelet" in order[2]


def test_pod_network_is_a_valid_cni_configuration() -> None:
    network = json.loads(FILES["cni/pods.conflist"])
    assert [plugin["type"] for plugin in network["plugins"]] == ["ptp", "portmap"]


def test_node_scripts_stop_at_the_first_failure() -> None:
    scripts = Path("local_cluster/node/scripts").glob("*.sh")
    assert all("\nset -eu\n" in script.read_text() for script in scripts)
