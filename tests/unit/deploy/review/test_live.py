"""Live previews in the comment and in the reports of the workflows."""

from __future__ import annotations

from pod_deploy.review.formats.comment import COMMENT, comment
from pod_deploy.review.formats.live_report import drift_report, plan_report
from pod_deploy.review.formats.text import as_text, in_short
from pod_deploy.review.reviewed import Drift, LivePreview, Review
from pod_deploy.stack.manifests import key_of
from tests.unit.deploy.review.reviews import config_map, live_review, manifest, review, side, stack

FINE = LivePreview({"create": 1, "update": 2}, log="Previewing update (prod):")
DRIFTED = LivePreview({"update": 1}, (Drift("Deployment", "mc1", is_gone=False),))
FAILED = LivePreview(error="The Pulumi CLI failed: size: too big", log="```\n## not a heading\n" * 50)


def reviewed() -> Review:
    before, after = side(config_map("page", "old")), side(config_map("page", "new"))
    return review(stack("prod", before, after), stack("staging", before, before))


def table(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("|")]


def test_live_preview_is_the_last_column_of_the_same_table() -> None:
    head, line, prod, staging = table(comment(reviewed().with_live({"prod": FINE})))
    assert head.endswith("| policies | live preview |")
    assert line.count("|") == head.count("|")
    assert prod.endswith("| 1 to create, 2 to update |")
    assert staging.endswith("| not run |")


def test_comment_without_live_previews_has_no_column_for_them() -> None:
    assert "live preview" not in comment(reviewed())


def test_failed_preview_is_a_sentence_and_a_folded_log_even_if_nothing_else_changes() -> None:
    made = reviewed().with_live({"prod": FINE, "staging": FAILED})
    text = comment(made)
    assert "| **failed** |" in text
    assert "**The live preview failed:** `The Pulumi CLI failed: size: too big`" in text
    assert "<details><summary>Log of the live preview</summary>\n\n````text\n```\n## not a heading" in text
    assert made.exit_code == 1


def test_preview_that_succeeds_leaves_nothing_of_an_earlier_failure() -> None:
    assert "failed" not in comment(reviewed().with_live({"prod": FINE, "staging": FINE}))


def test_log_that_is_too_long_for_github_is_left_out_with_a_remark() -> None:
    huge = LivePreview(error="too big", log="<&>" * 30_000)
    text = comment(reviewed().with_live({"prod": huge}))
    assert COMMENT.size(text) <= 65_536
    assert "1 log" in text


def test_drift_is_named_apart_from_the_changes() -> None:
    text = comment(reviewed().with_live({"staging": DRIFTED}))
    assert "| 1 to update; 1 changed by hand |" in text
    words = "Changed by hand on the cluster, and not by this pull request. A deployment undoes it:"
    assert f"{words}\n\n- Deployment `mc1` was changed\n" in text


def test_much_drift_is_counted() -> None:
    live = LivePreview(drift=tuple(Drift("Service", f"web-{number}", is_gone=True) for number in range(22)))
    text = comment(reviewed().with_live({"staging": live}))
    assert text.count("` was deleted\n") == 20
    assert "- … and 2 more objects\n" in text


def test_cluster_knows_better_than_the_table_what_is_replaced() -> None:
    """A Pod's image could change in place, but Pulumi's provider replaces the Pod."""
    text = comment(live_review())
    assert "| :warning: `dev` |  |  |  | **1** |  | 1 | no finding | 1 to replace |" in text
    words = "is deleted and made anew: about 30 s without it; the files in its volume `html` are lost"
    assert (
        f"- :warning: **Pod `mc1` {words}, as the live preview found** (may lose data and requests)" in text
    )
    assert "restarts" not in text


def test_object_that_only_the_cluster_wants_to_replace_is_told() -> None:
    claim = manifest("PersistentVolumeClaim", "files")
    made = review(stack("prod", side(claim), side(claim)))
    text = comment(made.with_live({"prod": LivePreview({"replace": 1}, replaced=frozenset({key_of(claim)}))}))
    assert "PersistentVolumeClaim `files` is replaced, with its data, as the live preview found" in text


def test_terminal_shows_the_same() -> None:
    lines = "\n".join(
        line.text for line in as_text(reviewed().with_live({"prod": FAILED, "staging": DRIFTED}))
    )
    assert "live preview: failed" in lines
    assert "! the live preview failed: The Pulumi CLI failed: size: too big" in lines
    assert "· by hand, and not by this change: Deployment mc1 was changed" in lines


def test_nothing_to_do_is_said() -> None:
    assert in_short(LivePreview()) == "no change"


def test_report_of_drift_is_empty_without_drift() -> None:
    assert drift_report({"prod": FINE}) == ""
    lines = [
        "### `staging`",
        "Changed by hand; a deployment would undo it:",
        "- Deployment `mc1` was changed",
    ]
    assert drift_report({"prod": FINE, "staging": DRIFTED}) == "\n\n".join([*lines, ""])


def test_plan_shows_the_output_of_the_cli() -> None:
    assert (
        plan_report({"prod": FINE})
        == "### `prod`: 1 to create, 2 to update\n\n```text\nPreviewing update (prod):\n```\n\n"
    )
    assert "The preview failed: `The Pulumi CLI failed" in plan_report({"prod": FAILED})
