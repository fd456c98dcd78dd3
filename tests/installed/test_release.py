"""A release, made in a clone by its own script: distributions and a plugin that say where they come from."""

import json
import tarfile
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.foreign import JsonObject
from tests.installed.test_distributions import run
from tests.unit.packaging.places import MEMBERS, ROOT
from tests.unit.packaging.test_releases import version_of

ADDRESS = "https://git.example/team/pods"
TAG = f"v{version_of(ROOT)}"
PLATFORMS = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64"]


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Release a clone in which the changelog names the version; return the folder of the files."""
    folder = tmp_path_factory.mktemp("release")
    clone, files = folder / "clone", folder / "files"
    run("git", "clone", "--quiet", ROOT, clone, folder=folder)
    (clone / ".venv").symlink_to(ROOT / ".venv")
    changelog = clone / "CHANGELOG.md"
    changelog.write_text(changelog.read_text().replace("[Unreleased]", f"[{TAG[1:]}] - 2026-01-02"))
    me = ("-c", "user.name=me", "-c", "user.email=me@git.example")
    run("git", *me, "commit", "--quiet", "--all", "--message=Release", folder=clone)
    run("git", "tag", TAG, folder=clone)
    run(clone / "tools" / "release.sh", TAG, files, ADDRESS, folder=clone)
    assert run("git", "status", "--porcelain", "--untracked-files=no", folder=clone) == ""
    return files


@pytest.mark.parametrize("member", MEMBERS)
def test_wheel_states_the_addresses(release: Path, member: str) -> None:
    (wheel,) = (release / "python").glob(f"{MEMBERS[member]}-*.whl")
    (name,) = (name for name in ZipFile(wheel).namelist() if name.endswith("/METADATA"))
    stated = message_from_bytes(ZipFile(wheel).read(name)).get_all("Project-URL") or []
    assert dict(each.split(", ") for each in stated) == {
        "Homepage": ADDRESS,
        "Documentation": f"{ADDRESS}/blob/{TAG}/docs/start.md",
        "Repository": ADDRESS,
        "Issues": f"{ADDRESS}/issues",
        "Changelog": f"{ADDRESS}/blob/{TAG}/CHANGELOG.md",
        "Logo": f"{ADDRESS}/raw/{TAG}/docs/logo.svg",
    }


def addresses(schema: bytes) -> JsonObject:
    """Return the addresses in a schema."""
    content: JsonObject = json.loads(schema)
    return {field: content.get(field) for field in ("homepage", "repository", "logoUrl")}


def test_package_states_the_addresses_in_its_plugin_and_its_wheel(release: Path) -> None:
    expected = {
        "homepage": ADDRESS,
        "repository": ADDRESS,
        "logoUrl": f"{ADDRESS}/raw/{TAG}/docs/logo.svg",
    }
    (wheel,) = (release / "python").glob("sidecar_pods-*.whl")
    assert addresses(ZipFile(wheel).read("sidecar_pods/package/schema.json")) == expected
    with tarfile.open(release / "plugin" / f"pulumi-resource-sidecar-{TAG}-linux-amd64.tar.gz") as plugin:
        names = [each.name for each in plugin if each.isfile()]
        schema = plugin.extractfile("schema.json")
        assert schema is not None
        assert addresses(schema.read()) == expected
    assert sorted(names) == sorted(run("git", "ls-files", folder=ROOT / "components").splitlines())


def test_plugin_is_there_for_every_platform(release: Path) -> None:
    expected = [f"pulumi-resource-sidecar-{TAG}-{platform}.tar.gz" for platform in PLATFORMS]
    assert sorted(each.name for each in (release / "plugin").iterdir()) == expected


def test_every_distribution_has_a_bill_of_materials(release: Path) -> None:
    for name in ("pod-deploy", "pod-wiring", "sidecar-pods"):
        bill: JsonObject = json.loads((release / "sbom" / f"{name}.cdx.json").read_text())
        assert (bill["bomFormat"], bill["metadata"]["component"]["name"]) == ("CycloneDX", name)
