"""What other platforms can be told of confirmed rings without personal data.

A value is told where three core or member accounts of confirmed rings hold it, and they are at least half of all
who do. In the clear go what is nobody's own: throw-away mail domains, /24 and /48 networks, a card's first six digits
with its network, the hours a ring is active. What could point to one person (a domain or line of one's own) and what
is kept as a token alone (a template) goes keyed for one partner, or not at all.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

import numpy as np
import polars as pl

from linkage.kinds import domain
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import DecisionState
from linkage.model import MIN_RING
from linkage.publication.reader import Publication
from linkage.tables import Schema

SHARE: Final = 0.5
"""Least share of confirmed accounts among all that hold a value: the others may be honest."""
SHORTEST: Final = 16
"""Fewest bytes of a partner's key."""
PURPOSE: Final = b"linkage.indicator\n"
CLEAR: Final = {"email_domain": "domain", "subnet": "subnet"}
KEYED: Final = {"email_domain": "keyed-domain", "subnet": "keyed-subnet", "prompt": "template"}
HOURS: Final = 24

INDICATORS: Schema = {
    "kind": pl.String(),
    "value": pl.String(),
    "with": pl.String(),
    "accounts": pl.UInt32(),
    "share": pl.Float64(),
}
"""One row an indicator, by kind and value. `kind`: domain, subnet, bin-subnet (`value` the first six digits, `with`
the network), rhythm, keyed-domain, keyed-subnet, template. `share`: confirmed accounts among all holders."""


@dataclass(frozen=True)
class Told:
    """What can be told, and how much was left out for lack of a partner's key."""

    rows: pl.DataFrame
    """Columns of `INDICATORS`."""
    left_out: int


def find(
    publication: Publication, decided: DecisionState, measures: pl.DataFrame, key: bytes | None = None
) -> Told:
    """Indicators of confirmed rings; with a partner's `key` those that are keyed as well."""
    known = _accounts(publication, decided)
    values = _values(publication, known)
    shown, hidden = _clear(values), _hidden(values)
    keyed = pl.DataFrame(schema=INDICATORS) if key is None else _keyed(hidden, key)
    parts = [shown, _together(publication, known), _rhythms(known, measures), keyed]
    names = ["kind", "value", "with"]
    rows = pl.concat([each.select(_columns()) for each in parts])
    ordered = rows.sort(*names, "accounts", "share", descending=[False, False, False, True, True])
    once = ordered.unique(names, keep="first", maintain_order=True)
    return Told(once, hidden.height if key is None else 0)


def _columns() -> list[pl.Expr]:
    return [pl.col(name).cast(kind) for name, kind in INDICATORS.items()]


def _accounts(publication: Publication, decided: DecisionState) -> pl.DataFrame:
    """Core and member accounts of confirmed rings that nobody disputed: account, ring_id."""
    shown = effective.actionable(publication.seen(publication.members), decided)
    return shown.select("account", "ring_id")


def _enough(counted: pl.DataFrame) -> pl.DataFrame:
    """Of values with `accounts` and `holders`, those that can be told, with `share`."""
    share = (pl.col("accounts") / pl.max_horizontal("holders", "accounts")).round(4)
    return counted.with_columns(share=share).filter(
        (pl.col("accounts") >= MIN_RING) & (pl.col("share") >= SHARE)
    )


def _values(publication: Publication, known: pl.DataFrame) -> pl.DataFrame:
    """Values that can be told: kind, token, mask, accounts, share; common values are no links."""
    links = publication.links.join(known, on="account").select(
        "value", "holders", pl.col("kind").cast(pl.String)
    )
    counted = (
        links.filter(pl.col("kind").is_in(list(KEYED)))
        .group_by("value", "kind")
        .agg(pl.col("holders").max(), accounts=pl.len())
    )
    masks = publication.verdicts.select("value", "mask")
    told = _enough(counted).join(masks, on="value", how="left").rename({"value": "token"}).sort("token")
    bare = pl.col("mask").str.replace(r" \(disposable\)$", "")
    return told.with_columns(
        pl.when(pl.col("kind") == "email_domain").then(bare).otherwise("mask").alias("mask")
    )


