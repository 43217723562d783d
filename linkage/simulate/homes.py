"""Dense homes: families and flat shares of three to six accounts that share nearly all they have."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, purchases
from linkage.simulate.draft import Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.places import REGIONS

SHARE = 0.12
"""Share of honest people in such homes."""
FLATS = 0.4
"""Share of the homes that are flats of people who are no family."""


@dataclass(frozen=True)
class Homes:
    """Who lives together, one row an account."""

    account: np.ndarray
    home: np.ndarray
    flat: np.ndarray
    """By home: True for a flat share."""
    lead: np.ndarray
    """By home: the account whose name is on the door, and on the card of a family."""

    def __len__(self) -> int:
        """Number of homes."""
        return len(self.flat)


def shared(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """The same world in which some honest people of one region, half of them new within days, live together."""
    homes = _moved(rng, draft)
    network, devices = _lines(rng, ground, draft, homes), _devices(rng, draft, homes)
    people = _named(rng, draft, homes)
    people = lines.entered(people, network, rng.random(len(network)) < 0.6)
    people = lines.entered(people, devices, rng.random(len(devices)) < 0.4)
    flat = homes.flat[homes.home]
    return replace(
        draft,
        people=people,
        network=pl.concat([draft.network, network.select(draft.network.columns)], how="vertical_relaxed"),
        devices=pl.concat([draft.devices, devices.select(draft.devices.columns)], how="vertical_relaxed"),
        billing=_billing(rng, draft, homes),
        relations=pl.concat([draft.relations, _invited(rng, homes)], how="vertical_relaxed"),
        crowds=pl.concat(
            [
                draft.crowds,
                crowd(homes.account[~flat], "household"),
                crowd(homes.account[flat], "flatshare"),
            ]
        ),
    )


def _moved(rng: np.random.Generator, draft: Draft) -> Homes:
    """Homes of three to six: one half of them signed up one soon after the other, one half at any time."""
    honest = np.flatnonzero(draft.people["ring"].to_numpy() < 0)
    chosen = rng.permutation(honest)[: max(6, int(len(honest) * SHARE))]
    region, created = (draft.people[name].to_numpy()[chosen] for name in ("region", "created"))
    soon = np.arange(len(chosen)) % 2 == 0
    moment = np.where(soon, created, rng.random(len(chosen)))
    account = chosen[np.lexsort((moment, region, soon))]
    sizes = rng.integers(3, 7, len(account) // 3)
    sizes = sizes[np.cumsum(sizes) <= len(account)]
    home = np.repeat(np.arange(len(sizes)), sizes)
    first = np.cumsum(sizes) - sizes
    return Homes(account[: len(home)], home, rng.random(len(sizes)) < FLATS, account[first])


def _lines(rng: np.random.Generator, ground: Ground, draft: Draft, homes: Homes) -> pl.DataFrame:
    """The line of each home, on which nearly everybody is seen from the first day on."""
    region = draft.people["region"].to_numpy()[homes.lead]
    line = ground.blocks[g.RESIDENTIAL].draw(rng, region // REGIONS, lines.SIX)
    here = rng.random(len(homes.account)) < 0.97
    rows = line[homes.home[here]].with_columns(pl.Series("account", homes.account[here]))
    rows = lines.arrivals(rng, lines.fresh(rng, rows), draft.people["created"].to_numpy(), 150.0)
    return rows.with_columns(pl.Series("hits", rng.geometric(0.03, len(rows))))


def _devices(rng: np.random.Generator, draft: Draft, homes: Homes) -> pl.DataFrame:
    """The tablet of a family, used by nine in ten of it; a third of the flats have a machine for all."""
    machine, kind = purchases.keys(rng, len(homes)), g.popular(rng, len(homes), g.PROFILES)
    has = ~homes.flat | (rng.random(len(homes)) < 0.35)
    who = has[homes.home] & (rng.random(len(homes.home)) < 0.9)
    at = homes.home[who]
    rows = pl.DataFrame({"account": homes.account[who], "device": machine[at], "profile": kind[at]})
    return lines.arrivals(rng, rows, draft.people["created"].to_numpy(), 150.0)


def _billing(rng: np.random.Generator, draft: Draft, homes: Homes) -> pl.DataFrame:
    """One door a home; one card for all in a family and in three flats in ten, else everybody's own."""
    n, lead = len(homes.home), homes.lead[homes.home]
    one = (~homes.flat | (rng.random(len(homes)) < 0.3))[homes.home]
    card, issuer = purchases.keys(rng, n), purchases.issuers(rng, n, 0.18)
    door = purchases.keys(rng, len(homes))[homes.home]
    first = np.searchsorted(homes.home, homes.home)
    holder = np.where(one, lead, homes.account)
    given, family, region = (draft.people[name].to_numpy() for name in ("first", "last", "region"))
    rows = pl.DataFrame(
        {
            "account": homes.account,
            "holder": holder,
            "card": np.where(one, card[first], card),
            "bin": np.where(one, issuer[first], issuer),
            "payer_first": given[holder],
            "payer_last": family[holder],
            "payer_org": np.full(n, -1),
            "place": door,
            "region": region[lead],
        }
    ).filter(pl.Series(rng.random(n) < np.where(one, 0.75, 0.5)))
    made = purchases.payments(rng, rows, draft.people["created"].to_numpy())
    own = draft.billing.filter(~pl.col("account").is_in(homes.account))
    return pl.concat([own, made.select(own.columns)], how="vertical_relaxed")


def _named(rng: np.random.Generator, draft: Draft, homes: Homes) -> pl.DataFrame:
    """Nine in ten of a family have its name."""
    last = draft.people["last"].to_numpy().copy()
    named = ~homes.flat[homes.home] & (rng.random(len(homes.home)) < 0.9)
    last[homes.account[named]] = last[homes.lead[homes.home[named]]]
    return draft.people.with_columns(pl.Series("last", last))


def _invited(rng: np.random.Generator, homes: Homes) -> pl.DataFrame:
    """Three in ten were invited by whose name is on the door."""
    lead = homes.lead[homes.home]
    who = (rng.random(len(lead)) < 0.3) & (homes.account != lead)
    kind = np.ones(int(who.sum()), dtype=np.int64)
    return pl.DataFrame({"account": homes.account[who], "other": lead[who], "kind": kind})
