"""What ties accounts to each other and to their ring, and what was ignored, as frames."""

from collections.abc import Iterable

import numpy as np
import polars as pl

from linkage.normalise.tokens import tags
from linkage.publication.reader import Publication

SHOWN = 200
"""Most ties in one answer about one or two accounts, strongest first."""

DIGITS = 6
"""Digits of bits that are to add up."""

FACT = ("account", "value", "first_seen", "last_seen")


def ties(publication: Publication, account: int, ring: int) -> pl.DataFrame:
    """Values an account shares in its ring, with the weights that decided, `members` who hold each, and `counts`.

    Of a publication that did not keep that evidence, its links whose value another member holds.
    """
    if publication.evidence.is_empty():
        return linked_ties(publication, account, ring)
    own = decided(publication, account)
    mates = publication.members_of(ring)["account"].to_numpy() if ring >= 0 else keys([])
    theirs = publication.evidence_of(mates).join(own, on="value", how="semi")
    counts = theirs.group_by("value").agg(members=pl.len().cast(pl.Int64))
    held = held_by(publication, [account]).drop("account").join(own.drop("group"), on="value")
    rows = told(publication, held.join(counts, on="value"), "bits")
    return strongest(rows)


def linked_ties(publication: Publication, account: int, ring: int) -> pl.DataFrame:
    """Links of an account whose value another member of its ring holds, with `members`."""
    own = publication.links_of(keys([account])).select(FACT)
    mates = publication.members_of(ring).select("account") if ring >= 0 else own.select("account").clear()
    counts = [
        publication.links_on(value).join(mates, on="account", how="semi").height for value in own["value"]
    ]
    held = own.with_columns(members=pl.Series(counts, dtype=pl.Int64)).filter(pl.col("members") > 1)
    return strongest(told(publication, held))


def decided(publication: Publication, account: int) -> pl.DataFrame:
    """The evidence that decided about a member: value, group, bits, counts; no prior, hours and marks."""
    rows = publication.evidence_of(keys([account])).filter(
        pl.col("value").is_not_null() & (pl.col("bits") > 0)
    )
    return rows.select("value", "group", "bits", "counts")


def of_both(publication: Publication, account: int, other: int) -> pl.DataFrame:
    """The evidence that decided about two members of one ring, of values both hold: value, bits, counts.

    The smaller weight, where they were judged in two parts of it; so it is the same from either side.
    """
    one, two = (decided(publication, each) for each in (account, other))
    rings = {publication.ring_of(each) for each in (account, other)}
    if len(rings) > 1:
        one = one.clear()
    both = one.join(two, on="value", suffix="_other")
    bits = pl.min_horizontal("bits", "bits_other")
    return both.select("value", bits=bits, counts=pl.col("counts") & pl.col("counts_other"))


def held_by(publication: Publication, accounts: Iterable[int]) -> pl.DataFrame:
    """What accounts hold, common values too: columns of `FACT`."""
    wanted = keys(accounts)
    return pl.concat([publication.links_of(wanted).select(FACT), publication.ignored_of(wanted).select(FACT)])


def shared(publication: Publication, account: int, other: int) -> pl.DataFrame:
    """Values that tie two accounts, with the times of each: those that decided where they are of one ring, and
    others that both have a link to. `counts` is null for a value nobody was judged by."""
    used = of_both(publication, account, other)
    held = _both(held_by(publication, [account, other]), account, other)
    linked = publication.links_of(keys([account])).select("value")
    tying = held.filter(pl.col("value").is_in(pl.concat([linked["value"], used["value"]]).implode()))
    return strongest(told(publication, tying.join(used, on="value", how="left"), "bits"))


def on(publication: Publication, account: int, other: int, value: int) -> pl.DataFrame:
    """One value both accounts have a link to, with the times of each; its weight as `shared` has it."""
    held = publication.links_of(keys([account, other])).filter(pl.col("value") == value)
    used = of_both(publication, account, other)
    return told(publication, _both(held, account, other).join(used, on="value", how="left"), "bits")


def ring_ties(publication: Publication, ring: int) -> pl.DataFrame:
    """Values two or more accounts of a ring hold, by what they say about it; crowds after them.

    A common value that counts for none of them is a crowd here, though it may be in a member's evidence.
    """
    mates = publication.members_of(ring)["account"].to_numpy()
    used = publication.evidence_of(mates).filter(pl.col("value").is_not_null() & (pl.col("bits") > 0))
    held = used.group_by("value").agg(
        pl.col("bits").max(), pl.col("counts").any(), members=pl.len().cast(pl.Int64)
    )
    if publication.evidence.is_empty():
        held = _counted(publication.links_of(mates)).with_columns(pl.lit(None).alias("bits"), counts=None)
    crowds = _counted(publication.ignored_of(mates)).join(held, on="value", how="anti")
    rows = pl.concat([held.filter(pl.col("members") > 1), crowds], how="diagonal_relaxed")
    weight = pl.col("members") * pl.col("bits")
    found = told(publication, rows, "bits").sort("value")
    return found.sort("crowd", weight, "members", descending=[False, True, True], maintain_order=True)


