"""The node's programs: built from pinned Go modules, once for each state of their sources."""

import hashlib
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from local_cluster.atomic import remove_unfinished, unfinished_folder
from local_cluster.cluster import cache_home
from local_cluster.commands import follow
from local_cluster.errors import ClusterError, tail
from local_cluster.lock import held
from local_cluster.progress import Reporter
from local_cluster.toolchain import find_go

_SOURCES = Path(__file__).parent / "binaries"
KUBERNETES_VERSION = "v1.36.3"
_VERSION_VARIABLES = {
    "k8s.io/component-base/version.gitVersion": KUBERNETES_VERSION,
    "k8s.io/component-base/version.gitMajor": "1",
    "k8s.io/component-base/version.gitMinor": "36",
    "k8s.io/client-go/pkg/version.gitVersion": KUBERNETES_VERSION,
}
_COMMANDS = (
    "etcd",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-proxy",
    "kube-scheduler",
    "kubectl",
    "kubelet",
)


@dataclass(frozen=True)
class Module:
    """A folder of Go sources, or of pinned tools, that is built as one."""

    name: str
    """The folder's name."""
    packages: tuple[str, ...] = ("./...",)
    """What to build. Default: every program in the folder."""
    variables: tuple[tuple[str, str], ...] = ()
    """Variables set by the linker: the versions that programs say they are. Default: none."""
    links: tuple[str, ...] = ()
    """Further names of its one program. Default: none."""

    @property
    def command(self) -> tuple[str, ...]:
        """The Go command's arguments, but for the folder that the programs go to."""
        values = "".join(f" -X {variable}={value}" for variable, value in self.variables)
        return ("build", "-v", "-trimpath", f"-ldflags=-s -w{values}", *self.packages)


MODULES = (
    Module("node"),
    Module("coredns"),
    Module(
        "containerd",
        packages=("tool",),
        variables=(("github.com/containerd/containerd/v2/version.Version", "v2.4.2"),),
    ),
    Module("kubernetes", variables=tuple(_VERSION_VARIABLES.items()), links=_COMMANDS),
)


def _fingerprint(module: Module) -> str:
    """A hash of all that decides what is built."""
    digest = hashlib.sha256(repr((module.command, module.links, os.uname().machine)).encode())
    folder = _SOURCES / module.name
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            digest.update(f"{file.relative_to(folder)}\0{file.stat().st_size}\0".encode() + file.read_bytes())
    return digest.hexdigest()[:16]


def folder_of(module: Module) -> Path:
    """Where the module's programs are, or will be."""
    return cache_home() / "bin" / f"{module.name}-{_fingerprint(module)}"


def missing() -> list[Module]:
    """The modules that must be built."""
    return [module for module in MODULES if not folder_of(module).exists()]


def _environment() -> dict[str, str]:
    return os.environ | {
        "CGO_ENABLED": "0",
        "GOTOOLCHAIN": "local",
        "GOFLAGS": "-mod=readonly -buildvcs=false",
    }


def _count_packages(go: str, module: Module) -> int:
    """How many packages a build from nothing compiles; as a side effect, sources are fetched."""
    command = (go, "list", "-deps", "-f", "{{.ImportPath}}", *module.packages)
    listed = subprocess.run(
        command, cwd=_SOURCES / module.name, env=_environment(), check=False, capture_output=True, text=True
    )
    return len(listed.stdout.splitlines())


def _build(go: str, module: Module, reporter: Reporter) -> None:
    """Build in a folder beside, and put it in place when it is whole."""
    log = cache_home() / f"build-{module.name}.log"
    verb, *arguments = module.command
    with unfinished_folder(folder_of(module)) as folder:
        with reporter.step(f"Build {module.name}") as step:
            step.detail = "fetching sources"
            step.total = _count_packages(go, module)
            step.detail = "compiling and linking"
            command = (go, verb, "-o", f"{folder}/", *arguments)
            if follow(command, log, _environment(), _SOURCES / module.name, step.advance) != 0:
                raise ClusterError(f"building {module.name} failed; the end of {log}:\n{tail(log)}")
        for link in module.links:
            (folder / link).symlink_to(module.name)


def programs() -> Path:
    """The folder of all programs together, which the node sees; `client` in it is for users' PATH."""
    digest = hashlib.sha256(" ".join(_fingerprint(module) for module in MODULES).encode())
    return cache_home() / "bin" / f"programs-{digest.hexdigest()[:16]}"


def _assemble() -> None:
    """Put the modules' programs into one folder, without a second copy of any."""
    with unfinished_folder(programs()) as folder:
        for module in MODULES:
            for file in folder_of(module).iterdir():
                os.link(file, folder / file.name, follow_symlinks=False)
        (folder / "client").mkdir()
        (folder / "client" / "kubectl").symlink_to("../kubectl")


def ensure_binaries(reporter: Reporter) -> None:
    """Build what is missing; another session that is at it is waited for."""
    if programs().exists():
        return
    with held(cache_home() / "binaries.lock", reporter):
        remove_unfinished(cache_home() / "bin")
        if modules := missing():
            go = find_go(reporter)
            for module in modules:
                _build(go, module, reporter)
        if not programs().exists():
            _assemble()
