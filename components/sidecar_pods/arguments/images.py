"""The images of ready-made containers whose arguments name none. Renovate keeps the versions current."""

from typing import Final

DEBIAN: Final = "debian:12.12-slim"
"""A shell and Debian's tools."""

NGINX: Final = "nginxinc/nginx-unprivileged:1.29.3"
"""nginx as user 101 on port 8080."""

GIT: Final = "alpine/git:v2.49.1"
"""Git and a shell."""

NGINX_EXPORTER: Final = "nginx/nginx-prometheus-exporter:1.5.1"
"""The exporter of nginx's counters."""
