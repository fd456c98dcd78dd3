"""The programs that adopt prints pass a type checker, which reads the SDK's own types."""

from pathlib import Path

import pytest

from sidecar_pods.adopt import adopt
from tests.adopt_corpus import manifests, name_of
from tests.unit.type_checker import complaints

SECONDS = 300


@pytest.mark.process
@pytest.mark.timeout(SECONDS)
def test_printed_programs_pass_the_type_checker(tmp_path: Path) -> None:
    for path in manifests():
        adopted = adopt({f"{name_of(path)}.yaml": path.read_text(encoding="utf-8")}, "python")
        program = tmp_path / f"{name_of(path).replace('/', '__').replace('-', '_')}.py"
        program.write_text(adopted.program, encoding="utf-8")
    assert complaints(tmp_path, len(manifests())) == []
