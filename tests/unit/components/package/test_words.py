"""Sentences for users of other languages name each field as these users write it."""

import re

import pytest

from sidecar_pods.package.names import kubernetes_names
from sidecar_pods.package.words import Words
from tests.unit.components.package.test_schema import SCHEMA
from tests.unit.components.refused_values import NAMES, SHAPE, VALUES
from tests.unit.components.test_refusals import WIRING

WORDS = Words(
    name
    for kind in ("types", "resources")
    for each in SCHEMA[kind].values()
    for group in ("properties", "inputProperties")
    for name in each.get(group, ())
)
OWN = re.compile(r'"[^"]*"|\[[^\]]*\]')
IN_PYTHON = re.compile(r"[a-z]+_[a-z_]*")
SENTENCES = [sentence for cases in (SHAPE, NAMES, VALUES, WIRING) for _, sentence in cases.values()]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_translated_sentence_names_no_field_as_in_python(sentence: str) -> None:
    translated = WORDS.translated(sentence)
    before, unknown_field, after = translated.partition(" is not a field that exists")
    assert IN_PYTHON.findall(OWN.sub("", after if unknown_field else before)) == []
    assert OWN.findall(translated) == OWN.findall(sentence)


@pytest.mark.parametrize(
    ("sentence", "translated"),
    [
        (
            "mc1: shared_volumes[html].written_by is empty; expected at least one container",
            "mc1: sharedVolumes[html].writtenBy is empty; expected at least one container",
        ),
        ("mc1: host_pid is a string", "mc1: hostPID is a string"),
        (
            "mc1: exec_ is missing; expected one of exec_, from_",
            "mc1: exec is missing; expected one of exec, from",
        ),
        ('mc1: env[host_ip].value is "read_by"', 'mc1: env[host_ip].value is "read_by"'),
        ("read_by: image is empty", "read_by: image is empty"),
        ("mc1: file read_by.conf is there", "mc1: file readBy.conf is there"),
        ("a sentence about read_by", "a sentence about readBy"),
    ],
)
def test_only_names_of_fields_are_translated(sentence: str, translated: str) -> None:
    assert WORDS.translated(sentence) == translated


def test_names_of_kubernetes_are_known() -> None:
    assert kubernetes_names()["set_hostname_as_fqdn"] == "setHostnameAsFQDN"
