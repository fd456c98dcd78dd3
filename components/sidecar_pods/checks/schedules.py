"""Checks of the times at which a CronJob runs, after the parser that Kubernetes uses (robfig/cron v3)."""

import re
from typing import Final, NamedTuple

from sidecar_pods.arguments.errors import nearest_name
from sidecar_pods.checks.values import Complaint


class _Unit(NamedTuple):
    """A field of a schedule in cron's notation."""

    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()
    """Names of the values, from the lowest on."""


_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_UNITS: Final = (
    _Unit("minute", 0, 59),
    _Unit("hour", 0, 23),
    _Unit("day of the month", 1, 31),
    _Unit("month", 1, 12, _MONTHS),
    _Unit("day of the week", 0, 6, ("sun", "mon", "tue", "wed", "thu", "fri", "sat")),
)
_WORDS: Final = ("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly")
_EVERY: Final = r"@every ([-+]?((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+|[-+]?0)"
_NUMBER: Final = r"\+?[0-9]+"
_EXPECTED: Final = 'five fields such as "*/5 * * * *", or a word such as @daily'


def schedule(value: str) -> Complaint | None:
    """Check a schedule in cron's notation."""
    if "TZ" in value:
        return Complaint(f'is "{value}", which names a time zone', "the time zone in time_zone")
    if value.startswith("@"):
        if value in _WORDS or re.fullmatch(_EVERY, value):
            return None
        return Complaint(f'is "{value}"', _EXPECTED, nearest_name(value, _WORDS))
    fields = value.split()
    if len(fields) != len(_UNITS):
        return Complaint(f'is "{value}"' if value else "is empty", _EXPECTED)
    for field, unit in zip(fields, _UNITS, strict=True):
        for part in filter(None, field.split(",")):
            if not _is_range(part, unit):
                problem = f'has "{part}" for the {unit.name}'
                return Complaint(problem, f"{unit.lowest} to {unit.highest}, a range, * or */2")
    return None


def _is_range(part: str, unit: _Unit) -> bool:
    """Return whether a part of a field is a number, a range, a star, or one of these with a step."""
    bounds, *steps = part.split("/")
    first, *rest = bounds.split("-")
    if len(steps) > 1 or (steps and not _is_step(steps[0])):
        return False
    if first in ("*", "?"):
        return True
    low = _number(first, unit)
    high = _number(rest[0], unit) if rest else unit.highest if steps else low
    return (
        len(rest) < 2 and low is not None and high is not None and unit.lowest <= low <= high <= unit.highest
    )


def _is_step(step: str) -> bool:
    return bool(re.fullmatch(_NUMBER, step)) and int(step) > 0


def _number(word: str, unit: _Unit) -> int | None:
    if word.lower() in unit.names:
        return unit.names.index(word.lower()) + unit.lowest
    return int(word) if re.fullmatch(_NUMBER, word) else None


def time_zone(value: str) -> Complaint | None:
    """Check a time zone by the names that this machine knows."""
    from zoneinfo import ZoneInfo, available_timezones  # few arguments have one

    def known(name: str) -> bool:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # unknown, not a name, a folder of names
            return False
        return True

    # Some systems have no time zones, or leave out the old names. They cannot tell that a name is wrong.
    if value and value.lower() != "local" and (known(value) or not known("US/Pacific")):
        return None
    problem = f'is "{value}"' if value else "is empty"
    return Complaint(problem, "a time zone such as Europe/Rome", nearest_name(value, available_timezones()))
