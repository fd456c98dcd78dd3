"""prod is faster than the classic Pod: to stop, to be replaced, and to serve its page after a day."""

from __future__ import annotations

from concurrent.futures import Future
from statistics import median
from typing import NamedTuple

import pytest

from tests.e2e.cluster import Cluster
from tests.e2e.kubectl import Kubectl
from tests.e2e.page import lines
from tests.e2e.under_fire.figures import Figures
from tests.e2e.under_fire.replacement import Replacement, classic_pod, oldest_pod, replace_one_of_prod
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


def client_pod() -> JsonObject:
    container = {"name": "client", "image": "debian:12.12-slim", "command": ["sleep", "infinity"]}
    spec = {"terminationGracePeriodSeconds": 1, "containers": [container]}
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "client"}, "spec": spec}


@pytest.fixture(scope="module")
def classic(apart: Kubectl) -> str:
    """Start the textbook's Pod and a client Pod; return the name of the textbook's Pod."""
    apart.apply([classic_pod("classic"), client_pod()])
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


def test_prods_pod_stops_within_three_seconds_and_the_classic_one_after_thirty(
    replacement_of_classic: Future[Replacement], hardened: Kubectl, cluster: Cluster, figures: Figures
) -> None:
    times = [replace_one_of_prod(hardened) for _ in range(5)]
    of_prod = Replacement(*map(median, zip(*times, strict=True)))
    of_classic = replacement_of_classic.result()
    figures.add("a Pod deleted and replaced", f"prod {of_prod} (medians of 5); classic {of_classic}")
    assert of_classic.gone > 30
    assert of_prod.gone < (3 if cluster.local else 5)  # on other clusters it drains two seconds longer
    assert of_prod.replaced < of_classic.replaced / 5
