"""The programs of the documents pass a type checker, which reads the SDK's own types."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.unit.documents.pages import BLOCKS
from tests.unit.packaging.places import PROGRAMS, ROOT


@pytest.mark.process
def test_programs_of_the_pages_pass_the_type_checker(tmp_path: Path) -> None:
    programs = {
        f"program_{number}": block for number, block in enumerate(BLOCKS) if block.language == "python"
    }
    for name, block in programs.items():
        (tmp_path / f"{name}.py").write_text(block.text, encoding="utf-8")
    settings = {
        "include": [str(tmp_path)],
        "extraPaths": [str(ROOT / "components")],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "venvPath": str(ROOT),
        "venv": ".venv",
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [PROGRAMS / "basedpyright", f"--project={tmp_path}", "--outputjson"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    report = json.loads(done.stdout)
    assert report["summary"]["filesAnalyzed"] == len(programs)
    found = [
        f"{programs[Path(each['file']).stem]}: {each['message']}" for each in report["generalDiagnostics"]
    ]
    assert found == []
