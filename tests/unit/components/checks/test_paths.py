"""Paths in a container, of Linux and of Windows."""

import pytest

from sidecar_pods.checks.values import absolute_path, mount_path


@pytest.mark.parametrize(
    "path", ["/html", "/a..b/", r"C:\html", "c:/html", r"\\.\pipe\containerd", "/a\\..b"]
)
def test_a_container_can_mount_at_an_absolute_path(path: str) -> None:
    assert mount_path(path) is None
    assert absolute_path(path) is None


@pytest.mark.parametrize(
    "path",
    [
        "",
        "html",
        "/",
        "//",
        "C:",
        "C:html",
        r"\html",
        "/a:b",
        "/a:/b",
        "C:/",
        "/a/../b",
        r"C:\a\..\b",
        r"C:\a:b",
        "1:/a",
    ],
)
def test_a_container_cannot_mount_elsewhere(path: str) -> None:
    assert mount_path(path) is not None


@pytest.mark.parametrize("path", ["/", "/srv/a:b", "/srv/../tmp", "C:\\"])
def test_a_container_may_start_in_any_folder(path: str) -> None:
    assert absolute_path(path) is None
