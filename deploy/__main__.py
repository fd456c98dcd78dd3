"""The command line: `python -m deploy up|preview|destroy|render|diff --stack dev`."""

from __future__ import annotations

from pathlib import Path

import click

from deploy.project import CHECKOUT


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
    """Bring a stack of this project to a Kubernetes cluster, and keep it as the program says."""
    context.obj = folder


_stack = click.option("--stack", "-s", default="dev", show_default=True, help="Name of the stack.")


@deploy.command()
@_stack
@click.pass_obj
def render(folder: Path, stack: str) -> None:
    """Print the stack's manifests as YAML, and nothing else; the same bytes every time."""
    from deploy.manifests import to_yaml
    from deploy.render import render as manifests_of_stack

    click.echo(to_yaml(manifests_of_stack(stack, folder)), nl=False)


if __name__ == "__main__":
    deploy(prog_name="python -m deploy")
