"""The answers of `linkage trust` as people read them."""

from collections.abc import Iterator, Sequence

import polars as pl
from rich.console import RenderableType

from linkage.cli.tables import table
from linkage.printable import iso
from linkage.trust import Backtest, Power, Trust, Worth
from linkage.trust.designs import BANDS

MISSES = "nearest misses: communities that are not rings, highest margin first"

SHOWN = 8
"""Cohorts shown of each mark; the document has all."""


def views(found: Trust) -> tuple[RenderableType, ...]:
    """Every answer, one below the other."""
    parts = (
        worth(found.worth),
        power(found.power),
        told(MISSES, found.nearest),
        told("weakest rings, lowest margin first", found.weakest),
        left_out(found.left_out, found.flagged),
        backtest(found.backtest),
        cohorts(found.cohorts),
    )
    return tuple(each for part in parts for each in part)


def kept(
    run: str, kinds: pl.DataFrame, misses: pl.DataFrame, rings: pl.DataFrame
) -> tuple[RenderableType, ...]:
    """Nearest misses and weakest rings of a publication."""
    worth = kinds.select("kind", "group", "learned", "values", "crowds").rows()
    cells = [
        (ring, accounts, score, "; ".join(sentences), ", ".join(examples))
        for ring, accounts, score, sentences, examples in rings.iter_rows()
    ]
    return (
        table(("kind", "group", "maximum bits", "values", "crowds"), worth, run),
        *told(MISSES, misses),
        table(
            ("ring", "accounts", "score", "evidence", "among them"),
            cells,
            "weakest rings, lowest score first",
        ),
    )


def percent(share: object) -> str:
    """A share as people read it."""
    return f"{100 * share:.1f} %" if isinstance(share, int | float) else "–"


def rows(frame: pl.DataFrame, *columns: str, shares: Sequence[str] = ()) -> list[list[object]]:
    """Cells of these columns, shares in per cent."""
    return [
        [percent(cell) if name in shares else cell for name, cell in zip(columns, each, strict=True)]
        for each in frame.select(columns).iter_rows()
    ]


def worth(found: Worth) -> Iterator[RenderableType]:
    """Feeds, kinds and what cannot be told."""
    there = rows(found.feeds, "feed", "accounts", "share", shares=["share"])
    yield table(("feed", "accounts", "of all"), there, f"what is known of {found.accounts:,} accounts")
    columns = ("kind", "group", "accounts", "share", "values", "telling", "crowds", "bits", "dated")
    heads = (
        "kind",
        "group",
        "accounts",
        "of all",
        "shared values",
        "significant",
        "crowds",
        "bits",
        "with a time",
    )
    cells = rows(found.kinds, *columns, shares=["share", "dated"])
    yield table(heads, cells, "match weight of one shared value; bits are the median over significant values")
    yield from (f"unknown here: {each}" for each in found.limits)


def power(found: Power) -> Iterator[RenderableType]:
    """Rings by style and size, honest groups by sort."""
    heads = ("planted rings", *(f"{band} accounts" for band in BANDS))
    yield table(heads, curve(found), f"share of their accounts found, in {found.runs} runs")
    columns = ("sort", "groups", "touched", "accounts", "flagged", "share", "high")
    heads = ("planted honest groups", "groups", "of them flagged", "accounts", "flagged", "share", "at most")
    yield table(heads, rows(found.honest, *columns, shares=["share", "high"]))
    yield f"the planted groups changed {percent(found.moved)} of the platform's own results on average"
    yield from (f"not planted: {name}: {why}" for name, why in found.lacking.items())


def curve(found: Power) -> Iterator[list[object]]:
    """A row a style, then all of them, and what an operator must reckon with who picks the harder styles."""
    for (style,), part in found.rings.group_by("style", maintain_order=True):
        yield [style, *by_band(part, "share")]
    yield ["all styles", *by_band(found.bands, "share")]
    yield ["the harder half of the styles", *by_band(found.bands, "careful")]


def by_band(frame: pl.DataFrame, column: str) -> list[str]:
    """A cell a size."""
    there = dict(frame.select("band", column).iter_rows())
    return [percent(there.get(band)) for band in BANDS]


def told(title: str, found: pl.DataFrame) -> Iterator[RenderableType]:
    """Communities with their margins and sentences."""
    if found.is_empty():
        yield f"{title}: none"
        return
    cells = [
        (accounts, f"{margin:+.1f}", story, "; ".join(sentences), ", ".join(examples))
        for accounts, margin, story, sentences, examples in found.select(
            "accounts", "margin", "story", "sentences", "examples"
        ).iter_rows()
    ]
    yield table(("accounts", "bits", "best honest story", "told", "among them"), cells, title)


def left_out(found: pl.DataFrame | str, flagged: int) -> Iterator[RenderableType]:
    """What remains without each feed."""
    if isinstance(found, str):
        yield f"without each feed: {found}"
        return
    heads = ("without", "flagged", "as with it", "no more", "only without it")
    yield table(heads, found.rows(), f"which feeds the {flagged:,} flagged accounts depend on")


def backtest(found: Backtest | str) -> Iterator[RenderableType]:
    """What became of who would have been flagged then."""
    if isinstance(found, str):
        yield f"backtest: {found}"
        return
    title = (
        f"backtest: of {found.accounts:,} accounts that existed at {iso(found.at)}, {found.flagged:,} flagged"
    )
    cells = [
        (name, hit, percent(hit / of if of else None), others, percent(others / rest if rest else None))
        for name, hit, of, others, rest in found.outcomes.iter_rows()
    ]
    yield table(("since then", "of the flagged", "share", "of all others", "share"), cells, title)
    yield from (f"{name}: {why}" for name, why in found.unknown.items())
    yield from found.remarks


def cohorts(found: dict[str, pl.DataFrame | str]) -> Iterator[RenderableType]:
    """The cohorts of each mark with the most flagged accounts."""
    heads = ("accounts", "of all", "flagged", "of the flagged", "times its share")
    columns = ("cohort", "accounts", "share", "flagged", "among", "times")
    for name, each in found.items():
        if isinstance(each, str):
            yield f"{name}: {each}"
        else:
            yield table((name, *heads), rows(each.head(SHOWN), *columns, shares=["share", "among"]))
