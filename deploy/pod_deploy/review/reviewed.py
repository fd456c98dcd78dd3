"""The result of a review, from which every format is written; pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from pod_deploy.review.changes import compare
from pod_deploy.review.effects import Action, Effect, Name, Sentence, effects, in_order, listed, replaced_live
from pod_deploy.review.objects import Side
from pod_deploy.review.policies import NOT_INSTALLED, Verdict
from pod_deploy.shown.graph.mermaid import mermaid_of_change
from pod_deploy.stack.manifests import Json, ObjectKey


class State(StrEnum):
    """A stack as a whole."""

    CHANGED = "changed"
    UNCHANGED = "unchanged"
    NEW = "new"
    DELETED = "deleted"
    BROKEN = "broken"
    UNKNOWN = "unknown"
    """The head can be rendered, the base cannot."""


class Drift(NamedTuple):
    """An object that was changed by hand: the cluster differs from the state of the last deployment."""

    kind: str
    """Its kind."""
    name: str
    """Its name."""
    is_gone: bool
    """Whether it was deleted; else it was changed."""


@dataclass(frozen=True)
class LivePreview:
    """What `pulumi preview` says about one stack."""

    counts: Mapping[str, int] = field(default_factory=dict[str, int])
    """The number of objects by operation, such as `update`: the program's own changes and the repairs."""
    drift: tuple[Drift, ...] = ()
    """Objects that were changed by hand, and that a deployment would bring back."""
    error: str = ""
    """The first error in a sentence; empty if the preview succeeded."""
    log: str = ""
    """The CLI's output. The CLI itself masks secrets in it."""
    replaced: frozenset[ObjectKey] = frozenset()
    """The objects that a deployment would delete and make anew."""


@dataclass(frozen=True)
class Note:
    """A remark on a stack as a whole."""

    sentence: Sentence
    """The remark."""
    risk: str = ""
    """What may be lost: `data`, `requests` or both; empty if nothing."""


@dataclass(frozen=True)
class StackReview:
    """What happens to one stack."""

    name: str
    """The stack's name."""
    state: State
    """The stack as a whole."""
    notes: tuple[Note, ...] = ()
    """Remarks on the stack as a whole."""
    effects: tuple[Effect, ...] = ()
    """What happens to each object."""
    verdict: Verdict = NOT_INSTALLED
    """The policies' findings for the head."""
    wiring: str = ""
    """A Mermaid diagram of the wiring before and after; empty if the wiring is unchanged."""
    live: LivePreview | None = None
    """The live preview; None if there was none."""

    def count(self, action: Action) -> int:
        """Return the number of objects to which something happens."""
        return sum(effect.action is action for effect in self.effects)

    @property
    def changed(self) -> tuple[Effect, ...]:
        """Return the objects to which something happens."""
        return tuple(effect for effect in self.effects if effect.action is not Action.UNCHANGED)

    @property
    def told(self) -> tuple[Effect, ...]:
        """Return the objects to tell of; those of a deleted stack stay until somebody destroys it."""
        return () if self.state is State.DELETED else self.changed

    @property
    def risks(self) -> frozenset[str]:
        """Return what may be lost: `data`, `requests`, both or nothing."""
        stated = (each.risk for each in (*self.notes, *self.effects))
        return frozenset(risk for each in stated if each for risk in each.split(" and "))

    @property
    def is_quiet(self) -> bool:
        """Return whether there is nothing to tell of the stack."""
        is_same = self.state is State.UNCHANGED and not self.changed
        has_new = any(each.is_new for each in self.verdict.findings)
        has_live = self.live is not None and bool(self.live.error or self.live.drift)
        return is_same and not has_new and not has_live

    def with_live(self, live: LivePreview | None) -> StackReview:
        """Return the review with its live preview, which knows better than a table what is replaced."""
        if live is None:
            return self
        found = (replaced_live(each) if each.change.key in live.replaced else each for each in self.effects)
        return replace(self, live=live, effects=in_order(found))


