"""A backup as docs/operate.md takes it is a home again, also when its parts are of different ages."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.test_move import digest, home, rings, world

__all__ = ["home", "world"]


def kept(source: Path, target: Path) -> None:
    """SQLite's own backup of a file, as its shell's `.backup` makes it."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)


def back_up(home: Path, folder: Path) -> None:
    folder.mkdir()
    kept(home / "ledger.sqlite", folder / "ledger.sqlite")
    shutil.copytree(home / "publications", folder / "publications")
    kept(home / "graph.sqlite", folder / "graph.sqlite")


def test_a_home_that_is_lost_comes_back_with_its_ring_ids(run: Run, home: Path, tmp_path: Path) -> None:
    before, content = rings(home), digest(home)
    back_up(home, tmp_path / "backup")
    shutil.rmtree(home)
    shutil.copytree(tmp_path / "backup", home)
    assert run("doctor").code == 0
    assert run("audit", "verify").code == 0
    assert run("detect", "--json").document["published"] is True
    assert (digest(home), rings(home).equals(before)) == (content, True)
    assert len(run("decisions", "--json").document["decisions"]) == 1


def test_a_ledger_older_than_what_is_served_hears_of_it_and_goes_on(
    run: Run, home: Path, tmp_path: Path
) -> None:
    before = rings(home)
    kept(home / "ledger.sqlite", tmp_path / "old.sqlite")
    newer = run("detect", "--json").document["run"]
    for left in home.glob("ledger.sqlite*"):
        left.unlink()
    shutil.copy(tmp_path / "old.sqlite", home / "ledger.sqlite")
    assert run("publications", "--json").document["current"] == newer
    done = run("detect", "--json")
    assert done.code == 0, done.err
    assert done.document["published"] is True
    assert rings(home).equals(before)


def test_a_graph_older_than_the_ledger_takes_the_same_files_again(run: Run, home: Path, world: Path) -> None:
    content = digest(home)
    for left in home.glob("graph.sqlite*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    done = run("ingest", world / "out" / "input", "--json")
    assert done.code == 0, done.err
    assert run("detect", "--json").code == 0
    assert digest(home) == content
