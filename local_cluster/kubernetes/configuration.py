"""The daemons' configuration files: pure data, except for the function that writes them."""

import base64
import hashlib
import json
from pathlib import Path

import yaml

from local_cluster.images.index import PAUSE_IMAGE
from local_cluster.kubernetes.addresses import DOMAIN, POD_CIDR
from local_cluster.node.network import Network
from local_cluster.node.paths import NODE_BIN, NODE_ETC, NODE_PKI, NODE_VOLUME_PLUGINS, SCRIPTS
from local_cluster.places import Cluster
from local_cluster.work.atomic import write_file

CONTEXT = "local-cluster"
"""The name of the context in every kubeconfig."""
_RESOLVER = "10.0.2.3"
"""The DNS server inside slirp4netns, which asks this machine's:
https://github.com/rootless-containers/slirp4netns/blob/master/slirp4netns.1.md"""


_CONTAINERD = f"""\
version = 3
root = "/var/lib/containerd"
state = "/run/containerd"

[plugins."io.containerd.internal.v1.opt"]
  path = "/var/lib/containerd/opt"

[plugins."io.containerd.cri.v1.images".pinned_images]
  sandbox = "{PAUSE_IMAGE}"

[plugins."io.containerd.cri.v1.images".registry]
  config_path = "{NODE_ETC}/registries"

[plugins."io.containerd.cri.v1.runtime"]
  # Loading a profile would change this machine's kernel until it is restarted.
  disable_apparmor = true
  # Some machines forbid root to lower the score: https://github.com/containerd/containerd/blob/main/docs/cri/config.md
  restrict_oom_score_adj = true

[plugins."io.containerd.cri.v1.runtime".cni]
  bin_dirs = ["{NODE_BIN}"]
  conf_dir = "{NODE_ETC}/cni"
  use_internal_loopback = true
"""

_CNI = {
    "cniVersion": "1.0.0",
    "name": "pods",
    "plugins": [
        {
            "type": "ptp",
            "ipMasq": True,
            "ipam": {
                "type": "host-local",
                "dataDir": "/run/cni",
                "ranges": [[{"subnet": POD_CIDR}]],
                "routes": [{"dst": "0.0.0.0/0"}],
            },
        },
        {"type": "portmap", "capabilities": {"portMappings": True}},
    ],
}


def kubeconfig(server: str, authority: dict[str, str], user: dict[str, str]) -> str:
    """Return a kubeconfig of one server and one user."""
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": CONTEXT, "cluster": {"server": server, **authority}}],
            "users": [{"name": CONTEXT, "user": user}],
            "contexts": [{"name": CONTEXT, "context": {"cluster": CONTEXT, "user": CONTEXT}}],
            "current-context": CONTEXT,
        },
        sort_keys=False,
    )


def files(cluster: Cluster, network: Network) -> dict[str, str]:
    """Return the text of each file, by its path in the configuration folder."""
    clients = ("kubelet", "kube-controller-manager", "kube-scheduler", "kube-proxy", "coredns")
    scripts = {each.name: each.read_text() for each in SCRIPTS.iterdir()}
    return scripts | {
        **{f"{name}.kubeconfig": _daemon_kubeconfig(name, network) for name in clients},
        "kubelet.yaml": yaml.safe_dump(_kubelet(cluster, network)),
        "kube-proxy.yaml": yaml.safe_dump(_kube_proxy(network)),
        "containerd.toml": _CONTAINERD,
        "cni/pods.conflist": json.dumps(_CNI, indent=2),
        "registries/_default/hosts.toml": f'[host."http://{network.node}:5000"]\n'
        '  capabilities = ["pull", "resolve"]\n',
        "Corefile": _corefile(network.node),
        "resolv.conf": f"nameserver {_RESOLVER}\n",
    }


def _daemon_kubeconfig(name: str, network: Network) -> str:
    user = {"client-certificate": f"{NODE_PKI}/{name}.crt", "client-key": f"{NODE_PKI}/{name}.key"}
    return kubeconfig(f"https://{network.node}:6443", {"certificate-authority": f"{NODE_PKI}/ca.crt"}, user)


