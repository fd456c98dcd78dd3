"""Make the cluster's own certificate authorities, and the keys and certificates that they sign."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from local_cluster.kubernetes.addresses import API_SERVICE_IP, DOMAIN
from local_cluster.node.network import Network
from local_cluster.places import Cluster
from local_cluster.work.atomic import unfinished_folder
from local_cluster.work.subprocesses import run

_DAYS = "3650"
_CURVE = ("-pkeyopt", "ec_paramgen_curve:P-256")
_REQUEST = ("req", "-x509", "-config", "openssl.cnf", "-newkey", "ec", *_CURVE, "-nodes", "-days", _DAYS)


@dataclass(frozen=True)
class Certificate:
    """The content of one certificate."""

    name: str
    """The file's name without its suffix."""
    common_name: str
    """The name of the user or the server."""
    organization: str = ""
    """The user's group. Default: none."""
    hosts: tuple[str, ...] = ()
    """The `IP:…` and `DNS:…` names of a server. Default: none; it is a client's certificate."""
    authority: str = "ca"
    """The authority that signs it. Default: the cluster's."""
    peer: bool = False
    """Whether a server is also a client. Default: no."""

    @property
    def subject(self) -> str:
        """Return the distinguished name in the form of openssl."""
        return (f"/O={self.organization}" if self.organization else "") + f"/CN={self.common_name}"

    @property
    def extensions(self) -> list[str]:
        """Return the X.509 extensions in the form of openssl."""
        usages = ["serverAuth"] * bool(self.hosts) + ["clientAuth"] * (self.peer or not self.hosts)
        extensions = [
            "basicConstraints=critical,CA:FALSE",
            "keyUsage=critical,digitalSignature",
            f"extendedKeyUsage={','.join(usages)}",
        ]
        return [*extensions, f"subjectAltName={','.join(self.hosts)}"] if self.hosts else extensions


def certificates(name: str, network: Network) -> tuple[Certificate, ...]:
    """Return every certificate of the cluster `name`; each client has its own."""
    node = (f"IP:{network.node}", f"DNS:{name}")
    service = (
        "kubernetes",
        "kubernetes.default",
        "kubernetes.default.svc",
        f"kubernetes.default.svc.{DOMAIN}",
    )
    api = (*node, f"IP:{API_SERVICE_IP}", *(f"DNS:{host}" for host in service))
    return (
        Certificate("kube-apiserver", "kube-apiserver", hosts=api),
        Certificate("node", f"system:node:{name}", hosts=node),
        Certificate("admin", "local-cluster-admin", "system:masters"),
        Certificate("kubelet-client", "kube-apiserver-kubelet-client", "system:masters"),
        Certificate("kubelet", f"system:node:{name}", "system:nodes"),
        Certificate("kube-controller-manager", "system:kube-controller-manager"),
        Certificate("kube-scheduler", "system:kube-scheduler"),
        Certificate("kube-proxy", "system:kube-proxy"),
        Certificate("coredns", "system:coredns"),
        Certificate("etcd", "etcd", hosts=(*node, "IP:127.0.0.1"), authority="etcd-ca", peer=True),
        Certificate("etcd-client", "kube-apiserver", authority="etcd-ca"),
    )


def ensure_pki(cluster: Cluster, network: Network) -> None:
    """Make the cluster's keys and certificates, all or none, unless they exist."""
    if cluster.pki.exists():
        return
    with unfinished_folder(cluster.pki) as folder:
        (folder / "openssl.cnf").write_text("[req]\ndistinguished_name = none\n[none]\n")
        for authority in ("ca", "etcd-ca"):
            _make_authority(folder, authority)
        _make_service_account_key(folder)
        with ThreadPoolExecutor() as pool:
            wanted = certificates(cluster.name, network)
            list(pool.map(partial(_make_certificate, folder), wanted))
        (folder / "openssl.cnf").unlink()
        for file in folder.iterdir():
            file.chmod(0o600)


def _make_authority(folder: Path, name: str) -> None:
    extensions = ("basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,digitalSignature")
    _openssl(
        folder,
        *_REQUEST,
        *("-subj", f"/CN=local-cluster-{name}"),
        *(word for extension in extensions for word in ("-addext", extension)),
        *("-keyout", f"{name}.key", "-out", f"{name}.crt"),
    )


def _openssl(folder: Path, *arguments: str) -> None:
    run("openssl", *arguments, folder=folder)


def _make_service_account_key(folder: Path) -> None:
    key, public = "service-accounts.key", "service-accounts.pub"
    _openssl(folder, "genpkey", "-algorithm", "EC", *_CURVE, "-out", key)
    _openssl(folder, "pkey", "-in", key, "-pubout", "-out", public)


def _make_certificate(folder: Path, certificate: Certificate) -> None:
    ca, name = certificate.authority, certificate.name
    _openssl(
        folder,
        *_REQUEST,
        *("-subj", certificate.subject),
        *("-CA", f"{ca}.crt", "-CAkey", f"{ca}.key"),
        *(word for extension in certificate.extensions for word in ("-addext", extension)),
        *("-keyout", f"{name}.key", "-out", f"{name}.crt"),
    )
