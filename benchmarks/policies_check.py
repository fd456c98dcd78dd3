"""How long `python -m policies.check` takes on a folder of a thousand mixed manifests, against parsing them.

Both are whole processes, Python's start included. What is compared is the CPU time they use, the best of
several runs by turns: a busy machine disturbs that less than time on the clock.
"""

import os
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path

import yaml

from benchmarks.figure import Figure
from deploy.render import render

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "tests" / "policies" / "corpus"
FILES = 1_000
RUNS = 5
PARSE = """
import sys, yaml
from pathlib import Path
for file in sorted(Path(sys.argv[1]).iterdir()):
    list(yaml.load_all(file.read_bytes(), yaml.CSafeLoader))
"""


def measure() -> list[Figure]:
    """Measure both, and how many times the one is of the other."""
    with tempfile.TemporaryDirectory() as folder:
        write_manifests(Path(folder))
        parsing, checking, strict = list[float](), list[float](), list[float]()
        for _ in range(RUNS):
            parsing.append(seconds_of([sys.executable, "-c", PARSE, folder]))
            checking.append(seconds_of([sys.executable, "-m", "policies.check", folder]))
            strict.append(seconds_of([sys.executable, "-m", "policies.check", "--strict", folder]))
    return [
        Figure(f"parsing {FILES:,} mixed manifests with PyYAML's C loader", min(parsing), "s"),
        Figure("checking them", min(checking), "s"),
        Figure("checking them, against parsing them", min(checking) / min(parsing), "times", 1.3),
        Figure("checking them with --strict, against parsing them", min(strict) / min(parsing), "times"),
    ]


def write_manifests(folder: Path) -> None:
    """Write a thousand files: by turns the policies' corpus, good and bad, and the rendered stacks."""
    texts = [file.read_text() for file in sorted(CORPUS.glob("*/*.yaml"))]
    texts += [yaml.safe_dump_all(render(stack)) for stack in ("dev", "staging", "prod")] * 20
    for number, text in enumerate(islice(cycle(texts), FILES)):
        (folder / f"{number:04}.yaml").write_text(text)


def seconds_of(command: list[str]) -> float:
    """Run a process to its end; give the CPU time it used."""
    before = os.times()
    subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    after = os.times()
    used = after.children_user - before.children_user
    return used + after.children_system - before.children_system
