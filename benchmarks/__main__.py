"""Run every benchmark: each module beside this one that has a `measure`. A broken claim exits with 1."""

import sys
from importlib import import_module
from pkgutil import iter_modules

from rich.console import Console
from rich.table import Table

import benchmarks
from benchmarks.figure import Figure


def main() -> int:
    """Measure everything and print the figures; return 0 if all claims hold, else 1."""
    table = Table("figure", box=None, header_style="bold")
    for column in ("measured", "claimed"):
        table.add_column(column, justify="right")
    figures: list[Figure] = []
    console = Console()
    for module in sorted(each.name for each in iter_modules(benchmarks.__path__) if each.name != "__main__"):
        measure = getattr(import_module(f"benchmarks.{module}"), "measure", None)
        if measure:
            with console.status(f"Measuring {module}"):
                figures += measure()
    for figure in figures:
        claim = "" if figure.limit is None else f"< {figure.limit:g} {figure.unit}"
        style = None if figure.holds else "red"
        table.add_row(figure.title, f"{figure.value:,.2f} {figure.unit}", claim, style=style)
    console.print(table)
    return int(not all(figure.holds for figure in figures))


if __name__ == "__main__":
    sys.exit(main())
