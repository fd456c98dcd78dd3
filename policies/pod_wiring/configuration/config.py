"""The configuration: the level of each rule in the policy pack, and the exemptions."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pod_wiring.configuration.remediation import REMEDIATIONS
from pod_wiring.files.source import Source
from pod_wiring.findings.names import did_you_mean, nearest_name
from pod_wiring.findings.rule import Tier
from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.shape import Shape, difference
from pod_wiring.manifests.values import mapping, sequence, text
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
    """Objects that a rule does not apply to."""

    rule: str
    """Id of the rule."""
    labels: Mapping[str, str]
    """The labels of these objects."""
    reason: str
    """The reason."""

    def is_for(self, manifest: Manifest) -> bool:
        """Return whether an object is exempt."""
        return has_labels(manifest, self.labels)


class Config(NamedTuple):
    """The configuration, after its checks."""

    enforcement: Mapping[str, str]
    """The level in the policy pack, by tier, or by the id of a rule that differs from its tier."""
    project: Mapping[str, str]
    """The labels of the objects that the policy pack applies the rules of the project to."""
    size_limit: str
    """The size limit that remediation sets on an emptyDir without one."""
    exemptions: tuple[Exemption, ...]
    """The objects that single rules do not apply to."""


def has_labels(manifest: Manifest, labels: Mapping[str, str]) -> bool:
    """Return whether an object has all these labels."""
    written = mapping(manifest.metadata.get("labels"))
    return all(written.get(key) == value for key, value in labels.items())


def read_config(file: Path = DEFAULT) -> Config:
    """Return the configuration in a file.

    Args:
        file: The file.

    Raises:
        FileError: The file cannot be read, or a key or a value in it is wrong.
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
            raise source.bad_field(root, pointer, f'is "{name}", which is unknown. {nearest}')
    for rule, level in _texts(values.get("rules")).items():
        if level == "remediate" and rule not in REMEDIATIONS:
            able = ", ".join(REMEDIATIONS)
            raise source.bad_field(
                root, f"/rules/{rule}", f"is remediate, but only these rules have a repair: {able}"
            )
    for index, each in enumerate(sequence(values.get("exemptions"))):
        lacking = next((key for key in ("rule", "labels", "reason") if not mapping(each).get(key)), None)
        if lacking:
            raise source.bad_field(root, f"/exemptions/{index}", f"has no {lacking}")
    return _config(values)


def _names(values: Mapping[str, object]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield each name in the configuration: its JSON pointer, the name, and the valid names there."""
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
