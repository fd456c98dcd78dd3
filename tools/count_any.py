"""Print how often each room uses the type `Any`, and fail on a use without a reason. `make check` runs this.

The rooms are those that the type checker reads. A reason is a comment with "Any:" beside the use or right
above it, or such a docstring of a type alias.
"""

from __future__ import annotations

import ast
import io
import sys
import tokenize
import tomllib
from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

REASON = "Any:"


def uses_in(source: str) -> list[int]:
    """Return the line of each use of `Any`, also in the text that `cast` and a type alias may be given."""
    return list(_uses(ast.parse(source)))


def _uses(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="Any") | ast.Attribute(attr="Any"):
                yield node.lineno
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(text)), *_]):
                yield from [node.lineno] * len(uses_in(text))
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias"), value=ast.Constant(value=str(text))):
                yield from [node.lineno] * len(uses_in(text))
            case _:
                pass


def uses_without_a_reason(source: str) -> list[int]:
    """Return the line of each use of `Any` that no comment and no docstring of an alias explains."""
    explained = {*_lines_below_comments(source), *_lines_of_explained_aliases(source)}
    return [line for line in uses_in(source) if line not in explained]


def _lines_below_comments(source: str) -> Iterator[int]:
    """Yield the lines that have a reason in a comment: beside it, or right above it."""
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = {each.start[0]: each for each in tokens if each.type == tokenize.COMMENT}
    for start, comment in comments.items():
        if REASON in comment.string:
            yield start
            # A comment may have several lines, if each has nothing else.
            alone = (
                n for n in count(start) if n not in comments or not comments[n].line.lstrip().startswith("#")
            )
            yield next(alone)


def _lines_of_explained_aliases(source: str) -> Iterator[int]:
    body = ast.parse(source).body
    for alias, following in pairwise(body):
        match alias, following:
            case ast.Assign() | ast.AnnAssign(), ast.Expr(value=ast.Constant(value=str(text))) if (
                REASON in text
            ):
                yield from range(alias.lineno, following.lineno)
            case _:
                pass


def main() -> int:
    """Print the number of uses in each room, then each use without a reason; return 1 if there is one."""
    texts = {room: {path: path.read_text() for path in _sources_of(room)} for room in rooms()}
    print("Any:", ", ".join(f"{room} {sum(map(len, map(uses_in, texts[room].values())))}" for room in texts))
    unexplained = [
        f"{path}:{line}: `Any` has no reason. Expected a comment such as `# {REASON} foreign data`."
        for sources in texts.values()
        for path, text in sources.items()
        for line in uses_without_a_reason(text)
    ]
    print(*unexplained, sep="\n", end="\n" if unexplained else "", file=sys.stderr)
    return 1 if unexplained else 0


def rooms() -> list[str]:
    """Return the folders, and the program, that the type checker reads."""
    return tomllib.loads(Path("pyproject.toml").read_text())["tool"]["basedpyright"]["include"]


def _sources_of(room: str) -> list[Path]:
    path = Path(room)
    # `pulumi install` makes an environment in the policy pack's folder.
    return [path] if path.is_file() else [each for each in path.rglob("*.py") if ".venv" not in each.parts]


if __name__ == "__main__":
    sys.exit(main())
