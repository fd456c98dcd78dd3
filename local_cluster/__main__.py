"""The command: `python -m local_cluster up|down|status|env [--name NAME]`."""

import json
import os
import shlex
import sys

import click
from rich.console import Console
from rich.table import Table

from local_cluster import lifecycle, preflight, processes
from local_cluster.cluster import Cluster, is_valid_name
from local_cluster.errors import ClusterError
from local_cluster.lock import held
from local_cluster.progress import Reporter
from local_cluster.status import Status, read_status


def _cluster(_context: click.Context, _option: click.Parameter, name: str) -> Cluster:
    if not is_valid_name(name):
        raise click.BadParameter(
            f"{name!r} is no name for a cluster: expected up to 40 lowercase letters, digits and dashes."
        )
    return Cluster(name)


_name = click.option(
    "--name",
    "cluster",
    default="sidecar",
    show_default=True,
    envvar="LOCAL_CLUSTER_NAME",
    show_envvar=True,
    callback=_cluster,
    help="Which cluster; each has its own node, network and data.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """A real single-node Kubernetes for a Linux machine that has none."""


@main.command()
@_name
def up(cluster: Cluster) -> None:
    """Start the cluster, or repair it; what is well is left alone."""
    preflight.check(running=processes.find_init(cluster.state) is not None)
    with Reporter() as reporter, held(cluster.lock, reporter):
        started = lifecycle.up(cluster, reporter)
        reporter.note(f"The cluster {cluster.name} is running{'' if started else ', nothing to do'}.")


@main.command()
@_name
def down(cluster: Cluster) -> None:
    """End the cluster and remove all of it: processes, network, data, credentials."""
    with Reporter() as reporter, held(cluster.lock, reporter):
        existed = lifecycle.down(cluster)
        cluster.lock.unlink()
        reporter.note(f"The cluster {cluster.name} {'is gone' if existed else 'does not exist'}.")


def _print(status: Status) -> None:
    console = Console()
    console.print(f"The cluster {status.cluster.name} is {status.state}.", highlight=False)
    if status.state == "stopped":
        return
    table = Table(box=None)
    for heading in ("daemon", "process", "health"):
        table.add_column(heading)
    for name in sorted(status.processes.keys() | status.troubles.keys()):
        trouble = status.troubles.get(name)
        table.add_row(
            name, str(status.processes.get(name, "")), f"[red]{trouble}" if trouble else "[green]well"
        )
    console.print(table)
    console.print(f"address     {status.address}\nkubeconfig  {status.cluster.kubeconfig}", highlight=False)
    console.print(f"logs        {status.cluster.logs}", highlight=False)


@main.command()
@_name
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def status(cluster: Cluster, form: str) -> None:
    """Say what the cluster is doing: running, degraded or stopped, and what is wrong with it."""
    found = read_status(cluster)
    if form == "json":
        click.echo(json.dumps(found.to_json(), indent=2))
    else:
        _print(found)


@main.command()
@_name
def env(cluster: Cluster) -> None:
    """Print the lines that make a shell use the cluster: eval "$(python -m local_cluster env)"."""
    if not cluster.kubeconfig.exists():
        raise ClusterError(f"the cluster {cluster.name} does not exist: python -m local_cluster up")
    click.echo(f"export KUBECONFIG={shlex.quote(str(cluster.kubeconfig))}")
    click.echo(f'export PATH={shlex.quote(str(cluster.state / "programs" / "client"))}:"$PATH"')


def run() -> None:
    """Run the command; a failure is a sentence, and Ctrl-C waits for nobody."""
    try:
        main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except ClusterError as error:
        click.echo(f"Error: {error}", err=True)
        code = 1
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped. The next `up` goes on from here.", err=True)
        code = 130
    except SystemExit as error:
        code = int(error.code or 0)
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # threads that wait for a build would hold us up; the build ends with us


if __name__ == "__main__":
    run()