@dataclass(frozen=True)
class Review:
    """What happens to all stacks."""

    base: str
    """The commit of the base."""
    head: str
    """The commit of the head."""
    stacks: tuple[StackReview, ...]
    """The stacks, by name."""

    @property
    def exit_code(self) -> int:
        """Return 1 if a stack of the head cannot be rendered, or its live preview failed, else 0."""
        return int(any(stack.state is State.BROKEN or _has_failed(stack.live) for stack in self.stacks))

    @property
    def is_live(self) -> bool:
        """Return whether a stack has a live preview."""
        return any(stack.live for stack in self.stacks)

    @property
    def by_urgency(self) -> list[StackReview]:
        """Return the stacks: broken ones, then those that may lose something, then those that change."""

        def urgency(stack: StackReview) -> tuple[bool, bool, bool, str]:
            return stack.state is not State.BROKEN, not stack.risks, stack.is_quiet, stack.name

        return sorted(self.stacks, key=urgency)

    def with_live(self, previews: Mapping[str, LivePreview]) -> Review:
        """Return the review with the live preview of each stack that has one."""
        return replace(self, stacks=tuple(each.with_live(previews.get(each.name)) for each in self.stacks))


def _has_failed(live: LivePreview | None) -> bool:
    return live is not None and bool(live.error)


def review_stack(
    name: str, base: Side | None, head: Side | None, verdict: Verdict = NOT_INSTALLED, command: str = ""
) -> StackReview:
    """Return what happens to a stack.

    Args:
        name: Its name.
        base: The stack before; None if it does not exist.
        head: The stack after; None if it does not exist.
        verdict: The policies' findings for the head.
        command: The command that destroys the stack, for one that the head deletes.
    """
    if head is not None and head.error:
        return StackReview(name, State.BROKEN, (_broken("This stack cannot be rendered: ", head),))
    if base is not None and base.error:
        if head is None:
            notes = (_farewell(command, 0), _broken("The base cannot be rendered: ", base))
            return StackReview(name, State.DELETED, notes)
        words = "The base cannot be rendered, so there is nothing to compare with: "
        return StackReview(name, State.UNKNOWN, (_broken(words, base),), verdict=verdict)
    before, after = base or Side(), head or Side()
    found = effects(compare(before.objects, after.objects))
    if head is None:
        return StackReview(name, State.DELETED, (_farewell(command, len(found)),), found)
    notes = _notes(base, head)
    is_known_part_same = all(effect.action is Action.UNCHANGED for effect in found)
    is_same = not notes and is_known_part_same and before.left_out == after.left_out
    state = State.NEW if base is None else State.UNCHANGED if is_same else State.CHANGED
    notes = (*notes, *_left_out(before, after))
    return StackReview(name, state, notes, found, verdict, _wiring(before, after))


def _wiring(before: Side, after: Side) -> str:
    return mermaid_of_change(list(before.objects.values()), list(after.objects.values())) or ""


def _broken(words: str, side: Side) -> Note:
    return Note((words, Name(side.error)))


def _farewell(command: str, objects: int) -> Note:
    what = f"its {objects} objects" if objects != 1 else "its object"
    words = (
        "Destroy this stack before you merge: ",
        Name(command),
        f". Nothing else deletes {what if objects else 'its objects'}.",
    )
    return Note(words, "data and requests")


def _notes(base: Side | None, head: Side) -> tuple[Note, ...]:
    notes: list[Note] = []
    if base is not None and base.context != head.context:
        names = (Name(base.context or "none"), " to ", Name(head.context or "none"))
        words = ("The kubeconfig's context changes from ", *names, ": the objects on the old cluster stay.")
        notes.append(Note(words, "data and requests"))
    changed = _changed_keys(base.secure if base else {}, head.secure)
    if changed and base is not None:
        words = ("Encrypted values change, which a review cannot read: ", *listed(changed), ".")
        notes.append(Note(words))
    return tuple(notes)


def _left_out(before: Side, after: Side) -> tuple[Note, ...]:
    """Return the note on the resources whose objects a review does not know; those that change come first."""
    old, new = before.left_out, after.left_out
    how = {
        name: " (new)" if name not in old else " (gone)" if name not in new else " (changed)"
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }
    names = [*how, *(name for name in sorted(new) if name not in how)]
    if not names:
        return ()
    row = [part for name in names[:_MOST_LEFT_OUT] for part in (", ", Name(name), how.get(name, ""))][1:]
    more = len(names) - _MOST_LEFT_OUT
    rest = f" and {more} more" if more > 0 else ""
    words = "Only a Pulumi CLI knows the objects of these: "
    return (Note((words, *(part for part in row if part), rest, ".")),)


_MOST_LEFT_OUT = 20


def _changed_keys(before: Mapping[str, Json], after: Mapping[str, Json]) -> list[str]:
    return sorted(key for key in {*before, *after} if before.get(key) != after.get(key))
