"""Each Go module that our go.mod files name has a licence that suits a project under the MIT licence."""

import os
import re
from pathlib import Path

import pytest

from tests.unit.packaging.places import ROOT

MODULES = (
    "local_cluster/programs/module/go.mod",
    ".github/actionlint/go.mod",
    ".github/act/go.mod",
    "examples/go/go.mod",
    "tests/installed/examples/sdks/go.mod",
)
BSD = "Redistribution and use in source and binary forms, with or without modification, are permitted"
PERMISSIVE = {
    "Apache-2.0": "Apache License Version 2.0",
    "BSD": BSD,
    "ISC": "Permission to use, copy, modify, and/or distribute this software for any purpose",
    "MIT": "Permission is hereby granted, free of charge, to any person obtaining a copy of this software",
}
"""A sentence that no other licence has, by the name of the licence."""
COPYLEFT = {
    "MPL-2.0": "Mozilla Public License",
    "GPL": "GNU GENERAL PUBLIC LICENSE",
    "LGPL": "GNU LESSER GENERAL PUBLIC LICENSE",
    "AGPL": "GNU AFFERO GENERAL PUBLIC LICENSE",
}
# Its copyleft holds for the files of the module alone, and we change none of them.
MPL_USED_UNCHANGED = {
    "cyphar.com/go-pathrs",
    "github.com/cyphar/filepath-securejoin",
    "github.com/hashicorp/errwrap",
    "github.com/hashicorp/go-multierror",
    "github.com/hashicorp/go-version",
    "github.com/hashicorp/golang-lru/v2",
    "github.com/hashicorp/hcl/v2",
}
# Pulumi's SDK for Go requires it, for Windows. It has no file: its README names the MIT licence.
WITHOUT_A_FILE = {"github.com/mattn/go-localereader"}


def licences_in(text: str) -> set[str]:
    """Return the licences whose sentences a file has, whatever its line breaks and comment signs are."""
    words = " ".join(re.findall(r"[\w,./-]+", text))
    return {name for name, sentence in (PERMISSIVE | COPYLEFT).items() if sentence in words}


def modules_in_cache(module_file: Path) -> dict[str, Path]:
    """Return the folder of each module that a go.mod requires, if Go has downloaded the module."""
    path = Path(os.environ.get("GOPATH") or Path.home() / "go") / "pkg" / "mod"
    cache = Path(os.environ.get("GOMODCACHE") or path)
    required = re.findall(r"^(?:require)?\s+(\S+) (v\S+)", module_file.read_text(), re.MULTILINE)
    # In the cache, `!a` is a capital A: https://go.dev/ref/mod#module-cache
    named = {
        name: cache / re.sub("[A-Z]", lambda letter: f"!{letter[0].lower()}", f"{name}@{version}")
        for name, version in required
    }
    return {name: folder for name, folder in named.items() if folder.exists()}


@pytest.mark.parametrize("module_file", MODULES)
def test_go_module_has_a_permissive_licence(module_file: str) -> None:
    modules = modules_in_cache(ROOT / module_file)
    if not modules:
        pytest.skip("Go has downloaded no module yet: `make lint` and `make cluster` do")
    assert not [
        f"{name}: {licences}" for name, folder in modules.items() if (licences := _refused(name, folder))
    ]


def _refused(module: str, folder: Path) -> list[tuple[str, set[str]]]:
    """Return the module's licence files that are not permissive, or that nobody has classified."""
    files = [each for each in folder.iterdir() if re.match(r"(licen[cs]e|copying)\b", each.name, re.I)]
    licences = [(each.name, licences_in(each.read_text())) for each in files if each.suffix != ".docs"]
    allowed = {*PERMISSIVE, *({"MPL-2.0"} if module in MPL_USED_UNCHANGED else ())}
    wrong = [(name, found) for name, found in licences if not found or found - allowed]
    return wrong if licences or module in WITHOUT_A_FILE else [("no licence", set())]


@pytest.mark.parametrize(
    ("text", "licences"),
    [
        pytest.param("  Apache License\n   Version 2.0, January 2004", {"Apache-2.0"}, id="lines"),
        pytest.param("> " + BSD.replace(", ", ",\n> "), {"BSD"}, id="comment"),
        pytest.param("GNU GENERAL PUBLIC LICENSE\nVersion 3", {"GPL"}, id="GPL"),
        pytest.param("All rights reserved.", set[str](), id="none"),
    ],
)
def test_licence_is_found_by_its_sentence(text: str, licences: set[str]) -> None:
    assert licences_in(text) == licences
