"""The command line: `pod-deploy new|up|preview|destroy|render|diff|graph|review|live`."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Literal, cast

import click

from pod_deploy.refusal import BadInput, refusing_system_errors
from pod_deploy.stack.project import find_project

if TYPE_CHECKING:
    import io

    from pod_deploy.commands import EngineName
    from pod_deploy.review.formats.output import FormatName
    from pod_deploy.shown.graph.picture import PictureFormat

INTERRUPTED = 130
"""Exit code after Ctrl-C: 128 plus the signal's number, as in shells."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="pod-deploy", prog_name="pod-deploy", message="%(prog)s %(version)s")
@click.option(
    "--cwd",
    "-C",
    "folder",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    help="The folder of Pulumi.yaml.  [default: the nearest one, from the current folder upwards]",
)
@click.pass_context
def deploy(context: click.Context, folder: Path | None) -> None:
    """Deploy a stack of this project to a Kubernetes cluster, and keep it as the program says.

    $KUBECONFIG names the cluster. Without it, kubernetes:context in the stack's file names a context of
    ~/.kube/config. Without both, the project's local cluster is used, which `up` starts.
    """
    # `graph` draws files without a project too, and `new` makes one.
    alone = context.invoked_subcommand in ("graph", "new")
    context.obj = folder if alone else folder or find_project(Path.cwd())


_stack = click.option("--stack", "-s", default="dev", show_default=True, help="Name of the stack.")
_engine = click.option(
    "--engine",
    type=click.Choice(["auto", "pulumi", "kubectl"]),
    default="auto",
    show_default=True,
    envvar="DEPLOY_ENGINE",
    show_envvar=True,
    help="Deploy with a Pulumi CLI or with kubectl; auto takes the CLI if it is on PATH or can be fetched.",
)
_timeout = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="Longest time to wait for the objects; with a Pulumi CLI, the resources' own timeouts apply too.",
)
_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document; everything else goes to standard error."
)
_policy_packs = click.option(
    "--policy-pack",
    "policy_packs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    metavar="FOLDER",
    help="Check the program with this policy pack; needs a Pulumi CLI. Can be given more than once.",
)


@deploy.command()
@_stack
@_engine
@_timeout
@_policy_packs
@_json
@click.pass_obj
def up(
    folder: Path,
    stack: str,
    engine: EngineName,
    timeout: float,
    policy_packs: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Deploy the stack, wait until it is ready, and show it.

    Only objects that differ are created or changed. At the end, the page that the stack serves is shown.
    """
    from pod_deploy import commands

    commands.up(folder, stack, engine, timeout, policy_packs, as_json=as_json)


@deploy.command()
@_stack
@_engine
@_policy_packs
@_json
@click.pass_obj
def preview(
    folder: Path, stack: str, engine: EngineName, policy_packs: tuple[Path, ...], as_json: bool
) -> None:
    """Show what `up` would do to each object. Changes made by hand are shown too."""
    from pod_deploy import commands

    commands.preview(folder, stack, engine, policy_packs, as_json=as_json)


@deploy.command()
@_stack
@_engine
@_timeout
@click.pass_obj
def destroy(folder: Path, stack: str, engine: EngineName, timeout: float) -> None:
    """Delete every object of the stack, and wait until all are gone."""
    from pod_deploy import commands

    commands.destroy(folder, stack, engine, timeout)


@deploy.command()
@_stack
@click.pass_obj
def render(folder: Path, stack: str) -> None:
    """Print the stack's manifests as YAML. The output is the same every time."""
    from pod_deploy.stack.manifests import to_yaml
    from pod_deploy.stack.render import render as manifests_of_stack

    click.echo(to_yaml(manifests_of_stack(stack, folder)), nl=False)


@deploy.command()
@_stack
@_json
@click.pass_obj
def diff(folder: Path, stack: str, as_json: bool) -> int:
    """Show line by line how the cluster differs from the program.

    Exit code: 0 if it does not, 1 if it does, 2 on an error.
    """
    from pod_deploy import commands

    try:
        with refusing_system_errors():
            return 1 if commands.diff(folder, stack, as_json=as_json) else 0
    except click.ClickException as error:
        error.show()
        return 2


@deploy.command()
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
@click.option("--stack", "-s", help="Name of the stack.  [default: dev]")
@click.option(
    "--format",
    "form",
    type=click.Choice(["mermaid", "svg", "png"]),
    default="mermaid",
    show_default=True,
    help="A Mermaid text, or a picture, which needs Mermaid's command mmdc.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file.  [default: standard output]",
)
@click.pass_obj
def graph(
    folder: Path | None,
    files: tuple[str, ...],
    stack: str | None,
    form: Literal["mermaid"] | PictureFormat,
    output: Path | None,
) -> None:
    """Draw the wiring of the stack, or of the objects in FILEs; - is standard input.

    Thick arrows write to a volume, dotted ones read it, and thin ones connect to a port.
    """
    from pod_deploy import commands

    commands.graph(folder, stack, files, form, output)


@deploy.command()
@click.argument("base")
@click.option("--head", default="HEAD", show_default=True, help="The commit, branch or tag to merge.")
@click.option("--stack", "-s", "stacks", multiple=True, help="A stack to review; all if there is none.")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    show_default=True,
    help="The format on standard output.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Also write comment.md, summary.md, full.diff and review.json to this folder.",
)
@click.option("--strict", is_flag=True, help="Check the policies with `pod-wiring check --strict`.")
@click.option(
    "--live", is_flag=True, help="Also run `pulumi preview` for each stack of the checked-out files."
)
@_policy_packs
@click.pass_obj
def review(
    folder: Path,
    base: str,
    head: str,
    stacks: tuple[str, ...],
    format_name: FormatName,
    output: Path | None,
    strict: bool,
    live: bool,
    policy_packs: tuple[Path, ...],
) -> int:
    """Show what a merge into BASE would do to each object of each stack, without a cluster.

    Both sides are rendered in work trees of their own. Exit code: 0, or 1 if a stack of the head cannot be
    rendered or its live preview failed, or 2 on any other error.
    """
    from pod_deploy.review.command import review as reviewed
    from pod_deploy.review.formats.output import show, write
    from pod_deploy.review.reviewed import State

    try:
        with refusing_system_errors():
            if live and head != "HEAD":
                raise BadInput(
                    "--live previews the checked-out files: check out the head, and leave out --head."
                )
            result = reviewed(folder, base, head, stacks, strict=strict)
            if live:
                from pod_deploy.commands import live_previews

                names = [stack.name for stack in result.stacks if stack.state is not State.DELETED]
                result = result.with_live(live_previews(folder, names, policy_packs))
            if output:
                write(result, output)
            show(result, format_name)
            return result.exit_code
    except click.ClickException as error:
        error.show()
        return 2


