"""prod is faster than the classic Pod: to stop, to be replaced, and to serve its page after a day."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from statistics import median
from typing import NamedTuple

import pytest
import yaml

from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl
from tests.e2e.page import lines
from tests.e2e.project import TEXTBOOK
from tests.e2e.under_fire.figures import Figures
from tests.foreign import JsonObject

LINES_A_DAY = 86_400
SECONDS_OF_LOAD = 4

# Sends one request after the other, each over its own connection; prints the answers, bytes and seconds.
CLIENT = r"""
use strict;
use warnings;
use IO::Socket::INET;
use POSIX ();
my $ticks = POSIX::sysconf(POSIX::_SC_CLK_TCK());
sub now { return (POSIX::times())[0] / $ticks }
my ($host, $port, $seconds) = @ARGV;
my ($answers, $bytes, $begun) = (0, 0, now());
while (now() < $begun + $seconds) {
    my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die "$@\n";
    syswrite $socket, "GET / HTTP/1.0\r\n\r\n";
    my $size = sysread $socket, my $head, 1 << 20 or die "no answer\n";
    $head =~ m{^HTTP/1.1 200 } or die $head;
    while (my $more = sysread $socket, my $part, 1 << 20) { $size += $more }
    ($answers, $bytes) = ($answers + 1, $bytes + $size);
}
printf "%d %d %f\n", $answers, $bytes, now() - $begun;
"""


def classic_pod() -> JsonObject:
    """Return the textbook's Pod with the name `classic`."""
    return {**yaml.safe_load(TEXTBOOK.read_text()), "metadata": {"name": "classic"}}


def client_pod() -> JsonObject:
    container = {"name": "client", "image": "debian:12.12-slim", "command": ["sleep", "infinity"]}
    spec = {"terminationGracePeriodSeconds": 1, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "client"}, "spec": spec}


@pytest.fixture(scope="module")
def classic(apart: Kubectl) -> str:
    """Start the textbook's Pod and a client Pod; return the name of the textbook's Pod."""
    apart.apply([classic_pod(), client_pod()])
    apart.wait_ready("pod/classic", "pod/client")
    return "classic"


# the page after one day


class Throughput(NamedTuple):
    """The throughput of one client.

    Args:
        requests: Answers per second.
        size: Mean bytes per answer.
    """

    requests: float
    size: float

    def __str__(self) -> str:
        return f"{self.requests:,.0f} requests/s of {self.size / 1000:,.0f} kB"


def throughput(apart: Kubectl, address: str, port: int) -> Throughput:
    """Return how fast a server answers the client Pod."""
    command = ("perl", "-e", CLIENT, address, str(port), str(SECONDS_OF_LOAD))
    answers, size, seconds = map(float, apart.exec("client", "client", *command).split())
    return Throughput(answers / seconds, size / answers)


def address_of(kubectl: Kubectl, pod: str) -> str:
    return kubectl.json(pod)["status"]["podIP"]


def oldest_pod(hardened: Kubectl) -> str:
    """Wait until prod is ready; return its oldest Pod, as `pod/name`.

    The kubelet inspects its containers once a second, so it stops a Pod that has just become ready a second
    later than others.
    """
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    pods = hardened.objects("pods", "--selector=app.kubernetes.io/name=mc1")
    born = {
        name: pod["metadata"]["creationTimestamp"]
        for name, pod in pods.items()
        if "deletionTimestamp" not in pod["metadata"]
    }
    return min(born, key=lambda name: born[name])


def test_prods_page_is_faster_than_a_day_old_classic_page(
    classic: str, apart: Kubectl, hardened: Kubectl, figures: Figures
) -> None:
    a_day_of_lines = f'now=$(date +%s); seq --format=@%.0f $((now - {LINES_A_DAY})) "$now" | date --file=-'
    apart.exec(classic, "2nd", "sh", "-c", f"{{ {a_day_of_lines}; }} >> /html/index.html")
    assert len(lines(apart.page(f"pods/{classic}:80"))) > LINES_A_DAY

    of_classic = throughput(apart, address_of(apart, f"pod/{classic}"), 80)
    of_prod = throughput(apart, address_of(hardened, oldest_pod(hardened)), 8080)
    assert of_prod.requests > of_classic.requests
    figures.add("the page after one day, one client", f"prod {of_prod}; classic {of_classic}")


# deletion and replacement


class Replacement(NamedTuple):
    """The durations after the API server has accepted the deletion of a Pod.

    Args:
        gone: Seconds until the Pod was gone.
        replaced: Seconds until its replacement was ready.
    """

    gone: float
    replaced: float

    def __str__(self) -> str:
        return f"gone after {self.gone:.1f} s, another ready after {self.replaced:.1f} s"


def replace_one_of_prod(hardened: Kubectl) -> Replacement:
    """Delete a Pod of prod, and measure until its Deployment has replaced it."""
    pod = oldest_pod(hardened)
    hardened("delete", pod, "--wait=false")
    begun = time.monotonic()
    hardened("wait", "--for=delete", pod)
    gone = time.monotonic() - begun
    hardened("rollout", "status", "deployment/mc1", "--timeout=90s", timeout=100)
    return Replacement(gone, time.monotonic() - begun)


def replace_the_classic(apart: Kubectl, pod: str) -> Replacement:
    """Delete the classic Pod, and create it again as soon as it is gone."""
    apart("delete", "pod", pod, "--wait=false")
    begun = time.monotonic()
    apart("wait", "--for=delete", f"pod/{pod}", "--timeout=60s", timeout=70)
    gone = time.monotonic() - begun
    apart.apply([classic_pod()])
    apart.wait_ready(f"pod/{pod}")
    return Replacement(gone, time.monotonic() - begun)


def test_prods_pod_stops_within_three_seconds_and_the_classic_one_after_thirty(
    classic: str, apart: Kubectl, hardened: Kubectl, cluster: Cluster, figures: Figures
) -> None:
    with ThreadPoolExecutor(1) as side_by_side:
        of_classic = side_by_side.submit(replace_the_classic, apart, classic)
        times = [replace_one_of_prod(hardened) for _ in range(5)]
    of_prod = Replacement(*map(median, zip(*times, strict=True)))
    figures.add("a Pod deleted and replaced", f"prod {of_prod} (medians of 5); classic {of_classic.result()}")
    assert of_classic.result().gone > 30
    assert of_prod.gone < (3 if cluster.local else 5)  # on other clusters it drains two seconds longer
    assert of_prod.replaced < of_classic.result().replaced / 5
