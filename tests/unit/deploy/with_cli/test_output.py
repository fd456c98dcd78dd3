"""The output of the Pulumi CLI: its useful lines, and its failure as a sentence."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from pod_deploy.with_cli.output import CliOutput, complaint
from tests.unit.deploy.recorded import CLUSTER

STOPPED = """\
    error: preview failed

    Traceback (most recent call last):
      File "/bin/pulumi-language-python-exec", line 232, in <module>
        loop.run_until_complete(coro)
                     ^^^^^^^
    KeyboardInterrupt
    During handling of the above exception, another exception occurred:
    Traceback (most recent call last):
      File "/bin/pulumi-language-python-exec", line 244, in <module>
        executor.shutdown(wait=True)
    KeyboardInterrupt
Outputs:"""
ROW = " +  pulumi:pulumi:Stack shop-dev create "
STOPPED_ROWS = f"""\
{ROW}Traceback (most recent call last):
{ROW}  File "/bin/pulumi-language-python-exec", line 232, in <module>
{ROW}    loop.run_until_complete(coro)
{ROW}KeyboardInterrupt
{ROW}1 error; 26 messages"""
FAILED = """\
    Traceback (most recent call last):
      File "/shop/__main__.py", line 3, in <module>
        1 / 0
    ZeroDivisionError: division by zero
Outputs:"""


def shown(text: str) -> list[str]:
    console = Console(file=io.StringIO(), soft_wrap=True)
    output = CliOutput(console)
    for line in text.split("\n"):
        output.show(line)
    output.flush()
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue().splitlines()


def test_traceback_of_a_program_that_a_policy_stops_is_left_out() -> None:
    assert shown(STOPPED) == ["    error: preview failed", "", "Outputs:"]


def test_traceback_in_the_rows_of_the_stack_is_left_out() -> None:
    assert shown(STOPPED_ROWS) == [f"{ROW}1 error; 26 messages"]


def test_coloured_traceback_is_left_out() -> None:
    coloured = STOPPED_ROWS.replace("Traceback", "\x1b[0mTraceback").replace("Keyboard", "\x1b[31mKeyboard")
    assert len(shown(coloured)) == 1


def test_traceback_of_the_program_itself_is_shown_whole() -> None:
    assert shown(FAILED) == FAILED.split("\n")


def test_traceback_at_the_end_of_the_output_is_shown() -> None:
    cut = FAILED.split("\n")[:2]
    assert shown("\n".join(cut)) == cut


def test_advice_to_forget_unreachable_objects_is_left_out() -> None:
    advice = (
        "error: failed to read resource state due to unreachable cluster. If the cluster was deleted, "
        "you can remove this resource from Pulumi state by rerunning the operation with the "
        'PULUMI_K8S_DELETE_UNREACHABLE environment variable set to "true"'
    )
    assert shown(advice) == ["error: failed to read resource state due to unreachable cluster. "]


FORBIDDEN = (
    'forbidden: User "jane" cannot patch resource "deployments" in API group "apps" in the namespace "web"'
)


@pytest.mark.parametrize(
    ("stdout", "expected"),
    [
        pytest.param(
            f'    error: resource "urn:pulumi:dev::shop::x" was not successfully created: {FORBIDDEN}',
            '"jane" may not patch deployments.apps in namespace web, on context "kind" of KUBECONFIG: '
            "ask its administrator for this right (RBAC).",
            id="a right is missing",
        ),
        pytest.param(
            "    error: the cluster is unreachable: dial tcp 127.0.0.1:1: connection refused",
            'context "kind" of KUBECONFIG does not answer at https://127.0.0.1:6443: connection refused',
            id="the cluster does not answer",
        ),
        pytest.param(
            " ~  kubernetes:core/v1:Service mc1 error: Preview failed: 1 error occurred:\n"
            " ~  pulumi:pulumi:Stack shop-dev running error: preview failed\n"
            "    error: Preview failed: 1 error occurred:\n"
            '        * Service "mc1" is invalid: spec.ports[1].name: Duplicate value: "http"\n',
            'The Pulumi CLI failed: Preview failed: 1 error occurred: Service "mc1" is invalid: '
            'spec.ports[1].name: Duplicate value: "http"',
            id="the reason is in the next line",
        ),
        pytest.param(
            "Policies:\n        - [mandatory]  image-latest  (Deployment: mc1)\n    error: preview failed",
            "A policy forbids this program; its findings are above.",
            id="a policy forbids it",
        ),
        pytest.param(
            "    warning: Readiness probe failed: connection refused\n    error: update failed",
            "The Pulumi CLI failed: update failed",
            id="a warning is not the reason",
        ),
    ],
)
def test_failure_is_one_sentence_with_its_reason(stdout: str, expected: str) -> None:
    assert complaint(f"\n code: 255\n stdout: {stdout}\n stderr: error: update failed", CLUSTER) == expected
