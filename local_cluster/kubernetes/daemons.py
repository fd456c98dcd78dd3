"""The daemons of a node with their safe options: pure data, in the order in which they start."""

from local_cluster.kubernetes.addresses import CLUSTER_CIDR, DOMAIN, SERVICE_CIDR
from local_cluster.node.launching import INIT, Daemon
from local_cluster.node.paths import NODE_BIN, NODE_BLOBS, NODE_ETC, NODE_PKI, NODE_VOLUME_PLUGINS


def stages(name: str, address: str) -> tuple[tuple[Daemon, ...], ...]:
    """Return the daemons of the node `name` at `address`, by stage.

    The daemons of a stage start together, once those of the stage before are healthy.
    """
    registry = (f"{NODE_BIN}/registry", f"{address}:5000", f"{NODE_ETC}/images.json", NODE_BLOBS)
    return (
        (
            _egress(),
            _etcd(address),
            _containerd(),
            Daemon("registry", registry, health=f"http://{address}:5000/v2/"),
        ),
        (_apiserver(address),),
        (
            _controller_manager(address),
            _scheduler(address),
            _kubelet(name, address),
            Daemon(
                "kube-proxy",
                _flags("kube-proxy", {"config": f"{NODE_ETC}/kube-proxy.yaml", "hostname-override": name}),
                health=f"http://{address}:10256/healthz",
            ),
            Daemon(
                "coredns",
                (f"{NODE_BIN}/coredns", "-conf", f"{NODE_ETC}/Corefile"),
                health=f"http://{address}:8181/ready",
            ),
        ),
    )


def _egress() -> Daemon:
    """Return the daemon that carries the node's traffic outside without a rule in this machine's firewall."""
    argv = ("slirp4netns", "--configure", "--mtu=65520", "--disable-host-loopback")
    return Daemon(
        "slirp4netns",
        (*argv, "--netns-type=path", f"/proc/{INIT}/ns/net", "tap0"),
        needed=False,
        own_network=False,
    )


def _etcd(address: str) -> Daemon:
    client, peer = f"https://{address}:2379", "https://127.0.0.1:2380"
    options = {
        "name": "node",
        "data-dir": "/var/lib/etcd",
        "listen-client-urls": client,
        "advertise-client-urls": client,
        "listen-peer-urls": peer,
        "initial-advertise-peer-urls": peer,
        "initial-cluster": f"node={peer}",
        "client-cert-auth": "true",
        "peer-client-cert-auth": "true",
        "trusted-ca-file": f"{NODE_PKI}/etcd-ca.crt",
        "peer-trusted-ca-file": f"{NODE_PKI}/etcd-ca.crt",
        "cert-file": f"{NODE_PKI}/etcd.crt",
        "key-file": f"{NODE_PKI}/etcd.key",
        "peer-cert-file": f"{NODE_PKI}/etcd.crt",
        "peer-key-file": f"{NODE_PKI}/etcd.key",
    }
    return Daemon("etcd", _flags("etcd", options), health=f"{client}/health")


def _flags(command: str, options: dict[str, str]) -> tuple[str, ...]:
    return (f"{NODE_BIN}/{command}", *(f"--{key}={value}" for key, value in options.items()))


def _containerd() -> Daemon:
    return Daemon(
        "containerd",
        (f"{NODE_BIN}/containerd", "--config", f"{NODE_ETC}/containerd.toml"),
        probe=(f"{NODE_BIN}/ctr", "--connect-timeout=3s", "version"),
    )


