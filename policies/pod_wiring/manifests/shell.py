"""Parse shell scripts. A word that only the shell knows becomes None, so that rules stay silent about it."""

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from pod_wiring.manifests.script import Command, Script

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

_LONGEST_SCRIPT = 20_000
_HERE_DOCUMENT = re.compile(r"(?<!<)<<-?\s*(['\"\\]?)(\w+)['\"]?")
_UNKNOWN = re.compile(r"[$`*?\[{~]")
_FILE_REDIRECTIONS = {">", ">>", ">|", "&>", "&>>"}
# The parser reads these two, but no rule is proved on them yet.
_NOT_JUDGED = {"case_statement", "[["}
# The grammar takes these for names of commands where it goes wrong, as in `! while true; do date; done`.
_KEYWORDS = {"!", "do", "done", "elif", "else", "fi", "for", "if", "then", "until", "while", "{", "}"}
_BUILTINS_WITH_A_NODE = {"declaration_command", "test_command", "unset_command"}
_ASSIGNMENTS = {"variable_assignment", "variable_assignments"}
_COMMANDS = {"command", *_BUILTINS_WITH_A_NODE, *_ASSIGNMENTS}
_ENDS_WITH_A_COMMAND = {"list", "negated_command", "pipeline"}


@lru_cache(maxsize=512)
def parse(script: str) -> Script | None:
    """Return what a script does, or None if it cannot be judged."""
    if not script.strip() or len(script) > _LONGEST_SCRIPT:
        return None
    source = _without_here_documents(script).replace("<>", "<")  # the grammar has no `<>`
    root = _parser().parse(source.encode(errors="replace")).root_node
    nodes = list(_walk(root))
    if root.has_error or any(node.type in _NOT_JUDGED for node in nodes):
        return None
    commands = tuple(_commands(root))
    if not commands or any(command.name in _KEYWORDS for command in commands):
        return None
    return Script(commands, any(_is_endless(node) for node in nodes))


@lru_cache(maxsize=1)
def _parser() -> "Parser":
    """Return the parser. Few manifests hold a script, so the others need not wait for the import."""
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def _without_here_documents(script: str) -> str:
    """Return a script without its here-documents: they are input, not commands."""
    kept, ends = list[str](), list[str]()
    for line in script.split("\n"):
        if ends:
            ends = ends[1:] if line.lstrip("\t") == ends[0] else ends
            continue
        ends = [end for _, end in _HERE_DOCUMENT.findall(line)]
        kept.append(_HERE_DOCUMENT.sub("", line))
    return "\n".join(kept)


def _walk(root: "Node") -> Iterator["Node"]:
    """Yield a node and all nodes in it, in the order of the script."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(node.children)


def _commands(root: "Node") -> Iterator[Command]:
    """Yield every simple command in a node; a compound one that is redirected counts as `:` so redirected."""
    redirects: dict[int, list[Node]] = {}
    for node in _walk(root):
        if node.type == "redirected_statement":
            redirects.setdefault(_redirected(node).id, []).extend(node.children_by_field_name("redirect"))
        if node.id in redirects or _is_command(node):
            yield _command(node, redirects.get(node.id, []))


def _redirected(statement: "Node") -> "Node":
    """Return the command that a statement's redirections belong to: in `a && b >c` it is b."""
    body = statement.child_by_field_name("body")
    while body and body.type in _ENDS_WITH_A_COMMAND:
        body = body.named_children[-1]
    return body or statement


def _is_command(node: "Node") -> bool:
    is_part = node.type in _ASSIGNMENTS and node.parent and node.parent.type in _COMMANDS
    return node.type in _COMMANDS and not is_part


def _command(node: "Node", redirects: list["Node"]) -> Command:
    words: list[Node] = []
    written: list[str | None] = []
    if node.type == "command":
        words += node.children_by_field_name("name") + node.children_by_field_name("argument")
        redirects = [*node.children_by_field_name("redirect"), *redirects]
    for each in redirects:
        # The grammar takes the words behind a redirection for further files: `echo >a b` is `echo b >a`.
        # https://github.com/tree-sitter/tree-sitter-bash/issues/233
        file, *more = each.children_by_field_name("destination") or [each]
        words += more
        if any(child.type in _FILE_REDIRECTIONS for child in each.children):
            written.append(_word(file))
    return Command((*_builtin(node), *map(_word, words)), tuple(written))


def _builtin(node: "Node") -> tuple[str, ...]:
    """Return the name of a command whose name is no node of its own."""
    if node.type in _BUILTINS_WITH_A_NODE:
        return (node.children[0].type,)
    return () if node.type in _COMMANDS else (":",)


def _word(node: "Node") -> str | None:
    """Return a word without its quotes; None for one that only the shell knows."""
    text = (node.text or b"").decode()
    if _UNKNOWN.search(text):
        return None
    words = shlex.split(text)
    return words[0] if len(words) == 1 else None


def _is_endless(node: "Node") -> bool:
    """Return whether a node is a loop whose condition never changes and that no command in it leaves."""
    if node.type != "while_statement":
        return False
    conditions = [each for part in node.children_by_field_name("condition") for each in _commands(part)]
    never_changes = {"true", ":", "sleep"} if node.children[0].type == "while" else {"false"}
    leaves = {"break", "exit", "return"}
    return [each.name in never_changes for each in conditions] == [True] and not any(
        each.name in leaves or each.gives_way or None in each.words[:1] for each in _commands(node)
    )
