"""Fail if components/schema.json breaks programs of the last release, and its version stays compatible.

`pulumi package add` looks for a release by its tag: `v` and the package's version. `make check` and a release
run this. Pulumi's own schema-tools is on no registry from which this repository installs its tools.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NotRequired, TypedDict

ROOT = Path(__file__).parents[1]
FILE = "components/schema.json"
_RELEASE = re.compile(r"v\d+\.\d+\.\d+")

Properties = Mapping[str, Mapping[str, object]]
"""Each property's type, with its description."""


class Kind(TypedDict):
    """A type of the schema."""

    properties: Properties
    """Its properties; for a resource, the outputs."""
    required: NotRequired[Sequence[str]]
    """The properties that always have a value."""


class Resource(Kind):
    """A resource of the schema: a type, and its arguments."""

    inputProperties: NotRequired[Properties]
    """The arguments."""
    requiredInputs: NotRequired[Sequence[str]]
    """The arguments that a program must give."""


class Schema(TypedDict):
    """The parts of a schema that a program depends on."""

    name: str
    """The name of the package."""
    namespace: NotRequired[str]
    """The organisation that precedes the name."""
    version: str
    """The version of the package."""
    resources: Mapping[str, Resource]
    """Each resource, by its token."""
    types: Mapping[str, Kind]
    """Each type, by its token."""


def breaking_changes(old: Schema, new: Schema) -> list[str]:
    """Return what breaks programs that were written for the old schema, each as a sentence."""
    return [*_renamed(old, new), *_changes_of_resources(old, new), *_changes_of_types(old, new)]


def refusal(old: Schema, new: Schema) -> str:
    """Return why the new version cannot follow the old one; empty if it can."""
    changes = breaking_changes(old, new)
    least = _next_that_may_break(old["version"])
    if not changes or _numbers(new["version"]) >= least:
        return ""
    expected = ".".join(map(str, least))
    listed = "".join(f"\n  {each}" for each in changes)
    return (
        f"{FILE} breaks programs of v{old['version']}, and its version is {new['version']}; "
        f"expected {expected} or later:{listed}"
    )


def _renamed(old: Schema, new: Schema) -> Iterator[str]:
    if old["name"] != new["name"]:
        yield f"the package is called {new['name']}, no longer {old['name']}"
    if old.get("namespace") != new.get("namespace"):
        yield f"the namespace is {new.get('namespace')}, no longer {old.get('namespace')}"


def _changes_of_resources(old: Schema, new: Schema) -> Iterator[str]:
    for token, was in old["resources"].items():
        name, now = _name(token), new["resources"].get(token)
        if now is None:
            yield f"component {name} is gone"
            continue
        yield from _changes(f"output {name}", was, now, given=False, returned=True)
        yield from _changes(f"argument {name}", _arguments(was), _arguments(now), given=True, returned=False)


def _changes_of_types(old: Schema, new: Schema) -> Iterator[str]:
    given = _reached(old, [_arguments(each) for each in old["resources"].values()])
    returned = _reached(old, list(old["resources"].values()))
    for token, was in old["types"].items():
        now = new["types"].get(token)
        if now is None:
            yield f"type {_name(token)} is gone"
            continue
        place = f"field {_name(token)}"
        yield from _changes(place, was, now, given=token in given, returned=token in returned)


def _changes(place: str, was: Kind, now: Kind, *, given: bool, returned: bool) -> Iterator[str]:
    """Yield the changes of properties that a program gives, or gets back, or both."""
    for name, stated in was["properties"].items():
        if name not in now["properties"]:
            yield f"{place}.{name} is gone"
        elif _type(stated) != _type(now["properties"][name]):
            yield f"{place}.{name} has another type"
    required, still = set(was.get("required", ())), set(now.get("required", ()))
    if given:
        yield from (f"{place}.{name} is required now" for name in sorted(still - required))
    if returned:
        missing = (required - still) & now["properties"].keys()
        yield from (f"{place}.{name} may be missing now" for name in sorted(missing))


def _arguments(resource: Resource) -> Kind:
    return {
        "properties": resource.get("inputProperties", {}),
        "required": resource.get("requiredInputs", ()),
    }


def _reached(schema: Schema, start: Sequence[Kind]) -> set[str]:
    """Return the types of ours that these kinds refer to, directly or not."""
    found: set[str] = set()
    waiting = [*start]
    while waiting:
        referred = set(re.findall(r'"#/types/([^"]+)"', json.dumps(waiting.pop()["properties"])))
        waiting.extend(schema["types"][token] for token in referred - found)
        found |= referred
    return found


def _type(stated: object) -> object:
    """Return a property's type without descriptions and without the minor version of a named package."""
    text = re.sub(r'("/\w+/v\d+)[^/"]*/', r"\1/", json.dumps(stated))
    return json.loads(text, object_hook=_without_words)


def _without_words(each: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in each.items() if key not in ("description", "deprecationMessage")}


def _name(token: str) -> str:
    return token.rpartition(":")[2]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.partition("-")[0].split("."))


def _next_that_may_break(version: str) -> tuple[int, ...]:
    """Return the next version that may break programs by https://semver.org, also before 1.0.0."""
    major, minor, _ = _numbers(version)
    return (major + 1, 0, 0) if major else (0, minor + 1, 0)


def last_release(repository: Path) -> str | None:
    """Return the tag of the newest release before HEAD; None if there is none."""
    tags = _git(
        repository,
        "tag",
        "--list",
        "v*",
        "--merged",
        "HEAD",
        "--no-contains",
        "HEAD",
        "--sort=-version:refname",
    )
    return next(filter(_RELEASE.fullmatch, tags.split()), None)


def _git(repository: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=repository, capture_output=True, text=True, check=True)
    return done.stdout


def check(repository: Path) -> str:
    """Return a sentence that says that the schema may follow the last release.

    Raises:
        ValueError: It may not.
    """
    tag = last_release(repository)
    if tag is None:
        return "There is no release before this commit, so the schema can break nothing."
    old = json.loads(_git(repository, "show", f"{tag}:{FILE}"))
    new = json.loads((repository / FILE).read_text(encoding="utf-8"))
    if problem := refusal(old, new):
        raise ValueError(problem)
    return f"The schema of {new['version']} may follow {tag}."


if __name__ == "__main__":
    try:
        print(check(ROOT))
    except ValueError as error:
        sys.exit(str(error))
    except (OSError, subprocess.CalledProcessError) as error:
        sys.exit(f"The last release cannot be read: {getattr(error, 'stderr', '') or error}".strip())
