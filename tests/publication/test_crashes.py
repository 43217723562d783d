"""A publication is served whole or not at all, wherever the process is killed."""

import subprocess
import sys
from pathlib import Path

import pytest

from linkage.ledger import open_ledger
from linkage.ledger.runs import publications, rings
from linkage.publication import release, writer
from linkage.publication.reader import Publication
from linkage.settings import Settings
from tests.publication import crashing
from tests.publication.builders import at, run_id

ROOT = Path(__file__).parents[2]


def check(home: Path) -> str:
    """What is served after the crash, after mending, is sound; then the run goes through. What was served?"""
    settings = Settings(home=home)
    served = writer.current(settings.publications)
    assert served in (run_id(0), run_id(1))
    Publication.open(settings.publications, served or "")
    ledger = open_ledger(settings.ledger)
    release.repair(ledger, settings.publications, at(2))
    mended = writer.current(settings.publications)
    row = publications.served(ledger)
    assert row is not None
    assert row.run == mended
    ledger.close()
    crashing.run(home, 1)
    finished(settings)
    return mended or ""


def finished(settings: Settings) -> None:
    ledger = open_ledger(settings.ledger)
    assert writer.current(settings.publications) == run_id(1)
    assert [row.run for row in publications.publications(ledger)] == [run_id(1), run_id(0)]
    made = Publication.open(settings.publications, run_id(1))
    assert {row.state for row in rings.ring_rows(ledger, made.rings["ring_id"])} == {"live"}
    assert made.events["event"].to_list() == ["grown"]
    assert writer.written(settings.publications) == [run_id(0), run_id(1)]
    assert not list(settings.publications.glob(f"{writer.TEMPORARY}*"))
    ledger.close()


@pytest.mark.slow
def test_a_run_killed_at_any_moment_is_published_whole_or_not_at_all(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.publication.crashing", str(tmp_path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    moments = int(ended.stdout)
    assert moments > 15
    mended = [check(tmp_path / str(after)) for after in range(1, moments)]
    assert mended == sorted(mended)
    assert set(mended) == {run_id(0), run_id(1)}
    finished(Settings(home=tmp_path / str(moments)))
