"""Install the Debian packages that a cluster needs and this machine lacks."""

import os
import shutil
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.places import cache_home
from local_cluster.work.steps import Reporter
from local_cluster.work.subprocesses import follow

NODE = {
    "conntrack": "conntrack",
    "ip": "iproute2",
    "iptables": "iptables",
    "nsenter": "util-linux",
    "openssl": "openssl",
    "runc": "runc",
    "slirp4netns": "slirp4netns",
}
"""The package of each command that a running node needs."""

IMAGES = {"mmdebstrap": "mmdebstrap"}
"""The package of each command that making images needs."""

_APT = ("apt-get", "--yes", "--quiet", "-o", "DPkg::Lock::Timeout=300")


def missing(commands: dict[str, str]) -> list[str]:
    """Return the packages of the commands that this machine lacks."""
    path = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
    return sorted(package for command, package in commands.items() if not shutil.which(command, path=path))


def ensure_packages(commands: dict[str, str], reporter: Reporter) -> None:
    """Install the packages of the commands that are missing.

    Raises:
        ClusterError: apt-get failed; the error quotes the end of its log.
    """
    packages = missing(commands)
    if not packages:
        return
    log = cache_home() / "apt.log"
    install = ("install", "--no-install-recommends", *packages)
    with reporter.step(f"Install Debian packages: {', '.join(packages)}"):
        if not _apt(log, *install) and not (_apt(log, "update") and _apt(log, *install)):
            raise ClusterError(
                f"apt-get could not install {', '.join(packages)}; the end of {log}:\n{tail(log)}"
            )


def _apt(log: Path, *arguments: str) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    return follow((*_APT, *arguments), log, environment, outlives_us=True) == 0
