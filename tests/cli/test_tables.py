"""Tables and figures for people."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from linkage.cli.tables import shown, table
from linkage.printable import iso


def drawn(*arguments: object) -> str:
    console = Console(file=StringIO(), width=100)
    console.print(table(*arguments))  # type: ignore[arg-type]
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (1234567, "1,234,567"),
        (0.5, "0.50"),
        (["burst", "rhythm"], "burst, rhythm"),
        ("m***@example.com", "m***@example.com"),
        (datetime(2026, 11, 22, 15, 3, 12, 999, UTC), "2026-11-22T15:03:12Z"),
    ],
)
def test_a_cell_reads_as_people_write_it(cell: object, text: str) -> None:
    assert shown(cell) == text


def test_what_looks_like_markup_is_shown_as_it_is() -> None:
    assert "[red]x[/red]" in drawn(("value",), [("[red]x[/red]",)])


def test_numbers_stand_to_the_right() -> None:
    lines = drawn(("ring", "size"), [("a", 5), ("b", 5000)]).splitlines()
    assert [line.rstrip() for line in lines if line.strip().startswith(("a", "b"))] == [
        " a          5",
        " b      5,000",
    ]


def test_an_empty_table_has_its_head() -> None:
    assert "ring" in drawn(("ring",), [])


def test_a_time_is_given_in_utc() -> None:
    assert iso(0) == "1970-01-01T00:00:00Z"
    assert iso(None) is None
