"""Image layers made from Debian packages by mmdebstrap; each is what its own step added to the one below."""

import hashlib
import shlex
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from local_cluster.errors import ClusterError, tail

_LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")


@dataclass(frozen=True)
class Recipe:
    """How one layer is made on top of others."""

    suite: str
    """The Debian or Ubuntu release, by code name."""
    packages: tuple[str, ...] = ()
    """Packages to install. Default: none."""
    setup: str = ""
    """Shell commands to run inside, as root. Default: none."""
    below: "Recipe | None" = None
    """The layer below. Default: none; this is then a minimal Debian."""

    @property
    def key(self) -> str:
        """A hash of all that decides what is in the layer."""
        code = Path(__file__).read_bytes()
        below = self.below.key if self.below else ""
        return hashlib.sha256(
            repr((code, self.suite, self.packages, self.setup, below)).encode()
        ).hexdigest()[:16]


def apt_sources() -> str:
    """This machine's own package sources, those of its distribution alone, in the one-line style."""
    line = "deb $(REPO_URI) $(RELEASE) $(COMPONENT)\n"
    wanted = ("Created-By: Packages", "Origin: Debian")
    command = ("apt-get", "indextargets", "--format", line)
    for origin in ("Debian", "Ubuntu"):
        wanted = ("Created-By: Packages", f"Origin: {origin}")
        listed = subprocess.run((*command, *wanted), check=True, capture_output=True, text=True).stdout
        if listed.strip():
            return "".join(f"{source}\n" for source in listed.splitlines() if source.strip())
    raise ClusterError(
        "apt knows no package sources of Debian or Ubuntu: check /etc/apt and run `apt-get update`"
    )


def _arguments(recipe: Recipe, below: Iterable[Path], target: Path, sources: Path) -> list[str]:
    options = [f"--dpkgopt=path-exclude={pattern}" for pattern in _LEFT_OUT]
    options += [f'--setup-hook=tar -C "$1" -xf {shlex.quote(str(layer))}' for layer in below]
    if recipe.packages:
        options.append(f"--include={','.join(recipe.packages)}")
    if recipe.setup:
        options.append(f'--customize-hook=chroot "$1" sh -euc {shlex.quote(recipe.setup)}')
    variant = "custom" if recipe.below else "minbase"
    return ["mmdebstrap", f"--variant={variant}", *options, recipe.suite, str(target), str(sources)]


def _identity(member: tarfile.TarInfo) -> tuple[object, ...]:
    size = 0 if member.isdir() else member.size
    when = 0 if member.isdir() else int(member.mtime)
    return member.type, member.mode, member.uid, member.gid, size, when, member.linkname


def write_difference(below: Iterable[Path], whole: Path, target: Path) -> None:
    """Write to `target` what the archive `whole` has that the layers `below` have not, and what it lacks."""
    known: dict[str, tuple[object, ...]] = {}
    for layer in below:
        with tarfile.open(layer) as archive:
            known |= {member.name: _identity(member) for member in archive}
    with tarfile.open(whole) as archive, tarfile.open(target, "w") as added:
        for member in archive:
            if known.pop(member.name, None) != _identity(member):
                added.addfile(member, archive.extractfile(member) if member.isreg() else None)
        for name in sorted(known):
            path = Path(name)
            if str(path.parent) not in known:
                added.addfile(tarfile.TarInfo(str(path.parent / f".wh.{path.name}")))


def make_layer(recipe: Recipe, below: tuple[Path, ...], target: Path, log: Path) -> None:
    """Make the layer of `recipe` on top of the archives `below`; raises ClusterError with the log's end."""
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        sources, whole = Path(folder, "sources.list"), Path(folder, "whole.tar")
        sources.write_text("" if below else apt_sources())
        with log.open("w") as output:
            arguments = _arguments(recipe, below, whole, sources)
            done = subprocess.run(
                arguments, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False
            )
        if done.returncode != 0:
            raise ClusterError(f"an image could not be made from packages; the end of {log}:\n{tail(log)}")
        write_difference(below, whole, target)
