"""The command line: `python -m deploy up|preview|destroy|render|diff --stack dev`."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, cast

import click

from deploy.project import CHECKOUT
from deploy.refusal import refusing_what_the_system_refuses

if TYPE_CHECKING:
    import io

    from deploy.commands import EngineName

INTERRUPTED = 130
"""Exit code after Ctrl-C, as shells have it: 128 and the signal's number."""


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--cwd",
    "-C",
    "folder",
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    default=CHECKOUT,
    help="The folder that holds Pulumi.yaml.  [default: this checkout]",
)
@click.pass_context
def deploy(context: click.Context, folder: Path) -> None:
    """Bring a stack of this project to a Kubernetes cluster, and keep it as the program says.

    The cluster is the one that $KUBECONFIG names; else, if the stack's file sets kubernetes:context, that
    context of ~/.kube/config; else the local cluster, which `up` starts.
    """
    context.obj = folder


_stack = click.option("--stack", "-s", default="dev", show_default=True, help="Name of the stack.")
_engine = click.option(
    "--engine",
    type=click.Choice(["auto", "pulumi", "kubectl"]),
    default="auto",
    show_default=True,
    envvar="DEPLOY_ENGINE",
    show_envvar=True,
    help="A Pulumi CLI, or the SDK and kubectl; auto takes the CLI if it is there or can be fetched.",
)
_timeout = click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="How long the objects may take; with a Pulumi CLI, the resources' own timeouts count too.",
)
_policy_packs = click.option(
    "--policy-pack",
    "policy_packs",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, resolve_path=True, path_type=Path),
    metavar="FOLDER",
    help="Judge the program by this policy pack; needs a Pulumi CLI. May be given more than once.",
)


@deploy.command()
@_stack
@_engine
@_timeout
@_policy_packs
@click.pass_obj
def up(folder: Path, stack: str, engine: EngineName, timeout: float, policy_packs: tuple[Path, ...]) -> None:
    """Create or change what differs, wait until all is ready, and show the page that is served."""
    from deploy import commands

    commands.up(folder, stack, engine, timeout, policy_packs)


@deploy.command()
@_stack
@_engine
@_policy_packs
@click.pass_obj
def preview(folder: Path, stack: str, engine: EngineName, policy_packs: tuple[Path, ...]) -> None:
    """Show what `up` would do to each object; drift on the cluster included."""
    from deploy import commands

    commands.preview(folder, stack, engine, policy_packs)


@deploy.command()
@_stack
@_engine
@_timeout
@click.pass_obj
def destroy(folder: Path, stack: str, engine: EngineName, timeout: float) -> None:
    """Delete every object of the stack, and wait until they are gone."""
    from deploy import commands

    commands.destroy(folder, stack, engine, timeout)


@deploy.command()
@_stack
@click.pass_obj
def render(folder: Path, stack: str) -> None:
    """Print the stack's manifests as YAML, and nothing else; the same bytes every time."""
    from deploy.manifests import to_yaml
    from deploy.render import render as manifests_of_stack

    click.echo(to_yaml(manifests_of_stack(stack, folder)), nl=False)


@deploy.command()
@_stack
@click.pass_obj
def diff(folder: Path, stack: str) -> int:
    """Show line by line how the cluster differs; exit code 0 if not, 1 if so, 2 if that cannot be told."""
    from deploy import commands

    try:
        with refusing_what_the_system_refuses():
            return 1 if commands.diff(folder, stack) else 0
    except click.ClickException as error:
        error.show()
        return 2


def _interrupt(number: int, _: FrameType | None) -> None:
    """End at once, also inside the program, where asyncio would only cancel what waits."""
    raise KeyboardInterrupt(128 + number)


def main() -> int:
    """Run a command and return its exit code; an interrupt is one line, not a traceback."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    cast("io.TextIOWrapper", sys.stdout).reconfigure(line_buffering=True)  # progress is for now, in pipes too
    try:
        with refusing_what_the_system_refuses():
            return deploy.main(prog_name="python -m deploy", standalone_mode=False) or 0
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort as abort:
        click.echo("Interrupted. What was done stays; the same command again goes on from here.", err=True)
        return abort.__cause__.args[0] if abort.__cause__ and abort.__cause__.args else INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read us has gone; there is nobody to tell
        return 1


if __name__ == "__main__":
    sys.exit(main())
