"""A container's `sh -c` script: where it is, and which files its commands write."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from posixpath import basename
from typing import NamedTuple

from pod_wiring.manifests.values import sequence, text

_SHELLS = {"sh", "bash", "ash", "dash", "ksh", "zsh"}
_OPTION = re.compile(r"[-+].*|pipefail")
_TAKES_A_SCRIPT = re.compile("-[a-zA-Z]*c[a-zA-Z]*")
# Commands that write files only through redirections, or whose targets `_targets` knows.
_TRANSPARENT = {
    "[", ":", "cat", "cd", "cp", "curl", "cut", "date", "echo", "exit", "export", "false", "grep", "head",
    "hostname", "mkdir", "mv", "printf", "rm", "set", "sleep", "sort", "tail", "tee", "test", "trap", "true",
    "uname", "uptime", "wait", "wget",
}  # fmt: skip


class Command(NamedTuple):
    """One simple command of a script."""

    words: tuple[str | None, ...]
    """The name and the arguments; None for a word that only the shell knows."""
    redirections: tuple[str | None, ...]
    """The files that the output is redirected to; None for one that only the shell knows."""

    @property
    def name(self) -> str:
        """Return the name without its folder; empty if there is none, or if only the shell knows it."""
        return basename(self.words[0] or "") if self.words else ""

    @property
    def gives_way(self) -> bool:
        """Return whether the command replaces the shell. exec with redirections only does not."""
        return self.name == "exec" and len(self.words) > 1

    @property
    def targets(self) -> tuple[str | None, ...]:
        """Return the files or folders that the command writes; None for one that only the shell knows."""
        return (*self.redirections, *_targets(self.name, self.words[1:]))


@dataclass(frozen=True)
class Script:
    """A parsed script."""

    commands: tuple[Command, ...]
    """Every simple command, at any depth."""
    loops_for_ever: bool
    """Whether the script has a loop that ends only when the shell ends."""

    @cached_property
    def names(self) -> frozenset[str]:
        """Return the names of the commands."""
        return frozenset(command.name for command in self.commands)

    @property
    def gives_way(self) -> bool:
        """Return whether a command replaces the shell."""
        return any(command.gives_way for command in self.commands)

    @property
    def targets(self) -> tuple[str | None, ...]:
        """Return every file or folder that the commands write; None for one that only the shell knows."""
        return tuple(target for command in self.commands for target in command.targets)

    @property
    def is_transparent(self) -> bool:
        """Return whether `targets` holds every file that the script writes: all its commands are known."""
        return self.names <= _TRANSPARENT and None not in self.targets

    @property
    def traps_sigterm(self) -> bool:
        """Return whether the script may trap SIGTERM."""
        traps = [command.words[1:] for command in self.commands if command.name == "trap"]
        return any(None in words or (_mentions_term(words) and words[0] not in ("", "-")) for words in traps)


def script_of(container: Mapping[str, object]) -> tuple[str, str]:
    """Return the script that a container passes to `sh -c`, and its JSON pointer in the container.

    Both are empty if there is none.
    """
    words = [
        (text(word), f"/{field}/{index}")
        for field in ("command", "args")
        for index, word in enumerate(sequence(container.get(field)))
    ]
    if not container.get("command") or basename(words[0][0] if words else "") not in _SHELLS:
        return "", ""
    options = list(takewhile(lambda each: _OPTION.fullmatch(each[0]), words[1:]))
    operands = words[1 + len(options) :]
    if not operands or not any(_TAKES_A_SCRIPT.fullmatch(option) for option, _ in options):
        return "", ""
    script, pointer = operands[0]
    return script.replace("$$", "$"), pointer


def _targets(name: str, arguments: tuple[str | None, ...]) -> Iterator[str | None]:
    operands = [word for word in arguments if word is None or not word.startswith("-")]
    if name == "tee":
        yield from operands
    elif name in ("cp", "mv"):
        into_first = any(word and re.match("-t|--target", word) for word in arguments)
        yield operands[-1] if len(operands) > 1 and not into_first else None
    elif name in ("curl", "sort"):
        yield from _output_options("o", arguments)
        if any(word and re.match("-[A-Za-z]*O|--remote-name", word) for word in arguments):
            yield None
    elif name == "wget":
        yield from tuple(_output_options("O", arguments)) or (None,)


def _output_options(letter: str, arguments: tuple[str | None, ...]) -> Iterator[str | None]:
    """Yield the value of -o (or -O), alone or as the last of several short options, or of --output."""
    for option, value in zip(arguments, (*arguments[1:], None), strict=True):
        if option is None:
            continue
        long, equals, given = option.partition("=")
        if long in ("--output", "--output-document"):
            yield given if equals else value
        elif re.fullmatch(rf"-[A-Za-z]*{letter}", option):
            yield value
        elif re.fullmatch(rf"-{letter}.+", option):
            yield option[2:]


def _mentions_term(words: tuple[str | None, ...]) -> bool:
    return any(word in ("TERM", "SIGTERM", "15") for word in words[1:])
