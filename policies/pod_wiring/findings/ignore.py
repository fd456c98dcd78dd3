"""Exceptions that a manifest asks for, in an annotation or a comment: `policies: ignore=RULE reason`."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pod_wiring.manifests.manifest import Manifest
from pod_wiring.manifests.values import mapping, text

ANNOTATION = "policies"
_DIRECTIVE = re.compile(r"ignore=(\S*)((?:(?!\bignore=).)*)", re.DOTALL)


class Ignore(NamedTuple):
    """An exception from one rule, with its reason."""

    rule: str
    """Id of the rule, as the manifest spells it."""
    reason: str
    """The reason. If it is empty, the exception does not count."""
    pointer: str
    """JSON pointer to the annotation; empty for a comment."""


def ignores_in(directive: str, pointer: str = "") -> Iterator[Ignore]:
    """Yield the exceptions in a directive, such as `ignore=RULE reason; ignore=OTHER reason`."""
    for rule, reason in _DIRECTIVE.findall(directive):
        has_words = re.search(r"\w", reason)
        yield Ignore(rule.rstrip(";,"), reason.strip(" ;,\t\n") if has_words else "", pointer)


def annotated_ignores(manifest: Manifest) -> list[Ignore]:
    """Return the exceptions that an object's annotation asks for."""
    directive = text(mapping(manifest.metadata.get("annotations")).get(ANNOTATION))
    at = f"{manifest.pointer}/metadata/annotations/{ANNOTATION}"
    return list(ignores_in(directive, at)) if directive else []
