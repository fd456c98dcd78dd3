"""The commands, from the stack's name to the cluster."""

import io
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import click
from rich.console import Console

from pod_deploy.cluster.choice import choose_cluster
from pod_deploy.planning.plan import Change, Plan
from pod_deploy.refusal import BadInput, Refusal
from pod_deploy.review.reviewed import Drift, LivePreview
from pod_deploy.shown.diff import show_diff
from pod_deploy.shown.document import Outcome, json_on_stdout
from pod_deploy.shown.graph.files import objects_in, shown_as
from pod_deploy.shown.graph.mermaid import mermaid
from pod_deploy.shown.graph.picture import PictureFormat, picture
from pod_deploy.shown.graph.workloads import workloads_in
from pod_deploy.shown.plan_view import show_plan, summary_line
from pod_deploy.shown.progress import stdout
from pod_deploy.stack.lock import stack_lock
from pod_deploy.stack.manifests import Manifest, key_of, within
from pod_deploy.stack.project import StackConfig, find_project, read_stack
from pod_deploy.stack.render import Rendering, known_part_of, rendering_of
from pod_deploy.with_cli import operations as with_cli
from pod_deploy.with_cli.backend import PulumiBackend, user_is_logged_in
from pod_deploy.with_cli.engine import PulumiEngine
from pod_deploy.with_cli.installation import NoCliError, find_cli
from pod_deploy.with_cli.live_preview import live_preview
from pod_deploy.with_cli.policy_packs import refuse_unready_pack
from pod_deploy.without_cli.engine import NO_KUBECTL, KubectlEngine, connect

EngineName = Literal["auto", "pulumi", "kubectl"]
"""The engine: a Pulumi CLI, kubectl, or `auto`, which is the CLI if there is one."""


def up(
    folder: Path,
    stack: str,
    engine: EngineName,
    timeout: float,
    policy_packs: tuple[Path, ...] = (),
    *,
    as_json: bool = False,
) -> None:
    """Deploy a stack, wait until it is ready, and show it; start the local cluster if the stack uses it."""
    with json_on_stdout(as_json) as report:
        config, console = read_stack(stack, folder), stdout()
        program, backend = _prepare(config, engine, console, policy_packs)
        with stack_lock(config, f"pod-deploy up --stack {stack}"):
            cluster = choose_cluster(config, start=True)
            assert cluster is not None  # noqa: S101 - it was started
            if backend is None:
                kubectl = KubectlEngine(config, connect(cluster, config, console), console)
                plan, outputs = kubectl.up(program.manifests, timeout)
            else:
                pulumi = PulumiEngine(config, backend, cluster, console, policy_packs)
                beside = _kubectl_beside(pulumi, program, as_json=as_json)
                plan, outputs = with_cli.up(pulumi, beside, program.manifests, timeout)
        used = "pulumi" if backend else "kubectl"
        report(Outcome("up", config, used, cluster.shown_as, plan, program.secrets, outputs))


def preview(
    folder: Path,
    stack: str,
    engine: EngineName,
    policy_packs: tuple[Path, ...] = (),
    *,
    as_json: bool = False,
) -> None:
    """Show what an `up` would do, and change nothing."""
    with json_on_stdout(as_json) as report:
        config, console = read_stack(stack, folder), stdout()
        program, backend = _prepare(config, engine, console, policy_packs)
        cluster = choose_cluster(config, start=False)
        if cluster is None:
            plan = _preview_without_cluster(config, console, program.manifests)
        elif backend is None:
            kubectl = KubectlEngine(config, connect(cluster, config, console), console)
            plan = kubectl.preview(program.manifests)
        else:
            pulumi = PulumiEngine(config, backend, cluster, console, policy_packs)
            beside = _kubectl_beside(pulumi, program, as_json=as_json)
            plan = with_cli.preview(pulumi, beside, program.manifests)
        used = "pulumi" if backend else "kubectl"
        shown_as = cluster.shown_as if cluster else None
        report(Outcome("preview", config, used, shown_as, plan, program.secrets))


