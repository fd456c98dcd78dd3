"""The command: `python -m local_cluster up|down|status|env [--name NAME]`."""

import http.client
import json
import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from local_cluster import lifecycle, preflight
from local_cluster.errors import ClusterError
from local_cluster.node import processes
from local_cluster.node.network import past_proxies, read_network
from local_cluster.places import DEFAULT_NAME, Cluster, is_valid_name
from local_cluster.programs.build import KUBERNETES
from local_cluster.status import Status, read_status
from local_cluster.work.exclusive import held
from local_cluster.work.steps import Reporter


def _cluster(_context: click.Context, _option: click.Parameter, name: str) -> Cluster:
    if not is_valid_name(name):
        raise click.BadParameter(
            f"{name!r} is not a valid cluster name: expected up to 40 lowercase letters, digits and dashes."
        )
    return Cluster(name)


_name = click.option(
    "--name",
    "cluster",
    default=DEFAULT_NAME,
    show_default=True,
    envvar="LOCAL_CLUSTER_NAME",
    show_envvar=True,
    callback=_cluster,
    help="The cluster's name; each cluster has its own node, network and data.",
)


def _version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:
    """Print the version of this repository, which the local cluster belongs to, and that of Kubernetes."""
    if wanted and not context.resilient_parsing:
        project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
        click.echo(f"local_cluster {project['project']['version']}, Kubernetes {KUBERNETES}")
        context.exit()


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="Show the version and exit.",
)
def main() -> None:
    """A real single-node Kubernetes for a Linux machine that has none."""


@main.command()
@_name
def up(cluster: Cluster) -> None:
    """Start the cluster, or repair it; healthy parts are left alone."""
    preflight.check(running=processes.find_init(cluster.state) is not None)
    with Reporter() as reporter, held(cluster.lock, reporter):
        started = lifecycle.up(cluster, reporter)
    reporter.note(f"{cluster.title} is running{'' if started else ', nothing to do'}.")  # below the steps


@main.command()
@_name
def down(cluster: Cluster) -> None:
    """Stop the cluster and remove all of it.

    This ends its processes, and deletes its network, data and credentials.
    """
    preflight.check_user()
    with Reporter() as reporter, held(cluster.lock, reporter):
        existed = lifecycle.down(cluster)
        cluster.lock.unlink()
        reporter.note(f"{cluster.title} {'is gone' if existed else 'does not exist'}.")


def print_status(status: Status) -> None:
    """Print a cluster's state for people."""
    click.echo(f"{status.cluster.title} is {status.state}.")
    if status.state == "stopped":
        return
    table = Table(box=None)
    for heading in ("daemon", "process", "health"):
        table.add_column(heading)
    for name in sorted(status.processes.keys() | status.troubles.keys()):
        trouble = status.troubles.get(name)
        health = Text(trouble, "red") if trouble else Text("healthy", "green")
        table.add_row(name, str(status.processes.get(name, "")), health)
    Console().print(table)
    click.echo(f"address     {status.address}\nkubeconfig  {status.cluster.kubeconfig}")
    click.echo(f"logs        {status.cluster.logs}")


@main.command()
@_name
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Text for people or JSON for programs.",
)
def status(cluster: Cluster, form: str) -> None:
    """Show whether the cluster is running, degraded or stopped, and why."""
    if form == "json":
        click.echo(json.dumps(read_status(cluster).to_json(), indent=2))
    else:
        preflight.check_user()
        print_status(read_status(cluster))


@main.command()
@_name
def env(cluster: Cluster) -> None:
    """Print the lines that let a shell use the cluster.

    In the shell: eval "$(python -m local_cluster env)"
    """
    preflight.check_user()
    network = read_network(cluster)
    if network is None or not cluster.kubeconfig.exists():
        raise ClusterError(f"{cluster.title} does not exist. To start it: python -m local_cluster up")
    click.echo(f"export KUBECONFIG={shlex.quote(str(cluster.kubeconfig))}")
    click.echo(f'export PATH={shlex.quote(str(cluster.state / "programs" / "client"))}:"$PATH"')
    for name, value in past_proxies(network).items():
        click.echo(f"export {name}={shlex.quote(value)}")


def run() -> None:
    """Run the command; print a failure as one sentence, and stop at once on Ctrl-C."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (ClusterError, OSError, subprocess.SubprocessError, http.client.HTTPException) as error:
        click.echo(f"Error: {_words(error)}", err=True)
        code = 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The next `up` continues from here.", err=True)
        code = 130
    except SystemExit as error:
        code = int(error.code or 0)
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # do not wait for threads that wait for a build: the build ends with us


def _words(error: Exception) -> str:
    """Return an error's words, without the name of its type if possible."""
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error) or type(error).__name__


if __name__ == "__main__":
    run()
