"""A population in numbers, before it is written out: codes and keys instead of text."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields

import numpy as np
import polars as pl

ROLES = ("honest", "stranger", "client", "member")
HONEST, STRANGER, CLIENT, MEMBER = range(4)

CROWDS = {
    "carrier": "on an address behind which a carrier hides hundreds",
    "rotating": "on mobile IPv6 whose prefix changes every few days",
    "vpn": "on an exit of a VPN or privacy relay",
    "cloud": "on a machine rented in a cloud",
    "campus": "at a campus",
    "office": "at an office",
    "lesson": "in a class that signed up in one evening",
    "family": "one of two or more of one home",
    "twin": "the first or second account of a person who has two",
    "agency": "a client of an agency that pays for it",
    "reseller": "a client of a reseller that pays for it, or the reseller",
    "household": "in a family that shares card, address, device and line",
    "flatshare": "in a flat that shares address and line, and often a device or a card",
    "hackathon": "at a hackathon",
    "exit": "on an exit of a ring",
    "class": "in a class that works on a school's machines",
    "firm": "at a firm in its first week on the platform",
    "service": "a service account of one customer",
    "fair": "at a fair with a starter kit",
    "relatives": "in one of several homes of relatives",
    "invited": "invited in a batch by one person",
    "subscription": "one of the many who use one person's subscription, or that person",
    "gift": "paying with a prepaid or gift card that one buyer gave out",
    "pilot": "in a team that moves to a new model on one day",
    "stolen": "the owner of a key that a ring uses",
    "cardholder": "the owner of a card that a ring pays with",
    "disputed": "one who had a payment of one's own charged back",
}
"""Whom honest people share much with, by the name in crowds.parquet."""

PLANS = ("free", "pro", "team", "api")
STATUSES = ("active", "closed", "banned")
ACTIVE, CLOSED, BANNED = range(3)

DISPOSABLE, FIRM, CHEAP, CAMPUS = 1_000, 10_000, 10_000_000, 20_000_000
"""Where the codes of each sort of mail domain begin; below are the free providers, in order of popularity."""

SHAPES = 10
"""Ways to make the local part of an address out of a name; see `linkage.simulate.mail`."""


def crowd(accounts: np.ndarray, name: str) -> pl.DataFrame:
    """Those accounts in that crowd of CROWDS."""
    frame = pl.DataFrame({"account": pl.Series(accounts, dtype=pl.Int64)})
    return frame.with_columns(pl.lit(name, dtype=pl.Enum(list(CROWDS))).alias("crowd"))


def _nobody() -> pl.DataFrame:
    """Nobody in any crowd."""
    return crowd(np.zeros(0, dtype=np.int64), "exit")


@dataclass(frozen=True)
class Draft:
    """Accounts by position and what they hold; `account` in every other table is that position.

    people: created, region, language, first, last, org, domain, shape, number, salt, tagged, phone, referrer,
        plan, status, ended, ring, role, hi, lo, device, profile
    network: account, hi, lo, asn, first_seen, last_seen, hits
    devices: account, device, profile, first_seen, last_seen
    billing: account, holder, at, amount, card, bin, payer_first, payer_last, payer_org, place, region
    usage: account, hour, requests, tokens, model, template
    relations: account, other, kind, at
    crowds: account, crowd; honest accounts alone, a row may be there twice
    """

    people: pl.DataFrame
    network: pl.DataFrame
    devices: pl.DataFrame
    billing: pl.DataFrame
    usage: pl.DataFrame
    relations: pl.DataFrame
    crowds: pl.DataFrame = field(default_factory=_nobody)

    def __len__(self) -> int:
        """Number of accounts."""
        return len(self.people)


def joined(drafts: Sequence[Draft]) -> Draft:
    """One population out of several, in the order given."""
    parts: dict[str, list[pl.DataFrame]] = {each.name: [] for each in fields(Draft)}
    offset = 0
    for draft in drafts:
        for name, held in parts.items():
            table: pl.DataFrame = getattr(draft, name)
            moved = [pl.col(c) + offset for c in ("account", "other", "holder") if c in table.columns]
            held.append(table.with_columns(moved))
        offset += len(draft)
    return Draft(**{name: pl.concat(held, how="vertical_relaxed") for name, held in parts.items()})
