"""Print how often each room uses the type `Any`. `make check` shows this line."""

from __future__ import annotations

import ast
from pathlib import Path

ROOMS = ("__main__.py", "stacks", "components", "policies", "deploy", "local_cluster", "benchmarks", "tests")


def uses_in(source: str) -> int:
    """Return how often a module uses `Any`, also in the text that `cast` and a type alias may be given."""
    count = 0
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id="Any") | ast.Attribute(attr="Any"):
                count += 1
            case ast.Call(func=ast.Name(id="cast"), args=[ast.Constant(value=str(text)), *_]):
                count += uses_in(text)
            case ast.AnnAssign(annotation=ast.Name(id="TypeAlias"), value=ast.Constant(value=str(text))):
                count += uses_in(text)
            case _:
                pass
    return count


def uses_below(path: Path) -> int:
    """Return how often the modules of a room use `Any`."""
    sources = [path] if path.is_file() else path.rglob("*.py")
    # `pulumi install` makes an environment in the policy pack's folder.
    return sum(uses_in(source.read_text()) for source in sources if ".venv" not in source.parts)


if __name__ == "__main__":
    print("Any:", ", ".join(f"{room} {uses_below(Path(room))}" for room in ROOMS))
