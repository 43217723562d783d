"""What the list of rings is sorted by: growth within a day, use, payments; nothing is said of what is not known."""

from dataclasses import replace
from pathlib import Path

import polars as pl

from linkage.publication import writer
from linkage.publication.figures import FIGURES
from linkage.publication.profiles import PROFILES
from linkage.publication.reader import Publication, frame
from linkage.publication.schema import Findings
from tests.publication.builders import findings, key, names, run_id

HOUR, DAY = 60, 24 * 60
"""In minutes, as runs are numbered here."""


def growth(folder: Path, size: int, minute: int, previous: Publication | None) -> Publication:
    found = findings(names("x", size), names("y", 3))
    made = writer.write(found, folder, run_id(minute), previous)
    writer.switch(folder, made.run)
    return made


def told(made: Publication) -> list[int | None]:
    return made.rings["growth"].to_list()


def known(found: Findings, **accounts: tuple[int | None, int | None, float | None]) -> Findings:
    """With hours of use, requests of the busiest, and the largest payment of accounts."""
    rows = [
        {"account": key(name), "used_hours": hours, "peak_requests": peak, "largest_amount": paid}
        for name, (hours, peak, paid) in accounts.items()
    ]
    return replace(found, profiles=pl.DataFrame(rows, schema=PROFILES))


def test_of_the_first_publication_no_growth_is_told(tmp_path: Path) -> None:
    assert told(growth(tmp_path, 5, 0, None)) == [None, None]


def test_growth_is_since_the_newest_publication_that_is_a_day_old(tmp_path: Path) -> None:
    first = growth(tmp_path, 4, 0, None)
    second = growth(tmp_path, 6, DAY, first)
    third = growth(tmp_path, 7, DAY + 8 * HOUR, second)
    assert [told(each)[0] for each in (second, third)] == [2, 3]
    assert told(growth(tmp_path, 6, 2 * DAY - HOUR, third)) == [0, 0]


def test_a_ring_that_was_not_there_grew_by_all_it_has(tmp_path: Path) -> None:
    first = writer.write(findings(names("y", 3)), tmp_path, run_id(0), None)
    assert told(growth(tmp_path, 5, DAY, first)) == [5, 0]


def test_nothing_is_told_where_the_publication_before_cannot_be_read(tmp_path: Path) -> None:
    first = growth(tmp_path, 4, 0, None)
    previous = Publication.open(tmp_path, first.run)
    (first.folder / "rings.arrow").write_bytes(b"cut")
    assert told(growth(tmp_path, 6, DAY, previous)) == [None, None]


def test_use_and_payments_are_what_is_certain_of_core_and_members(tmp_path: Path) -> None:
    ring = {"a": "core", "b": "core", "c": "member", "p": "possible"}
    found = known(
        findings(ring, names("y", 3)),
        a=(10, 50, 20.0),
        b=(1, None, -5.0),
        c=(None, None, 7.5),
        p=(9, 900, 900.0),
    )
    made = writer.write(found, tmp_path, run_id(0), None)
    assert made.rings.select("exchanges", "spend").rows() == [(59 + 1, 27.5), (None, None)]


def test_a_publication_of_an_earlier_version_says_nothing_of_them(tmp_path: Path) -> None:
    made = growth(tmp_path, 4, 0, None)
    old = frame(made.mapped["rings"]).drop(list(FIGURES)).to_arrow()
    read = replace(made, mapped={**made.mapped, "rings": old})
    assert read.rings.select(list(FIGURES)).rows() == [(None, None, None)] * 2