def _is_clear(values: pl.DataFrame) -> pl.Series:
    """True for throw-away mail domains and for networks of more than one line."""
    gone = (values["kind"] == "email_domain") & (domain.sort(values["mask"]) == "disposable")
    network = (values["kind"] == "subnet") & values["mask"].str.contains(r"^[0-9a-f.:]+/(24|48)$")
    return (gone | network).fill_null(False)


def _clear(values: pl.DataFrame) -> pl.DataFrame:
    rows = values.filter(_is_clear(values))
    return rows.with_columns(
        pl.col("kind").replace_strict(CLEAR, default=None), value="mask", **{"with": pl.lit(None, pl.String)}
    )


def _hidden(values: pl.DataFrame) -> pl.DataFrame:
    """What is not told in the clear; domains of providers, which are everybody's, are not told at all."""
    free = (values["kind"] == "email_domain") & (domain.sort(values["mask"]) == "free")
    return values.filter(~_is_clear(values) & ~free.fill_null(False))


def _keyed(hidden: pl.DataFrame, key: bytes) -> pl.DataFrame:
    """HMAC-SHA-256 of kind and token by the partner's key: two partners cannot compare what they were told."""
    digests = [
        hmac.new(key, PURPOSE + f"{kind}\n{token}".encode(), hashlib.sha256).hexdigest()
        for kind, token in hidden.select("kind", "token").iter_rows()
    ]
    return hidden.with_columns(
        pl.col("kind").replace_strict(KEYED, default=None),
        value=pl.Series(digests, dtype=pl.String),
        **{"with": pl.lit(None, pl.String)},
    )


def _together(publication: Publication, known: pl.DataFrame) -> pl.DataFrame:
    """First six digits of a card with a network: each may be common, both together are not."""
    masks = publication.verdicts.select("value", "mask", pl.col("kind").cast(pl.String))
    held = pl.concat(
        [publication.links.select("account", "value"), publication.ignored.select("account", "value")]
    )
    banks = held.join(masks.filter(pl.col("kind") == "bin"), on="value")
    networks = held.join(masks.filter(pl.col("kind") == "subnet"), on="value")
    both = banks.select("account", value=pl.col("mask").str.extract(r"^([0-9]{6})")).join(
        networks.filter(pl.col("mask").str.contains(r"/(24|48)$")).select(
            "account", pl.col("mask").alias("with")
        ),
        on="account",
    )
    ours = pl.col("account").is_in(known["account"].implode())
    counted = both.drop_nulls().unique().group_by("value", "with").agg(holders=pl.len(), accounts=ours.sum())
    return _enough(counted).with_columns(kind=pl.lit("bin-subnet"))


def _rhythms(known: pl.DataFrame, measures: pl.DataFrame) -> pl.DataFrame:
    """Of each ring the share of each hour of the day (UTC) in percent, the mean over its accounts."""
    used = (
        known.join(measures.select("account", hour="hours"), on="account").explode("hour").drop_nulls("hour")
    )
    shares = used.with_columns(pl.col("hour") % HOURS).group_by("ring_id", "account", "hour").agg(n=pl.len())
    each = shares.with_columns(share=pl.col("n") / pl.col("n").sum().over("account"))
    accounts = each.group_by("ring_id").agg(accounts=pl.col("account").n_unique())
    enough = accounts.filter(pl.col("accounts") >= MIN_RING).sort("ring_id")
    sums = each.sort("account").group_by("ring_id", "hour").agg(pl.col("share").sum())
    said = [_signature(sums.filter(pl.col("ring_id") == ring), count) for ring, count in enough.iter_rows()]
    return enough.select(
        "accounts",
        kind=pl.lit("rhythm"),
        value=pl.Series(said, dtype=pl.String),
        share=pl.lit(1.0),
        **{"with": pl.lit(None, pl.String)},
    )


def _signature(sums: pl.DataFrame, accounts: int) -> str:
    """24 numbers from 0 to 100 with commas between, from midnight UTC on."""
    hours = np.zeros(HOURS)
    hours[sums["hour"].to_numpy()] = sums["share"].to_numpy() / accounts
    return ",".join(str(round(each * 100)) for each in hours)
