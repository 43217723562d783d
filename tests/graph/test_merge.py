"""The laws of merging: every rule is a fold that order and repetition do not touch."""

from collections.abc import Sequence

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.graph import merge, ranges
from linkage.graph.packed import as_numbers, pack, unpack

FACTS = merge.RULES["facts"]
ROWS = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(1, 3),
        st.just(1),
        st.none() | st.integers(0, 9),
        st.none() | st.integers(0, 9),
        st.integers(1, 4),
    ),
    max_size=30,
)
KEYS = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=40)
LISTS = st.lists(st.none() | st.lists(st.integers(-(2**31), 2**31 - 1), max_size=4), max_size=12)


def table(rows: Sequence[tuple[int | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), FACTS.schema, orient="row")


@settings(deadline=None, max_examples=40)
@given(rows=ROWS)
def test_folding_agrees_with_a_plain_loop_over_the_rows(rows: list[tuple[int, ...]]) -> None:
    expected: dict[tuple[int, int], list[int | None]] = {}
    for account, value, kind, first, last, count in rows:
        old = expected.get((value, account), [None, None, 0])
        firsts = [each for each in (old[0], first) if each is not None]
        lasts = [each for each in (old[1], last) if each is not None]
        expected[value, account] = [
            min(firsts, default=None),
            max(lasts, default=None),
            max(old[2] or 0, count),
        ]
        assert kind == 1
    folded = merge.fold(table(rows), FACTS)
    found = {
        (value, account): [first, last, count] for account, value, _, first, last, count in folded.rows()
    }
    assert found == expected
    assert list(found) == sorted(expected)


@settings(deadline=None, max_examples=25)
@given(rows=ROWS, cut=st.integers(0, 30))
def test_folding_parts_and_then_the_whole_is_folding_the_whole(rows: list[tuple[int, ...]], cut: int) -> None:
    whole = merge.fold(table(rows), FACTS)
    parts = [merge.fold(table(piece), FACTS) for piece in (rows[cut:], rows[:cut])]
    assert merge.fold(pl.concat(parts), FACTS).equals(whole)
    assert merge.fold(whole, FACTS).equals(whole)


def test_a_frame_in_order_is_left_as_it_is() -> None:
    rows = [(1, 1, 1, 0, 0, 1), (2, 1, 1, 0, 0, 1), (1, 2, 1, 0, 0, 1)]
    assert merge.ordered(table(rows), FACTS.keys).rows() == rows
    assert merge.ordered(table(rows[::-1]), FACTS.keys).rows() == rows


def test_an_unknown_status_ranks_below_the_known_ones() -> None:
    rule = merge.RULES["measures"]
    for known, other, kept in (
        ("active", "zombie", "active"),
        ("a", "b", "b"),
        ("banned", "closed", "banned"),
    ):
        rows = [{"account": 1, "status": known}, {"account": 1, "status": other}]
        assert merge.fold(pl.DataFrame(rows, rule.schema), rule)["status"].to_list() == [kept]


@settings(deadline=None, max_examples=40)
@given(keys=KEYS)
def test_every_key_lies_in_the_one_range_that_holds_it(keys: list[int]) -> None:
    frame = pl.DataFrame({"key": sorted(keys)}, {"key": pl.Int64()})
    pieces = ranges.cut(frame, "key")
    assert pl.concat(pieces).equals(frame)
    for (low, high), piece in zip(ranges.RANGES, pieces, strict=True):
        assert all(low <= key <= high for key in piece["key"])


def test_ranges_cover_every_key_without_a_gap() -> None:
    lows, highs = zip(*ranges.RANGES, strict=True)
    assert (lows[0], highs[-1]) == (-(2**63), 2**63 - 1)
    assert all(high + 1 == low for high, low in zip(highs[:-1], lows[1:], strict=True))


@settings(deadline=None, max_examples=60)
@given(lists=LISTS, start=st.integers(0, 12))
def test_packed_lists_come_back_as_they_were(lists: list[list[int] | None], start: int) -> None:
    column = pl.Series("hours", lists, dtype=pl.List(pl.Int32)).slice(start)
    packed = pack(column)
    assert packed.dtype == pl.Binary
    assert unpack(packed).to_list() == column.to_list()


def test_packed_items_are_little_endian_int32() -> None:
    packed = pack(pl.Series("hours", [[1, -2], None], dtype=pl.List(pl.Int32)))
    assert packed.to_list() == [b"\x01\x00\x00\x00\xfe\xff\xff\xff", None]


@settings(deadline=None, max_examples=40)
@given(lists=LISTS, start=st.integers(0, 12))
def test_packed_bytes_as_numbers_are_those_bytes(lists: list[list[int] | None], start: int) -> None:
    packed = pack(pl.Series("hours", lists, dtype=pl.List(pl.Int32))).slice(start)
    found = [None if each is None else bytes(one % 256 for one in each) for each in as_numbers(packed)]
    assert found == packed.to_list()
