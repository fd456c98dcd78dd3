"""The command `sidecar-pods`."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Final, cast

from sidecar_pods.adopt.adoption import Language, adopt
from sidecar_pods.adopt.programs.in_python import ruff

_WRITTEN: Final = 0
_REFUSED: Final = 1
_BAD_USAGE: Final = 2
_NO_RUFF: Final = (
    "ruff is not installed, so the program is not formatted; "
    "install it with: pip install 'sidecar-pods[adopt]'"
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if all objects were written, 1 if one was refused, 2 for bad usage.

    Args:
        arguments: The words after the command's name. Default: those of this process.
    """
    options = _parser().parse_args(arguments)
    texts: dict[str, str] = {}
    for file in cast("list[str]", options.files):
        try:
            texts["stdin" if file == "-" else file] = _read(file)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not text in UTF-8"
            print(f"sidecar-pods: {file} cannot be read: {reason}", file=sys.stderr)
            return _BAD_USAGE
    return _adopt(texts, cast("Language", options.language))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sidecar-pods", description="Pulumi components for Pods of several containers."
    )
    parser.add_argument("--version", action="version", version=f"sidecar-pods {version('sidecar-pods')}")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    adopting = commands.add_parser(
        "adopt",
        help="print a Pulumi program that states the objects of manifests",
        description=(
            "Print a Pulumi program that states the same objects as manifests do, with the components. "
            "A sentence for each object that it cannot state goes to the standard error."
        ),
        epilog="Exit status: 0 all objects are written, 1 an object is refused, 2 a file cannot be read.",
    )
    adopting.add_argument(
        "files", nargs="+", metavar="FILE", help="a file of manifests; - for the standard input"
    )
    adopting.add_argument(
        "--language",
        choices=("python", "yaml"),
        default="python",
        help="language of the program (default: python)",
    )
    return parser


def _read(file: str) -> str:
    data = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    return data.decode("utf-8-sig")


def _adopt(texts: dict[str, str], language: Language) -> int:
    adoption = adopt(texts, language)
    try:
        print(adoption.program, end="", flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or Python flushes it at its exit
    for refusal in adoption.refusals:
        print(refusal, file=sys.stderr)
    if language == "python" and ruff() is None:
        print(_NO_RUFF, file=sys.stderr)
    return _REFUSED if adoption.refusals else _WRITTEN
