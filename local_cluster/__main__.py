"""The command: `python -m local_cluster up|down|status|env [--name NAME]`."""

import sys

import click

from local_cluster.binaries import programs
from local_cluster.cluster import Cluster
from local_cluster.errors import ClusterError
from local_cluster.lifecycle import down as take_down
from local_cluster.lifecycle import up as bring_up
from local_cluster.lock import held
from local_cluster.progress import Reporter

_name = click.option("--name", default="sidecar", show_default=True, envvar="LOCAL_CLUSTER_NAME")


@click.group()
def main() -> None:
    """A real single-node Kubernetes for a Linux machine that has none."""


@main.command()
@_name
def up(name: str) -> None:
    """Start the cluster, or repair it; nothing happens to what is well."""
    cluster = Cluster(name)
    with Reporter() as reporter, held(cluster.lock, reporter):
        bring_up(cluster, reporter)
        reporter.note(f"The cluster {name} is running: python -m local_cluster env --name {name}")


@main.command()
@_name
def down(name: str) -> None:
    """End the cluster and remove all of it."""
    cluster = Cluster(name)
    with Reporter() as reporter, held(cluster.lock, reporter):
        take_down(cluster)
        cluster.lock.unlink()


@main.command()
@_name
def env(name: str) -> None:
    """Print the lines that make a shell use the cluster."""
    click.echo(f"export KUBECONFIG={Cluster(name).kubeconfig}")
    click.echo(f'export PATH={programs() / "client"}:"$PATH"')


if __name__ == "__main__":
    try:
        main()
    except ClusterError as error:
        sys.exit(f"Error: {error}")
