"""A policy pack that the Pulumi CLI would wait for without end is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.with_cli.policy_packs import refuse_unready_pack

WITH_ENVIRONMENT = "runtime: {name: python, options: {toolchain: pip, virtualenv: .venv}}\n"


def test_pack_without_its_environment_is_refused_with_the_command_that_makes_it(tmp_path: Path) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text(WITH_ENVIRONMENT)
    with pytest.raises(Refusal) as refused:
        refuse_unready_pack(tmp_path)
    assert str(refused.value) == (
        f"The policy pack {tmp_path} has no environment yet (.venv); "
        f"make it with: pulumi -C {tmp_path} install"
    )


def test_pack_with_its_environment_is_accepted(tmp_path: Path) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text(WITH_ENVIRONMENT)
    (tmp_path / ".venv").mkdir()
    refuse_unready_pack(tmp_path)


@pytest.mark.parametrize("content", ["runtime: nodejs\n", "runtime: {name: python}\n", ""])
def test_pack_that_names_no_environment_is_accepted(content: str, tmp_path: Path) -> None:
    (tmp_path / "PulumiPolicy.yaml").write_text(content)
    refuse_unready_pack(tmp_path)


def test_folder_without_a_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=rf"^{tmp_path} is not a policy pack: it has no PulumiPolicy\.yaml\.$"):
        refuse_unready_pack(tmp_path)