def live_previews(
    folder: Path, stacks: Iterable[str], policy_packs: tuple[Path, ...] = ()
) -> dict[str, LivePreview]:
    """Return the result of one `pulumi preview` for each stack, also where it failed."""
    return {stack: _live_preview(folder, stack, policy_packs) for stack in stacks}


def _live_preview(folder: Path, stack: str, policy_packs: tuple[Path, ...]) -> LivePreview:
    quiet = Console(file=io.StringIO())
    try:
        config = read_stack(stack, folder)
        backend = _backend(config, "pulumi", quiet)
        cluster = choose_cluster(config, start=False)
        if cluster is None or backend is None:
            raise Refusal("There is no cluster to preview on: set KUBECONFIG.")
        # The CLI alone would preview a cluster that does not answer.
        # https://github.com/pulumi/pulumi-kubernetes/pull/946
        kubectl = KubectlEngine(config, connect(cluster, config, quiet), quiet)
        found = live_preview(PulumiEngine(config, backend, cluster, quiet, policy_packs))
        return found if found.error else replace(found, drift=(*found.drift, *_added(kubectl, found)))
    except Refusal as refusal:
        return LivePreview(error=refusal.message)


def _added(kubectl: KubectlEngine, found: LivePreview) -> Iterable[Drift]:
    """Return the objects with fields that somebody added by hand, which a refresh of the CLI does not see."""
    known = {(drift.kind, drift.name) for drift in found.drift}
    try:
        keys = [key_of(each) for each in kubectl.plan(rendering_of(kubectl.config).manifests).changed_by_hand]
    except Refusal:
        return ()  # a preview may have fewer rights than this comparison needs; the CLI has done its part
    return (Drift(key.kind, key.name, is_gone=False) for key in keys if (key.kind, key.name) not in known)


def diff(folder: Path, stack: str, *, as_json: bool = False) -> bool:
    """Show how the cluster differs from the program, and return whether it does."""
    with json_on_stdout(as_json) as report:
        config, console = read_stack(stack, folder), stdout()
        program = rendering_of(config)
        cluster = choose_cluster(config, start=False)
        if cluster is None:
            raise Refusal("You have no local cluster, so there is nothing to compare with (`up` starts one).")
        kubectl = connect(cluster, config, Console(stderr=True))
        plan = KubectlEngine(config, kubectl, console).plan(program.manifests)
        differs = show_diff(console, kubectl, plan)
        report(Outcome("diff", config, "kubectl", cluster.shown_as, plan, program.secrets))
    return differs


def destroy(folder: Path, stack: str, engine: EngineName, timeout: float) -> None:
    """Delete all objects of a stack, whichever engine created them."""
    config, console = read_stack(stack, folder), stdout()
    with stack_lock(config, f"pod-deploy destroy --stack {stack}"):
        cluster = choose_cluster(config, start=False)
        if cluster is None:
            console.print("You have no local cluster: nothing to destroy.")
            return
        backend = _backend(config, engine, console)
        if backend is None:
            if not KubectlEngine(config, connect(cluster, config, console), console).destroy(timeout):
                console.print("Nothing to destroy.")
        else:
            pulumi = PulumiEngine(config, backend, cluster, console)
            with_cli.destroy(pulumi, _kubectl_beside(pulumi, Rendering([])), timeout)


def graph(
    folder: Path | None,
    stack: str | None,
    files: Sequence[str],
    form: Literal["mermaid"] | PictureFormat,
    output: Path | None,
) -> None:
    """Draw the wiring of a stack's objects, or of those in files, and write the diagram."""
    if files and stack:
        raise BadInput("Give FILEs or --stack, not both.")
    objects = (
        objects_in(files) if files else _known_objects(stack or "dev", folder or find_project(Path.cwd()))
    )
    if not workloads_in(objects):
        source = ", ".join(map(shown_as, files)) or "the stack"
        raise BadInput(f"There is no Pod in {source}, and no object that makes Pods.")
    diagram = mermaid(objects)
    content = diagram.encode() if form == "mermaid" else picture(diagram, form)
    if output:
        output.write_bytes(content)
    elif form == "png" and sys.stdout.isatty():
        raise BadInput("A PNG is no text for a terminal: name a file with --output.")
    else:
        click.echo(content, nl=False)


