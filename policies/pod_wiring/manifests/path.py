"""Paths in a container: absolute, without dots or doubled slashes."""


def is_under(path: str, folder: str) -> bool:
    """Return whether a path is a folder, or lies in it."""
    return folder.startswith("/") and f"{path}/".startswith(folder.rstrip("/") + "/")