@deploy.command()
@click.option("--stack", "-s", "stacks", multiple=True, required=True, help="A stack to preview.")
@click.option("--plan", type=click.Path(dir_okay=False, path_type=Path), help="Write each plan as Markdown.")
@click.option("--drift", type=click.Path(dir_okay=False, path_type=Path), help="Write the drift as Markdown.")
@_policy_packs
@click.pass_obj
def live(
    folder: Path,
    stacks: tuple[str, ...],
    plan: Path | None,
    drift: Path | None,
    policy_packs: tuple[Path, ...],
) -> int:
    """Run `pulumi preview` once for each stack, and write the plans or the drift, for a workflow.

    The file of --drift is empty if no object was changed by hand. Exit code: 0, or 1 if a preview failed.
    """
    from pod_deploy.commands import live_previews
    from pod_deploy.review.formats.inert import one_line
    from pod_deploy.review.formats.live_report import drift_report, plan_report
    from pod_deploy.review.formats.text import in_short

    previews = live_previews(folder, stacks, policy_packs)
    for stack, result in previews.items():
        click.echo(f"{stack}: {in_short(result)}{': ' if result.error else ''}{one_line(result.error)}")
    for file, report in ((plan, plan_report), (drift, drift_report)):
        if file:
            file.write_text(report(previews), encoding="utf-8", errors="backslashreplace")
    return int(any(result.error for result in previews.values()))


@deploy.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--template",
    type=click.Choice(["python", "yaml"]),
    default="python",
    show_default=True,
    help="The language of the program.",
)
def new(folder: Path, template: str) -> None:
    """Make a new project in FOLDER, with the folder's name.

    `pulumi new` makes the same project from the same templates, with a Pulumi CLI.
    """
    from pod_deploy.stack.new_project import TEMPLATES, new_project

    new_project(folder, TEMPLATES / template)
    programs = Path(".venv", "Scripts" if os.name == "nt" else "bin")
    click.echo(f"Made {folder.resolve().name}. The next commands, in its folder:")
    click.echo("  python3 -m venv .venv")
    requirements = next((TEMPLATES / template).rglob("requirements.txt")).relative_to(TEMPLATES / template)
    click.echo(f"  {programs / 'pip'} install -r {requirements} pod-deploy")
    click.echo(f"  {programs / 'pod-deploy'} up")
    click.echo("`up` needs a cluster, which KUBECONFIG names.")


def main() -> int:
    """Run a command and return its exit code; report an interrupt in one line."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    # Show progress at once, in pipes too. Manifests are UTF-8, also where the locale has another encoding.
    cast("io.TextIOWrapper", sys.stdout).reconfigure(
        line_buffering=True, encoding="utf-8", errors="backslashreplace"
    )
    try:
        with refusing_system_errors():
            return deploy.main(prog_name="pod-deploy", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as abort:
        click.echo("Interrupted. Run the same command again to continue from here.", err=True)
        return abort.__cause__.args[0] if abort.__cause__ and abort.__cause__.args else INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has closed the pipe
        return 1
    except Exception as error:
        from pod_deploy.stack.program import part_of_program

        if (part := part_of_program(error)) is None:
            raise  # the mistake is ours, so all of the traceback is needed
        traceback.print_exception(error.with_traceback(part))
        return 1


def _interrupt(number: int, _: FrameType | None) -> None:
    """End at once, also inside the program: asyncio alone would only cancel the task that waits."""
    raise KeyboardInterrupt(128 + number)


if __name__ == "__main__":
    sys.exit(main())
