"""The example of docs/adopt.md is what the command prints, and its refusals are real."""

import re
from pathlib import Path

from sidecar_pods.adopt import adopt
from tests.unit.adopt.programs import by_identity, objects_in, objects_of

PAGE = (Path(__file__).parents[3] / "docs" / "adopt.md").read_text()
(MANIFEST,) = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
((EQUALS, READER),) = re.findall(r"^- (.*)\n\+ (.*)$", PAGE, re.MULTILINE)
SENTENCES = re.findall(r"^shop\.yaml:.*", PAGE, re.MULTILINE)

POD_OF_THE_SHOP = """\
apiVersion: v1
kind: Pod
metadata:
  name: shop-5d9c7
  ownerReferences: [{kind: ReplicaSet, name: shop-5d9c, controller: true}]
"""


def refusal_of(text: str) -> str:
    (refusal,) = adopt({"shop.yaml": text}).refusals
    return refusal


def test_program_of_the_page_is_what_adopt_prints() -> None:
    adoption = adopt({"shop.yaml": MANIFEST})
    assert adoption.program == PROGRAM
    assert adoption.refusals == []


def test_program_of_the_page_states_its_objects() -> None:
    assert by_identity(objects_of(PROGRAM)) == by_identity(objects_in(MANIFEST))


def test_next_step_of_the_page_makes_one_mount_read_only() -> None:
    assert EQUALS in PROGRAM
    (before,) = [each for each in objects_of(PROGRAM) if each["kind"] == "Deployment"]
    (after,) = [each for each in objects_of(PROGRAM.replace(EQUALS, READER)) if each["kind"] == "Deployment"]
    assert after != before
    after["spec"]["template"]["spec"]["containers"][0]["volumeMounts"][0].pop("readOnly")
    assert after == before


def test_sentences_of_the_page_are_real_refusals() -> None:
    typo = MANIFEST.replace("{name: pages, mountPath: /site}", "{name: page, mountPath: /site}")
    assert [refusal_of(typo), refusal_of(POD_OF_THE_SHOP)] == SENTENCES