def crowds(publication: Publication, account: int, other: int | None = None) -> pl.DataFrame:
    """Crowds the account is in, or both accounts are, the smallest first; without what was used as evidence."""
    wanted = [account] if other is None else [account, other]
    used = decided(publication, account) if other is None else of_both(publication, account, other)
    held = publication.ignored_of(keys(wanted)).select(FACT).join(used, on="value", how="anti")
    rows = held if other is None else _both(held, account, other)
    return told(publication, rows).sort("holders", "value").head(SHOWN)


def decisive(publication: Publication, account: int) -> pl.DataFrame:
    """The fewest values without which the account would leave its ring, strongest first; none when unknown."""
    used = decided(publication, account).select("value", "bits", "counts")
    rows = publication.decisive_of(account).join(used, on="value", how="left")
    return strongest(told(publication, rows, "bits"))


def keys(accounts: Iterable[int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Accounts as the column a publication is asked with."""
    return np.fromiter(accounts, np.int64)


def _both(held: pl.DataFrame, account: int, other: int) -> pl.DataFrame:
    """Values both accounts hold; the other's times as `other_first` and `other_last`."""
    theirs = held.filter(pl.col("account") == other)
    times = theirs.select("value", other_first="first_seen", other_last="last_seen")
    return held.filter(pl.col("account") == account).select(FACT).join(times, on="value")


def _counted(held: pl.DataFrame) -> pl.DataFrame:
    """Values two or more accounts hold, and how many do."""
    return held.group_by("value").agg(members=pl.len().cast(pl.Int64)).filter(pl.col("members") > 1)


OWN = "a common value, but most of its holders are of this ring"
"""Why a common value counts."""


def told(publication: Publication, rows: pl.DataFrame, used: str | None = None) -> pl.DataFrame:
    """The rows with what is known of their value: kind, group, mask, bits, holders, crowd, reason, counts.

    `used` names a column of the rows with the weight that decided, and goes before the value's own weight; `counts`
    says whether it passed the gate then. What counts is no crowd here.
    """
    known = named(publication.verdicts_of(rows["value"].unique().to_numpy()))
    if used is None:
        return rows.join(known, on="value").with_columns(counts=pl.lit(None, pl.Boolean))
    rows = rows.rename({used: "used"}).with_columns(pl.col("used").cast(pl.Float64))
    found = rows.join(known, on="value").with_columns(pl.col("counts").cast(pl.Boolean))
    counts, decides = pl.col("counts").fill_null(False), pl.col("used").is_not_null()
    slight = pl.lit("does not count by itself: ") + pl.col("reason")
    reason = pl.when(pl.col("crowd") & counts).then(pl.lit(OWN)).when(pl.col("crowd") & decides).then(slight)
    weighed = found.with_columns(
        bits=pl.coalesce("used", pl.col("bits").cast(pl.Float64)),
        crowd=pl.col("crowd") & ~counts,
        reason=reason.otherwise("reason"),
    )
    return weighed.drop("used")


def named(verdicts: pl.DataFrame) -> pl.DataFrame:
    """The verdicts, each value under its mask; one without a mask by its kind and the tag of its token, so that two
    of them can be told apart."""
    verdicts = verdicts.with_columns(pl.col("kind", "group").cast(pl.String))
    bare = verdicts.filter(pl.col("mask").is_null()).select("value")
    tagged = bare.with_columns(tag=pl.Series(list(tags(bare["value"])), dtype=pl.String))
    found = verdicts.join(tagged, on="value", how="left", maintain_order="left")
    return found.with_columns(pl.col("mask").fill_null(pl.format("{} {}", "kind", "tag"))).drop("tag")


def strongest(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, most bits first."""
    return rows.sort("bits", "value", descending=[True, False]).head(SHOWN)


def by_group(rows: pl.DataFrame) -> pl.DataFrame:
    """What each group says, its best value alone; strongest first."""
    best = rows.group_by("group").agg(
        bits=pl.col("bits").max().cast(pl.Float64).round(DIGITS),
        values=pl.col("value").count(),
        counts=pl.col("counts").any(),
    )
    return best.sort(["bits", "group"], descending=[True, False])


def bits(publication: Publication, account: int) -> float | None:
    """Bits of a member that it belongs, prior included; None for an account in no ring."""
    row = publication.row(account)
    member = -1 if row is None else int(publication.accounts["member"][row])
    return None if member < 0 else round(float(publication.members["bits"][member]), DIGITS)


def groups(publication: Publication, account: int, shown: pl.DataFrame) -> pl.DataFrame:
    """What each group says about a member, its prior, hours and marks among them: they add up to its bits."""
    rows = publication.evidence_of(keys([account])).filter(pl.col("value").is_null() | (pl.col("bits") > 0))
    return by_group(rows if rows.height else shown)
