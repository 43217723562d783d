"""Rings of what is published are shown in a Neo4j, and only there, and only those."""

from contextlib import closing
from pathlib import Path

import polars as pl
import pytest

from linkage import pipeline, simulate
from linkage.graph import Store, open_store
from linkage.graph.neo4j import show
from linkage.graph.neo4j.driver import Server
from linkage.graph.store import Shows
from linkage.ingest.load import Options, load
from linkage.ledger import open_ledger
from linkage.settings import Settings
from tests.graph import build
from tests.graph.empty import asked
from tests.score.home import BEGAN, PEPPER

pytestmark = pytest.mark.neo4j


SHOWN = (
    "MATCH (a:Account) OPTIONAL MATCH (a)-[m:MEMBER_OF]->(g:Ring) "
    "RETURN a.account_id, a.ring_id, a.ring_tier, a.ring_score, g.publication, m.confidence ORDER BY a.key"
)


def frames(*rows: tuple[int, str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    members = pl.DataFrame(
        [(account, ring, "core", 0.75) for account, ring in rows],
        ["account", "ring_id", "tier", "confidence"],
        orient="row",
    )
    ids = sorted({ring for _, ring in rows})
    rings = pl.DataFrame({"ring_id": ids, "score": [0.5] * len(ids), "size": 2, "summary": "why"})
    return rings, members


def test_the_rings_of_one_publication_replace_those_of_another(
    store: Store, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(show, "ROWS", 1)
    assert isinstance(store, Shows)
    build.load(store, "a", build.part([*build.holds(1, 100), *build.holds(2, 100), *build.holds(3, 100)]))
    counts = store.counts()
    for _ in range(2):
        store.show("run-1", *frames((1, "A"), (2, "A"), (77, "A")))
        assert asked(server, SHOWN) == [
            ["id-1", "A", "core", 0.5, "run-1", 0.75],
            ["id-2", "A", "core", 0.5, "run-1", 0.75],
            ["id-3", None, None, None, None, None],
        ]
    store.show("run-2", *frames((2, "A"), (3, "B")))
    assert asked(server, SHOWN) == [
        ["id-1", None, None, None, None, None],
        ["id-2", "A", "core", 0.5, "run-2", 0.75],
        ["id-3", "B", "core", 0.5, "run-2", 0.75],
    ]
    assert asked(server, "MATCH (g:Ring) RETURN g.ring_id, g.publication ORDER BY g.ring_id") == [
        ["A", "run-2"],
        ["B", "run-2"],
    ]
    assert store.counts() == counts
    store.erase(3)
    assert asked(server, "MATCH ()-[m:MEMBER_OF]->() RETURN count(m)") == [[1]]


def test_a_run_shows_what_it_published(store: Store, server: Server, tmp_path: Path) -> None:
    simulate.write(tmp_path / "feeds", 1_500, 3, "campaigns")
    load([str(tmp_path / "feeds" / "input")], store, lambda *_: None, Options(PEPPER))
    settings = Settings(home=tmp_path / "home")
    with closing(open_ledger(settings.ledger)) as ledger:
        report = pipeline.detect(settings, store, ledger, now=BEGAN)
    assert report.unshown is None
    members = report.publication.members.sort("account")
    assert members.height > 0
    query = "MATCH (a:Account)-[m:MEMBER_OF]->(g:Ring) RETURN a.account_id, g.ring_id, m.tier ORDER BY a.key"
    assert [tuple(row) for row in asked(server, query)] == members.select(
        "account_id", "ring_id", "tier"
    ).rows()


def test_a_graph_in_a_file_shows_nothing(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'graph.sqlite'}")) as store:
        assert not isinstance(store, Shows)
