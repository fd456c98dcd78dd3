"""The example makes the same objects in each language, and each refuses wrong wiring in its own words."""

import re
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.installed.examples.programs import EXAMPLES, LANGUAGES, SCHEMA, Made, missing_tool, write_sdk

pytestmark = pytest.mark.timeout(900)

Build = Callable[[str], Path]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Return a function that builds the example in a language once, and returns its folder."""

    @cache
    def build(language: str) -> Path:
        if tool := missing_tool(language):
            pytest.skip(f"needs {tool} on PATH")
        folder = tmp_path_factory.mktemp("examples") / language
        shutil.copytree(EXAMPLES / language, folder, ignore=shutil.ignore_patterns("sdks", "node_modules"))
        LANGUAGES[language].build(folder)
        return folder

    return build


def in_python() -> Made:
    return LANGUAGES["python"].run(EXAMPLES / "python")


@pytest.mark.parametrize("language", LANGUAGES)
def test_example_makes_the_same_objects_in_each_language(built: Build, language: str) -> None:
    made = LANGUAGES[language].run(built(language))
    assert made.refusals == []
    assert made.objects == in_python().objects
    assert made.exports == {"url": "http://web.site.svc.cluster.local/"}


SENTENCE = (
    'web: template.{volumes}[html].{readers} names "sever", which is no container of this Pod; '
    "expected one of log-watcher, writer, server; did you mean server?"
)
WORDS = {"python": {"volumes": "shared_volumes", "readers": "read_by"}}
PAGE = (EXAMPLES / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_wrong_wiring_is_refused_in_each_language(built: Build, language: str) -> None:
    chosen, folder = LANGUAGES[language], built(language)
    program = folder / chosen.program
    right = program.read_text()
    wrong, times = re.subn(r"(read_?by[^/]*?)server", r"\1sever", right, flags=re.IGNORECASE)
    assert times == 1
    program.write_text(wrong)
    try:
        refusals = chosen.run(folder).refusals
    finally:
        program.write_text(right)
    sentence = SENTENCE.format(**WORDS.get(language, {"volumes": "sharedVolumes", "readers": "readBy"}))
    assert refusals == [sentence]
    assert sentence in PAGE


@pytest.mark.skipif(not shutil.which("pulumi"), reason="needs a Pulumi CLI on PATH")
@pytest.mark.parametrize("language", ["go", "nodejs"])
def test_sdk_is_the_one_that_the_cli_writes(tmp_path: Path, language: str) -> None:
    ours, its = tmp_path / "ours", tmp_path / "its"
    write_sdk(language, ours)
    command = ["pulumi", "package", "gen-sdk", SCHEMA, "--language", language, "--out", its]
    subprocess.run(command, check=True, capture_output=True)
    sources = [each for each in (its / language).rglob("*") if each.suffix in (".go", ".ts")]
    assert sources
    for source in sources:
        assert (ours / source.relative_to(its / language)).read_bytes() == source.read_bytes()
