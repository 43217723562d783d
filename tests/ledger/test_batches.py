"""Batches and what was set aside of them."""

import polars as pl
import pytest

from linkage.errors import UnknownBatch
from linkage.ledger import Ledger
from linkage.ledger.runs import batches
from linkage.model import Batch, Counts
from tests.ledger.moments import NOW, later


def batch(name: str = "b1", seq: int = 1) -> Batch:
    return Batch(name, "accounts", "00000000/1", seq)


def cells(*rows: tuple[int, str | None, str]) -> pl.DataFrame:
    schema = {"row": pl.UInt64(), "column": pl.String(), "code": pl.String()}
    return pl.DataFrame(list(rows), schema=schema, orient="row")


def test_a_batch_is_listed_with_what_became_of_its_rows(ledger: Ledger) -> None:
    batches.record_batch(ledger, batch("b2", 2), Counts(rows=3, accepted=3), NOW)
    batches.record_batch(ledger, batch("b1", 1), Counts(rows=5, accepted=4, quarantined=1), NOW)
    first, second = batches.batches(ledger)
    assert (first.id, first.seq, second.id) == ("b1", 1, "b2")
    assert first.counts == {"rows": 5, "accepted": 4, "duplicate": 0, "quarantined": 1, "cells": 0}
    assert first.loaded_at == NOW


def test_a_batch_recorded_twice_is_there_once(ledger: Ledger) -> None:
    for _ in range(2):
        batches.record_batch(ledger, batch(), Counts(rows=1), NOW)
    assert len(batches.batches(ledger)) == 1


def test_a_withdrawn_batch_says_when_and_stands_anew_when_loaded_again(ledger: Ledger) -> None:
    batches.record_batch(ledger, batch(), Counts(), NOW)
    batches.withdraw_batch(ledger, "b1", later(1))
    batches.withdraw_batch(ledger, "b1", later(2))
    assert batches.batches(ledger)[0].withdrawn_at == later(1)
    batches.record_batch(ledger, batch(seq=2), Counts(), later(3))
    (found,) = batches.batches(ledger)
    assert (found.seq, found.withdrawn_at) == (2, None)


def test_a_batch_that_never_came_cannot_be_withdrawn(ledger: Ledger) -> None:
    with pytest.raises(UnknownBatch):
        batches.withdraw_batch(ledger, "b1", NOW)


def test_what_was_set_aside_is_listed_by_batch_row_and_column(ledger: Ledger) -> None:
    batches.quarantine(ledger, "b2", cells((7, None, "columns")))
    batches.quarantine(ledger, "b1", cells((9, "email", "unreadable"), (2, "at", "unreadable")))
    assert batches.quarantined(ledger).rows() == [
        ("b1", 2, "at", "unreadable"),
        ("b1", 9, "email", "unreadable"),
        ("b2", 7, None, "columns"),
    ]
    assert batches.quarantined(ledger, limit=1).height == 1
    assert batches.quarantined(ledger, batch_id="b2")["row"].to_list() == [7]


def test_what_is_set_aside_twice_is_there_once(ledger: Ledger) -> None:
    for _ in range(2):
        batches.quarantine(
            ledger, "b1", cells((1, None, "columns"), (1, None, "columns"), (2, "ip", "unreadable"))
        )
    assert batches.quarantined(ledger).height == 2


def test_nothing_set_aside_is_no_row(ledger: Ledger) -> None:
    batches.quarantine(ledger, "b1", cells())
    assert batches.quarantined(ledger).rows() == []
    assert batches.quarantine_counts(ledger).rows() == []


def test_what_was_set_aside_is_counted_by_column_and_code(ledger: Ledger) -> None:
    batches.quarantine(
        ledger, "b1", cells((1, None, "columns"), (2, "ip", "unreadable"), (3, "ip", "unreadable"))
    )
    assert batches.quarantine_counts(ledger).rows() == [
        ("b1", None, "columns", 1),
        ("b1", "ip", "unreadable", 2),
    ]


def test_many_cells_go_in_by_parts(ledger: Ledger) -> None:
    rows = batches.PART + 5
    frame = pl.DataFrame({"row": range(rows)}).with_columns(column=pl.lit("ip"), code=pl.lit("unreadable"))
    batches.quarantine(ledger, "b1", frame)
    assert batches.quarantine_counts(ledger)["count"].to_list() == [rows]
