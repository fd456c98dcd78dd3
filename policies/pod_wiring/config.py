"""How strictly the policies hold, and where they need not: config.yaml, or a file of the user's."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pod_wiring.files.source import Source
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.shape import Shape, difference
from pod_wiring.manifests.values import mapping, sequence, text
from pod_wiring.remediation import REMEDIATIONS
from pod_wiring.rules.ignore_unknown_rule import RULE_IDS

DEFAULT = Path(__file__).parent / "config.yaml"
_SHAPE: dict[str, Shape] = {
    "emptyDirSizeLimit": str,
    "enforcement": {"*": str},
    "exemptions": [{"labels": {"*": str}, "reason": str, "rule": str}],
    "project": {"*": str},
    "rules": {"*": str},
}
LEVELS = ["advisory", "disabled", "mandatory", "remediate"]
"""Pulumi's enforcement levels."""


class Exemption(NamedTuple):
    """A rule that need not hold of some objects."""

    rule: str
    """Id of the rule."""
    labels: Mapping[str, str]
    """The labels an object must have to be exempt."""
    reason: str
    """Why."""

    def is_for(self, manifest: Manifest) -> bool:
        """Tell whether an object is exempt."""
        return has_labels(manifest, self.labels)


class Config(NamedTuple):
    """The configuration, read and checked."""

    enforcement: Mapping[str, str]
    """By tier, or by the id of a rule that differs from its tier, its level in the policy pack."""
    project: Mapping[str, str]
    """The labels of the objects that the rules of the project hold for, in the policy pack."""
    size_limit: str
    """The size limit that remediation gives to an emptyDir without one."""
    exemptions: tuple[Exemption, ...]
    """The rules that need not hold of some objects."""


def has_labels(manifest: Manifest, labels: Mapping[str, str]) -> bool:
    """Tell whether an object has all these labels."""
    written = mapping(manifest.metadata.get("labels"))
    return all(written.get(key) == value for key, value in labels.items())


def read_config(file: Path = DEFAULT) -> Config:
    """Read a configuration.

    Args:
        file: The file.

    Raises:
        FileError: It cannot be read, or a key or a value in it is wrong.
    """
    source = Source.of_file(file)
    root = next(source.nodes(), None)
    if root is None:
        return _config({})
    value = source.value(root)
    wrong = difference(value, _SHAPE)
    if wrong:
        raise source.bad_field(root, *wrong)
    values = mapping(value)
    for pointer, name, known in _names(values):
        if name not in known:
            nearest = did_you_mean(nearest_name(name, known), f"Expected one of {', '.join(known)}.")
            raise source.bad_field(root, pointer, f'is "{name}", which is not known. {nearest}')
    for rule, level in _texts(values.get("rules")).items():
        if level == "remediate" and rule not in REMEDIATIONS:
            able = f"{', '.join(REMEDIATIONS)} can"
            raise source.bad_field(
                root, f"/rules/{rule}", f"is remediate, and that rule cannot mend what it finds; {able}"
            )
    for index, each in enumerate(sequence(values.get("exemptions"))):
        lacking = next((key for key in ("rule", "labels", "reason") if not mapping(each).get(key)), None)
        if lacking:
            raise source.bad_field(root, f"/exemptions/{index}", f"has no {lacking}")
    return _config(values)


def _names(values: Mapping[str, object]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield the pointer of each name in the configuration, the name, and the names that are known there."""
    tiers = [str(tier) for tier in Tier]
    yield from ((f"/{key}", key, sorted(_SHAPE)) for key in values)
    for field, known in (("enforcement", tiers), ("rules", RULE_IDS)):
        for key, level in mapping(values.get(field)).items():
            yield f"/{field}/{key}", key, known
            yield f"/{field}/{key}", text(level), LEVELS
    for index, each in enumerate(sequence(values.get("exemptions"))):
        for key in mapping(each):
            yield f"/exemptions/{index}/{key}", key, ["labels", "reason", "rule"]
        yield f"/exemptions/{index}/rule", text(mapping(each).get("rule")), RULE_IDS


def _config(values: Mapping[str, object]) -> Config:
    return Config(
        _texts(values.get("enforcement")) | _texts(values.get("rules")),
        _texts(values.get("project")),
        text(values.get("emptyDirSizeLimit")) or "64Mi",
        tuple(
            Exemption(text(each.get("rule")), _texts(each.get("labels")), text(each.get("reason")))
            for each in map(mapping, sequence(values.get("exemptions")))
        ),
    )


def _texts(value: object) -> dict[str, str]:
    return {key: text(each) for key, each in mapping(value).items()}
