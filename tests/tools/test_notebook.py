"""The notebook runs from its first cell to its last, as a reader would run it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebooks" / "first.ipynb"
RUNS = """
import sys, nbformat
from nbclient import NotebookClient
notebook = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
nbformat.write(notebook, sys.argv[2])
"""


@pytest.mark.slow
def test_the_notebook_runs(tmp_path: Path) -> None:
    done = tmp_path / "done.ipynb"
    folders = {name: str(tmp_path / name) for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "XDG_CONFIG_HOME")}
    environment = {**os.environ, **folders, "LINKAGE_PEPPER": "for-tests-only-0123456789abcdef0123456789"}
    call = [sys.executable, "-c", RUNS, str(NOTEBOOK), str(done)]
    ran = subprocess.run(
        call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False, timeout=180
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    cells = [cell for cell in json.loads(done.read_text())["cells"] if cell["cell_type"] == "code"]
    said = [
        "".join(text for out in cell["outputs"] for text in out["data"]["text/plain"])
        for cell in cells
        if cell["outputs"]
    ]
    assert len(said) == len(cells) - 1
    for place in (2, 3, 4, 5):
        assert "shape: (0," not in said[place]
    assert "confidence" in said[3]


def test_the_notebook_is_kept_without_answers() -> None:
    cells = json.loads(NOTEBOOK.read_text())["cells"]
    assert not [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]
