"""Linkage from Python: load feeds, find rings, ask about them; frames in and frames out.

    from linkage import Linkage

    home = Linkage("./home")
    home.load({"accounts": accounts, "network": network})
    home.detect()
    home.rings()

A home is the same as that of the command line, and both may be used on it.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from linkage.errors import UnknownAccount, UnknownRing, WrongUse
from linkage.settings import by_name

if TYPE_CHECKING:
    from linkage.home.home import Home
    from linkage.publication.reader import Publication

Frame = Any
"""A polars or pandas data frame, a pyarrow table, or anything that exports Arrow (`__arrow_c_stream__`)."""


@dataclass(frozen=True)
class Run:
    """How a run ended."""

    run: str
    held: tuple[str, ...]
    """Why it is held and not served; empty when it is served."""
    counts: Mapping[str, int]
    """accounts, rings, core, member, possible, enforceable, paying."""


class Linkage:
    """A home with its graph, ledger and publications.

    `home` is a folder (default: `LINKAGE_HOME`, else `./.linkage`); other settings are given by name, as in
    docs/operate.md without `LINKAGE_`, in small letters: `publish_at=0.6`. Raises `WrongUse` for a name that is no
    setting. Answers are polars frames: `.to_pandas()` and `.to_arrow()` turn them.
    """

    def __init__(self, home: str | Path | None = None, **settings: Any) -> None:
        told = settings if home is None else {**settings, "home": Path(home)}
        self.settings = by_name(told)
        self._whole: str | None = None

    def load(
        self,
        what: str | Path | Mapping[str, Frame],
        map: str | Path | None = None,
        hash_ids: bool = False,
        accept_losses: bool = False,
    ) -> pl.DataFrame:
        """Load feeds from a file, a folder, or frames by the feed's name; the same rows again change nothing.

        One row a table: file, feed, rows, accepted, duplicate, quarantined, cells, batch. Raises `WrongUse` for
        what cannot be read; with several tables those that can be are loaded.
        """
        with tempfile.TemporaryDirectory() as folder:
            paths = _written(what, Path(folder)) if isinstance(what, Mapping) else [str(what)]
            return self._take(paths, None if map is None else Path(map), hash_ids, accept_losses)

    def _take(self, paths: list[str], map: Path | None, hash_ids: bool, losses: bool) -> pl.DataFrame:
        from linkage.home.load import Wish, load

        taken = load(self._home, paths, Wish(map, hash_ids, losses=losses), _Silent())
        if taken.failed:
            raise next(iter(taken.failed.values()))
        names = ("rows", "accepted", "duplicate", "quarantined", "cells")
        rows = [
            {
                "file": each.file,
                "feed": each.feed,
                **{n: getattr(each.counts, n) for n in names},
                "batch": each.batch.id,
            }
            for each in taken.loaded
        ]
        return pl.DataFrame(rows)

    def detect(self) -> Run:
        """Detect rings in all loaded data and publish them, or hold the run when too much changed."""
        from linkage.home.run import detect

        found = detect(self._home, _Silent())
        said = found.publication.manifest
        return Run(said.run, tuple(found.held), said.counts)

    def rings(self) -> pl.DataFrame:
        """The rings served now, the largest first: ring_id, state, score, size, core, member, possible, first_seen,
        last_seen, summary, sentences."""
        publication, decided = self._publication, self._home.decided()
        states = [decided.ring(each) for each in publication.rings["ring_id"]]
        rings = publication.rings.with_columns(
            _time("first_seen"), _time("last_seen"), state=pl.Series(states, dtype=pl.String())
        )
        columns = (
            "ring_id",
            "state",
            "score",
            "size",
            "core",
            "member",
            "possible",
            "first_seen",
            "last_seen",
        )
        return rings.select(*columns, "summary", "sentences")

    def members(self, ring: str | None = None) -> pl.DataFrame:
        """Accounts of all rings, or of one, under their effective tiers: account_id, ring_id, tier, confidence, bits,
        groups, certificate, reasons. Raises `UnknownRing`."""
        from linkage.ledger.decisions import effective

        publication = self._publication
        rows = (
            publication.seen(publication.members)
            if ring is None
            else publication.members_of(_ring_row(publication, ring))
        )
        shown = effective.members(rows, self._home.decided())
        columns = ("account_id", "ring_id", "tier", "confidence", "bits", "groups", "certificate", "reasons")
        return shown.select(columns).with_columns(pl.col("bits").round(6))

    def evidence(self, account: str) -> pl.DataFrame:
        """What ties an account to its ring: kind, group, label, bits (match weight), counts, holders, members,
        first_seen, last_seen, the strongest first. Raises `UnknownAccount`."""
        from linkage.explain import evidence

        publication = self._publication
        key = _account_key(publication, account)
        ties = evidence.ties(publication, key, publication.ring_of(key))
        columns = ("kind", "group", pl.col("mask").alias("label"), "bits", "counts", "holders", "members")
        return ties.select(*columns, _time("first_seen"), _time("last_seen"))

    def groups(self, account: str) -> pl.DataFrame:
        """What each group says of a member, prior, hours and marks among them: group, bits, values, counts. They
        add up to its bits. Raises `UnknownAccount`."""
        from linkage.explain import evidence

        publication = self._publication
        key = _account_key(publication, account)
        return evidence.groups(publication, key, evidence.ties(publication, key, publication.ring_of(key)))

    def find(self, kind: str, value: str) -> pl.DataFrame:
        """Who holds a value (raw, or its masked label): kind, label, holders, common, account_id; one row a holder
        that is known. Raises `WrongUse` for a kind there is not, and for what is no value of the kind."""
        from linkage import pepper
        from linkage.explain import search
        from linkage.home import sole
        from linkage.home.kinds import declared

        publication, key = self._publication, pepper.find(self.settings, new=False)
        kinds = declared(self._home)
        search.known(publication, kind, kinds)
        found = search.search(publication, kind, value, key, kinds)
        named = found.held.join(publication.accounts.select("account", "account_id"), on="account")
        columns = (
            "kind",
            pl.col("mask").alias("label"),
            "holders",
            pl.col("crowd").alias("common"),
            "account_id",
        )
        shared = found.matches.join(named, on="value").select(columns)
        single = sole.holders(self.settings, found, publication.hidden)
        if single is None or single.is_empty():
            return shared.sort("kind", "account_id")
        counted = single.with_columns(
            label=pl.lit(found.label and found.label[1]), holders=pl.len().over("value"), common=False
        )
        return pl.concat([shared, counted.select(shared.columns).cast(shared.schema)]).sort(
            "kind", "account_id"
        )

    @property
    def _home(self) -> "Home":
        from linkage.home.home import Home

        return Home(self.settings)

    @property
    def _publication(self) -> "Publication":
        """What is published now; it is seen to be whole once for each run, not for each question."""
        found = self._home.publication(verify=False)
        if found.run != self._whole:
            found = self._home.publication()
            self._whole = found.run
        return found


class _Silent:
    """Shows nobody how far a call is."""

    def tell(self, name: str) -> None:
        """Another part begins."""

    def step(self, name: str, done: int, total: int | None) -> None:
        """So much of a part is done."""


def _ring_row(publication: "Publication", ring: str) -> int:
    """The row of a ring; raises `UnknownRing`."""
    row = publication.ring_row(ring)
    if row is None:
        raise UnknownRing("no ring has that id: `rings()` lists all")
    return row


def _account_key(publication: "Publication", account: str) -> int:
    """The key of an account; raises `UnknownAccount`."""
    from linkage.normalise import account_keys

    key = int(account_keys(pl.Series([account]))[0])
    if publication.row(key) is None:
        raise UnknownAccount("no account in the publication has that id: check it, or run `detect()`")
    return key


def _time(name: str) -> pl.Expr:
    """Seconds since 1970 as a time in UTC."""
    return pl.from_epoch(pl.col(name).cast(pl.Int64), "s").dt.replace_time_zone("UTC").alias(name)


def _written(frames: Mapping[str, Frame], folder: Path) -> list[str]:
    """Frames as files by the name of their feed; `WrongUse` for a feed there is not."""
    from linkage.ingest.feeds import FEEDS

    unknown = sorted(set(frames) - set(FEEDS))
    if unknown or not frames:
        none = f"`{unknown[0]}` is no feed; " if unknown else ""
        raise WrongUse(f"{none}name each frame by its feed: {', '.join(FEEDS)}")
    for feed, frame in frames.items():
        _polars(feed, frame).write_parquet(folder / f"{feed}.parquet")
    return [str(folder)]


def _polars(feed: str, frame: Frame) -> pl.DataFrame:
    """Any frame as a polars frame; `WrongUse` for what is none."""
    import pyarrow as pa

    if isinstance(frame, pl.DataFrame):
        return frame
    try:
        found = pl.from_arrow(pa.table(frame))
    except (TypeError, ValueError):  # its own text may hold raw values
        raise WrongUse(
            f"`{feed}` is no frame: give a polars or pandas data frame, or an Arrow table"
        ) from None
    assert isinstance(found, pl.DataFrame)
    return found
