"""The review on a terminal and for programs, and the files that it writes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pod_deploy.review.formats.as_json import as_json
from pod_deploy.review.formats.comment import comment
from pod_deploy.review.formats.diffs import full_diff, unified
from pod_deploy.review.formats.inert import plain
from pod_deploy.review.formats.output import show, write
from pod_deploy.review.formats.text import as_text
from pod_deploy.review.objects import Side
from pod_deploy.review.policies import Verdict
from tests.foreign import Json, JsonObject
from tests.unit.deploy.review.reviews import (
    PROD,
    REVIEWS,
    broken,
    changed,
    config_map,
    pod,
    review,
    side,
    stack,
)
from tests.unit.deploy.review.test_inert import tokens


def lines(name: str) -> list[str]:
    return [line.text for line in as_text(REVIEWS[name]())]


def test_terminal_shows_each_object_that_changes_with_its_fields() -> None:
    assert lines("replacement-of-a-bare-pod") == [
        "dev may lose data and requests.",
        "1 of 2 stacks changes.",
        "Stack dev: 1 replaced, 1 unchanged; policies: 2 findings, 1 new",
        "  !+- Pod mc1 is deleted and made anew: about 30 s without it; the files in its volume html are lost"
        " (may lose data and requests)",
        "        containers[1st].env[MODE]: added",
        '  ! new finding: Pod mc1, container 1st: image "nginx" has no tag, so it can change under a running'
        " Pod. Name a version [image-latest]",
        "Stack staging: 2 unchanged; policies: no finding",
    ]


def test_terminal_shows_the_sentence_of_a_broken_stack() -> None:
    assert lines("broken-stack")[:4] == [
        "dev cannot be rendered.",
        "3 of 3 stacks change.",
        "Stack dev (broken): no objects; policies: not checked",
        "  ! This stack cannot be rendered: stacks/Pulumi.dev.yaml: config: replicsa: no such key."
        ' Did you mean "replicas"?',
    ]


def test_terminal_says_to_destroy_a_deleted_stack() -> None:
    assert lines("deleted-stack")[3] == (
        "  ! Destroy this stack before you merge: pod-deploy destroy --stack edge."
        " Nothing else deletes its 2 objects. (may lose data and requests)"
    )


def test_many_fields_are_counted() -> None:
    before = config_map("page", "x")
    after = changed(before, lambda each: each["data"].update({f"k{number}": "v" for number in range(20)}))
    made = review(stack("dev", side(before), side(after)))
    assert [line.text for line in as_text(made)][-1] == "        … and 12 more fields"
    assert "  - … and 12 more fields\n" in comment(made)


def test_json_has_counts_objects_and_fields() -> None:
    document = json.loads(as_json(REVIEWS["rollout"]()))
    assert (document["base"], document["head"]) == ("1" * 40, "2" * 40)
    prod, staging = document["stacks"]
    assert (prod["name"], prod["state"], staging["state"]) == ("prod", "changed", "unchanged")
    assert {action: number for action, number in prod["counts"].items() if number} == {
        "rolled": 1,
        "unchanged": 1,
    }
    path = "spec.template.spec.initContainers[log-watcher].image"
    assert prod["objects"] == [
        {
            "group": "apps",
            "kind": "Deployment",
            "namespace": "mc1-prod",
            "name": "mc1",
            "action": "rolled",
            "sentence": "Deployment mc1 rolls 3 Pods",
            "risk": "",
            "fields": [{"path": path, "before": "debian:12.12-slim", "after": "debian:13.1-slim"}],
        }
    ]


def test_all_files_are_written(tmp_path: Path) -> None:
    made = REVIEWS["500-changed-objects"]()
    write(made, tmp_path / "new" / "folder")
    written = {file.name: file.read_text() for file in (tmp_path / "new" / "folder").iterdir()}
    assert set(written) == {"comment.md", "summary.md", "full.diff", "review.json"}
    assert written["comment.md"] == comment(made)
    assert written["full.diff"].count("diff prod: ConfigMap page-") == 500
    assert "Left out" not in written["summary.md"]


@pytest.mark.parametrize(
    ("name", "start"), [("text", "No stack changes."), ("markdown", "### "), ("json", "{")]
)
def test_format_is_shown(name: str, start: str, capsys: pytest.CaptureFixture[str]) -> None:
    show(REVIEWS["no-change"](), name)  # pyright: ignore[reportArgumentType] - a parameter of the test
    assert capsys.readouterr().out.startswith(start)


def test_large_object_is_compared_in_a_moment() -> None:
    texts = ["".join(f"{side} {number % 7}\n" for number in range(40_000)) for side in ("a", "b")]
    before, after = (side(config_map("page", text)) for text in texts)
    (effect,) = stack("dev", before, after).effects
    assert unified(effect.change).count("\n") > 80_000


def test_wiring_stands_where_it_changed() -> None:
    def unmount(each: JsonObject) -> None:
        del each["spec"]["containers"][1]["volumeMounts"]

    made = review(stack("dev", side(pod()), side(changed(pod(), unmount))))
    assert "The wiring: green parts are new, red ones are gone.\n\n```mermaid\n" in comment(made)
    assert "mermaid" not in comment(review(stack("dev", side(pod()), side(pod(image="a:1")))))


def test_checker_that_failed_is_named() -> None:
    verdict = Verdict(error="pod-wiring could not check: no message")
    made = review(stack("dev", side(), side(pod()), verdict))
    assert "- Policies: `pod-wiring could not check: no message`" in comment(made)
    assert "  · policies: pod-wiring could not check: no message" in [line.text for line in as_text(made)]


# The next two keep what the review before this one got wrong.


def test_broken_stack_leaves_the_others_in_the_comment() -> None:
    made = review(stack("dev", side(pod()), broken("no")), stack("prod", side(*PROD), side()))
    assert "#### `prod`" in comment(made)
    assert made.exit_code == 1


def test_text_at_the_top_level_of_an_object_closes_no_fence() -> None:
    """The text of the first stack hid the second one under a heading."""
    after = config_map("page", "x", note="\n```\n# Heading\n")
    made = review(
        stack("dev", side(config_map("page", "x")), side(after)), stack("prod", side(*PROD), side())
    )
    text = comment(made)
    assert "````diff" in text
    found = list(tokens(text))
    headings = [found[place + 1].content for place, each in enumerate(found) if each.type == "heading_open"]
    assert headings == ["What a merge changes", "`prod`", "`dev`"]


def test_base_that_is_broken_is_no_fault_of_the_head() -> None:
    assert review(stack("dev", broken("no"), side(pod()))).exit_code == 0


def test_full_diff_names_stack_and_object() -> None:
    made = REVIEWS["image-bump"]()
    assert full_diff(made).startswith("diff dev: Pod mc1 (default)\n@@ -5,7 +5,7 @@\n")


def left_out(**hashes: Json) -> Side:
    return side(pod(), left_out={f'random:index:RandomId "{name}"': each for name, each in hashes.items()})


def said_of_left_out(base: Side, head: Side) -> list[str]:
    stacks = stack("dev", base, head)
    return [stacks.state, *(plain(note.sentence) for note in stacks.notes)]


def test_resource_that_a_review_cannot_show_is_named() -> None:
    words = 'Only a Pulumi CLI knows the objects of these: random:index:RandomId "a"'
    assert said_of_left_out(left_out(a="1"), left_out(a="1")) == ["unchanged", f"{words}."]
    assert said_of_left_out(left_out(a="1"), left_out(a="2")) == ["changed", f"{words} (changed)."]
    assert said_of_left_out(left_out(), left_out(a="1")) == ["changed", f"{words} (new)."]
    assert said_of_left_out(left_out(a="1"), left_out()) == ["changed", f"{words} (gone)."]
    assert said_of_left_out(left_out(), left_out()) == ["unchanged"]


def test_resources_that_a_review_cannot_show_are_counted_if_they_are_many() -> None:
    hashes = {f"n{number:02}": "1" for number in range(22)}
    _, sentence = said_of_left_out(left_out(**hashes), left_out(**{**hashes, "n21": "2"}))
    start = 'Only a Pulumi CLI knows the objects of these: random:index:RandomId "n21" (changed), '
    assert sentence.startswith(start)
    assert sentence.endswith('random:index:RandomId "n18" and 2 more.')
