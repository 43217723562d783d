import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage.ingest import records
from linkage.ingest.stream import LONGEST


def split(
    text: bytes, width: int = 2, final: bool = True
) -> tuple[list[list[str]], list[int], list[tuple[int, str]]]:
    """Cells of the good rows, the lines they start in, and what is set aside."""
    found = records.split(text, width, final)
    cells = list(csv.reader(io.StringIO(found.text.decode(), newline=""), strict=True))
    return cells, found.lines.tolist(), found.spoiled


def test_rows_without_quotes_are_lines() -> None:
    assert split(b"a,b\nc,d\n") == ([["a", "b"], ["c", "d"]], [0, 1], [])


def test_a_quoted_cell_may_hold_commas_quotes_and_line_ends() -> None:
    cells, lines, spoiled = split(b'a,"x,""y""\nz"\nc,d\n')
    assert cells == [["a", 'x,"y"\nz'], ["c", "d"]]
    assert lines == [0, 2]
    assert not spoiled


def test_blank_lines_are_no_rows() -> None:
    assert split(b"\na,b\n\n\nc,d\n\n") == ([["a", "b"], ["c", "d"]], [1, 4], [])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"x", "columns"),
        (b"x,y,z", "columns"),
        (b'"x,y"', "columns"),
        (b'"x"y,z', "quote"),
        (b'x,"y', "quote"),
        (b"x\xff,y", "utf8"),
        (b"x,\xc3", "utf8"),
        (b"x\0,y", "nul"),
        (b"\xff\0", "utf8"),
    ],
)
def test_a_bad_line_costs_itself_alone(line: bytes, code: str) -> None:
    cells, lines, spoiled = split(b'a,b\n"c",d\n' + line + b'\n"e",f\ng,"h"\n')
    assert cells == [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]
    assert lines == [0, 1, 3, 4]
    assert spoiled == [(2, code)]


@pytest.mark.parametrize("line", [b'x,5" disk', b'x,5" by 7"', b'x,y"', b'x, "y"'])
def test_a_quote_within_a_bare_cell_is_part_of_it(line: bytes) -> None:
    cells, _, spoiled = split(b'"a",b\n' + line + b'\nc,"d"\n')
    assert cells[1] == ["x", line.decode().partition(",")[2]]
    assert len(cells) == 3
    assert not spoiled


def test_an_unclosed_quote_that_a_later_line_happens_to_close_costs_its_own_line() -> None:
    cells, _, spoiled = split(b'a,b\n"c,d\ne,f\ng,h"\ni,j\n')
    assert [row[0] for row in cells] == ["a", "e", "g", "i"]
    assert spoiled == [(1, "quote")]


def test_a_row_that_goes_on_beyond_the_text_is_left_for_later() -> None:
    found = records.split(b'a,b\nc,"d\ne\n', 2, final=False)
    assert found.text == b"a,b\n"
    assert found.rest == 4


def test_a_row_that_never_ends_is_given_up_at_the_longest_row() -> None:
    text = b'a,"b\n' + b"c,d\n" * (LONGEST // 4 + 1)
    found = records.split(text, 2, final=False)
    assert found.spoiled == [(0, "quote")]
    assert len(found.lines) == LONGEST // 4 + 1
    assert found.rest == len(text)


def test_a_line_over_the_longest_row_is_set_aside() -> None:
    cells, lines, spoiled = split(b"a,b\nc," + b"d" * LONGEST + b"\ne,f\n")
    assert lines == [0, 2]
    assert spoiled == [(1, "too_long")]
    assert len(cells) == 2


def test_windows_end_with_a_line_and_lose_nothing() -> None:
    text = b"aaa\nb\n\ncccccc\n"
    for size in range(1, 20):
        parts = list(records.windows(text, size))
        assert b"".join(parts) == text
        assert all(part.endswith(b"\n") for part in parts)


CELL = st.text(st.sampled_from('ab,"\n é'), max_size=6)


@settings(deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), max_size=12))
def test_what_python_writes_is_read_as_it_was(table: list[tuple[str, str, str]]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(table)
    cells, _, spoiled = split(out.getvalue().encode(), 3)
    assert cells == [list(row) for row in table]
    assert not spoiled


@settings(deadline=None)
@given(st.lists(st.sampled_from([b"a", b",", b'"', b"\n", b"\xff", b"\0", b"b"]), max_size=60))
def test_every_line_is_in_one_row_or_set_aside_or_blank(parts: list[bytes]) -> None:
    text = b"".join(parts) + b"\n"
    found = records.split(text, 2, final=True)
    starts = sorted([*found.lines.tolist(), *(line for line, _ in found.spoiled)])
    assert len(starts) == len(set(starts))
    lines = text.split(b"\n")[:-1]
    assert {index for index, line in enumerate(lines) if line} - set(starts) <= within(starts, len(lines))
    rows = list(csv.reader(io.StringIO(found.text.decode(), newline="")))
    assert [len(row) for row in rows] == [2] * len(found.lines)


def within(starts: list[int], lines: int) -> set[int]:
    """Lines behind the first start, which may belong to the row before them."""
    return set(range(starts[0] + 1, lines)) - set(starts) if starts else set()
