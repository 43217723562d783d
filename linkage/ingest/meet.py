"""Accounts that no `accounts` feed names, and whether they are one that is named there, written otherwise.

Ids are opaque and stay as they are, so `00123` of one table and `123` of another are two accounts. What differs
in zeros, `.0`, blanks, case or Unicode form alone is told, by count and shape: never by the id itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from linkage.graph.store import Record, Store
from linkage.ingest.options import Loaded

_ID = pl.col("account_id")

WAYS: dict[str, tuple[pl.Expr, str]] = {
    "blanks": (_ID.str.strip_chars(), "trim the column"),
    "unicode form": (_ID.str.normalize("NFC"), "write it in one form, best NFC"),
    "case": (_ID.str.to_lowercase(), "write it in one case"),
    "`.0`": (_ID.str.replace(r"\.0+$", ""), "write it as a whole number: a data frame made a float of it"),
    "leading zeros": (
        _ID.str.replace(r"^0+([0-9])", "$1"),
        "write it as text: a spreadsheet or a reader made a number of it",
    ),
}
"""In what two spellings of an id may differ, what takes the difference away, and what to do about it."""

SHAPES = 24
"""Most characters of a shape that is shown."""


@dataclass(frozen=True)
class Near:
    """Accounts that differ from a known one in one way alone."""

    way: str
    accounts: int
    shapes: tuple[str, str]
    """Shape of one of them, and of the account it is like."""


@dataclass(frozen=True)
class Unmet:
    """What of a feed's accounts no `accounts` feed names."""

    feed: str
    accounts: int
    unmet: int
    near: list[Near] = field(default_factory=list)

    def sentences(self) -> list[str]:
        """What to tell: the count, then each way with an example of shape and a proposal."""
        told = [f"{self.unmet:,} of {self.accounts:,} accounts in {self.feed} are in no accounts feed"]
        for each in self.near:
            one, other = each.shapes
            told.append(
                f"  {each.accounts:,} of them differ from a known account only in {each.way} "
                f"(`{one}`, known as `{other}`): {WAYS[each.way][1]}"
            )
        return told


def unmet(store: Store, loaded: Sequence[Loaded]) -> list[Unmet]:
    """What of the feeds that were just loaded no `accounts` feed names; of all, when such a feed was loaded.

    Nothing while there is no such feed, or what it brought can no longer be told from other feeds.
    """
    records = store.records()
    named = [each for each in records if each.batch.feed == "accounts"]
    fresh = {each.batch.id for each in loaded if not each.repeated}
    if not fresh or not named or any(each.state == "folded" for each in named):
        return []
    anew = any(each.batch.id in fresh for each in named)
    others = [each for each in records if each.batch.feed != "accounts" and (anew or each.batch.id in fresh)]
    known = _accounts(store, named)
    return [found for feed in _feeds(others) if (found := _of_feed(store, feed, others, known)).unmet]


def _feeds(records: Sequence[Record]) -> list[str]:
    return list(dict.fromkeys(each.batch.feed for each in records))


def _accounts(store: Store, records: Sequence[Record]) -> pl.Series:
    """Keys of the accounts that some batches speak of."""
    numbers = [each.holder for each in records]
    frames = [frame["account"].unique() for frame in store.dump("seen", numbers)] if numbers else []
    return pl.concat([pl.Series("account", [], pl.Int64), *frames])


def _of_feed(store: Store, feed: str, records: Sequence[Record], known: pl.Series) -> Unmet:
    met = _accounts(store, [each for each in records if each.batch.feed == feed])
    strangers = met.filter(~met.is_in(known.implode()))
    if not len(strangers):
        return Unmet(feed, len(met), 0)
    ids = store.accounts(store.watermark())
    return Unmet(feed, len(met), len(strangers), near(_named(ids, strangers), _named(ids, known)))


def _named(ids: pl.DataFrame, keys: pl.Series) -> pl.Series:
    return ids.filter(pl.col("account").is_in(keys.implode()))["account_id"]


def near(strangers: pl.Series, known: pl.Series) -> list[Near]:
    """How many strangers are a known account but for one way of writing, or several together, by the first of them."""
    left, found = strangers.alias("account_id").to_frame(), list[Near]()
    all_ = known.alias("account_id").to_frame()
    for way, pairs in [*((way, _pairs(left, all_, [way])) for way in WAYS), *_together(left, all_)]:
        pairs = pairs.filter(pl.col("account_id").is_in(left["account_id"].implode()))
        if pairs.height:
            one, other = pairs.row(0)
            found.append(Near(way, pairs.height, (shape(one), shape(other))))
            left = left.filter(~pl.col("account_id").is_in(pairs["account_id"].implode()))
    return found


def _together(left: pl.DataFrame, known: pl.DataFrame) -> list[tuple[str, pl.DataFrame]]:
    """Pairs that differ in several ways at once, by the first way that tells them apart."""
    pairs = _pairs(left, known, list(WAYS))
    return [(way, pairs.filter(pl.col("account_id") != WAYS[way][0])) for way in WAYS] if pairs.height else []


def _pairs(strangers: pl.DataFrame, known: pl.DataFrame, ways: Sequence[str]) -> pl.DataFrame:
    """Columns `account_id` and `like`: strangers and a known account that is the same once written alike."""

    def alike(frame: pl.DataFrame) -> pl.DataFrame:
        plain = frame.with_columns(own=_ID)
        for way in ways:
            plain = plain.with_columns(WAYS[way][0])
        return plain.rename({"account_id": "plain"})

    there = alike(known).rename({"own": "like"}).unique("plain", keep="first", maintain_order=True)
    both = alike(strangers).join(there, on="plain", maintain_order="left")
    return both.select(account_id="own", like="like")


def shape(text: str) -> str:
    """The build of an id: letters as `a` and `A`, digits but leading zeros as `9`, blanks as `␣`; no more of it."""
    zeros = len(text) - len(text.lstrip("0"))
    built = "0" * zeros + "".join(map(_sign, text[zeros:]))
    if built.endswith(".9") and text.endswith(".0"):
        built = f"{built[:-1]}0"
    return built if len(built) <= SHAPES else f"{built[:SHAPES]}…"


def _sign(letter: str) -> str:
    if letter.isdigit():
        return "9"
    if letter.isalpha():
        return "A" if letter.isupper() else "a"
    return "␣" if letter.isspace() else letter if letter.isascii() and letter.isprintable() else "◌"
