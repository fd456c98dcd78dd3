"""Show a plan: the change of each object."""

from collections import Counter

from rich.console import Console
from rich.text import Text

from pod_deploy.planning.compare import comparable, differences
from pod_deploy.planning.inventory import applied_by
from pod_deploy.planning.plan import Action, Change, Plan

_LOOKS: dict[Action, tuple[str, str]] = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("+-", "magenta"),
    "delete": ("-", "red"),
    "unchanged": ("", "dim"),
}
_MOST_FIELDS = 6


def show_plan(console: Console, plan: Plan, field_manager: str, *, with_values: bool = True) -> None:
    """Show each object with its change and the reason, then the objects of other tools."""
    for change in plan.changes:
        sign, style = _LOOKS[change.action]
        line = Text(f"  {sign:<2} {change.action:<9} ", style=style)
        line.append(str(change.key), style="dim" if change.action == "unchanged" else "default")
        if change.why:
            line.append(f"  {change.why}", style=style)
        console.print(line)
        for detail in _details(change, field_manager, with_values=with_values):
            console.print(f"       {detail}")
    for manifest in plan.foreign:
        managers = sorted({entry["manager"] for entry in manifest["metadata"].get("managedFields") or ()})
        name = f"{manifest['kind']} {manifest['metadata']['name']}"
        console.print(
            f"     left alone {name}: it has the stack's label, but {', '.join(managers)} applied it"
        )


def summary_line(plan: Plan) -> str:
    """Return the plan in one line, such as "1 to create, 2 unchanged"."""
    counts = Counter(change.action for change in plan.changes)
    unchanged = counts.pop("unchanged", 0)
    if not counts:
        return f"Nothing to change: {unchanged} object{'' if unchanged == 1 else 's'} as the program says."
    parts = [f"{counts[action]} to {action}" for action in _LOOKS if counts[action]]
    return ", ".join([*parts, f"{unchanged} unchanged"]) + "."


def _details(change: Change, field_manager: str, *, with_values: bool) -> list[str]:
    """Return the fields that an update or a replacement changes; for a Secret without their values."""
    if change.action not in ("update", "replace") or change.before is None or change.after is None:
        return []
    if "deletionTimestamp" in change.before["metadata"]:
        return []
    found = list(differences(comparable(change.before), comparable(change.after)))
    hidden = change.key.kind == "Secret" or not with_values
    lines = [difference.path if hidden else str(difference) for difference in found]
    if not lines and change.action == "update":
        ours = applied_by(field_manager, change.before)
        return ["another tool owns some of its fields" if ours else "this stack does not own it yet"]
    more = [f"… and {len(lines) - _MOST_FIELDS} more fields"] if len(lines) > _MOST_FIELDS else []
    return lines[:_MOST_FIELDS] + more
