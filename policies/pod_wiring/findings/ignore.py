"""What a manifest asks the rules to overlook, by annotation or comment: `policies: ignore=RULE reason`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.values import mapping, text

ANNOTATION = "policies"
_DIRECTIVE = re.compile(r"ignore=(\S*)((?:(?!\bignore=).)*)", re.DOTALL)


class Ignore(NamedTuple):
    """One rule that is to be overlooked, and why."""

    rule: str
    """Id of the rule, as written."""
    reason: str
    """Why; empty if none is given, and then nothing is overlooked."""
    pointer: str
    """JSON pointer to the annotation; empty for a comment."""


def ignores_in(directive: str, pointer: str = "") -> Iterator[Ignore]:
    """Yield what a directive asks for; it may hold several: `ignore=RULE reason; ignore=OTHER reason`."""
    for rule, reason in _DIRECTIVE.findall(directive):
        has_words = re.search(r"\w", reason)
        yield Ignore(rule.rstrip(";,"), reason.strip(" ;,\t\n") if has_words else "", pointer)


def annotated_ignores(manifest: Manifest) -> list[Ignore]:
    """Give what an object's annotation asks for."""
    directive = text(mapping(manifest.metadata.get("annotations")).get(ANNOTATION))
    at = f"{manifest.pointer}/metadata/annotations/{ANNOTATION}"
    return list(ignores_in(directive, at)) if directive else []
