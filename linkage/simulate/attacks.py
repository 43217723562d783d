"""Attacks on detection itself: ring accounts that carry what is others', and exits that change hands."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, meetings
from linkage.simulate.draft import Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.meetings import OWN
from linkage.simulate.takers import STRANGERS, Rings, added, handed, marked

DAY = 86_400
SELF = {"phone": ["phone", "block", "phone_country"], "mail": ["first", "last", "domain", "shape", "number"]}
"""What an account says of itself once, when it signs up: the columns of people that make it."""


def stuffed(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """Ring accounts fill themselves with 5 to 20 values of as many strangers: devices, lines, payers, numbers, names.

    A stranger loses about three values, to several accounts of one ring, which so tie strangers to one another.
    """
    owned = {name: meetings.alone(draft, name) for name in OWN}
    pairs = _stuffing(rng, draft, owned, max(1, round(STRANGERS * ground.accounts)))
    paying = pairs["owner"].is_in(owned["billing"]["account"].implode()).to_numpy()
    u = rng.random(len(pairs))
    which = np.select([paying & (u < 0.35), u < 0.65], ["billing", "devices"], "network")
    told = _self(rng, draft, pairs)
    for name in OWN:
        mine = pairs.filter(pl.Series(which == name))
        rows = handed(rng, draft, name, owned[name], mine)
        if name == "billing":
            kept = mine.join(owned[name], left_on="owner", right_on="account", maintain_order="left")
            rows = rows.with_columns(kept["holder"], kept["payer_first"], kept["payer_last"])
        told = added(told, name, rows)
    return marked(told, pairs["owner"].unique().to_numpy())


def _stuffing(
    rng: np.random.Generator, draft: Draft, owned: dict[str, pl.DataFrame], count: int
) -> pl.DataFrame:
    """Who takes from whom (taker, owner): the largest rings, each from some forty strangers of its own."""
    rings = Rings.of(draft)
    both = np.intersect1d(owned["devices"]["account"].to_numpy(), owned["network"]["account"].to_numpy())
    victims = rng.choice(both, min(count, len(both)), replace=False)
    largest = np.argsort(-rings.size, kind="stable")[: max(1, count // 40)]
    pool = np.array_split(victims, len(largest))
    width = np.array([len(each) for each in pool])
    taker, ring = rings.some(rng, largest, np.maximum(3, width // 4))
    many = rng.integers(5, 19, len(taker))
    ring, taker = np.repeat(ring, many), np.repeat(taker, many)
    at = (np.cumsum(width) - width)[ring] + (rng.random(len(ring)) * width[ring]).astype(np.int64)
    return pl.DataFrame({"taker": taker, "owner": victims[at]}).unique(maintain_order=True)


def _self(rng: np.random.Generator, draft: Draft, pairs: pl.DataFrame) -> Draft:
    """Six takers in ten sign up with the number of one stranger, six in ten with the name and mail of one."""
    created = draft.people["created"]
    late = pairs.filter(created.gather(pairs["taker"]) > created.gather(pairs["owner"]))
    people = draft.people
    for columns in SELF.values():
        one = late.sample(fraction=1.0, shuffle=True, seed=int(rng.integers(1 << 31)))
        one = one.unique("taker", keep="first", maintain_order=True)
        one = one.filter(pl.Series(rng.random(len(one)) < 0.6))
        taker, owner = one["taker"].to_numpy(), one["owner"].to_numpy()
        for column in columns:
            held = people[column].to_numpy().copy()
            held[taker] = held[owner]
            people = people.with_columns(pl.Series(column, held))
    return replace(draft, people=people)


def replayed(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """A device, door or line an honest account gave up months ago is used by 10 to 60 accounts of a ring at once."""
    rings = Rings.of(draft)
    ring = rings.spread(rng, max(len(OWN), round(STRANGERS * ground.accounts)))
    begin = draft.people["created"].to_numpy()[rings.account[rings.start]]
    used = np.zeros(0, dtype=np.int64)
    for turn, name in enumerate(OWN):
        old = meetings.alone(draft, name).filter(~pl.col("account").is_in(used))
        since = "at" if "at" in old.columns else "first_seen"
        old, mine = old.sort(since, "account"), ring[turn :: len(OWN)]
        free = np.searchsorted(old[since].to_numpy(), begin[mine] - 120 * DAY)
        at, one = np.unique((rng.random(len(mine)) * free).astype(np.int64), return_index=True)
        at, one = at[free[one] > 0], one[free[one] > 0]
        taker, attack = rings.some(rng, mine[one], rng.integers(10, 61, len(one)))
        victims = old[at]["account"].to_numpy()
        pairs = pl.DataFrame({"taker": taker, "owner": victims[attack]})
        rows = handed(rng, draft, name, old, pairs)
        draft = added(_abandoned(draft, name, old[at]), name, rows)
        used = np.concatenate([used, victims])
    return marked(draft, used)


def _abandoned(draft: Draft, name: str, old: pl.DataFrame) -> Draft:
    """The owners of those rows give the value up a month after they were first seen with it."""
    since = "at" if "at" in old.columns else "first_seen"
    until = old.select("account", *OWN[name], (pl.col(since) + 30 * DAY).alias("until"))
    table: pl.DataFrame = getattr(draft, name)
    rows = table.join(until, on=["account", *OWN[name]], how="left", maintain_order="left")
    if since == "at":
        rows = rows.filter(pl.col("until").is_null() | (pl.col("at") <= pl.col("until")))
    else:
        rows = rows.with_columns(pl.min_horizontal("last_seen", "until").alias("last_seen"))
    changed: Callable[..., Draft] = replace
    return changed(draft, **{name: rows.select(table.columns)})


def inherited(rng: np.random.Generator, _ground: Ground, draft: Draft) -> Draft:
    """Half of the exits that one ring had alone serve two to six honest customers each, weeks later."""
    honest = np.flatnonzero(draft.people["ring"].to_numpy() < 0)
    created = draft.people["created"].to_numpy()
    honest = honest[np.argsort(created[honest], kind="stable")]
    exits = _deserted(draft)
    exits = exits.filter(pl.Series(rng.random(len(exits)) < 0.5))
    rows = exits[np.repeat(np.arange(len(exits)), rng.integers(2, 7, len(exits)))]
    since = rows["latest"].to_numpy() + rng.integers(14 * DAY, 70 * DAY, len(rows))
    rows, since = rows.filter(pl.Series(since < g.END)), since[since < g.END]
    old = np.searchsorted(created[honest], since)
    who = honest[(rng.random(len(since)) * old).astype(np.int64)]
    until = np.minimum(since + (rng.exponential(20, len(since)) * DAY).astype(np.int64), g.END - 1)
    seen = rows.select("hi", "lo", "asn").with_columns(
        pl.Series("account", who),
        pl.Series("first_seen", since),
        pl.Series("last_seen", until),
        pl.Series("hits", rng.geometric(0.05, len(since))),
    )
    met = added(draft, "network", lines.fresh(rng, seen))
    return marked(replace(met, crowds=pl.concat([met.crowds, crowd(who, "exit")])), who)


def _deserted(draft: Draft) -> pl.DataFrame:
    """Exits that three accounts or more of one ring were seen on and nobody else, with when the last one came."""
    ring = draft.people["ring"].gather(draft.network["account"]).alias("ring")
    door = pl.when(pl.col("hi") > 0).then(0).otherwise("lo").alias("door")
    return (
        draft.network.with_columns(ring)
        .group_by("hi", door, maintain_order=True)
        .agg(
            pl.first("lo", "asn"),
            pl.n_unique("account").alias("accounts"),
            pl.n_unique("ring").alias("rings"),
            pl.first("ring"),
            pl.max("first_seen").alias("latest"),
        )
        .filter(pl.col("accounts") >= 3, pl.col("rings") == 1, pl.col("ring") >= 0)
    )
