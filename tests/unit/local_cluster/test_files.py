"""The cluster's files: whole or absent, private, and in the right place."""

import os
import pwd
import stat
import subprocess
from pathlib import Path

import pytest

from local_cluster.kubernetes.pki import certificates, ensure_pki
from local_cluster.node.network import Network
from local_cluster.places import Cluster, cache_home, is_valid_name, state_home
from local_cluster.work.atomic import remove_unfinished, unfinished_folder, write_file

HERE = Cluster("here")
NETWORK = Network(3)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_written_file_is_private(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "file", "text")
    assert mode(tmp_path / "new" / "file") == 0o600
    assert mode(tmp_path / "new") == 0o700


def test_failed_write_leaves_only_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_file(tmp_path / "file", "old")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_file(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_folder_gets_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with unfinished_folder(tmp_path / "whole") as folder:
        (folder / "file").write_text("text")
        assert not (tmp_path / "whole").exists()
    assert (tmp_path / "whole" / "file").read_text() == "text"


def test_failed_folder_is_removed(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), unfinished_folder(tmp_path / "whole"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_leftovers_of_a_killed_process_are_removed(tmp_path: Path) -> None:
    context = unfinished_folder(tmp_path / "whole")
    context.__enter__()
    remove_unfinished(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_keys_and_certificates_are_private() -> None:
    HERE.state.mkdir(parents=True)
    ensure_pki(HERE, NETWORK)
    assert mode(HERE.pki) == 0o700
    assert {mode(file) for file in HERE.pki.iterdir()} == {0o600}


def test_keys_are_made_once() -> None:
    HERE.state.mkdir(parents=True)
    ensure_pki(HERE, NETWORK)
    before = {file.name: file.read_bytes() for file in HERE.pki.iterdir()}
    ensure_pki(HERE, NETWORK)
    assert {file.name: file.read_bytes() for file in HERE.pki.iterdir()} == before


def test_two_clusters_have_different_keys() -> None:
    there = Cluster("there")
    for cluster in (HERE, there):
        cluster.state.mkdir(parents=True)
        ensure_pki(cluster, NETWORK)
    assert (HERE.pki / "ca.key").read_bytes() != (there.pki / "ca.key").read_bytes()


def test_every_certificate_is_signed_by_its_authority() -> None:
    HERE.state.mkdir(parents=True)
    ensure_pki(HERE, NETWORK)
    for certificate in certificates(HERE.name, NETWORK):
        authority = HERE.pki / f"{certificate.authority}.crt"
        command = ("openssl", "verify", "-CAfile", str(authority), str(HERE.pki / f"{certificate.name}.crt"))
        subprocess.run(command, check=True, capture_output=True)


def test_only_the_administrator_and_the_api_server_are_masters() -> None:
    masters = {each.name for each in certificates("here", NETWORK) if each.organization == "system:masters"}
    assert masters == {"admin", "kubelet-client"}


def test_only_etcds_own_certificates_are_signed_by_its_authority() -> None:
    of_etcd = {each.name for each in certificates("here", NETWORK) if each.authority == "etcd-ca"}
    assert of_etcd == {"etcd", "etcd-client"}


def test_clusters_share_no_control_group_link_or_folder() -> None:
    there = Cluster("there")
    assert HERE.cgroup != there.cgroup
    assert HERE.link != there.link
    assert HERE.state != there.state


def test_link_name_is_short_enough_for_the_kernel() -> None:
    assert len(Cluster("x" * 40).link) < 16


@pytest.mark.parametrize("name", ["sidecar", "test-1", "a", "x" * 40])
def test_name_that_a_node_can_have_is_valid(name: str) -> None:
    assert is_valid_name(name)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "A", "-a", "a-", "a b", "x" * 41, "a\n"])
def test_name_that_could_lead_to_another_folder_is_invalid(name: str) -> None:
    assert not is_valid_name(name)


def test_folders_are_below_the_users_home_by_default(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_STATE_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/home/somebody")
    assert state_home() == Path("/home/somebody/.local/state/multi-container-pods/clusters")
    assert cache_home() == Path("/home/somebody/.cache/multi-container-pods")


def test_home_is_found_when_the_environment_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME")
    assert cache_home() == Path(pwd.getpwuid(os.getuid()).pw_dir, ".cache/multi-container-pods")
