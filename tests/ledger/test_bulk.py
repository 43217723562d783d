"""Many rows at once are the rows that were given, on either database."""

from datetime import UTC, datetime

import polars as pl
import pytest
from sqlalchemy import select

from linkage.errors import LedgerUnavailable
from linkage.ledger import Ledger
from linkage.ledger.db import bulk
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.db.models import RingEvent, RingRow
from linkage.ledger.decisions.changes import SHOWN_MEMBERS
from linkage.ledger.runs.rings import STANDS
from tests.ledger.moments import NOW, later

COMMON = ("plain", "", '"', 'a "b", c', "a,b", "tab\there", "line\nline", "a\r\nb", "\\.", "\\N", "\\x00")
AWKWARD = (
    *COMMON,
    "NULL",
    "null",
    "%s %(a)s",
    ":a",
    "1.5",
    "true",
    " space ",
    "naïve 木 😀",
    "'; DROP TABLE members; --",
)


def members(names: tuple[str, ...], until: datetime | None = None) -> pl.DataFrame:
    rows = [(at, name, f"R-{name}", "core", name or None, until) for at, name in enumerate(names, -3)]
    return pl.DataFrame(rows, schema=SHOWN_MEMBERS, orient="row")


def held(ledger: Ledger) -> pl.DataFrame:
    with ledger.read() as session:
        return bulk.read(
            session, select(*(getattr(MemberRow, name) for name in SHOWN_MEMBERS)), SHOWN_MEMBERS
        ).sort("account")


def test_text_comes_back_as_it_went_in_whatever_it_is(ledger: Ledger) -> None:
    rows = members(AWKWARD, later())
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
    assert held(ledger).equals(rows)
    with ledger.write() as session:
        bulk.change(session, MemberRow, rows.select("account", ring_id=pl.col("account_id").reverse()))
    assert held(ledger)["ring_id"].to_list() == list(reversed(AWKWARD))


def test_what_one_database_keeps_in_no_text_is_kept_alike_on_both(ledger: Ledger) -> None:
    with ledger.write() as session:
        bulk.add(session, MemberRow, members(("a\0b",)))
        bulk.change(session, MemberRow, pl.DataFrame({"account": [-3], "tier": ["\0"]}))
    assert held(ledger).row(0) == (-3, "a\ufffdb", "R-a\ufffdb", "\ufffd", "a\ufffdb", None)


def test_nothing_and_empty_text_are_two_things(ledger: Ledger) -> None:
    rows = members(("a", "b")).with_columns(account_id=pl.lit(""), shown=pl.lit(None, pl.String))
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
        bulk.change(session, MemberRow, rows.select("account", "shown", tier=pl.lit("")).head(1))
    assert held(ledger).rows() == [(-3, "", "R-a", "", None, None), (-2, "", "R-b", "core", None, None)]


def test_moments_and_numbers_lose_nothing(ledger: Ledger) -> None:
    moment = datetime(2026, 11, 22, 15, 3, 12, 123457, tzinfo=UTC)
    rows = members(("a", "b")).with_columns(
        account=pl.Series([-(2**63), 2**63 - 1]),
        until=pl.Series([moment, None], dtype=SHOWN_MEMBERS["until"]),
    )
    score = [0.1 + 0.2, 5e-324]
    rings = pl.DataFrame({"ring_id": ["R-1", "R-2"], "state": "live", "size": 2, "score": score})
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
        bulk.add(session, RingRow, rings.with_columns(born_run=pl.lit("r1")))
        bulk.change(session, RingRow, rings.select("ring_id", size=pl.lit(3)))
        found = bulk.read(session, select(*(getattr(RingRow, name) for name in STANDS)), STANDS)
    assert held(ledger).equals(rows)
    assert found.sort("ring_id")["score"].to_list() == score
    assert found["size"].to_list() == [3, 3]


def test_rows_are_numbered_in_the_order_they_are_given(ledger: Ledger) -> None:
    rows = pl.DataFrame(
        {"ring_id": ["R-3", "R-1", "R-2"], "run": "r1", "event": "born", "before": 0, "after": 2}
    )
    for _ in range(2):
        with ledger.write() as session:
            bulk.add(session, RingEvent, rows.with_columns(at=pl.lit(NOW)))
    with ledger.read() as session:
        found = session.execute(select(RingEvent.seq, RingEvent.ring_id).order_by(RingEvent.seq)).all()
    assert [tuple(row) for row in found] == list(enumerate(["R-3", "R-1", "R-2"] * 2, 1))


def test_only_the_rows_that_are_named_are_changed_or_dropped(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PART", 3)
    rows = members(tuple("abcdefghij"))
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
        bulk.drop(session, MemberRow, pl.DataFrame({"account": [-3, *range(1, 6), 77]}))
        bulk.change(session, MemberRow, pl.DataFrame({"account": [-1, 6, 78], "tier": ["x", "y", "z"]}))
    assert held(ledger).select("account", "tier").rows() == [(-2, "core"), (-1, "x"), (0, "core"), (6, "y")]


def test_a_frame_without_rows_changes_nothing(ledger: Ledger) -> None:
    none = members(())
    with ledger.write() as session:
        bulk.add(session, MemberRow, none)
        bulk.change(session, MemberRow, none)
        bulk.drop(session, MemberRow, none.select("account"))
    assert held(ledger).equals(none)


def test_a_row_that_is_there_already_undoes_the_whole_and_is_not_quoted(ledger: Ledger) -> None:
    with ledger.write() as session:
        bulk.add(session, MemberRow, members(("first",)))

    def write() -> None:
        with ledger.write() as session:
            bulk.drop(session, MemberRow, pl.DataFrame({"account": [-3]}))
            for names in (("hunter2", "other"), ("hunter2",)):
                bulk.add(session, MemberRow, members(names))

    with pytest.raises(LedgerUnavailable) as caught:
        write()
    assert "hunter2" not in str(caught.value)
    assert held(ledger)["account_id"].to_list() == ["first"]


@pytest.mark.parametrize("count", [1, 2, 3 * bulk.BOUND + 1])
def test_what_is_alike_in_all_rows_is_in_each_of_them(ledger: Ledger, count: int) -> None:
    rows = pl.DataFrame({"account": range(count)}).select(
        pl.col("account").cast(pl.Int64),
        account_id=pl.lit("a'1"),
        ring_id=pl.format("R-{}", pl.col("account") % 2),
        tier=pl.lit("core"),
        shown=pl.lit(None, pl.String),
        until=pl.lit(later()).cast(SHOWN_MEMBERS["until"]),
    )
    with ledger.write() as session:
        bulk.add(session, MemberRow, rows)
    assert held(ledger).equals(rows)


def test_columns_read_whole_are_those_read_row_by_row(ledger: Ledger) -> None:
    moment = datetime(2026, 11, 22, 15, 3, 12, 123457, tzinfo=UTC)
    rows = members(("a\0b", *AWKWARD)).with_columns(
        account=pl.Series([-(2**63), 2**63 - 1, *range(len(AWKWARD) - 1)]),
        until=pl.Series([moment, *[None] * len(AWKWARD)], dtype=SHOWN_MEMBERS["until"]),
    )
    query = select(*(getattr(MemberRow, name) for name in SHOWN_MEMBERS))
    with ledger.write() as session:
        none = bulk.columns(session, query, SHOWN_MEMBERS)
        bulk.add(session, MemberRow, rows)
        found = bulk.columns(session, query, SHOWN_MEMBERS)
    assert none.equals(pl.DataFrame(schema=SHOWN_MEMBERS))
    assert found.sort("account").equals(held(ledger))
