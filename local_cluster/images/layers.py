"""Make image layers from Debian packages with mmdebstrap; a layer has only its changes to those below."""

import hashlib
import os
import shlex
import tarfile
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from local_cluster.errors import ClusterError, tail
from local_cluster.work.atomic import UNFINISHED
from local_cluster.work.subprocesses import follow, run

_LEFT_OUT = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/locale/*", "/usr/share/info/*")
# Make /bin a link from the start, as in Debian's own images; else a package does it later, and needs Perl.
# https://manpages.debian.org/bookworm/mmdebstrap/mmdebstrap.1.en.html
_MERGED = "--hook-dir=/usr/share/mmdebstrap/hooks/maybe-merged-usr"
# As root, mmdebstrap mounts this machine's /dev/shm and others below its target, in this machine's namespace.
# Removing the leftovers of a killed mmdebstrap would empty them. So give it a namespace whose mounts end
# with it, and have it end with us. KILL is the only signal that `unshare` does not hold back.
_APART = (
    *("setpriv", "--pdeathsig", "KILL"),
    *("unshare", "--mount", "--pid", "--mount-proc", "--fork", "--kill-child", "--"),
)


@dataclass(frozen=True)
class Recipe:
    """How to make one layer on top of others."""

    suite: str
    """The Debian or Ubuntu release, by code name."""
    packages: tuple[str, ...] = ()
    """Packages to install. Default: none."""
    setup: str = ""
    """Shell commands to run inside, as root. Default: none."""
    below: "Recipe | None" = None
    """The layer below. Default: none; this one is then a minimal Debian."""

    @property
    def key(self) -> str:
        """Return a hash of all that the layer's content depends on."""
        command = _command(self, (), Path("target"), Path("sources"))
        below = self.below.key if self.below else ""
        return hashlib.sha256(repr((command, below)).encode()).hexdigest()[:16]

    @property
    def chain(self) -> tuple["Recipe", ...]:
        """Return this layer and all below it, from the lowest up."""
        return (*(self.below.chain if self.below else ()), self)


def _command(recipe: Recipe, below: Sequence[Path], target: Path, sources: Path) -> list[str]:
    options = ["--dpkgopt=force-unsafe-io", *(f"--dpkgopt=path-exclude={path}" for path in _LEFT_OUT)]
    options += [f'--setup-hook=tar -C "$1" -xf {shlex.quote(str(layer))}' for layer in below]
    if recipe.packages:
        options.append(f"--include={','.join(recipe.packages)}")
    if recipe.setup:
        options.append(f'--customize-hook=chroot "$1" sh -euc {shlex.quote(recipe.setup)}')
    base = ["--variant=custom"] if recipe.below else ["--variant=minbase", _MERGED]
    return ["mmdebstrap", *base, *options, recipe.suite, str(target), str(sources)]


def apt_sources() -> str:
    """Return this machine's package sources of its distribution, in the one-line style."""
    if sources := _known_sources():
        return sources
    run("apt-get", "update")  # apt learns a source's origin only by reading it
    if sources := _known_sources():
        return sources
    raise ClusterError("apt knows no package source of Debian or Ubuntu: see /etc/apt/sources.list.d")


def _known_sources() -> str:
    line = ("--format", "deb $(REPO_URI) $(RELEASE) $(COMPONENT)")
    wanted = ("Created-By: Packages",)
    listed = (
        run("apt-get", "indextargets", *line, *wanted, f"Origin: {name}") for name in ("Debian", "Ubuntu")
    )
    return "".join(listed)


def write_difference(below: Sequence[Path], whole: Path, target: Path) -> None:
    """Write to `target` the changes from the layers `below` to the archive `whole`; mark deleted files."""
    known: dict[str, tuple[object, ...]] = {}
    for layer in below:
        with tarfile.open(layer) as archive:
            known |= {member.name: _identity(member) for member in archive}
    with tarfile.open(whole) as archive, tarfile.open(target, "w") as added:
        for member in archive:
            if known.pop(member.name, None) != _identity(member):
                added.addfile(member, archive.extractfile(member) if member.isreg() else None)
        gone = {Path(name) for name in known}
        for path in sorted(gone):
            if path.parent not in gone:
                added.addfile(tarfile.TarInfo(str(path.parent / f".wh.{path.name}")))


def _identity(member: tarfile.TarInfo) -> tuple[object, ...]:
    """Return what tells two versions of a file apart; a folder's size and time depend on its content."""
    content = () if member.isdir() else (member.size, int(member.mtime))
    return member.type, member.mode, member.uid, member.gid, member.linkname, *content


def make_layer(
    recipe: Recipe, below: Sequence[Path], target: Path, log: Path, on_line: Callable[[str], None]
) -> None:
    """Make the layer of `recipe` on top of the archives `below`.

    Raises:
        ClusterError: mmdebstrap failed; the error quotes the end of its log.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=UNFINISHED) as folder:
        sources, whole = Path(folder, "sources.list"), Path(folder, "whole.tar")
        sources.write_text("" if below else apt_sources())  # the lowest layer brings its sources along
        environment = os.environ | {"TMPDIR": folder}
        command = (*_APART, *_command(recipe, below, whole, sources))
        if follow(command, log, environment, on_line=on_line) != 0:
            raise ClusterError(f"an image could not be made from packages; the end of {log}:\n{tail(log)}")
        write_difference(below, whole, target)
