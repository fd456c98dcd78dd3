"""Every command in the documents is one that its program takes.

For a command of ours, its own parser reads it, and if it needs no cluster and no stack, it runs. The tests of
the program itself prove the rest. Commands of other programs are in a table, with the reason that nothing
here runs them.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.unit.documents.pages import BLOCKS, PAGES, inline_code, shell_of
from tests.unit.documents.programs import OF_OTHERS, PROOFS, PULUMI, prove
from tests.unit.documents.shell import commands
from tests.unit.packaging.places import ROOT

SHELLS = ("sh", "console")
IN_BLOCKS = sorted(
    {
        (block.page, " ".join(words), tuple(words))
        for block in BLOCKS
        if block.language in SHELLS
        for words in commands(shell_of(block))
    }
)
_STARTS = re.compile(
    rf"(?:\.venv/bin/)?(?:{'|'.join([*PROOFS, *OF_OTHERS])})(?= )|tools/[\w.-]+|(?:eval|export) "
)
IN_PROSE = sorted(
    {
        (page.relative_to(ROOT).as_posix(), code, tuple(words))
        for page in PAGES
        for code in inline_code(page)
        if _STARTS.match(code)
        for words in commands(code.replace("FILE… | DIR | -", "FILE…"))
    }
)


@pytest.mark.parametrize("found", [*IN_BLOCKS, *IN_PROSE], ids=lambda found: f"{found[0]}: {found[1]}")
def test_command_of_a_page_is_taken(
    found: tuple[str, str, tuple[str, ...]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    prove(found[2], tmp_path)


def test_pages_have_commands() -> None:
    assert len(IN_BLOCKS) > 30
    assert len(IN_PROSE) > 60


def test_each_exception_is_used() -> None:
    used = {" ".join(words).removeprefix(".venv/bin/") for _, _, words in (*IN_BLOCKS, *IN_PROSE)}
    assert not [each for each in OF_OTHERS if not any(f"{text} ".startswith(f"{each} ") for text in used)]


@pytest.mark.pulumi_cli
@pytest.mark.parametrize("command", PULUMI)
def test_cli_has_the_command_with_its_options(command: str) -> None:
    program = shutil.which("pulumi")
    if program is None:
        pytest.skip("there is no Pulumi CLI on PATH")
    done = subprocess.run([program, *command.split(), "--help"], capture_output=True, text=True, check=True)
    names = " ".join(re.findall(r"^(?:Usage|Aliases):\n(.+)", done.stdout, re.MULTILINE))
    assert command.rsplit(maxsplit=1)[-1] in re.findall(r"[\w-]+", names)
    assert not [option for option in PULUMI[command] if option not in done.stdout]
