"""The policy pack with a real Pulumi CLI, from a clone and from its folder alone; no cluster is needed."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.e2e.cli import without_login
from tests.e2e.project import CHECKOUT

pytestmark = [pytest.mark.pulumi_cli, pytest.mark.timeout(600)]

PROGRAM = "name: shop\nruntime: yaml\noutputs: {word: hello}\n"


def pulumi(folder: Path, *arguments: str | Path, timeout: float = 300) -> subprocess.CompletedProcess[str]:
    environment = {
        **without_login(os.environ, folder / "login"),
        "PULUMI_BACKEND_URL": f"file://{folder / 'state'}",
        "PULUMI_CONFIG_PASSPHRASE": "test",
    }
    command = ["pulumi", "--non-interactive", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=timeout
    )


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Make a project that is not ours, and its stack."""
    folder = tmp_path / "shop"
    (folder / "state").mkdir(parents=True)
    (folder / "Pulumi.yaml").write_text(PROGRAM)
    made = pulumi(folder, "stack", "init", "dev")
    assert made.returncode == 0, made.stderr
    return folder


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """Copy the pack's folder, and nothing else."""
    copy = tmp_path / "alone" / "pack"
    shutil.copytree(
        CHECKOUT / "policies", copy, ignore=shutil.ignore_patterns("venv", ".venv", "__pycache__")
    )
    return copy


def runs_with(pack: Path, shop: Path) -> None:
    preview = pulumi(shop, "preview", "--policy-pack", pack)
    assert preview.returncode == 0, preview.stdout + preview.stderr
    assert "✅ sidecar-policies" in preview.stdout


def test_pack_of_a_clone_runs_after_pulumi_install_in_the_root(shop: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "--quiet", CHECKOUT, clone], check=True)
    installed = pulumi(shop, "-C", clone, "install", "--no-plugins")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    runs_with(clone / "policies", shop)


def test_pack_alone_runs_in_the_environment_that_pulumi_install_makes(shop: Path, pack: Path) -> None:
    installed = pulumi(shop, "-C", pack, "install")
    assert installed.returncode == 0, installed.stdout + installed.stderr
    runs_with(pack, shop)


def test_pack_without_an_environment_is_refused_in_a_sentence(shop: Path, pack: Path) -> None:
    preview = pulumi(shop, "preview", "--policy-pack", pack, timeout=60)
    sentence = f"The policy pack {pack} finds no environment; make one with: pulumi -C {pack} install"
    assert preview.returncode != 0
    assert sentence in preview.stdout + preview.stderr
