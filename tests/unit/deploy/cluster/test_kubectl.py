"""Running kubectl: its command line, its environment, its answers."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from pod_deploy.cluster.kubectl import Kubectl, KubectlError, objects_in, skew_warning, versions
from tests.unit.deploy.recorded import CLUSTER, RecordedKubectl, listing, pod


@pytest.fixture
def kubectl(tmp_path: Path) -> Kubectl:
    """Return a kubectl that prints its arguments, its KUBECONFIG and its stdin, or fails on request."""
    script = tmp_path / "kubectl"
    script.write_text(
        '#!/bin/sh\n[ "$3" = fail ] && { echo "error: told to" >&2; exit 1; }\n'
        'printf "%s|%s|%s|%s" "$*" "$KUBECONFIG" "$KUBERC" "$(cat)"\n',
        encoding="utf-8",
    )
    script.chmod(0o755)
    environment = {"KUBECONFIG": "/some/kubeconfig", "PATH": f"{tmp_path}:/usr/bin:/bin"}
    return Kubectl(dataclasses.replace(CLUSTER, environment=environment), "shop-dev")


def test_context_kubeconfig_and_kubectl_of_the_cluster_are_used(kubectl: Kubectl) -> None:
    assert kubectl.run("get", "pods", stdin="hello") == (
        "--context=kind --request-timeout=30s get pods|/some/kubeconfig|off|hello"
    )


def test_failure_keeps_all_of_kubectls_error_output(kubectl: Kubectl) -> None:
    with pytest.raises(KubectlError) as failure:
        kubectl.run("fail")
    assert (str(failure.value), failure.value.stderr) == ("told to", "error: told to\n")


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param(json.dumps(pod("a")), ["a"], id="one object"),
        pytest.param(listing([pod("a"), pod("b")]), ["a", "b"], id="a list"),
        pytest.param(
            f"{json.dumps(pod('a'))}\n{json.dumps(pod('b'))}\n", ["a", "b"], id="documents in a row"
        ),
    ],
)
def test_objects_are_read_from_any_form_of_kubectls_json(printed: str, names: list[str]) -> None:
    assert [manifest["metadata"]["name"] for manifest in objects_in(printed)] == names


def warning(client: str, server: str) -> str | None:
    sides = (("clientVersion", client), ("serverVersion", server))
    printed = {side: {"minor": minor, "gitVersion": f"v1.{minor}.0"} for side, minor in sides}
    return skew_warning(*versions(RecordedKubectl(answers={"version": json.dumps(printed)})))


@pytest.mark.parametrize(("client", "server"), [("36", "36"), ("35", "36"), ("37+", "36"), ("36", "")])
def test_kubectl_one_minor_version_from_its_server_is_accepted(client: str, server: str) -> None:
    assert warning(client, server) is None


def test_kubectl_that_is_too_old_for_its_server_gives_a_warning() -> None:
    assert warning("32", "36+") == (
        "kubectl v1.32.0 is more than one minor version from the server's v1.36+.0: use a nearer one."
    )
