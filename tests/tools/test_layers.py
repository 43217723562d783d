"""Each contract on imports holds, and is broken by the import it forbids."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    call = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"]
    return subprocess.run(call, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The packages and their contracts, to be spoilt."""
    for name in ("linkage", "api", "migrations"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_every_contract_holds(copy: Path) -> None:
    done = lint(copy)
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("linkage/detect/spoilt.py", "from linkage import weigh", "Stages are independent"),
        ("linkage/rings/spoilt.py", "from linkage import graph", "Stages are independent"),
        ("linkage/ledger/spoilt.py", "from linkage import publication", "Layers"),
        ("linkage/publication/spoilt.py", "from linkage import explain", "Layers"),
        ("linkage/explain/spoilt.py", "from linkage import pipeline", "Layers"),
        ("linkage/pipeline.py", "from linkage import trust", "Layers"),
        ("linkage/home/spoilt.py", "from linkage.cli import session", "Layers"),
        ("linkage/tables.py", "from linkage import kinds", "Layers"),
        ("api/spoilt.py", "from linkage import cli", "Layers"),
        ("linkage/cli/spoilt.py", "from linkage import pipeline", "Commands and routes wire no stages"),
        ("api/spoilt.py", "from linkage.graph import open_graph", "Commands and routes wire no stages"),
        ("linkage/spoilt.py", "import fastapi", "The engine does not know the API"),
        ("linkage/cli/spoilt.py", "from api.runtime import served", "The engine does not know the API"),
        ("linkage/score/spoilt.py", "import sqlalchemy", "SQLAlchemy in graph, ledger and ingest alone"),
        ("linkage/home/spoilt.py", "import typer", "The terminal belongs to the command line"),
        (
            "linkage/ledger/db/spoilt.py",
            "from linkage.ledger.keys import uses",
            "The ledger's database knows no use of it",
        ),
        ("linkage/graph/condition.py", "from linkage.graph import health", "No cycles"),
        ("linkage/client/spoilt.py", "from linkage import model", "The client stands alone"),
    ],
)
def test_a_contract_is_broken_by_what_it_forbids(copy: Path, module: str, line: str, contract: str) -> None:
    with (copy / module).open("a") as spoilt:
        spoilt.write(f"\n{line}\n")
    done = lint(copy)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout
