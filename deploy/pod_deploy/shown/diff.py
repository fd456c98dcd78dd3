"""Show line by line how the cluster differs, by `kubectl diff` where it can compare."""

import difflib
from collections.abc import Iterator

from rich.console import Console

from pod_deploy.cluster.kubectl import Kubectl
from pod_deploy.planning.compare import comparable, masked
from pod_deploy.planning.plan import CHANGED_BY_HAND, Change, Plan
from pod_deploy.stack.manifests import Manifest, to_json, to_yaml

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def show_diff(console: Console, kubectl: Kubectl, plan: Plan) -> bool:
    """Show the differences, and return whether there are any.

    `kubectl diff` shows changes in place. It fails if a namespace does not exist yet
    (https://github.com/kubernetes/kubernetes/issues/114141) or an object must be replaced, and it does not
    know the objects that have left the program. Those are compared here, and shown in the same form.
    """
    in_place = [change for change in plan.of("update") if change.why != CHANGED_BY_HAND]
    lines = _kubectl_diff(kubectl, [change.manifest for change in in_place])
    for change in plan.changes:
        if change.action in ("create", "replace", "delete") or change.why == CHANGED_BY_HAND:
            lines += _unified(change)
    for line in lines:
        console.print(line, style=_COLOURS.get(line[:1], ""))
    return bool(lines)


def _kubectl_diff(kubectl: Kubectl, manifests: list[Manifest]) -> list[str]:
    if not manifests:
        return []
    manager = f"--field-manager={kubectl.field_manager}"
    options = ("--server-side", "--force-conflicts", manager, "--filename=-")
    done = kubectl.attempt("diff", *options, stdin=to_json(manifests))
    if done.returncode > 1:
        raise kubectl.error(done.stderr)
    return done.stdout.splitlines()


def _unified(change: Change) -> Iterator[str]:
    key = change.key
    version = str(change.manifest["apiVersion"]).replace("/", ".")
    name = ".".join((version, key.kind, key.namespace, key.name))
    yield f"diff -u -N LIVE/{name} MERGED/{name}"
    before, after = masked(change.before, change.after)
    yield from difflib.unified_diff(
        _lines(before), _lines(after), f"LIVE/{name}", f"MERGED/{name}", lineterm=""
    )


def _lines(manifest: Manifest | None) -> list[str]:
    return to_yaml([comparable(manifest)]).splitlines()[1:] if manifest else []
