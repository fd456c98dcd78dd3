"""Build the node's programs from one pinned Go module, and cache them under a hash of its contents."""

import hashlib
import os
import subprocess
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.places import cache_home
from local_cluster.programs.toolchain import find_go
from local_cluster.work.atomic import remove_unfinished, unfinished_folder
from local_cluster.work.exclusive import held
from local_cluster.work.steps import Reporter
from local_cluster.work.subprocesses import follow

_SOURCES = Path(__file__).parent / "module"
KUBERNETES = "v1.36.3"
"""The version of Kubernetes."""

_VERSIONS = {
    "github.com/containerd/containerd/v2/version.Version": "v2.3.5",
    "k8s.io/component-base/version.gitVersion": KUBERNETES,
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": "36",
    "k8s.io/client-go/pkg/version.gitVersion": KUBERNETES,
}
"""The versions that the programs report; the linker sets them, as in upstream's own builds."""
_NAMES = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-proxy",
    "kube-scheduler",
    "kubelet",
)
"""The names of the program `kubernetes`: the name picks the daemon."""
_PACKAGES = ("./...", "tool")
"""The programs of the module itself, and those that go.mod names as tools."""
BUILD = (
    "build",
    "-v",
    "-trimpath",
    # The linker drops the debuggers' information anyway; not generating it saves a tenth of the time.
    "-gcflags=all=-dwarf=false",
    "-ldflags=-s -w" + "".join(f" -X {variable}={value}" for variable, value in _VERSIONS.items()),
)


def programs() -> Path:
    """Return the folder of all programs, which the node sees; its folder `client` is for users' PATH."""
    return cache_home() / "bin" / _fingerprint()


def _fingerprint() -> str:
    """Return a hash of all that the build depends on; the place of the module's folder is not part of it."""
    digest = hashlib.sha256(repr((BUILD, _NAMES, os.uname().machine)).encode())
    for file in sorted(_SOURCES.rglob("*")):
        if file.is_file():
            digest.update(
                f"{file.relative_to(_SOURCES)}\0{file.stat().st_size}\0".encode() + file.read_bytes()
            )
    return digest.hexdigest()[:16]


def ensure_programs(reporter: Reporter) -> None:
    """Build the programs if they are missing; wait for another process that is building them."""
    if programs().exists():
        return
    with held(cache_home() / "binaries.lock", reporter):
        remove_unfinished(cache_home())
        remove_unfinished(cache_home() / "bin")
        if programs().exists():
            return
        go = find_go(reporter)
        with unfinished_folder(programs()) as folder:
            _build(go, folder, reporter)
            _link(folder)


def _build(go: str, folder: Path, reporter: Reporter) -> None:
    log = cache_home() / "build.log"
    with reporter.step("Build Kubernetes, containerd and CoreDNS") as step:
        step.detail = "fetching sources"
        step.total = _count_packages(go)
        step.detail = "compiling and linking"
        command = (go, *BUILD, "-o", f"{folder}/", *_PACKAGES)
        if follow(command, log, _environment(), _SOURCES, step.advance) != 0:
            raise ClusterError(f"building the node's programs failed; the end of {log}:\n{tail(log)}")


def _count_packages(go: str) -> int:
    """Return how many packages a build from nothing compiles; this also fetches the sources."""
    command = (go, "list", "-deps", "-f", "{{.ImportPath}}", *_PACKAGES)
    listed = subprocess.run(
        command, cwd=_SOURCES, env=_environment(), check=False, capture_output=True, text=True
    )
    return len(listed.stdout.splitlines())


def _environment() -> dict[str, str]:
    return os.environ | {
        # Go finds no cache without HOME, which a unit of systemd lacks: https://github.com/golang/go/issues/29267
        "HOME": str(Path.home()),
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        # Most compilations end before they use that much; collecting garbage took a quarter of their time.
        "GOGC": "off",
        "GOMEMLIMIT": "512MiB",
    }


def _link(folder: Path) -> None:
    """Link the names of the Kubernetes daemons, and make the folder that has only kubectl."""
    for name in _NAMES:
        (folder / name).symlink_to("kubernetes")
    (folder / "client").mkdir()
    (folder / "client" / "kubectl").symlink_to("../kubectl")
