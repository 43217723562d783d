"""How good is a run? Its members beside the truth: B-cubed, rings found, honest people flagged, calibration.

Only core and member are judged (see `model.ENFORCEABLE`); calibration looks at every tier. B-cubed (Bagga and
Baldwin 1998) is taken over the accounts of true rings and the enforceable members together. An honest account
is a ring of its own in truth, an account left unassigned a ring of its own in the prediction:

    precision = mean over items of |same true ring and same predicted ring| / |same predicted ring|
    recall    = mean over items of |same true ring and same predicted ring| / |same true ring|

so each wrongly flagged account costs precision once for itself and once for the ring it dilutes. All counts
come from one contingency table of true by predicted rings, never from pairs. Members the truth does not know
are left out of every measure and counted as `unknown`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import polars as pl

from linkage.errors import MissingColumn
from linkage.evaluate import subgroups
from linkage.model import ENFORCEABLE, MIN_RING

FOUND = 0.7
"""A ring is found when this share of it lies in one predicted ring of which this share belongs to it."""

CLASSES = {"3–9": (MIN_RING, 9), "10–99": (10, 99), "100–999": (100, 999), "1000+": (1_000, 10**12)}
"""Sizes of true rings by which recall is told apart."""

MEMBERS: dict[str, type[pl.DataType]] = {
    "account_id": pl.String,
    "ring_id": pl.String,
    "tier": pl.String,
    "confidence": pl.Float64,
}
"""The columns of the export that are read here."""


@dataclass(frozen=True)
class Found:
    """True rings of one size class, and how many of them were found."""

    rings: int
    found: int

    @property
    def share(self) -> float | None:
        """Ring recall; None when there is no such ring."""
        return self.found / self.rings if self.rings else None


@dataclass(frozen=True)
class Flagged:
    """Accounts of one honest sort, and how many of them are enforceable."""

    accounts: int
    flagged: int

    @property
    def per_100k(self) -> float | None:
        """Flagged in 100,000 such accounts; None when there are none."""
        return 100_000 * self.flagged / self.accounts if self.accounts else None


@dataclass(frozen=True)
class Decile:
    """A tenth of the members by confidence: predicted and observed."""

    members: int
    said: float
    """Mean confidence."""
    so: float
    """Share that belongs to the true ring most of its predicted ring comes from."""


@dataclass(frozen=True)
class Report:
    """Every measure of one run against one truth; a measure with nothing to measure is None."""

    accounts: int
    rings: int
    published: int
    """Rings with an enforceable member known to the truth."""
    members: int
    """Accounts of true rings."""
    enforceable: int
    unknown: int
    """Members of any tier the truth does not know."""
    b3_precision: float | None
    b3_recall: float | None
    b3_f1: float | None
    precision: float | None
    """Share of the enforceable that are accounts of true rings."""
    recall: float | None
    """Share of the accounts of true rings that are enforceable."""
    honest: Flagged
    strangers: Flagged
    clients: Flagged
    by_size: Mapping[str, Found]
    largest: int
    """Size of the largest true ring, 0 when there is none."""
    largest_whole: float | None
    """Share of the largest true ring that lies in one predicted ring."""
    calibration: tuple[Decile, ...]
    crowds: Mapping[str, subgroups.Crowd] | None = None
    """Honest crowds by name, beside the rest; None when nobody said who is in which."""

    def to_dict(self) -> dict[str, object]:
        """The same as plain values, for JSON."""
        plain = {**asdict(self), "honest_flagged_per_100k": self.honest.per_100k}
        del plain["crowds"]
        if self.crowds is None:
            return plain
        return {**plain, "crowds": {name: each.to_dict() for name, each in self.crowds.items()}}

    def rows(self) -> list[tuple[str, str]]:
        """Labels and figures for a printed table."""
        rows = [
            ("B³ precision", _share(self.b3_precision)),
            ("B³ recall", _share(self.b3_recall)),
            ("B³ F1", _share(self.b3_f1)),
            ("enforceable accounts", f"{self.enforceable:,}"),
            ("precision of enforceable", _share(self.precision)),
            ("recall of ring accounts", _share(self.recall)),
            ("honest flagged per 100,000", _flagged(self.honest)),
            ("strangers flagged", _flagged_share(self.strangers)),
            ("clients flagged", _flagged_share(self.clients)),
        ]
        rows += [
            (f"rings of {name} found", f"{each.found:,} of {each.rings:,}")
            for name, each in self.by_size.items()
        ]
        rows.append((f"largest ring ({self.largest:,}) in one piece", _share(self.largest_whole)))
        if self.unknown:
            rows.append(("members the truth does not know", f"{self.unknown:,}"))
        return rows


def _share(value: float | None) -> str:
    """A share in words."""
    return "–" if value is None else f"{value:.4f}"


def _flagged(sort: Flagged) -> str:
    """A rate and its count."""
    return "–" if sort.per_100k is None else f"{sort.per_100k:.1f} ({sort.flagged:,} of {sort.accounts:,})"


def _flagged_share(sort: Flagged) -> str:
    """A count of a total."""
    return f"{sort.flagged:,} of {sort.accounts:,}" if sort.accounts else "–"


def _truth(truth: pl.DataFrame) -> pl.DataFrame:
    """One row an account: account_id, ring (null for honest), role, size of the ring."""
    for name in ("account_id", "ring"):
        if name not in truth.columns:
            raise MissingColumn(f"The truth has no column {name!r}; it needs account_id and ring.")
    ring = pl.col("ring").cast(pl.String)
    role = pl.col("role").cast(pl.String) if "role" in truth.columns else pl.lit(None, dtype=pl.String)
    tidy = truth.select(
        pl.col("account_id").cast(pl.String),
        pl.when(ring.str.strip_chars() != "").then(ring).alias("ring"),
        role.alias("role"),
    ).unique("account_id", keep="first", maintain_order=True)
    size = pl.when(pl.col("ring").is_not_null()).then(pl.len().over("ring")).otherwise(1)
    return tidy.with_columns(size.cast(pl.Int64).alias("size")).sort("account_id")


def _members(members: pl.DataFrame) -> pl.DataFrame:
    """One row a member: account_id, ring_id, tier, confidence; the surest of two for one account."""
    if members.is_empty():
        return pl.DataFrame(schema=MEMBERS)
    for name in MEMBERS:
        if name not in members.columns:
            raise MissingColumn(
                f"The members have no column {name!r}; export them with `linkage export members`."
            )
    tidy = members.select(pl.col(name).cast(kind) for name, kind in MEMBERS.items())
    order = tidy.sort("confidence", "ring_id", "account_id", descending=[True, False, False], nulls_last=True)
    return order.unique("account_id", keep="first", maintain_order=True)


def _items(truth: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """Accounts of true rings and enforceable members: size, predicted size and overlap of their rings."""
    flagged = members.filter(pl.col("tier").is_in(ENFORCEABLE)).select("account_id", "ring_id")
    both = truth.join(flagged, on="account_id", how="left", maintain_order="left")
    items = both.filter(pl.col("ring").is_not_null() | pl.col("ring_id").is_not_null())
    predicted = pl.when(pl.col("ring_id").is_not_null()).then(pl.len().over("ring_id")).otherwise(1)
    shared = pl.col("ring").is_not_null() & pl.col("ring_id").is_not_null()
    overlap = pl.when(shared).then(pl.len().over("ring", "ring_id")).otherwise(1)
    return items.with_columns(predicted.alias("predicted"), overlap.alias("overlap"))


def _b_cubed(items: pl.DataFrame) -> tuple[float | None, float | None, float | None]:
    """B-cubed precision, recall and their harmonic mean."""
    if items.is_empty():
        return None, None, None
    precision = float((items["overlap"] / items["predicted"]).sum()) / len(items)
    recall = float((items["overlap"] / items["size"]).sum()) / len(items)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _best(items: pl.DataFrame) -> pl.DataFrame:
    """One row a true ring: its size, its largest share in one predicted ring, whether it was found."""
    cells = items.filter(pl.col("ring").is_not_null()).with_columns(
        whole=pl.when(pl.col("ring_id").is_not_null())
        .then(pl.col("overlap") / pl.col("size"))
        .otherwise(0.0),
        pure=pl.col("overlap") / pl.col("predicted"),
    )
    found = (pl.col("whole") >= FOUND) & (pl.col("pure") >= FOUND)
    return (
        cells.group_by("ring")
        .agg(pl.first("size"), pl.max("whole"), found.any().alias("found"))
        .sort("size", "ring", descending=[True, False])
    )


def _by_size(best: pl.DataFrame) -> dict[str, Found]:
    """Rings found by size class."""
    made = {}
    for name, (low, high) in CLASSES.items():
        mine = best.filter(pl.col("size").is_between(low, high))
        made[name] = Found(len(mine), int(mine["found"].sum()))
    return made


def _flags(both: pl.DataFrame, role: str | None) -> Flagged:
    """Honest accounts of one role, None for those of no special one, and how many are flagged."""
    honest = both.filter(pl.col("ring").is_null())
    special = pl.col("role").is_in(["stranger", "client"]).fill_null(False)
    mine = honest.filter(pl.col("role") == role if role else ~special)
    return Flagged(len(mine), int(mine["flagged"].sum()))


def _calibration(truth: pl.DataFrame, members: pl.DataFrame) -> tuple[Decile, ...]:
    """Tenths of the members by confidence; the last tenths may be empty when there are fewer than ten."""
    known = members.join(
        truth.select("account_id", "ring"), on="account_id", how="inner", maintain_order="left"
    )
    known = known.filter(pl.col("confidence").is_not_null())
    if known.is_empty():
        return ()
    main = (
        known.group_by("ring_id", "ring")
        .len()
        .sort("len", "ring", descending=[True, False], nulls_last=True)
        .unique("ring_id", keep="first", maintain_order=True)
        .select("ring_id", pl.col("ring").alias("main"))
    )
    judged = known.join(main, on="ring_id", how="left").sort("confidence", "account_id")
    judged = judged.with_columns(
        so=(pl.col("ring") == pl.col("main")).fill_null(False), tenth=pl.int_range(pl.len()) * 10 // pl.len()
    )
    tenths = judged.group_by("tenth").agg(pl.len(), pl.mean("confidence"), pl.mean("so")).sort("tenth")
    return tuple(Decile(n, said, so) for _, n, said, so in tenths.iter_rows())


def _ratio(part: int, whole: int) -> float | None:
    """A share, None of nothing."""
    return part / whole if whole else None


def evaluate(truth: pl.DataFrame, members: pl.DataFrame, crowds: pl.DataFrame | None = None) -> Report:
    """Measure members (the columns of `linkage export members`) against the truth (account_id, ring, role).

    `role` may be missing; a null or empty ring is an honest account. `crowds` (account_id, crowd) tells which
    crowds the honest are in, each to be measured by itself. Raises MissingColumn when a table lacks
    a column it needs; no members at all is a run that found nothing.
    """
    known, said = _truth(truth), _members(members)
    items = _items(known, said)
    flagged = items.filter(pl.col("ring_id").is_not_null())
    both = known.with_columns(flagged=pl.col("account_id").is_in(flagged["account_id"].implode()))
    ours, right = int(known["ring"].is_not_null().sum()), int(flagged["ring"].is_not_null().sum())
    precision, recall, f1 = _b_cubed(items)
    best = _best(items)
    return Report(
        accounts=len(known),
        rings=len(best),
        published=flagged["ring_id"].n_unique(),
        members=ours,
        enforceable=len(flagged),
        unknown=len(said.join(known, on="account_id", how="anti")),
        b3_precision=precision,
        b3_recall=recall,
        b3_f1=f1,
        precision=_ratio(right, len(flagged)),
        recall=_ratio(right, ours),
        honest=_flags(both, None),
        strangers=_flags(both, "stranger"),
        clients=_flags(both, "client"),
        by_size=_by_size(best),
        largest=int(best["size"][0]) if len(best) else 0,
        largest_whole=float(best["whole"][0]) if len(best) else None,
        calibration=_calibration(known, said),
        crowds=None if crowds is None else subgroups.measure(both.filter(pl.col("ring").is_null()), crowds),
    )
