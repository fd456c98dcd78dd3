"""Turn kubectl's error output into one line for the user."""

import re
from dataclasses import dataclass

from pod_deploy.cluster.choice import Cluster

UNREACHABLE = re.compile(
    r"Unable to connect to the server|was refused - did you specify|connection refused|no such host"
    r"|i/o timeout|TLS handshake timeout|context deadline exceeded|no route to host|connection reset"
    r"|unexpected EOF|\((ServiceUnavailable|Timeout|TooManyRequests)\)|etcdserver:|apiserver not ready"
    r"|^error: unknown$|http2: client connection|cluster is unreachable",
    re.MULTILINE,
)
"""What kubectl prints if the API server does not answer."""

_FORBIDDEN = re.compile(
    r'User "(?P<user>[^"]+)" cannot (?P<verb>\S+) resource "(?P<resource>[^"]+)"'
    r' in API group "(?P<group>[^"]*)"(?: in the namespace "(?P<namespace>[^"]+)")?'
)


@dataclass(frozen=True)
class Denial:
    """A request that RBAC forbids."""

    user: str
    """The user who made it."""
    verb: str
    """Such as `list`."""
    resource: str
    """With its group, as in kubectl: `pods`, `deployments.apps`."""
    namespace: str
    """Its namespace; empty for the whole cluster."""


def denials(stderr: str) -> list[Denial]:
    """Return the requests that RBAC forbade, in the order of kubectl's output."""
    found: dict[Denial, None] = {}
    for match in _FORBIDDEN.finditer(stderr):
        group = match["group"]
        resource = match["resource"] + (f".{group}" if group else "")
        found[Denial(match["user"], match["verb"], resource, match["namespace"] or "")] = None
    return list(found)


_UNKNOWN_KIND = re.compile(r'no matches for kind "(?P<kind>[^"]+)" in version "(?P<version>[^"]+)"')


def unknown_kinds(stderr: str) -> set[tuple[str, str]]:
    """Return kind and apiVersion of each kind that kubectl says the server does not have."""
    return {(match["kind"], match["version"]) for match in _UNKNOWN_KIND.finditer(stderr)}


def explain(stderr: str, cluster: Cluster) -> str:
    """Return kubectl's error output as one line: no answer, a missing right, or kubectl's own words."""
    if UNREACHABLE.search(stderr):
        reason = next(line for line in stderr.splitlines()[::-1] if UNREACHABLE.search(line))
        reason = reason.rpartition("dial tcp ")[2].removeprefix("Unable to connect to the server: ")
        reason = "connection refused" if "refused" in reason else reason
        return f"{cluster.shown_as} does not answer at {cluster.server}: {reason.strip()}"
    denied = denials(stderr)
    if denied:
        first = denied[0]
        same = [
            d for d in denied if (d.user, d.verb, d.namespace) == (first.user, first.verb, first.namespace)
        ]
        what = ", ".join(dict.fromkeys(d.resource for d in same))
        where = f"in namespace {first.namespace}" if first.namespace else "in the whole cluster"
        return (
            f'"{first.user}" may not {first.verb} {what} {where}, on {cluster.shown_as}: '
            "ask its administrator for this right (RBAC)."
        )
    if "(Unauthorized)" in stderr or "must be logged in" in stderr:
        return f"{cluster.shown_as} does not accept the credentials of its kubeconfig (Unauthorized)."
    # kubectl asked for a user name, and its input was empty.
    # https://github.com/kubernetes/kubernetes/issues/96349
    if stderr.strip() == "error: EOF":
        return f"{cluster.shown_as} has no credentials in its kubeconfig."
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("Warning: ")]
    if not lines:
        return f"kubectl failed on {cluster.shown_as} and printed nothing."
    if lines[0].rstrip().endswith("invalid:"):
        causes = "; ".join(line.strip().removeprefix("* ") for line in lines[1:])
        return f"{lines[0].rstrip()} {causes}"
    return re.sub(r'^(error: |Error from server \(\w+\): )+(error when \w+ "STDIN": )?', "", lines[0]).strip()
