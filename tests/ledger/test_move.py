"""A ledger moved is the same ledger, on whichever database it lay and lies."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from linkage.errors import Refused, WrongUse
from linkage.ledger import Ledger, move, open_ledger, upgrade
from linkage.ledger.audit import log
from linkage.ledger.audit.log import Act
from linkage.ledger.check import TABLES
from linkage.ledger.db.models import AuditRow, PublicationRow, Run
from linkage.ledger.db.session import connect
from tests.ledger.moments import NOW
from tests.ledgers import BOTH, nothing
from tests.migrations.filling import contents, fill

ROWS = 60
"""In every table but the audit's: they are copied in one part, as ten times as many are."""
ENTRIES = 30


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database with nothing in it, on either."""
    with nothing(request, tmp_path) as url:
        yield url


@pytest.fixture
def full(url: str) -> Iterator[Ledger]:
    """A ledger, on either database, with rows in every table and an audit chain that is whole."""
    with closing(open_ledger(url)) as ledger:
        with ledger.write() as session:
            for number in range(ENTRIES):
                log.append(session, Act("cli", "look", f"account {number} é", "tests"), NOW)
        fill_the_rest(ledger)
        yield ledger


def fill_the_rest(ledger: Ledger) -> None:
    """Rows in every table but the audit's, whose chain holds."""
    with ledger.read() as session:
        kept = [dict(row._mapping) for row in session.execute(select(AuditRow.__table__))]
    fill(ledger.engine, ROWS)
    with ledger.write() as session:
        session.execute(text("DELETE FROM audit"))
        session.execute(AuditRow.__table__.insert(), kept)  # type: ignore[attr-defined]


def moved(source: Ledger, url: str, clear: bool = False) -> dict[str, int]:
    with closing(move.open_empty(url)) as target:
        return move.copy(source, target, move.Copy({}, move.digest(source), clear))


def test_every_row_of_every_table_is_there(full: Ledger, place: str) -> None:
    rows = moved(full, place)
    with closing(open_ledger(place)) as target:
        assert {name: sorted(found, key=str) for name, found in utc(target).items()} == {
            name: sorted(found, key=str) for name, found in utc(full).items()
        }
        assert move.digest(target) == move.digest(full)
        assert log.verify(target) == log.verify(full)
    assert rows["runs"] == ROWS
    assert rows["audit"] == ENTRIES


def utc(ledger: Ledger) -> dict[str, list[tuple[object, ...]]]:
    """Everything there is, as the models read it."""
    with ledger.read() as session:
        return {
            name: [tuple(row) for row in session.execute(select(table))]
            for name, table in TABLES.tables.items()
        }


def test_numbers_go_on_after_a_move(full: Ledger, place: str) -> None:
    moved(full, place)
    with closing(open_ledger(place)) as target, target.write() as session:
        row = PublicationRow("id-1", NOW, "published", "d")
        session.add(row)
        session.flush()
        assert row.seq == ROWS + 1
        assert log.append(session, Act("cli", "look"), NOW).seq == ENTRIES + 1


def test_a_ledger_with_something_in_it_is_refused_and_stays_as_it_is(full: Ledger, place: str) -> None:
    with closing(move.open_empty(place)) as target:
        with target.write() as session:
            session.add(Run("mine", NOW, "leiden", 1, 1))
        before = contents(target.engine)
    with pytest.raises(Refused, match="not empty: there are rows in runs"):
        moved(full, place)
    with closing(open_ledger(place)) as target:
        assert contents(target.engine) == before
    assert moved(full, place, clear=True)["runs"] == ROWS


def test_a_chain_that_is_broken_is_not_moved(full: Ledger, place: str) -> None:
    with full.write() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == 7).values(actor="somebody"))
    with pytest.raises(Refused, match="broken at entry 7"):
        moved(full, place)
    with closing(open_ledger(place)) as target:
        assert move.empty(target)


def test_a_head_kept_elsewhere_that_is_no_longer_in_the_chain_stops_it(full: Ledger, place: str) -> None:
    heads = {ENTRIES + 5: {"0" * 64}}
    with closing(move.open_empty(place)) as target, pytest.raises(Refused, match="audit verify"):
        move.copy(full, target, move.Copy(heads, move.digest(full)))


def test_a_ledger_of_another_version_is_not_moved_to(place: str) -> None:
    engine = connect(place)
    upgrade.upgrade(engine, "0003")
    engine.dispose()
    with pytest.raises(WrongUse, match=r"linkage\.ledger\.upgrade"):
        move.open_empty(place)
