"""The law every graph store keeps: the same rows say the same, however they come."""

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linkage import tables
from linkage.tables import Normalised
from tests.graph.build import contents, frame, load, measured, part
from tests.graph.empty import Empty

FACT = st.tuples(
    st.integers(1, 6),
    st.sampled_from([100, 101, 200, 300, -(2**63), 2**63 - 1]),
    st.none() | st.integers(0, 9),
    st.none() | st.integers(0, 9),
    st.integers(1, 3),
)
PAIR = st.tuples(st.sampled_from([100, 101, 200]), st.sampled_from([300, 301]))
STATUS = st.sampled_from([None, "active", "banned", "odd"])
DAYS = st.none() | st.lists(st.integers(0, 5), max_size=3)
MEASURE = st.tuples(st.integers(1, 4), st.none() | st.integers(0, 9), STATUS, DAYS)
ROW = st.one_of(
    st.tuples(st.just("fact"), FACT), st.tuples(st.just("pair"), PAIR), st.tuples(st.just("measure"), MEASURE)
)


def _part(rows: list[tuple[str, Any]]) -> Normalised:
    named = {name: [row for kind, row in rows if kind == name] for name in ("fact", "pair", "measure")}
    measures = [
        measured(account, created_at=at, status=status, hours=days)
        for account, at, status, days in named["measure"]
    ]
    others = [row[0] for row in named["measure"]]
    return part(named["fact"], named["pair"], others, measures=frame(tables.MEASURES, measures))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, max_size=25), data=st.data())
def test_neither_order_nor_split_nor_repetition_changes_what_is_read(
    rows: list[tuple[str, Any]], data: st.DataObject, place: Empty
) -> None:
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows)))
    with place.store() as plain:
        load(plain, "all", _part(rows))
        expected = contents(plain)
    with place.store() as split:
        load(split, "one", _part(shuffled[:cut]), _part(shuffled[cut:]))
        load(split, "two", _part(shuffled[cut:]))
        assert contents(split) == expected
        split.compact(99)
        assert contents(split) == expected
