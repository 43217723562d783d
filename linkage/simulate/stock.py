"""What an operator owns and spreads over its accounts: exits, devices, cards, addresses, a schedule, words."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, operators, purchases, usage
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.places import COUNTRIES, REGIONS, WEIGHTS, zone


@dataclass(frozen=True)
class Stock:
    """The values an operator has to share out; a successor may take over a part of them."""

    exits: pl.DataFrame
    devices: np.ndarray
    profiles: np.ndarray
    cards: np.ndarray
    issuers: np.ndarray
    places: np.ndarray
    words: np.ndarray
    schedule: np.ndarray
    """Hours (since 1970) in which it works."""


def _count(share: float, size: int, per: float) -> int:
    """How many values serve that share of the accounts."""
    return max(1, round(share * size / per))


def _schedule(rng: np.random.Generator, style: Style) -> np.ndarray:
    """Hours of its runs: a few hours at a stretch, for months; at any hour or in its own working hours."""
    last = min(style.start + style.span + 45, g.DAYS - 2)
    count = max(5, int(min(last - style.start, style.size) * rng.uniform(0.5, 0.9)))
    day = np.sort(rng.uniform(style.start, last, count)).astype(np.int64)
    hour = (
        (rng.integers(0, 8, count) + int(rng.integers(0, 24))) % 24
        if style.workday
        else rng.integers(0, 24, count)
    )
    length = int(rng.integers(2, 7))
    hours = (g.START // 3_600 + day * 24 + hour)[:, None] + np.arange(length)
    return np.unique(hours.ravel())


def furnish(rng: np.random.Generator, ground: Ground, style: Style) -> Stock:
    """Buy what an operator of that style needs."""
    exits = _count(style.proxied * 1.6, style.size, style.per_exit)
    where = rng.choice(len(COUNTRIES), exits, p=WEIGHTS)
    homes = ground.blocks[g.RESIDENTIAL].draw(rng, where)
    hosts = ground.blocks[g.HOSTING].draw(rng, where)
    housed = pl.Series(rng.random(exits) < rng.uniform(0.3, 0.95))
    mixed = pl.DataFrame({c: homes[c].zip_with(housed, hosts[c]) for c in homes.columns})
    devices = _count(style.farmed, style.size, style.per_device)
    cards = _count(style.paying * style.carded, style.size, style.per_card)
    few = g.popular(rng, max(2, devices // 40), g.PROFILES, 1.5)
    issuers = purchases.issuers(rng, max(2, min(8, cards)), style.virtual)
    return Stock(
        exits=mixed,
        devices=purchases.keys(rng, devices),
        profiles=few[rng.integers(0, len(few), devices)],
        cards=purchases.keys(rng, cards),
        issuers=issuers[rng.integers(0, len(issuers), cards)],
        places=purchases.keys(rng, _count(style.paying * style.placed, style.size, style.per_place)),
        words=g.TEMPLATES + (1 << 42) + rng.integers(0, 1 << 40, style.words),
        schedule=_schedule(rng, style),
    )


def _network(
    rng: np.random.Generator,
    ground: Ground,
    style: Style,
    stock: Stock,
    region: np.ndarray,
    apart: np.ndarray,
) -> pl.DataFrame:
    """Exits of its own for most, relays and carriers for some, a line of its own for who has neither."""
    n = style.size
    rows = []
    for share in (style.proxied, style.proxied * 0.6):
        who = np.flatnonzero((rng.random(n) < share) & ~apart)
        rows.append((who, stock.exits[rng.integers(0, len(stock.exits), len(who))]))
    hidden = np.flatnonzero(rng.random(n) < style.relayed)
    rows.append((hidden, g.relays(rng, ground, len(hidden))))
    carried = np.flatnonzero(rng.random(n) < style.relayed * 0.6)
    rows.append((carried, g.exits(rng, ground, region[carried])))
    bare = np.setdiff1d(np.arange(n), np.concatenate([who for who, _ in rows]))
    some = np.concatenate([bare, np.flatnonzero(rng.random(n) < 0.3)])
    rows.append((some, ground.blocks[g.RESIDENTIAL].draw(rng, region[some] // REGIONS, lines.SIX)))
    return pl.concat([a.select(pl.Series("account", who), "hi", "lo", "asn") for who, a in rows if len(who)])


def _devices(rng: np.random.Generator, style: Style, stock: Stock, apart: np.ndarray) -> pl.DataFrame:
    """A device of the farm for most, a fresh one for the rest; a second one for some."""
    n = style.size
    made = []
    for share in (1.0, 0.25):
        who = np.flatnonzero(rng.random(n) < share)
        farmed = (rng.random(len(who)) < style.farmed) & ~apart[who]
        at = rng.integers(0, len(stock.devices), len(who))
        fresh, kind = purchases.keys(rng, len(who)), g.popular(rng, len(who), g.PROFILES)
        made.append(
            pl.DataFrame(
                {
                    "account": who,
                    "device": np.where(farmed, stock.devices[at], fresh),
                    "profile": np.where(farmed, stock.profiles[at], kind),
                }
            )
        )
    return pl.concat(made)


def _payers(
    rng: np.random.Generator, style: Style, stock: Stock, folk: pl.DataFrame, apart: np.ndarray
) -> pl.DataFrame:
    """One row a paying account: a card and an address used again, or ones of its own."""
    n = style.size
    again = (rng.random(n) < style.carded) & ~apart
    at = rng.integers(0, len(stock.cards), n)
    placed = (rng.random(n) < style.placed) & ~apart
    named = again & (rng.random(n) < 0.6)
    frame = pl.DataFrame(
        {
            "account": np.arange(n),
            "card": np.where(again, stock.cards[at], purchases.keys(rng, n)),
            "bin": np.where(again, stock.issuers[at], purchases.issuers(rng, n, style.virtual)),
            "payer_first": np.where(
                named, (stock.cards[at] % 999_983).astype(np.int64), folk["first"].to_numpy()
            ),
            "payer_last": np.where(
                named, (stock.cards[at] % 999_979).astype(np.int64), folk["last"].to_numpy()
            ),
            "payer_org": np.full(n, -1),
            "place": np.where(
                placed, stock.places[rng.integers(0, len(stock.places), n)], purchases.keys(rng, n)
            ),
            "region": folk["region"].to_numpy(),
        }
    )
    return frame.filter(pl.Series(rng.random(n) < style.paying))


def _usage(
    rng: np.random.Generator, style: Style, stock: Stock, created: np.ndarray, hours_ahead: np.ndarray
) -> pl.DataFrame:
    """Balanced traffic on the operator's schedule, with some rows made to look like anybody's."""
    n = style.size
    owner = np.repeat(np.arange(n), usage.runs(rng, n, usage.ROWS * rng.uniform(0.9, 1.5), 0.4))
    habit = usage.habits(rng, n)
    at = usage.hours(rng, owner, created, hours_ahead, habit)
    from_run = np.searchsorted(stock.schedule, created[owner] // 3_600)
    left = len(stock.schedule) - from_run
    slot = np.minimum(from_run + (rng.random(len(owner)) * left).astype(np.int64), len(stock.schedule) - 1)
    on_time = (rng.random(len(owner)) < style.scheduled) & (left > 0)
    at = np.where(on_time, stock.schedule[slot] * 3_600, at)
    lag = np.where(rng.random(n) < style.prompt, rng.random(n), habit["lag"].to_numpy())
    requests, tokens = usage.volumes(rng, owner, np.exp(rng.normal(rng.uniform(2, 3.2), 0.3, n)), 0.5)
    liked = usage.templates(rng, owner, np.full(n, -1))
    words = stock.words[rng.integers(0, len(stock.words), len(owner))]
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


def accounts(rng: np.random.Generator, ground: Ground, style: Style, stock: Stock) -> Draft:
    """The accounts of one operator with all they hold."""
    created = operators.signups(rng, style)
    folk = operators.people(rng, ground, style, created)
    region = folk["region"].to_numpy()
    apart = rng.random(style.size) < style.isolated
    network = lines.spells(rng, _network(rng, ground, style, stock, region, apart), created, 25.0)
    devices = lines.spells(rng, _devices(rng, style, stock, apart), created, 25.0)
    start = network.unique("account", keep="first", maintain_order=True).sort("account")
    payers = _payers(rng, style, stock, folk, apart)
    return Draft(
        people=folk.with_columns(
            start["hi"], start["lo"], devices["device"][: style.size], devices["profile"][: style.size]
        ),
        network=network.with_columns(pl.Series("hits", rng.geometric(0.05, len(network)))),
        devices=devices,
        billing=purchases.payments(rng, payers, created),
        usage=_usage(rng, style, stock, created, zone(region)),
        relations=_referrals(rng, style.size),
    )


def _referrals(rng: np.random.Generator, n: int) -> pl.DataFrame:
    """A few of its accounts referred one another."""
    who = np.flatnonzero(rng.random(n) < 0.02)
    other = rng.integers(0, n, len(who))
    rows = pl.DataFrame({"account": who, "other": other, "kind": np.ones(len(who), dtype=np.int64)})
    return rows.filter(pl.col("account") != pl.col("other"))
