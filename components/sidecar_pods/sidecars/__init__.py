"""Ready-made containers, one module each: nginx, and the sidecars beside it."""

from .data_change_watcher import data_change_watcher
from .data_loader import data_loader, git_loader
from .date_writer import date_writer
from .log_watcher import log_watcher
from .nginx import DOCUMENT_ROOT, nginx
from .nginx_exporter import nginx_exporter
from .page_writer import page_writer
from .sidecar import Sidecar, with_sidecars

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
