"""Installing the Debian packages that a cluster needs."""

import os
from pathlib import Path

import pytest

from local_cluster.errors import ClusterError
from local_cluster.node.packages import ensure_packages
from local_cluster.work.steps import Reporter

WANTED = {"no-such-command": "its-package", "neither-this": "another"}
ALL = "another its-package"

APT = """#!/bin/sh
for word in "$@"; do
    case $word in install|update) break ;; esac
done
echo "$word" >> "$APT/calls"
[ ! -e "$APT/broken" ] || { echo "E: no network"; exit 100; }
[ "$word" = install ] || { touch "$APT/lists"; exit; }
[ -e "$APT/lists" ] || { echo "E: Unable to locate package"; exit 100; }
echo "$@" > "$APT/installed"
"""
"""An apt-get that knows packages only after `update`."""


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Replace apt-get by a script; return the folder to which it writes its calls."""
    (tmp_path / "apt-get").write_text(APT)
    (tmp_path / "apt-get").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setenv("APT", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def test_apt_is_not_run_when_nothing_is_missing(apt: Path) -> None:
    ensure_packages({"sh": "dash"}, Reporter())
    assert not (apt / "calls").exists()


def test_missing_packages_are_named_and_installed(apt: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (apt / "lists").touch()
    ensure_packages(WANTED | {"sh": "dash"}, Reporter())
    assert "Install Debian packages: another, its-package …" in capsys.readouterr().err
    assert (apt / "installed").read_text().rstrip().endswith(f"install --no-install-recommends {ALL}")
    assert _calls(apt) == ["install"]


def _calls(apt: Path) -> list[str]:
    return (apt / "calls").read_text().split()


def test_apt_without_lists_reads_them_and_tries_again(apt: Path) -> None:
    ensure_packages(WANTED, Reporter())
    assert _calls(apt) == ["install", "update", "install"]
    assert (apt / "installed").exists()


def test_failure_names_the_packages_and_quotes_apt(apt: Path) -> None:
    (apt / "broken").touch()
    with pytest.raises(ClusterError) as failure:
        ensure_packages(WANTED, Reporter())
    first, *_, last = str(failure.value).splitlines()
    assert first.startswith("apt-get could not install another, its-package; the end of ")
    assert last == "E: no network"
