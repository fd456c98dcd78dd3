"""Where a cluster keeps its things: on this machine, and as its own node sees them."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_cache_path, user_state_path

DEFAULT_NAME = "sidecar"
_PROJECT = "multi-container-pods"


def is_valid_name(name: str) -> bool:
    """Whether a cluster, and so its node, may be called that: as a label of DNS, but shorter."""
    return re.fullmatch(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?", name) is not None


def state_home() -> Path:
    """Return the folder of all clusters' state: below $XDG_STATE_HOME or ~/.local/state."""
    return user_state_path(_PROJECT) / "clusters"


def cache_home() -> Path:
    """Return the folder of all that can be made again, shared by all clusters: $XDG_CACHE_HOME or ~/.cache."""
    return user_cache_path(_PROJECT)


def identity_of(state: Path) -> str:
    """A short name, by its state folder, that no other cluster on this machine has."""
    return hashlib.sha256(str(state).encode()).hexdigest()[:8]


def cgroup_of(state: Path) -> str:
    """The control group, in every hierarchy, that holds all processes of the cluster of that state folder."""
    return f"local-cluster-{identity_of(state)}"


@dataclass(frozen=True)
class Cluster:
    """A cluster by its name; two clusters share nothing but the cache."""

    name: str
    """The cluster's name, which is its node's too."""

    @property
    def title(self) -> str:
        """What users are told of it as: most have but one, and never name it."""
        return "The local cluster" if self.name == DEFAULT_NAME else f"The local cluster {self.name}"

    @property
    def state(self) -> Path:
        """Everything of this cluster that lasts; `down` removes it."""
        return state_home() / self.name

    @property
    def lock(self) -> Path:
        """The file that whoever changes the cluster holds."""
        return state_home() / f"{self.name}.lock"

    @property
    def cgroup(self) -> str:
        """The control group, in every hierarchy, that holds all of the cluster's processes."""
        return cgroup_of(self.state)

    @property
    def link(self) -> str:
        """The host's end of the one network link to the node."""
        return f"lc-{identity_of(self.state)}"

    @property
    def kubeconfig(self) -> Path:
        """The administrator's kubeconfig."""
        return self.state / "kubeconfig"

    @property
    def pki(self) -> Path:
        """Keys and certificates."""
        return self.state / "pki"

    @property
    def etc(self) -> Path:
        """The daemons' configuration."""
        return self.state / "etc"

    @property
    def logs(self) -> Path:
        """One log for each daemon."""
        return self.state / "logs"

    @property
    def var(self) -> Path:
        """What the node sees as /var: etcd's data, containerd's images, the kubelet's Pods."""
        return self.state / "var"
