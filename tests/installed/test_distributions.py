"""Each distribution builds, contains what it needs, and works in an environment that holds nothing else."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest
import yaml
from packaging.metadata import Metadata

from tests.foreign import JsonObject
from tests.unit.deploy.projects import write_project
from tests.unit.packaging.places import MEMBERS, ROOT, UV

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: mc1}
spec: {containers: [{name: web, image: nginx, volumeMounts: [{name: html, mountPath: /html}]}]}
"""

# The provider's package is large, and pod-deploy does not need it.
PROGRAM = """\
import pulumi
properties = {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "shop"}}
pulumi.CustomResource("kubernetes:core/v1:Namespace", "n", properties)
"""


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build each source distribution, and each wheel from that; return their folder."""
    folder = tmp_path_factory.mktemp("built")
    for member in MEMBERS:
        run(UV, "build", "--quiet", "--out-dir", folder, ROOT / member, folder=folder)
    return folder


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """Make an empty environment; return the folder of its programs."""
    run(UV, "venv", "--quiet", "environment", folder=tmp_path)
    return tmp_path / "environment" / "bin"


def install(environment: Path, *packages: str | Path, folder: Path) -> None:
    run(UV, "pip", "install", "--quiet", "--python", environment / "python", *packages, folder=folder)


def files_of(member: str) -> set[str]:
    """Return the files of a member's packages that are under version control, as a wheel names them."""
    packages = [path.parent.name for path in (ROOT / member).glob("*/__init__.py")]
    listed = set(run("git", "ls-files", *packages, folder=ROOT / member).splitlines())
    for link in [each for each in listed if (ROOT / member / each).is_symlink()]:
        linked = run("git", "ls-files", folder=(ROOT / member / link).resolve()).splitlines()
        listed = listed - {link} | {f"{link}/{file}" for file in linked}
    assert {f"{package}/py.typed" for package in (MEMBERS[member], *packages)} <= listed
    return listed


def added_to_the_wheel_of(member: str) -> set[str]:
    """Return the files that a wheel has from outside of its packages, as the wheel names them."""
    project: JsonObject = tomllib.loads((ROOT / member / "pyproject.toml").read_text())
    return set(project["tool"]["hatch"]["build"]["targets"]["wheel"].get("force-include", {}).values())


@pytest.mark.parametrize("member", MEMBERS)
def test_wheel_holds_every_file_of_the_package_and_the_licence(built: Path, member: str) -> None:
    (wheel,) = built.glob(f"{MEMBERS[member]}-*.whl")
    names = set(ZipFile(wheel).namelist())
    information = {name for name in names if ".dist-info/" in name}
    assert names - information == files_of(member) | added_to_the_wheel_of(member)
    (licence,) = (name for name in information if name.endswith("/licenses/LICENSE"))
    assert ZipFile(wheel).read(licence) == (ROOT / "LICENSE").read_bytes()


@pytest.mark.parametrize("member", MEMBERS)
def test_wheel_says_what_it_is(built: Path, member: str) -> None:
    (wheel,) = built.glob(f"{MEMBERS[member]}-*.whl")
    with ZipFile(wheel) as opened:
        (name,) = (each for each in opened.namelist() if each.endswith(".dist-info/METADATA"))
        written = opened.read(name)
    Metadata.from_email(written, validate=True)  # as PyPI does
    metadata = message_from_bytes(written)
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Author"] == "The multi-container-pods authors"
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert str(metadata.get_payload()).startswith(f"# {MEMBERS[member].replace('_', '-')}\n")
    assert "kubernetes" in metadata["Keywords"].split(",")
    assert {"Programming Language :: Python :: 3.11", "Typing :: Typed"} <= set(
        metadata.get_all("Classifier", [])
    )
    # A pin would clash with what the user's own project needs.
    assert not [each for each in metadata.get_all("Requires-Dist", []) if "==" in each.partition(";")[0]]


