"""The format for programs."""

from __future__ import annotations

import json
from dataclasses import asdict

from pod_deploy.review.effects import Action, Effect
from pod_deploy.review.formats.inert import plain
from pod_deploy.review.reviewed import LivePreview, Note, Review, StackReview


def as_json(review: Review) -> str:
    """Return a review as JSON. Only strings can hold `##[`, so its first sign can be escaped."""
    document = {"base": review.base, "head": review.head, "stacks": [_stack(each) for each in review.stacks]}
    return json.dumps(document, indent=2).replace("##[", r"\u0023#[") + "\n"


def _stack(stack: StackReview) -> dict[str, object]:
    return {
        "name": stack.name,
        "state": stack.state,
        "counts": {action.value: stack.count(action) for action in Action},
        "notes": [_note(note) for note in stack.notes],
        "objects": [_object(effect) for effect in stack.changed],
        "findings": [finding._asdict() for finding in stack.verdict.findings],
        "policies": stack.verdict.error or "checked",
        "wiring": stack.wiring,
        "live": _live(stack.live) if stack.live else None,
    }


def _live(live: LivePreview) -> dict[str, object]:
    return {**asdict(live), "replaced": [key._asdict() for key in sorted(live.replaced)]}


def _note(note: Note) -> dict[str, str]:
    return {"sentence": plain(note.sentence), "risk": note.risk}


def _object(effect: Effect) -> dict[str, object]:
    return {
        **effect.change.key._asdict(),
        "action": effect.action,
        "sentence": plain(effect.sentence),
        "risk": effect.risk,
        "fields": [field._asdict() for field in effect.change.fields],
    }
