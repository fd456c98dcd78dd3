"""The user's own login and backend are respected, wherever they are stated."""

import os
from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput
from pod_deploy.stack.project import StackConfig, read_stack
from pod_deploy.with_cli.backend import user_is_logged_in
from tests.unit.deploy.projects import write_project


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StackConfig:
    """Return the stack dev of a small project, in a home without a login."""
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in list(os.environ):
        if name.startswith("PULUMI_"):
            monkeypatch.delenv(name)
    (tmp_path / "project").mkdir()
    return read_stack("dev", write_project(tmp_path / "project"))


@pytest.mark.parametrize("variable", ["PULUMI_BACKEND_URL", "PULUMI_ACCESS_TOKEN"])
def test_login_by_variable_is_respected(
    config: StackConfig, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    assert not user_is_logged_in(config)
    monkeypatch.setenv(variable, "x")
    assert user_is_logged_in(config)


def test_login_by_pulumi_login_is_respected(config: StackConfig, tmp_path: Path) -> None:
    (tmp_path / ".pulumi").mkdir()
    credentials = tmp_path / ".pulumi" / "credentials.json"
    credentials.write_text('{"current": ""}', encoding="utf-8")
    assert not user_is_logged_in(config)
    credentials.write_text('{"current": "https://api.example"}', encoding="utf-8")
    assert user_is_logged_in(config)


def test_backend_of_another_shape_is_refused(config: StackConfig) -> None:
    with (config.folder / "Pulumi.yaml").open("a", encoding="utf-8") as file:
        file.write("backend: s3://state\n")
    with pytest.raises(
        BadInput, match=r'Pulumi\.yaml: backend must be a mapping .*, not the text "s3://state"'
    ):
        user_is_logged_in(config)


def test_backend_of_the_project_is_respected(config: StackConfig) -> None:
    with (config.folder / "Pulumi.yaml").open("a", encoding="utf-8") as file:
        file.write("backend: {url: s3://state}\n")
    assert user_is_logged_in(config)
