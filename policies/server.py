"""The web servers whose image tells which folder they serve."""

from posixpath import commonpath

from policies.image import image_of
from policies.pod import Container
from policies.values import has, text

# By the last part of the image's repository: the folder that it serves, and the one of its configuration.
_SERVERS = {
    "caddy": ("/usr/share/caddy", "/etc/caddy"),
    "httpd": ("/usr/local/apache2/htdocs", "/usr/local/apache2/conf"),
    "nginx": ("/usr/share/nginx/html", "/etc/nginx"),
    "nginx-unprivileged": ("/usr/share/nginx/html", "/etc/nginx"),
    "openresty": ("/usr/local/openresty/nginx/html", "/etc/nginx"),
}
_OWN_FOLDERS = ("bitnami", "chainguard", "rapidfort")  # publishers whose images serve another folder


def document_root(container: Container) -> str | None:
    """Give the folder a web server serves; None where the image is none we know, or was told otherwise."""
    image = image_of(text(container.raw.get("image")))
    root, config = _SERVERS.get(image.last_part, ("", ""))
    if not root or has(container.raw, "command") or any(each in image.repository for each in _OWN_FOLDERS):
        return None
    if any(_is_under(config, mount.path) or _is_under(mount.path, config) for mount in container.mounts):
        return None
    return root


def covers(path: str, root: str) -> bool:
    """Tell whether a mount on a path shows in a served folder: it holds the folder, or lies in it."""
    return _is_under(root, path) or _is_under(path, root)


def _is_under(path: str, folder: str) -> bool:
    return path.startswith("/") and folder.startswith("/") and commonpath((path, folder)) == folder