@pytest.mark.parametrize("member", MEMBERS)
def test_source_distribution_holds_every_file_of_the_member(built: Path, member: str) -> None:
    (archive,) = built.glob(f"{MEMBERS[member]}-*.tar.gz")
    with tarfile.open(archive) as opened:
        names = {name.partition("/")[2] for name in opened.getnames()}
    top = {each for each in run("git", "ls-files", folder=ROOT / member).splitlines() if "/" not in each}
    assert names >= top | files_of(member)


def test_command_works_in_an_empty_environment(built: Path, environment: Path, tmp_path: Path) -> None:
    install(environment, *built.glob("pod_wiring-*.whl"), folder=tmp_path)
    (tmp_path / "pod.yaml").write_text(POD)
    command = [environment / "pod-wiring", "check", "pod.yaml"]
    check = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (check.returncode, check.stdout.count("[mount-names-no-volume]")) == (1, 1), check.stderr


@pytest.mark.parametrize("member", MEMBERS)
def test_command_says_its_version(built: Path, environment: Path, tmp_path: Path, member: str) -> None:
    (wheel,) = built.glob(f"{MEMBERS[member]}-*.whl")
    install(environment, wheel, folder=tmp_path)
    command = MEMBERS[member].replace("_", "-")
    version = wheel.name.split("-")[1]
    assert run(environment / command, "--version", folder=tmp_path) == f"{command} {version}\n"


@pytest.mark.parametrize("resolution", ["highest", "lowest-direct"])
def test_all_distributions_work_beside_each_other(
    built: Path, environment: Path, tmp_path: Path, resolution: str
) -> None:
    # Exact pins clashed with each other. The lower bounds are true, too.
    wheels = {each.name.split("-")[0].replace("_", "-"): each.as_uri() for each in built.glob("*.whl")}
    extras = {"sidecar-pods": "[adopt]", "pod-wiring": "[pulumi]", "pod-deploy": ""}
    packages = [f"{name}{extras[name]} @ {place}" for name, place in wheels.items()]
    install(environment, "--resolution", resolution, *packages, folder=tmp_path)
    run(UV, "pip", "check", "--quiet", "--python", environment / "python", folder=tmp_path)
    for template in ("yaml", "python"):
        run(environment / "pod-deploy", "new", template, "--template", template, folder=tmp_path)
        rendered = run(environment / "pod-deploy", "render", folder=tmp_path / template)
        (tmp_path / "shop.yaml").write_text(rendered)
        assert {each["kind"] for each in yaml.safe_load_all(rendered)} >= {"Deployment", "Service"}
        run(environment / "pod-wiring", "check", "--strict", "shop.yaml", folder=tmp_path)
    run(environment / "python", "-c", "import pod_wiring.pack", folder=tmp_path)
    assert "SidecarDeployment" in run(environment / "sidecar-pods", "adopt", "shop.yaml", folder=tmp_path)


def test_checker_runs_without_an_installation(built: Path, tmp_path: Path) -> None:
    # As uvx does.
    (wheel,) = built.glob("pod_wiring-*.whl")
    tool = (UV, "tool", "run", "--quiet", "--from", wheel, "pod-wiring", "check")
    assert "image-latest" in run(*tool, "--list", folder=tmp_path)


def test_checker_runs_from_the_git_repository(tmp_path: Path) -> None:
    source = f"git+{ROOT.as_uri()}#subdirectory=policies"
    tool = (UV, "tool", "run", "--quiet", "--from", source, "pod-wiring", "check")
    assert "image-latest" in run(*tool, "--list", folder=tmp_path)


