"""A store written as files, imported by Neo4j's own tool into a stopped server, is the same store."""

import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr

from linkage import tables
from linkage.errors import Refused
from linkage.graph import Access, Store, open_store
from linkage.graph.neo4j import files
from tests.graph.build import contents, frame, holds, load, measured, part
from tests.graph.empty import bolt
from tools.servers.neo4j import Neo4j
from tools.servers.process import Address, await_ready, end


def filled(store: Store) -> None:
    """Batches with something in every table, one withdrawn, two folded, one of another epoch."""
    measures = [measured(1, created_at=9, status="banned", plan='a "b", c', paid_days=[1, -3, 70_000])]
    late = [measured(1, hours=[7]), measured(2, largest_amount=2.5, peak_tokens=2**40, country="")]
    more: dict[str, Any] = {
        "relations": frame(
            tables.RELATIONS, [(1, 2, "transfer", 5, None, 1.5), (2, 1, "odd kind", 1, 1, None)]
        ),
        "labels": frame(tables.LABELS, [(1, "fraud", 5), (2, "honest", None)]),
        "exits": frame(tables.EXITS, [(1, "XA"), (1, "XB"), (2, "XB")]),
    }
    rows = [*holds(1, 100, -(2**63)), *holds(2, 100, 200), (3, 2**63 - 1, None, 7, 3)]
    load(store, "a", part(rows, [(100, 300), (200, 300)], measures=frame(tables.MEASURES, measures), **more))
    load(store, "b", part([*holds(4, 200), (1, 100, 1, 99, 9)], measures=frame(tables.MEASURES, late)))
    store.compact(2)
    load(store, "c", part(holds(5, 100), [(101, 300)], others=[6]))
    load(store, "gone", part([*holds(7, 100, 900)]))
    store.withdraw("gone")
    load(store, "other", part(holds(8, 100)), epoch="new/2")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An SQLite store with all of that."""
    folder = tmp_path_factory.mktemp("source")
    with closing(open_store(f"sqlite:///{folder / 'graph.sqlite'}")) as store:
        filled(store)
        yield store


def test_files_are_for_their_owner_alone_and_never_overwritten(source: Store, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    rows = files.export(source, folder)
    assert rows["facts"] == source.counts()["facts"]
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    with pytest.raises(Refused):
        files.export(source, folder)


def test_an_empty_store_is_written_too(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path / 'graph.sqlite'}")) as store:
        rows = files.export(store, tmp_path / "files")
    assert {name for name, count in rows.items() if count} == {"store"}


@pytest.mark.slow
@pytest.mark.neo4j
def test_what_was_imported_is_read_withdrawn_and_loaded_upon_as_before(
    source: Store, neo4j_server: Address, tmp_path: Path
) -> None:
    files.export(source, tmp_path / "files")
    server = Neo4j("512m", "64m", brief=True)
    server.prepare(tmp_path / "server")
    arguments = f"@{tmp_path / 'files' / files.ARGUMENTS}"
    server.admin("database", "import", "full", "neo4j", "--overwrite-destination", arguments)
    child = server.start()
    try:
        await_ready(server, child)
        there = server.address(child.pid)
        access = Access(there.user, SecretStr(there.password), tmp_path / "parts")
        with closing(open_store(bolt(there), access=access)) as imported:
            compare(source, imported, tmp_path)
    finally:
        end(child, server.ending)


def compare(source: Store, imported: Store, folder: Path) -> None:
    """Both hold the same, and go on the same."""
    assert imported.records() == source.records()
    for watermark in (2, 3, 99):
        assert contents(imported, watermark) == contents(source, watermark)
    assert imported.counts() == source.counts()
    again = files.export(imported, folder / "again")
    assert again == files.export(source, folder / "first")
    for store in (source, imported):
        store.withdraw("c")
        load(store, "d", part(holds(9, 200)))
    assert contents(imported) == contents(source)
    assert imported.neighbours([1], depth=2).facts.rows() == source.neighbours([1], depth=2).facts.rows()
