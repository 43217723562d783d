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


def test_a_set_is_written_as_facts_and_truth(tmp_path: Path) -> None:
    febrl.save(TABLE, (3, 2), tmp_path)
    assert pl.read_parquet(tmp_path / "input" / "facts.parquet").equals(febrl.facts(TABLE))
    assert pl.read_parquet(tmp_path / "truth.parquet").equals(febrl.truth(TABLE))


def test_a_set_of_another_size_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="3 records of 2 people, not 1000 of 500"):
        febrl.save(TABLE, febrl.SETS["1"], tmp_path)
    assert not list(tmp_path.iterdir())
