"""What the cluster keeps on disk: whole or not there, and for nobody else's eyes."""

import stat
import subprocess
from pathlib import Path

import pytest

from local_cluster.kubernetes.pki import certificates, ensure_pki
from local_cluster.node.network import Network
from local_cluster.places import Cluster, is_valid_name
from local_cluster.work.atomic import remove_unfinished, unfinished_folder, write_file

HERE = Cluster("here")
NETWORK = Network(3)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_written_file_is_its_owners_alone(tmp_path: Path) -> None:
    write_file(tmp_path / "new" / "file", "text")
    assert mode(tmp_path / "new" / "file") == 0o600
    assert mode(tmp_path / "new") == 0o700


def test_a_failed_write_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_file(tmp_path / "file", "old")

    def fail(*_: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_file(tmp_path / "file", "new")
    assert (tmp_path / "file").read_text() == "old"
    assert list(tmp_path.iterdir()) == [tmp_path / "file"]


def test_a_folder_takes_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    with unfinished_folder(tmp_path / "whole") as folder:
        (folder / "file").write_text("text")
        assert not (tmp_path / "whole").exists()
    assert (tmp_path / "whole" / "file").read_text() == "text"


def test_a_folder_that_failed_goes_away(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), unfinished_folder(tmp_path / "whole"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_somebody_killed_left_is_removed(tmp_path: Path) -> None:
    context = unfinished_folder(tmp_path / "whole")
    context.__enter__()
    remove_unfinished(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_keys_and_certificates_are_their_owners_alone() -> None:
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


def test_the_clusters_authority_opens_no_door_of_etcd() -> None:
    of_etcd = {each.name for each in certificates("here", NETWORK) if each.authority == "etcd-ca"}
    assert of_etcd == {"etcd", "etcd-client"}


def test_clusters_share_no_group_no_link_and_no_folder() -> None:
    there = Cluster("there")
    assert HERE.cgroup != there.cgroup
    assert HERE.link != there.link
    assert HERE.state != there.state


def test_a_links_name_is_short_enough_for_the_kernel() -> None:
    assert len(Cluster("x" * 40).link) < 16


@pytest.mark.parametrize("name", ["sidecar", "test-1", "a", "x" * 40])
def test_a_name_that_a_node_can_have_is_valid(name: str) -> None:
    assert is_valid_name(name)


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "A", "-a", "a-", "a b", "x" * 41, "a\n"])
def test_a_name_that_could_lead_elsewhere_is_invalid(name: str) -> None:
    assert not is_valid_name(name)
