"""The node's programs: built from one Go module, whose go.mod pins them all, once for each state of it."""

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
_KUBERNETES = "v1.36.3"
_VERSIONS = {
    "github.com/containerd/containerd/v2/version.Version": "v2.3.5",
    "k8s.io/component-base/version.gitVersion": _KUBERNETES,
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": "36",
    "k8s.io/client-go/pkg/version.gitVersion": _KUBERNETES,
}
"""What the linker sets, as upstream's builds do: the versions that programs say they are."""
_NAMES = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-proxy",
    "kube-scheduler",
    "kubelet",
)
"""What the program `kubernetes` is called by."""
_PACKAGES = ("./...", "tool")
"""Our own programs, and those that go.mod names as tools."""
BUILD = (
    "build",
    "-v",
    "-trimpath",
    # The linker leaves out what debuggers read; not making it at all saves a tenth of the time.
    "-gcflags=all=-dwarf=false",
    "-ldflags=-s -w" + "".join(f" -X {variable}={value}" for variable, value in _VERSIONS.items()),
)


def _fingerprint() -> str:
    """A hash of all that decides what is built."""
    digest = hashlib.sha256(repr((BUILD, _NAMES, os.uname().machine)).encode())
    for file in sorted(_SOURCES.rglob("*")):
        if file.is_file():
            digest.update(
                f"{file.relative_to(_SOURCES)}\0{file.stat().st_size}\0".encode() + file.read_bytes()
            )
    return digest.hexdigest()[:16]


def programs() -> Path:
    """The folder of all programs, which the node sees; `client` in it is for users' PATH."""
    return cache_home() / "bin" / _fingerprint()


def _environment() -> dict[str, str]:
    return os.environ | {
        "HOME": str(Path.home()),  # Go has no caches without, and cron's jobs, for one, have none
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly -buildvcs=false",
        # Most compilations end before they fill that much; collecting garbage took a quarter of their time.
        "GOGC": "off",
        "GOMEMLIMIT": "512MiB",
    }


def _count_packages(go: str) -> int:
    """How many packages a build from nothing compiles; as a side effect, sources are fetched."""
    command = (go, "list", "-deps", "-f", "{{.ImportPath}}", *_PACKAGES)
    listed = subprocess.run(
        command, cwd=_SOURCES, env=_environment(), check=False, capture_output=True, text=True
    )
    return len(listed.stdout.splitlines())


def _build(go: str, folder: Path, reporter: Reporter) -> None:
    log = cache_home() / "build.log"
    with reporter.step("Build Kubernetes, containerd and CoreDNS") as step:
        step.detail = "fetching sources"
        step.total = _count_packages(go)
        step.detail = "compiling and linking"
        command = (go, *BUILD, "-o", f"{folder}/", *_PACKAGES)
        if follow(command, log, _environment(), _SOURCES, step.advance) != 0:
            raise ClusterError(f"building the node's programs failed; the end of {log}:\n{tail(log)}")


def _link(folder: Path) -> None:
    """Give the Kubernetes programs their names, and users a folder with kubectl alone."""
    for name in _NAMES:
        (folder / name).symlink_to("kubernetes")
    (folder / "client").mkdir()
    (folder / "client" / "kubectl").symlink_to("../kubectl")


def ensure_programs(reporter: Reporter) -> None:
    """Build the programs if they are missing; another session that is at it is waited for."""
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
