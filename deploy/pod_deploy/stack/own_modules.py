"""Make a program import the modules of its own tree, not those of another work tree."""

import contextlib
import site
import sys
from collections.abc import Generator, Iterable
from functools import cache
from pathlib import Path
from types import ModuleType


def own_components(folder: Path) -> Path | None:
    """Return a project's folder `components` if it holds a distribution, else None."""
    components = folder / "components"
    return components if (components / "pyproject.toml").is_file() else None


@contextlib.contextmanager
def own_modules_first(folder: Path, components: Path | None) -> Generator[None]:
    """Let a tree's own modules come before all others while its program runs.

    An environment may have the packages of another work tree installed as editable, and this process may
    have imported modules from there.

    Args:
        folder: The program's folder. It comes first, as in Pulumi's language host.
        components: The project's own components, which come next; None if it has none.
    """
    paths = [folder, components] if components else [folder]
    others = _modules_of_other_trees(paths)
    _forget(others)
    sys.path[:0] = map(str, paths)
    try:
        yield
    finally:
        for path in paths:
            sys.path.remove(str(path))
        if others:
            packages = {_package(name) for name in others}
            _forget([name for name in sys.modules if _package(name) in packages])
            sys.modules.update(others)


def _modules_of_other_trees(paths: list[Path]) -> dict[str, ModuleType]:
    """Return the loaded modules that hide a module in `paths`, by name."""
    offered = {entry.stem for path in paths for entry in path.iterdir()} - {"__main__"}
    here = [path.resolve() for path in paths]
    return {
        name: module
        for name, module in list(sys.modules.items())  # the search may import one
        if _package(name) in offered and not _is_below(module, [*here, *_installed()])
    }


@cache
def _installed() -> list[Path]:
    """Return the folders of installed modules. Most runs do not need them, so they do not look for them."""
    import sysconfig

    folders = (sysconfig.get_path("stdlib"), *site.getsitepackages(), site.getusersitepackages())
    return [Path(folder).resolve() for folder in folders]


def _package(name: str) -> str:
    return name.partition(".")[0]


def _is_below(module: ModuleType, folders: Iterable[Path]) -> bool:
    """Return whether a module was loaded from below a folder, or from no file at all."""
    own = vars(module)  # not getattr: a module's __getattr__ may return a value for any name
    origins = [own.get("__file__") or "", *own.get("__path__", ())]
    origin = next((Path(each).resolve() for each in origins if each), None)
    return origin is None or any(origin.is_relative_to(folder) for folder in folders)


def _forget(names: Iterable[str]) -> None:
    for name in names:
        del sys.modules[name]
