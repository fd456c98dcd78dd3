"""Ready-made containers, one module each: nginx, and the sidecars beside it."""

from sidecar_pods.sidecars.data_change_watcher import data_change_watcher
from sidecar_pods.sidecars.data_loader import data_loader, git_loader
from sidecar_pods.sidecars.date_writer import date_writer
from sidecar_pods.sidecars.log_watcher import log_watcher
from sidecar_pods.sidecars.nginx import DOCUMENT_ROOT, nginx
from sidecar_pods.sidecars.nginx_exporter import nginx_exporter
from sidecar_pods.sidecars.page_writer import page_writer
from sidecar_pods.sidecars.sidecar import Sidecar, with_sidecars

__all__ = [
    "DOCUMENT_ROOT",
    "Sidecar",
    "data_change_watcher",
    "data_loader",
    "date_writer",
    "git_loader",
    "log_watcher",
    "nginx",
    "nginx_exporter",
    "page_writer",
    "with_sidecars",
]
