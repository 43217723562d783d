"""A move to a Neo4j that is killed on the way goes on where it was."""

import os
import shutil
import signal
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest

from linkage.graph import Store, open_store
from linkage.graph.neo4j.driver import Server, ask
from tests import warm
from tests.graph.build import contents
from tests.graph.empty import Empty, empty

MOVER: Final = "import sys; from tests.graph import mover; mover.main(*sys.argv[1:])"
PATIENCE: Final = 120.0
"""Seconds for one move."""


@pytest.mark.neo4j
@pytest.mark.slow
def test_a_move_to_neo4j_that_was_killed_goes_on(
    request: pytest.FixtureRequest, server: Server, tmp_path: Path, filled: Path
) -> None:
    """Between a batch's rows and their becoming visible, within the fold, and while the empty batches are dropped."""
    deaths = [("commit", 10), ("compact", 3), ("activate", 2)]
    shutil.copy(filled, tmp_path / "graph.sqlite")
    with (
        closing(open_store(f"sqlite:///{tmp_path}/graph.sqlite")) as source,
        empty("neo4j", request) as place,
    ):
        reached = []
        for death in deaths:
            assert mover(place, tmp_path, *death) == -signal.SIGKILL
            server.write(lambda tx: ask(tx, "MATCH (s:Store) SET s.until = 0"))  # as if its turn ran out
            with closing(place.open()) as target:
                reached.append([each.seq for each in target.batches()])
        assert reached == [[1], [1, 2, 3, 4, 5], [1, 2, 4, 5]]
        assert mover(place, tmp_path) == 0
        with closing(place.open()) as target:
            same(source, target)


def same(source: Store, target: Store) -> None:
    """Whatever a run reads, up to any watermark, and what is kept of batches."""
    for watermark in range(1, 6):
        assert contents(target, watermark) == contents(source, watermark)
    told = [[(each.batch, each.state) for each in store.records()] for store in (source, target)]
    assert told[0] == told[1]
    assert target.counts() == source.counts()


def mover(place: Empty, home: Path, *death: object) -> int:
    """How a `linkage move` of that home ended."""
    told = place.environment()
    where = home / "servers.env"
    names = ("LINKAGE_GRAPH_USER", "LINKAGE_GRAPH_PASSWORD")
    lines = [f"LINKAGE_GRAPH_URL={place.url}", *(f"{name}={told[name]}" for name in names)]
    where.write_text("\n".join(lines))
    left_out = {"LINKAGE_GRAPH_URL", "LINKAGE_LEDGER_URL"}
    rest = {name: value for name, value in os.environ.items() if name not in left_out}
    words = [str(each) for each in (where, *death)]
    done = warm.start(MOVER, words, {**rest, "LINKAGE_HOME": str(home)})
    said = done.communicate(PATIENCE)
    assert done.returncode in (0, -signal.SIGKILL), said
    return done.returncode