def test_checker_is_installed_as_a_tool_of_its_own(built: Path, tmp_path: Path) -> None:
    # As pipx and `uv tool install` do: an environment of its own, and the command on PATH.
    (wheel,) = built.glob("pod_wiring-*.whl")
    own = {"UV_TOOL_DIR": str(tmp_path / "tools"), "UV_TOOL_BIN_DIR": str(tmp_path / "bin")}
    command = [UV, "tool", "install", "--quiet", str(wheel)]
    subprocess.run(command, cwd=tmp_path, env={**os.environ, **own}, check=True)
    assert "image-latest" in run(tmp_path / "bin" / "pod-wiring", "check", "--list", folder=tmp_path)


def test_pod_deploy_renders_in_an_empty_environment(built: Path, environment: Path, tmp_path: Path) -> None:
    install(environment, *built.glob("pod_deploy-*.whl"), folder=tmp_path)
    project = tmp_path / "project"
    project.mkdir()
    write_project(project)
    (project / "__main__.py").write_text(PROGRAM)
    rendered = run(environment / "pod-deploy", "render", folder=project)
    assert yaml.safe_load(rendered)["metadata"] == {"name": "shop"}
    assert run(environment / "python", "-m", "pod_deploy", "render", folder=project / "stacks") == rendered


def test_program_and_its_policy_pack_run_with_what_pip_installs_from_the_requirements(
    built: Path, tmp_path: Path
) -> None:
    # As `pulumi install` does for a user who has only Python. The pack missed 'pulumi_policy'.
    run(sys.executable, "-m", "venv", ".venv", folder=tmp_path)
    environment = tmp_path / ".venv" / "bin"
    pip = (environment / "python", "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "install", "--no-compile", "-r", "requirements.txt", folder=ROOT)
    run(environment / "python", "-c", "import pulumi_kubernetes, sidecar_pods, yaml", folder=tmp_path)
    install(environment, *built.glob("pod_deploy-*.whl"), folder=tmp_path)
    rendered = run(environment / "pod-deploy", "render", "--stack", "dev", folder=ROOT)
    assert {each["kind"] for each in yaml.safe_load_all(rendered)} >= {"Pod", "Service"}
    pack = tmp_path / "policies"
    shutil.copytree(ROOT / "policies", pack, ignore=shutil.ignore_patterns("venv", ".venv", "__pycache__"))
    run(UV, "venv", "--quiet", "machine", folder=tmp_path)
    command = [tmp_path / "machine" / "bin" / "python", "-u", "-m", "pulumi.policy", "127.0.0.1:0", "."]
    with subprocess.Popen(command, cwd=pack, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline().strip().isdigit()
        server.terminate()


def test_pack_needs_no_more_than_its_extra(built: Path, environment: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("pod_wiring-*.whl")
    install(environment, f"pod-wiring[pulumi] @ {wheel.as_uri()}", folder=tmp_path)
    run(environment / "python", "-c", "import pod_wiring.pack", folder=tmp_path)


def test_pre_commit_installs_the_checker(environment: Path, tmp_path: Path) -> None:
    # As pre-commit does in its clone of this repository: the root, and what the hook asks for besides.
    install(environment, ".", "./policies", folder=ROOT)
    run(environment / "pod-wiring", "check", "--help", folder=tmp_path)
    (site,) = environment.parent.glob("lib/python*/site-packages")
    installed = {each.name for each in site.iterdir()}
    assert "pod_wiring" in installed
    assert not {each.name for each in ROOT.iterdir()} & installed


def test_pre_commit_runs_the_checker(tmp_path: Path) -> None:
    repository = tmp_path / "shop"
    repository.mkdir()
    (repository / "pod.yaml").write_text(POD)
    run("git", "init", "--quiet", folder=repository)
    run("git", "add", "pod.yaml", folder=repository)
    tool = [UV, "tool", "run", "--quiet", "pre-commit", "try-repo", str(ROOT), "policies", "--all-files"]
    own = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")}
    done = subprocess.run(tool, cwd=repository, env=own, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.count("[mount-names-no-volume]")) == (1, 1), (
        done.stdout + done.stderr
    )