def _kubelet(cluster: Cluster, network: Network) -> dict[str, object]:
    return {
        "apiVersion": "kubelet.config.k8s.io/v1beta1",
        "kind": "KubeletConfiguration",
        "address": network.node,
        "healthzBindAddress": network.node,
        "readOnlyPort": 0,
        "authentication": {
            "anonymous": {"enabled": False},
            "webhook": {"enabled": True},
            "x509": {"clientCAFile": f"{NODE_PKI}/ca.crt"},
        },
        "authorization": {"mode": "Webhook"},
        "tlsCertFile": f"{NODE_PKI}/node.crt",
        "tlsPrivateKeyFile": f"{NODE_PKI}/node.key",
        "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
        "cgroupDriver": "cgroupfs",
        "cgroupRoot": f"/{cluster.cgroup}",
        # Many machines still have version 1: https://git.k8s.io/enhancements/keps/sig-node/5573-remove-cgroup-v1
        "failCgroupV1": False,
        "volumePluginDir": NODE_VOLUME_PLUGINS,
        "clusterDNS": [network.node],
        "clusterDomain": DOMAIN,
        "resolvConf": f"{NODE_ETC}/resolv.conf",
        "evictionHard": {"memory.available": "100Mi", "nodefs.available": "1Gi", "imagefs.available": "1Gi"},
        "imageGCHighThresholdPercent": 100,
        # Notice a Pod that fills its volume in seconds; the default is a minute.
        "volumeStatsAggPeriod": "10s",
        # Restart a container that has just been fixed at once; by default that takes up to five minutes.
        # https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#configurable-container-restart-delay
        "crashLoopBackOff": {"maxContainerRestartPeriod": "1s"},
        "failSwapOn": False,
        "serializeImagePulls": False,
        "protectKernelDefaults": True,  # see node/scripts/own-sysctls.sh
        "oomScoreAdj": 0,
        "enableProfilingHandler": False,
    }


def _kube_proxy(network: Network) -> dict[str, object]:
    return {
        "apiVersion": "kubeproxy.config.k8s.io/v1alpha1",
        "kind": "KubeProxyConfiguration",
        "mode": "iptables",
        "clientConnection": {"kubeconfig": f"{NODE_ETC}/kube-proxy.kubeconfig"},
        "clusterCIDR": POD_CIDR,
        "bindAddress": network.node,
        "healthzBindAddress": f"{network.node}:10256",
        "metricsBindAddress": "127.0.0.1:10249",
        "nodePortAddresses": [f"{network.node}/32"],
        # The default, 1s, is for nodes with thousands of Services:
        # https://kubernetes.io/docs/reference/networking/virtual-ips/
        "iptables": {"minSyncPeriod": "100ms"},
        # 0 leaves this machine's settings unchanged.
        "conntrack": {
            "maxPerCore": 0,
            "min": 0,
            "tcpEstablishedTimeout": "0s",
            "tcpCloseWaitTimeout": "0s",
        },
        "oomScoreAdj": 0,
    }


def _corefile(address: str) -> str:
    return f"""\
.:53 {{
    bind {address}
    errors
    health {address}:8080
    ready {address}:8181
    kubernetes {DOMAIN} in-addr.arpa ip6.arpa {{
        kubeconfig {NODE_ETC}/coredns.kubeconfig
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
        ttl 5
    }}
    forward . {_RESOLVER}
    cache 30 {{
        disable success {DOMAIN}
        disable denial {DOMAIN}
    }}
}}
"""


def write_configuration(cluster: Cluster, network: Network) -> str:
    """Write every file and the administrator's kubeconfig; return a hash of the files."""
    texts = files(cluster, network)
    for path, text in texts.items():
        write_file(cluster.etc / path, text)
    write_file(
        cluster.kubeconfig,
        kubeconfig(
            f"https://{network.node}:6443",
            {"certificate-authority-data": _base64(cluster.pki / "ca.crt")},
            {
                "client-certificate-data": _base64(cluster.pki / "admin.crt"),
                "client-key-data": _base64(cluster.pki / "admin.key"),
            },
        ),
    )
    return hashlib.sha256(json.dumps(texts, sort_keys=True).encode()).hexdigest()


def _base64(file: Path) -> str:
    return base64.b64encode(file.read_bytes()).decode()
