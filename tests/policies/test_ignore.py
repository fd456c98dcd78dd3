"""A comment or an annotation with a reason excuses its fields from a rule, and no others."""

from collections.abc import Iterator

import pytest
from yaml.nodes import Node, ScalarNode

from pod_wiring.checker import comments
from pod_wiring.checker.inspection import inspect
from pod_wiring.files.place import scalars
from pod_wiring.files.source import Source
from pod_wiring.judge import STRICT

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: mc1
spec:
  volumes:
  - name: html
    emptyDir: {}
  - name: spare
    emptyDir: {}
  containers:
  - name: web
    image: nginx
    volumeMounts:
    - name: html
      mountPath: /usr/share/nginx/html
"""
RULE = "volume-nobody-mounts"
WHY = "the debugger we attach mounts it"


def found(text: str) -> list[str]:
    """Return the rules that report a text."""
    return [each.finding.rule for each in inspect([Source("pod.yaml", text.encode())]).findings]


def commented(line: str, comment: str) -> str:
    """Return the Pod with a comment behind a line, or above it if the comment ends in a line break."""
    assert line in POD
    return POD.replace(line, f"{comment}{line}" if comment.endswith("\n") else f"{line}  {comment}", 1)


def test_rule_reports_the_pod_without_a_comment() -> None:
    assert found(POD) == [RULE]


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        pytest.param("  - name: spare", f"# policies: ignore={RULE} {WHY}", id="behind-the-item"),
        pytest.param("  - name: spare", f"  # policies: ignore={RULE} {WHY}\n", id="above-the-item"),
        pytest.param(
            "  - name: spare", f"#policies:ignore={RULE} {WHY}\n\n  # and more\n", id="further-above"
        ),
        pytest.param("  volumes:", f"# policies: ignore={RULE} {WHY}", id="behind-what-holds-it"),
        pytest.param("apiVersion: v1", f"# policies: ignore={RULE} {WHY}\n", id="above-the-document"),
        pytest.param("apiVersion: v1", f"# policies: ignore={RULE} {WHY}\n---\n", id="above-its-mark"),
        pytest.param(
            "  - name: spare",
            f"# policies: ignore=image-latest mirrored; ignore={RULE} {WHY}",
            id="among-several",
        ),
    ],
)
def test_comment_with_a_reason_excuses(line: str, comment: str) -> None:
    assert found(commented(line, comment)) == []


@pytest.mark.parametrize(
    ("line", "comment"),
    [
        pytest.param("  - name: html", f"# policies: ignore={RULE} {WHY}", id="at-another-item"),
        pytest.param("  containers:", f"# policies: ignore={RULE} {WHY}", id="at-another-field"),
        pytest.param("  - name: spare", f"# policies: ignore=image-latest {WHY}", id="of-another-rule"),
        pytest.param(
            "    image: nginx", f"\n    args: ['# policies: ignore={RULE} {WHY}']\n", id="in-a-text"
        ),
    ],
)
def test_comment_elsewhere_does_not_excuse(line: str, comment: str) -> None:
    assert found(commented(line, comment)) == [RULE]


def test_comment_in_a_script_does_not_excuse() -> None:
    script = f"    args:\n    - |\n      # policies: ignore={RULE} {WHY}\n      date\n"
    above = POD.replace("    volumeMounts:", f"{script}    volumeMounts:")
    assert found(above) == [RULE]


def test_comment_after_a_script_excuses() -> None:
    script = "    args:\n    - |\n      date\n"
    text = POD.replace(
        "    volumeMounts:", f"{script}    # policies: ignore=image-latest mirrored\n    volumeMounts:"
    )
    report = inspect([Source("pod.yaml", text.replace(RULE, "").encode())], STRICT)
    assert "image-latest" in [each.finding.rule for each in report.findings]
    assert "ignore-without-reason" not in [each.finding.rule for each in report.findings]


def test_a_comment_covers_its_own_document_only() -> None:
    covered = commented("apiVersion: v1", f"# policies: ignore={RULE} {WHY}\n")
    assert found(f"{covered}---\n{POD}") == [RULE]
    assert found(f"{POD}---\n{covered}") == [RULE]


def test_scalars_are_searched_once_however_many_comments_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    searched: list[Node] = []

    def scalars_and_count(node: Node) -> Iterator[ScalarNode]:
        searched.append(node)
        return scalars(node)

    monkeypatch.setattr(comments, "scalars", scalars_and_count)
    covered = commented("  - name: spare", f"# policies: ignore={RULE} {WHY}")
    assert found("---\n".join([covered] * 9)) == []
    assert len(searched) == 9


def test_comment_without_a_reason_is_an_error_and_does_not_excuse() -> None:
    text = commented("  - name: spare", f"# policies: ignore={RULE}")
    (first, second) = inspect([Source("pod.yaml", text.encode())]).findings
    assert (first.finding.rule, first.place) == (RULE, (9, 5))
    assert (second.finding.rule, second.place) == ("ignore-without-reason", (9, 18))


def test_a_comment_about_an_unknown_rule_is_an_error_with_the_nearest_name() -> None:
    text = commented("  - name: html", f"# policies: ignore=volume-nobody-mount {WHY}")
    wrong = next(each.finding for each in inspect([Source("pod.yaml", text.encode())]).findings)
    assert wrong.rule == "ignore-unknown-rule"
    assert wrong.problem.nearest == RULE


def test_an_annotation_covers_the_whole_object() -> None:
    assert (
        found(POD.replace("name: mc1", f"name: mc1\n  annotations: {{policies: 'ignore={RULE} {WHY}'}}"))
        == []
    )


def test_annotation_excuses_findings_that_concern_several_objects() -> None:
    reason = "endpoints are added by hand"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: mc1%s}\nspec: {selector: {app: other}}\n"
    excuse = f", annotations: {{policies: 'ignore=service-selects-no-pod {reason}'}}"
    pod = POD.replace("name: mc1", "name: mc1\n  labels: {app: mc1}").replace(
        "  - name: spare\n    emptyDir: {}\n", ""
    )
    assert found(f"{pod}---\n{service % ''}") == ["service-selects-no-pod"]
    assert found(f"{pod}---\n{service % excuse}") == []
