import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.ingest import tally
from linkage.ingest.tally import Tally


def distinct(parts: list[list[tuple[str | None, int]]]) -> int:
    with Tally() as count:
        for part in parts:
            count.add(pl.DataFrame(part, schema={"a": pl.String, "b": pl.Int64}, orient="row"))
        return count.distinct()


def test_nothing_taken_in_is_nothing() -> None:
    assert distinct([]) == 0
    assert distinct([[]]) == 0


ROWS = st.lists(st.tuples(st.sampled_from(["x", "y", None]), st.integers(0, 3)))


@settings(deadline=None)
@given(st.lists(ROWS))
def test_rows_are_counted_once_however_they_are_split(parts: list[list[tuple[str | None, int]]]) -> None:
    assert distinct(parts) == len({row for part in parts for row in part})


def test_many_rows_are_counted_in_passes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "_AT_ONCE", 7)
    assert distinct([[("x", number % 40) for number in range(100)]]) == 40