def _apiserver(address: str) -> Daemon:
    options = {
        "advertise-address": address,
        "bind-address": address,
        "secure-port": "6443",
        # As kubeadm and kind set it. The level of a namespace decides whether its Pods may be privileged.
        "allow-privileged": "true",
        "anonymous-auth": "false",
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction",
        "client-ca-file": f"{NODE_PKI}/ca.crt",
        "tls-cert-file": f"{NODE_PKI}/kube-apiserver.crt",
        "tls-private-key-file": f"{NODE_PKI}/kube-apiserver.key",
        "etcd-servers": f"https://{address}:2379",
        "etcd-cafile": f"{NODE_PKI}/etcd-ca.crt",
        "etcd-certfile": f"{NODE_PKI}/etcd-client.crt",
        "etcd-keyfile": f"{NODE_PKI}/etcd-client.key",
        "kubelet-certificate-authority": f"{NODE_PKI}/ca.crt",
        "kubelet-client-certificate": f"{NODE_PKI}/kubelet-client.crt",
        "kubelet-client-key": f"{NODE_PKI}/kubelet-client.key",
        "kubelet-preferred-address-types": "InternalIP",
        "service-account-issuer": f"https://kubernetes.default.svc.{DOMAIN}",
        "service-account-key-file": f"{NODE_PKI}/service-accounts.pub",
        "service-account-signing-key-file": f"{NODE_PKI}/service-accounts.key",
        "service-cluster-ip-range": SERVICE_CIDR,
        "profiling": "false",
    }
    url = f"https://{address}:6443/readyz"
    return Daemon("kube-apiserver", _flags("kube-apiserver", options), health=url)


def _controller_manager(address: str) -> Daemon:
    options = {
        "allocate-node-cidrs": "true",
        "cluster-cidr": CLUSTER_CIDR,
        "cluster-signing-cert-file": f"{NODE_PKI}/ca.crt",
        "cluster-signing-key-file": f"{NODE_PKI}/ca.key",
        "root-ca-file": f"{NODE_PKI}/ca.crt",
        "service-account-private-key-file": f"{NODE_PKI}/service-accounts.key",
        "use-service-account-credentials": "true",
        "flex-volume-plugin-dir": NODE_VOLUME_PLUGINS,
        # Each controller asks for credentials when it starts; at the default of 20 a second this takes 4 s.
        "kube-api-qps": "200",
        "kube-api-burst": "400",
        # Remove Pods that end together from their Services in one update. By default each Pod is an update,
        # and the controller waits for a second whenever its cache lacks its own last update:
        # https://github.com/kubernetes/kubernetes/pull/99345
        "endpointslice-updates-batch-period": "100ms",
    }
    name = "kube-controller-manager"
    return Daemon(name, _with_kubeconfig(name, address, options), health=f"https://{address}:10257/healthz")


def _with_kubeconfig(command: str, address: str, options: dict[str, str]) -> tuple[str, ...]:
    """Return the command with the options that the controller manager and the scheduler share."""
    kubeconfig = f"{NODE_ETC}/{command}.kubeconfig"
    common = {
        "bind-address": address,
        "kubeconfig": kubeconfig,
        "authentication-kubeconfig": kubeconfig,
        "authorization-kubeconfig": kubeconfig,
        "client-ca-file": f"{NODE_PKI}/ca.crt",
        "tls-cert-file": f"{NODE_PKI}/node.crt",
        "tls-private-key-file": f"{NODE_PKI}/node.key",
        "leader-elect": "false",
        "profiling": "false",
    }
    return _flags(command, common | options)


def _scheduler(address: str) -> Daemon:
    name = "kube-scheduler"
    return Daemon(name, _with_kubeconfig(name, address, {}), health=f"https://{address}:10259/healthz")


def _kubelet(name: str, address: str) -> Daemon:
    options = {
        "config": f"{NODE_ETC}/kubelet.yaml",
        "kubeconfig": f"{NODE_ETC}/kubelet.kubeconfig",
        "hostname-override": name,
        "node-ip": address,
    }
    return Daemon(
        "kubelet",
        _flags("kubelet", options),
        health=f"http://{address}:10248/healthz",
        wrapper=("unshare", "--mount", "--propagation=unchanged", "sh", f"{NODE_ETC}/own-sysctls.sh"),
    )
