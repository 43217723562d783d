"""Facts of a few accounts are found among all, in whatever order these stand."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from linkage.score.rows import by_account, places

FACTS = st.sets(st.tuples(st.integers(0, 9), st.integers(0, 9)))


@given(FACTS, st.sets(st.integers(0, 9)), st.lists(st.integers(-1, 10), unique=True))
def test_accounts_have_the_facts_that_they_hold_on_known_values(
    facts: set[tuple[int, int]], known: set[int], asked: list[int]
) -> None:
    table = pl.DataFrame(
        [(account, value, 100 * account + value) for account, value in facts],
        schema={"account": pl.Int64, "value": pl.Int64, "first_seen": pl.Int32},
        orient="row",
    )
    values = pl.Series(sorted(known), dtype=pl.Int64)
    rows = by_account(table, values)
    at, whose = rows.of(np.array(asked, np.int64))
    found = [(asked[one], values[int(rows.values[fact])]) for fact, one in zip(at, whose, strict=True)]
    assert sorted(found) == sorted(each for each in facts if each[0] in asked and each[1] in known)
    assert [100 * account + value for account, value in found] == rows.seen[at].to_list()
    assert rows.counts.sum() == sum(value in known for _, value in facts)


def test_nothing_is_found_among_none() -> None:
    at, found = places(np.array([3, 4]), np.array([], np.int64))
    assert at.tolist() == [0, 0]
    assert not found.any()
