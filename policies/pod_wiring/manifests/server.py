"""The folder that a web server serves, for images that we know."""

from pod_wiring.manifests.image import image_of
from pod_wiring.manifests.path import is_under
from pod_wiring.manifests.pod import Container
from pod_wiring.manifests.values import has, text

# By the last part of the image's repository: the folder that it serves, and the folders of its configuration.
_SERVERS = {
    "caddy": ("/usr/share/caddy", ("/etc/caddy",)),
    "httpd": ("/usr/local/apache2/htdocs", ("/usr/local/apache2/conf",)),
    "nginx": ("/usr/share/nginx/html", ("/etc/nginx",)),
    "nginx-unprivileged": ("/usr/share/nginx/html", ("/etc/nginx",)),
    "openresty": ("/usr/local/openresty/nginx/html", ("/etc/nginx", "/usr/local/openresty/nginx/conf")),
}
_OWN_FOLDERS = ("bitnami", "chainguard", "rapidfort")  # these publishers' images serve another folder


def document_root(container: Container) -> str | None:
    """Return the folder that a web server serves; None if the image or its configuration is unknown."""
    image = image_of(text(container.raw.get("image")))
    root, configured_in = _SERVERS.get(image.last_part, ("", ()))
    if not root or any(each in image.repository for each in _OWN_FOLDERS):
        return None
    if has(container.raw, "command") or has(container.raw, "args"):
        return None
    if any(covers(mount.path, folder) for mount in container.mounts for folder in configured_in):
        return None
    return root


def covers(path: str, folder: str) -> bool:
    """Return whether a mount on a path shows in a folder: one of the two contains the other."""
    return is_under(folder, path) or is_under(path, folder)
