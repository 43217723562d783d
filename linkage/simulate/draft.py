"""A population in numbers, before it is written out: codes and keys instead of text."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import polars as pl

ROLES = ("honest", "stranger", "client", "member")
HONEST, STRANGER, CLIENT, MEMBER = range(4)

PLANS = ("free", "pro", "team", "api")
STATUSES = ("active", "closed", "banned")
ACTIVE, CLOSED, BANNED = range(3)

DISPOSABLE, FIRM, CHEAP, CAMPUS = 1_000, 10_000, 10_000_000, 20_000_000
"""Where the codes of each sort of mail domain begin; below are the free providers, in order of popularity."""

SHAPES = 10
"""Ways to make the local part of an address out of a name; see `linkage.simulate.mail`."""


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
    """

    people: pl.DataFrame
    network: pl.DataFrame
    devices: pl.DataFrame
    billing: pl.DataFrame
    usage: pl.DataFrame
    relations: pl.DataFrame

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
