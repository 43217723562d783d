"""The accounts of one operator with all they hold: each a part of its stock, and something of their own."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, operators, purchases, usage
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.places import REGIONS, zone
from linkage.simulate.stock import Stock


@dataclass(frozen=True)
class Crew:
    """One operator's accounts before they hold anything."""

    style: Style
    stock: Stock
    people: pl.DataFrame
    apart: np.ndarray
    """True for accounts that get nothing from the stock but words and working hours."""

    @property
    def size(self) -> int:
        """Number of accounts."""
        return self.style.size

    @property
    def region(self) -> np.ndarray:
        """Where each account says it is."""
        return self.people["region"].to_numpy()

    @property
    def created(self) -> np.ndarray:
        """When each account signed up."""
        return self.people["created"].to_numpy()


def _network(rng: np.random.Generator, ground: Ground, crew: Crew) -> pl.DataFrame:
    """Exits of its own for most, relays and carriers for some, a line of its own for who has neither."""
    n, style, exits = crew.size, crew.style, crew.stock.exits
    rows = []
    for share in (style.proxied, style.proxied * 0.6):
        who = np.flatnonzero((rng.random(n) < share) & ~crew.apart)
        rows.append((who, exits[rng.integers(0, len(exits), len(who))]))
    hidden = lines.often(rng, np.flatnonzero(rng.random(n) < style.relayed))
    rows.append((hidden, g.relays(rng, ground, len(hidden))))
    carried = np.flatnonzero(rng.random(n) < style.relayed * 0.6)
    rows.append((carried, g.exits(rng, ground, crew.region[carried])))
    bare = np.setdiff1d(np.arange(n), np.concatenate([who for who, _ in rows]))
    some = np.concatenate([bare, np.flatnonzero(rng.random(n) < 0.3)])
    rows.append((some, ground.blocks[g.RESIDENTIAL].draw(rng, crew.region[some] // REGIONS, lines.SIX)))
    held = pl.concat([a.select(pl.Series("account", who), "hi", "lo", "asn") for who, a in rows if len(who)])
    return lines.fresh(rng, held[rng.permutation(len(held))])


def _devices(rng: np.random.Generator, crew: Crew) -> pl.DataFrame:
    """A device of the farm for most, a fresh one for the rest; a second one for some."""
    n, stock = crew.size, crew.stock
    made = []
    for share in (1.0, 0.25):
        who = np.flatnonzero(rng.random(n) < share)
        farmed = (rng.random(len(who)) < crew.style.farmed) & ~crew.apart[who]
        at = rng.integers(0, len(stock.devices), len(who))
        fresh, kind = purchases.keys(rng, len(who)), g.popular(rng, len(who), g.PROFILES)
        held = {
            "account": who,
            "device": np.where(farmed, stock.devices[at], fresh),
            "profile": np.where(farmed, stock.profiles[at], kind),
        }
        made.append(pl.DataFrame(held))
    return pl.concat(made)


def _payers(rng: np.random.Generator, crew: Crew) -> pl.DataFrame:
    """One row a paying account: a card and an address used again, or ones of its own."""
    n, style, stock = crew.size, crew.style, crew.stock
    again = (rng.random(n) < style.carded) & ~crew.apart
    at = rng.integers(0, len(stock.cards), n)
    placed = (rng.random(n) < style.placed) & ~crew.apart
    named = again & (rng.random(n) < 0.6)
    holder = stock.cards[at].astype(np.int64)
    place = stock.places[rng.integers(0, len(stock.places), n)]
    region = crew.region
    frame = pl.DataFrame(
        {
            "account": np.arange(n),
            "holder": np.arange(n),
            "card": np.where(again, stock.cards[at], purchases.keys(rng, n)),
            "bin": np.where(again, stock.issuers[at], purchases.issuers(rng, n, style.virtual)),
            "payer_first": np.where(named, holder % 999_983, crew.people["first"].to_numpy()),
            "payer_last": np.where(named, holder % 999_979, crew.people["last"].to_numpy()),
            "payer_org": np.full(n, -1),
            "place": np.where(placed, place, purchases.keys(rng, n)),
            "region": np.where(placed, region[place.astype(np.int64) % n], region),
        }
    )
    return frame.filter(pl.Series(rng.random(n) < style.paying))


def _times(rng: np.random.Generator, crew: Crew, owner: np.ndarray, habit: pl.DataFrame) -> np.ndarray:
    """Whole hours of usage rows: on the operator's schedule, or at an hour that looks like anybody's."""
    at = usage.hours(rng, owner, crew.created, zone(crew.region), habit)
    schedule = crew.stock.schedule
    begin = np.searchsorted(schedule, crew.created[owner] // 3_600)
    left = len(schedule) - begin
    slot = np.minimum(begin + (rng.random(len(owner)) * left).astype(np.int64), len(schedule) - 1)
    on_time = (rng.random(len(owner)) < crew.style.scheduled) & (left > 0)
    return np.where(on_time, schedule[slot] * 3_600, at)


def _usage(rng: np.random.Generator, crew: Crew) -> pl.DataFrame:
    """Balanced traffic on a schedule, with some rows made to look like anybody's."""
    n, style = crew.size, crew.style
    owner = np.repeat(np.arange(n), usage.runs(rng, n, usage.ROWS * rng.uniform(0.9, 1.5), 0.4))
    habit = usage.habits(rng, n)
    at = _times(rng, crew, owner, habit)
    lag = np.where(rng.random(n) < style.prompt, rng.random(n), habit["lag"].to_numpy())
    level = np.exp(rng.normal(rng.uniform(2, 3.2), 0.3, n))
    requests, tokens = usage.volumes(rng, owner, level, 0.5)
    liked = usage.templates(rng, owner, np.full(n, -1))
    taste = rng.integers(0, style.words, (n, 5))
    liking = np.minimum(rng.exponential(np.exp(rng.normal(0.0, 0.7, n))[owner]).astype(np.int64), 4)
    words = crew.stock.words[taste[owner, liking]]
    return pl.DataFrame(
        {
            "account": owner,
            "hour": at,
            "requests": requests,
            "tokens": tokens,
            "model": usage.models(rng, at, lag[owner]).astype(np.int8),
            "template": np.where(rng.random(len(owner)) < style.worded, words, liked),
        }
    )


def _referrals(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """A few of its accounts referred one another."""
    who = np.flatnonzero(rng.random(n) < 0.02)
    rows = {"account": who, "other": rng.integers(0, n, len(who)), "kind": np.ones(len(who), dtype=np.int64)}
    return pl.DataFrame(rows).filter(pl.col("account") != pl.col("other"))


def hire(rng: np.random.Generator, ground: Ground, style: Style, stock: Stock) -> Draft:
    """The accounts of one operator of that style and stock; `ring` is for the caller to set."""
    created = operators.signups(rng, style)
    people = operators.people(rng, ground, style, created)
    crew = Crew(style, stock, people, rng.random(style.size) < style.isolated)
    network = lines.spells(rng, _network(rng, ground, crew), created, 25.0)
    devices = lines.spells(rng, _devices(rng, crew), created, 25.0)
    start = network.unique("account", keep="first", maintain_order=True).sort("account")
    first = devices[: style.size]
    return Draft(
        people=people.with_columns(start["hi"], start["lo"], first["device"], first["profile"]),
        network=network.with_columns(pl.Series("hits", rng.geometric(0.05, len(network)))),
        devices=devices,
        billing=purchases.payments(rng, _payers(rng, crew), created),
        usage=_usage(rng, crew),
        relations=_referrals(rng, style.size),
    )
