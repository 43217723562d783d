"""The whole report in Markdown, from the rows that were kept."""

from collections.abc import Callable, Sequence

from bench.quality import calibration, compared, crowds, hands
from bench.quality import measures as m
from bench.quality.parts import COMMUNITIES, LEFT_OUT, PEER, WHOLE
from bench.quality.sets import FEBRL, LOOKED, REPORTED
from bench.quality.words import (
    ABOUT,
    BESIDE,
    CALIBRATION,
    COHORTS,
    CROWDS,
    EVERY,
    FEEDS,
    HEAD,
    NUMBERS,
    OLDER,
    RECORDS,
    SMALL,
)
from bench.results import Row
from bench.tables import Table

Sections = Sequence[tuple[str, Table]]


def draw(rows: Sequence[Row], accounts: int, code: str) -> str:
    """Every section of which there are figures; `code` is that which is here now."""
    if not rows:
        return head(rows, accounts, code) + "\nNothing was measured yet.\n"
    sections, records, feeds, beside = parted(rows)
    unmet = [line for _, each in sections for line in each.unmet()]
    unmet += [f"{line} ({name})" for name, each in (*records, *feeds) for line in each.unmet()]
    ours = told_of(rows)
    return "\n".join(
        [
            head(rows, accounts, code),
            shown(sections),
            f"Crowds of which nobody is flagged:\n\n{crowds.spared(ours)}",
            titled("## People who are there twice", RECORDS, records),
            titled("## Feeds left out", FEEDS, feeds),
            titled("## Beside peers", BESIDE, beside),
            "## Asked and not reached\n" + "\n".join(unmet or ["Nothing."]) + "\n",
            f"{CALIBRATION}{calibration.by_tenth(ours)}\n{calibration.by_scene(ours)}",
        ]
    )


def told_of(rows: Sequence[Row]) -> list[Row]:
    """What Linkage found of sets in which it is known who is in a ring."""
    return [row for row in rows if row.part == WHOLE and m.judged(row) and m.hand(row) != FEBRL]


def parted(rows: Sequence[Row]) -> tuple[Sections, Sections, Sections, Sections]:
    """Tables over all sets; of communities in febrl; without some feeds; by peers."""
    whole = [row for row in rows if row.part == WHOLE]
    judged = told_of(rows)
    unjudged = [row for row in whole if row not in judged]
    sections = [
        (ABOUT, hands.by_hand(judged)),
        (EVERY, hands.by_scene(judged)),
        (SMALL, hands.small(judged)),
        (NUMBERS, compared.numbers(unjudged, compared.MOST)),
        (COHORTS, crowds.alone(judged)),
        (CROWDS, crowds.crowds(judged)),
    ]
    elsewhere = [row for row in rows if m.hand(row) != FEBRL]
    febrl = [row for row in rows if m.hand(row) == FEBRL]
    records = made(febrl, list(PEER), lambda held: compared.records(held, list(PEER), COMMUNITIES))
    feeds = made(elsewhere, list(LEFT_OUT), lambda held: compared.left_out(held, list(LEFT_OUT)))
    beside = made(elsewhere, list(PEER), lambda held: compared.peers(held, list(PEER)))
    return [each for each in sections if each[1].rows], records, feeds, beside


def made(
    rows: Sequence[Row], parts: Sequence[str], draw_one: Callable[[compared.Rows], Table]
) -> list[tuple[str, Table]]:
    """A table for each set on which any of the parts ran."""
    return [(name, draw_one(held)) for name, held in compared.each(rows, parts)]


def shown(sections: Sections) -> str:
    """Sections with their words."""
    return "\n".join(f"{words}\n{each.draw()}" for words, each in sections)


def titled(title: str, words: str, sections: Sections) -> str:
    """A section of a table a set; that nothing ran where nothing did."""
    body = shown([(f"{name}:\n", each) for name, each in sections]) if sections else "Not run.\n"
    return f"{title}\n{words}\n{body}"


def head(rows: Sequence[Row], accounts: int, code: str) -> str:
    """What was measured, on what, and by which code."""
    of = rows[0].code if rows else code
    sets = len({(row.scene, row.seed) for row in rows})
    looked = "; ".join(f"{name} {listed(seeds)}" for name, seeds in LOOKED.items())
    reported = "; ".join(f"{name} {listed(seeds)}" for name, seeds in REPORTED.items() if name in LOOKED)
    words = HEAD.format(accounts=accounts, sets=sets, code=of, looked=looked, reported=reported)
    return words if of == code else words + OLDER.format(code=code)


def listed(seeds: Sequence[int]) -> str:
    """Seeds, with commas."""
    return ", ".join(str(seed) for seed in seeds)
