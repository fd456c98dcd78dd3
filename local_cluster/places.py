"""The folders and names that a cluster has on this machine."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

DEFAULT_NAME = "sidecar"
_PROJECT = "multi-container-pods"


def is_valid_name(name: str) -> bool:
    """Return whether a cluster, and so its node, may have this name: a DNS label of at most 40 characters."""
    return re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?", name) is not None


def state_home() -> Path:
    """Return the folder of all clusters' state: below $XDG_STATE_HOME or ~/.local/state."""
    return user_state_path(_PROJECT) / "clusters"


def cache_home() -> Path:
    """Return the folder of all that can be made again, shared by clusters: in $XDG_CACHE_HOME or ~/.cache."""
    return user_cache_path(_PROJECT)


def identity_of(state: Path) -> str:
    """Return a short name, made from a cluster's state folder, that is unique on this machine."""
    return hashlib.sha256(str(state).encode()).hexdigest()[:8]


def cgroup_of(state: Path) -> str:
    """Return the control group that holds all processes of the cluster with this state folder."""
    return f"local-cluster-{identity_of(state)}"


@dataclass(frozen=True)
class Cluster:
    """A cluster by its name; two clusters share only the cache."""

    name: str
    """The name of the cluster and of its node."""

    @property
    def title(self) -> str:
        """Return the cluster's name in messages; most users have only one cluster, and never name it."""
        return "The local cluster" if self.name == DEFAULT_NAME else f"The local cluster {self.name}"

    @property
    def state(self) -> Path:
        """Return the folder of everything that lasts; `down` removes it."""
        return state_home() / self.name

    @property
    def lock(self) -> Path:
        """Return the file that `up` and `down` lock while they change the cluster."""
        return state_home() / f"{self.name}.lock"

    @property
    def cgroup(self) -> str:
        """Return the control group, in every hierarchy, that holds all of the cluster's processes."""
        return cgroup_of(self.state)

    @property
    def link(self) -> str:
        """Return the name of the host's end of the network link to the node."""
        return f"lc-{identity_of(self.state)}"

    @property
    def kubeconfig(self) -> Path:
        """Return the administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def pki(self) -> Path:
        """Return the folder of keys and certificates."""
        return self.state / "pki"

    @property
    def etc(self) -> Path:
        """Return the folder of the daemons' configuration."""
        return self.state / "etc"

    @property
    def logs(self) -> Path:
        """Return the folder that has one log for each daemon."""
        return self.state / "logs"

    @property
    def var(self) -> Path:
        """Return the node's /var: etcd's data, containerd's images, the kubelet's Pods."""
        return self.state / "var"