def _known_objects(stack: str, folder: Path) -> list[Manifest]:
    known = known_part_of(read_stack(stack, folder))
    if known.left_out:
        click.echo(f"Only a Pulumi CLI knows the objects of these: {', '.join(known.left_out)}.", err=True)
    return known.manifests


def _preview_without_cluster(config: StackConfig, console: Console, manifests: list[Manifest]) -> Plan:
    console.print("You have no local cluster; an `up` would start one, and create:")
    namespace = config.get("kubernetes:namespace")
    plan = Plan([Change("create", within(manifest, namespace)) for manifest in manifests], [])
    show_plan(console, plan, config.instance)
    console.print(summary_line(plan))
    return plan


def _prepare(
    config: StackConfig, engine: EngineName, console: Console, policy_packs: tuple[Path, ...]
) -> tuple[Rendering, PulumiBackend | None]:
    """Return the manifests, and the backend if there is a Pulumi CLI.

    Bad input is refused before anything else is done. If only the CLI can run the program, there are no
    manifests.
    """
    program, backend = _rendered(config, engine, console)
    if policy_packs and backend is None:
        raise Refusal(
            "--policy-pack needs a Pulumi CLI. To check the same objects without one: "
            f"pod-deploy render --stack {config.stack} | pod-wiring check -"
        )
    for folder in policy_packs:
        refuse_unready_pack(folder)
    return program, backend


def _rendered(
    config: StackConfig, engine: EngineName, console: Console
) -> tuple[Rendering, PulumiBackend | None]:
    try:
        program = rendering_of(config)
    except BadInput:
        raise
    except Refusal:
        backend = _backend(config, engine, console)
        if backend is None:
            raise
        return Rendering([]), backend
    return program, _backend(config, engine, console)


def _backend(config: StackConfig, engine: EngineName, console: Console) -> PulumiBackend | None:
    """Return the backend of the Pulumi CLI; if kubectl is the engine, say why and return None."""
    if engine == "kubectl":
        console.print("The SDK renders the program and kubectl applies it (--engine kubectl).")
        return None
    try:
        command = find_cli(console, insist=engine == "pulumi")
    except NoCliError as error:
        if engine == "pulumi":
            raise Refusal(f"No Pulumi CLI: {error}.") from error
        console.print(f"No Pulumi CLI ({error}): the SDK renders the program and kubectl applies it.")
        return None
    return PulumiBackend(config, command, is_ours=not user_is_logged_in(config))


def _kubectl_beside(
    pulumi: PulumiEngine, program: Rendering, *, as_json: bool = False
) -> KubectlEngine | None:
    """Return kubectl for the same cluster; if it is not on PATH, warn and return None.

    Raises:
        Refusal: JSON is wanted, which shows a comparison by kubectl, and kubectl cannot compare.
    """
    cluster = pulumi.cluster
    if as_json and not program.manifests:
        raise Refusal(
            "--json compares the objects that the SDK renders with the cluster, but it renders no object of "
            "this program. Run the command without --json."
        )
    if not shutil.which("kubectl", path=cluster.environment.get("PATH")):
        if as_json:
            raise Refusal(f"--json compares with kubectl: {NO_KUBECTL}")
        pulumi.console.print(
            "Warning: kubectl is not on PATH, so drift that the Pulumi CLI does not see stays.",
            style="yellow",
        )
        return None
    return KubectlEngine(pulumi.config, connect(cluster, pulumi.config, pulumi.console), pulumi.console)
