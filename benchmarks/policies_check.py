"""Measure `pod-wiring check` on a folder of a thousand mixed manifests, compared with parsing them.

Both are whole processes, including Python's start, and run alternately. Their CPU times are compared, because
a busy machine disturbs these less than wall-clock times. It disturbs both runs of a turn alike, so the median
of all turns counts.
"""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import NamedTuple

import yaml

from benchmarks.figure import Figure
from pod_deploy.stack.render import render

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "policies" / "corpus"
NAME = re.compile(r"(?:^  |metadata: \{)name: ([\w.-]+)", re.MULTILINE)
FILES = 1_000
TURNS = 5
# Let Python write bytecode; otherwise the benchmark would measure how it compiles the checker at each start.
ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
PARSE = """
import sys, yaml
from pathlib import Path
for file in sorted(Path(sys.argv[1]).iterdir()):
    list(yaml.load_all(file.read_bytes(), yaml.CSafeLoader))
"""


class Used(NamedTuple):
    """The time that a process used, in seconds."""

    cpu: float
    """The CPU time."""
    clock: float
    """The wall-clock time."""


def measure() -> list[Figure]:
    """Measure parsing and checking, and their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        documents = write_manifests(Path(folder))
        parse = [sys.executable, "-c", PARSE, folder]
        check = [str(Path(sys.executable).parent / "pod-wiring"), "check", folder]
        turns = [(used_by(parse), used_by(check)) for _ in range(TURNS)]
        strict = used_by([*check, "--strict"])
    parsing, checking = zip(*turns, strict=True)
    times = median(each.cpu / parsed.cpu for parsed, each in turns)
    least_clock = min(each.clock for each in checking)
    return [
        Figure(f"parsing {FILES:,} mixed manifests with libyaml", _least_cpu(parsing), "s"),
        Figure("checking them", _least_cpu(checking), "s"),
        Figure("checking them, compared with parsing them", times, "times", 1.3),
        Figure("checking them with --strict", strict.cpu, "s"),
        Figure("documents checked, by wall-clock time", documents / least_clock, "a second"),
    ]


def _least_cpu(runs: Iterable[Used]) -> float:
    return min(each.cpu for each in runs)


def write_manifests(folder: Path) -> int:
    """Write a thousand files with distinct names of objects, and return the number of documents in them.

    The files repeat the policies' corpus, good and bad, and the rendered stacks.
    """
    texts = [file.read_text() for file in sorted(CORPUS.glob("*/*.yaml"))]
    texts += [yaml.safe_dump_all(render(stack, ROOT)) for stack in ("dev", "staging", "prod")] * 20
    chosen = list(islice(cycle(texts), FILES))
    for number, text in enumerate(chosen):
        (folder / f"{number:04}.yaml").write_text(renamed(text, f"{number:04}"))
    documents = {text: sum(1 for _ in yaml.compose_all(text, yaml.CSafeLoader)) for text in texts}
    return sum(documents[text] for text in chosen)


def renamed(text: str, suffix: str) -> str:
    """Return the text with a suffix on every object's name, so that no text is read from a cache."""
    names = set(NAME.findall(text))
    return re.sub(rf"\b({'|'.join(map(re.escape, names))})\b", rf"\g<1>-{suffix}", text) if names else text


def used_by(command: list[str]) -> Used:
    """Run a process and return the time that it used.

    Raises:
        RuntimeError: The exit code is neither 0 nor 1, the code for findings.
    """
    before = os.times()
    done = subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False
    )
    after = os.times()
    if done.returncode not in (0, 1):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode()[-500:]}")
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return Used(cpu, after.elapsed - before.elapsed)
