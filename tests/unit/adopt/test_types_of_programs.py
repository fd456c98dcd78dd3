"""The programs that adopt prints pass a type checker, which reads the SDK's own types."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sidecar_pods.adopt import adopt
from tests.adopt_corpus import manifests, name_of

ROOT = Path(__file__).parents[3]
MINUTES = 300


@pytest.mark.process
@pytest.mark.timeout(MINUTES)
def test_printed_programs_pass_the_type_checker(tmp_path: Path) -> None:
    for path in manifests():
        adopted = adopt({f"{name_of(path)}.yaml": path.read_text(encoding="utf-8")}, "python")
        program = tmp_path / f"{name_of(path).replace('/', '__').replace('-', '_')}.py"
        program.write_text(adopted.program, encoding="utf-8")
    settings = {
        "include": [str(tmp_path)],
        "extraPaths": [str(ROOT / "components")],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "venvPath": str(ROOT),
        "venv": ".venv",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    checker = Path(sys.executable).with_name("basedpyright")
    done = subprocess.run(
        [checker, f"--project={tmp_path}", "--outputjson"], capture_output=True, text=True, check=False
    )
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(manifests())
    found = [f"{Path(each['file']).name}: {each['message']}" for each in report["generalDiagnostics"]]
    assert found == []
