"""Devices and payments of honest people: own and family phones, own, family, team and virtual cards."""

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate.people import Folk
from linkage.simulate.text import mixed


def keys(rng: np.random.Generator, count: int) -> np.ndarray:
    """Fresh keys of devices, cards or addresses; two are never the same in practice."""
    fresh: np.ndarray = rng.integers(1, 1 << 62, count, dtype=np.uint64)
    return fresh


def devices(rng: np.random.Generator, folk: Folk) -> pl.DataFrame:
    """Devices accounts were seen on: one of their own or the family's, for some a second or third."""
    n = len(folk.region)
    own, kind = keys(rng, n), g.popular(rng, n, g.PROFILES)
    family = rng.random(n)[folk.household] < 0.35
    own, kind = np.where(family, own[folk.household], own), np.where(family, kind[folk.household], kind)
    before = np.maximum(np.arange(n) - 1, 0)
    own, kind = np.where(folk.twin, own[before], own), np.where(folk.twin, kind[before], kind)
    made = [pl.DataFrame({"account": np.arange(n), "device": own, "profile": kind})]
    for share in (0.28, 0.06):
        who = np.flatnonzero(rng.random(n) < share)
        made.append(
            pl.DataFrame(
                {
                    "account": who,
                    "device": keys(rng, len(who)),
                    "profile": g.popular(rng, len(who), g.PROFILES),
                }
            )
        )
    return pl.concat(made)


def issuers(rng: np.random.Generator, count: int, virtual: float) -> np.ndarray:
    """Issuers of cards, a share of them virtual."""
    plain = g.VIRTUAL_BINS + g.popular(rng, count, g.BINS - g.VIRTUAL_BINS, 2.0)
    return np.where(rng.random(count) < virtual, rng.integers(0, g.VIRTUAL_BINS, count), plain)


def _teams(rng: np.random.Generator, office: np.ndarray) -> np.ndarray:
    """Cut offices into teams of 2 to 20 that pay with one card; a small office is one team."""
    n = len(office)
    size = rng.integers(2, 21, int(office.max()) + 2)[office]
    order = np.argsort(office, kind="stable")
    start = np.searchsorted(office[order], office)
    position = np.empty(n, dtype=np.int64)
    position[order] = np.arange(n)
    team: np.ndarray = office * 100_000 + (position - start) // size
    return team


def payers(rng: np.random.Generator, folk: Folk, first: np.ndarray, last: np.ndarray) -> pl.DataFrame:
    """One row a paying account: the card, who pays and from where."""
    n = len(folk.region)
    card, issuer, place = keys(rng, n), issuers(rng, n, 0.18), keys(rng, n)
    family = rng.random(n)[folk.household] < folk.mix.one_card
    place = place[folk.household]
    team = _teams(rng, folk.office)
    _, lead, at = np.unique(team, return_index=True, return_inverse=True)
    lead = lead[at]
    by_team = (folk.office >= 0) & (rng.random(n)[lead] < 0.35)
    holder = np.where(
        by_team, lead, np.where(family, folk.household.searchsorted(folk.household), np.arange(n))
    )
    frame = pl.DataFrame(
        {
            "account": np.arange(n),
            "holder": holder,
            "card": card[holder],
            "bin": issuer[holder],
            "payer_first": first[holder],
            "payer_last": last[holder],
            "payer_org": np.where(by_team & (rng.random(n)[lead] < 0.6), folk.office, -1),
            "place": np.where(by_team, mixed(folk.office, 13), place[holder]),
            "region": folk.region[holder],
        }
    )
    return frame.filter(pl.Series(rng.random(n) < np.where(by_team, 0.7, folk.mix.paying * 0.92)))


def payments(rng: np.random.Generator, rows: pl.DataFrame, created: np.ndarray) -> pl.DataFrame:
    """Spread each payer over its payments: one to six, a month apart, of the usual amounts."""
    times = np.minimum(1 + rng.geometric(0.55, len(rows)), 7) - 1
    each = rows[np.repeat(np.arange(len(rows)), times)]
    month = np.concatenate([np.arange(t) for t in times]) if len(times) else np.zeros(0, dtype=np.int64)
    amount = np.repeat(rng.choice([5, 10, 20, 20, 20, 25, 50, 100, 200], len(rows)), times).astype(np.float64)
    odd = rng.random(len(each)) < 0.25
    amount = np.where(odd, np.round(amount * rng.uniform(0.5, 3.0, len(each)), 2), amount)
    start = np.repeat((rng.exponential(6, len(rows)) * 86_400).astype(np.int64), times)
    at = created[each["account"].to_numpy()] + start + month * 2_592_000
    return each.with_columns(pl.Series("at", at), pl.Series("amount", amount)).filter(pl.col("at") < g.END)
