"""Recorded error output of kubectl, and the one line that a user reads."""

from __future__ import annotations

import pytest

from pod_deploy.cluster.complaint import Denial, denials, explain
from pod_deploy.cluster.kubectl import KubectlError, NoAnswerError
from tests.unit.deploy.recorded import CLUSTER, RecordedKubectl

FORBIDDEN = (
    'Error from server (Forbidden): services "mc1" is forbidden: User "jane" cannot get resource "services" '
    'in API group "" in the namespace "default"\n'
    'Error from server (Forbidden): deployments.apps "mc1" is forbidden: User "jane" cannot get resource '
    '"deployments" in API group "apps" in the namespace "default"\n'
)

SILENT = 'context "kind" of KUBECONFIG does not answer at https://127.0.0.1:6443'
RBAC = 'on context "kind" of KUBECONFIG: ask its administrator for this right (RBAC).'
STRICT = 'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.volums"'

CASES = {
    "refused": (
        "The connection to the server 127.0.0.1:6443 was refused - did you specify the right host or port?\n",
        f"{SILENT}: connection refused",
    ),
    "no such host": (
        "Unable to connect to the server: dial tcp: lookup api.example: no such host\n",
        f"{SILENT}: dial tcp: lookup api.example: no such host",
    ),
    "timeout": (
        "E1122 16:00:00.000000 1 memcache.go:287] couldn't get current server API group list\n"
        "Unable to connect to the server: dial tcp 10.9.9.9:6443: i/o timeout\n",
        f"{SILENT}: 10.9.9.9:6443: i/o timeout",
    ),
    "certificate": (
        "Unable to connect to the server: tls: failed to verify certificate: x509: unknown authority\n",
        f"{SILENT}: tls: failed to verify certificate: x509: unknown authority",
    ),
    "forbidden in a namespace": (
        FORBIDDEN,
        f'"jane" may not get services, deployments.apps in namespace default, {RBAC}',
    ),
    "forbidden in the cluster": (
        'Error from server (Forbidden): namespaces is forbidden: User "jane" cannot create resource '
        '"namespaces" in API group "" at the cluster scope\n',
        f'"jane" may not create namespaces in the whole cluster, {RBAC}',
    ),
    "unauthorized": (
        "error: You must be logged in to the server (Unauthorized)\n",
        'context "kind" of KUBECONFIG does not accept the credentials of its kubeconfig (Unauthorized).',
    ),
    "no credentials": ("error: EOF\n", 'context "kind" of KUBECONFIG has no credentials in its kubeconfig.'),
    "invalid, one cause": (
        'The Deployment "mc1" is invalid: spec.replicas: Invalid value: -1: must be 0 or more\n',
        'The Deployment "mc1" is invalid: spec.replicas: Invalid value: -1: must be 0 or more',
    ),
    "invalid, several causes": (
        'The Service "mc1" is invalid: \n* spec.ports[0].port: Required value\n* spec.type: No such value\n',
        'The Service "mc1" is invalid: spec.ports[0].port: Required value; spec.type: No such value',
    ),
    "unknown field": (
        f'Warning: old\nError from server (BadRequest): error when creating "STDIN": {STRICT}\n',
        STRICT,
    ),
    "silence": ("", 'kubectl failed on context "kind" of KUBECONFIG and printed nothing.'),
}


@pytest.mark.parametrize(("stderr", "line"), CASES.values(), ids=CASES)
def test_error_output_of_kubectl_becomes_one_line(stderr: str, line: str) -> None:
    assert explain(stderr, CLUSTER) == line


def test_each_denial_names_user_verb_resource_and_place() -> None:
    assert denials(FORBIDDEN) == [
        Denial("jane", "get", "services", "default"),
        Denial("jane", "get", "deployments.apps", "default"),
    ]


@pytest.mark.parametrize(
    ("stderr", "kind"),
    [
        pytest.param(CASES["refused"][0], NoAnswerError, id="refused"),
        pytest.param("Error from server (ServiceUnavailable): not now\n", NoAnswerError, id="unavailable"),
        pytest.param("Error from server: etcdserver: request timed out\n", NoAnswerError, id="etcd"),
        pytest.param(FORBIDDEN, KubectlError, id="forbidden"),
    ],
)
def test_only_a_server_that_does_not_answer_is_tried_again(stderr: str, kind: type[KubectlError]) -> None:
    assert type(RecordedKubectl().error(stderr)) is kind
