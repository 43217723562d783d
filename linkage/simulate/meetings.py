"""Where rings and honest people meet: customers on a proxy's exits, copied strangers, bans."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines
from linkage.simulate.draft import BANNED, STRANGER, Draft, crowd

OWN = {"devices": ("device",), "billing": ("place",), "network": ("hi", "lo")}
"""What can be copied of a stranger: the table it stands in and the columns that make the value."""

LATE = 30 * 86_400
"""A value is copied within so many seconds, so its owner had it that long before the world ends."""


def guests(rng: np.random.Generator, draft: Draft, exits: pl.DataFrame) -> Draft:
    """Let honest customers of a proxy network be seen on a ring's exits, `guests` on each on average."""
    honest = np.flatnonzero(draft.people["ring"].to_numpy() < 0)
    rows = exits[np.repeat(np.arange(len(exits)), rng.poisson(exits["guests"].to_numpy()))]
    who = pl.Series("account", rng.choice(honest, len(rows)), dtype=pl.Int64)
    seen = lines.fresh(rng, rows.select(who, "hi", "lo", "asn"))
    seen = lines.spells(rng, seen, draft.people["created"].to_numpy())
    seen = seen.with_columns(pl.Series("hits", rng.geometric(0.05, len(seen))))
    return replace(
        draft,
        network=pl.concat([draft.network, seen], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(who.to_numpy(), "exit")]),
    )


def banned(rng: np.random.Generator, draft: Draft, at: int) -> Draft:
    """Ban nearly all accounts of a ring at one moment; what they would have done later never happened."""
    caught = pl.Series(rng.random(len(draft)) < 0.95)
    status = pl.when(pl.lit(caught)).then(BANNED).otherwise("status").cast(pl.Int64).alias("status")
    ended = pl.when(pl.lit(caught)).then(at).otherwise("ended").cast(pl.Int64).alias("ended")
    people = draft.people.with_columns(status, ended)
    until = people["ended"]

    def before(table: pl.DataFrame, column: str) -> pl.DataFrame:
        return table.filter(table[column] <= until.gather(table["account"]))

    def clipped(table: pl.DataFrame) -> pl.DataFrame:
        stop = pl.lit(until.gather(table["account"]))
        return before(table.with_columns(pl.min_horizontal("last_seen", stop)), "first_seen")

    return replace(
        draft,
        people=people,
        network=clipped(draft.network),
        devices=clipped(draft.devices),
        billing=before(draft.billing, "at"),
        usage=before(draft.usage, "hour"),
    )


def copies(rng: np.random.Generator, draft: Draft, count: int, values: int = 1) -> Draft:
    """Let ring accounts copy one value (device, postal address or line) of each of `count` strangers, or two.

    A copied value was the stranger's alone, and a ring holds it only after the stranger did.
    """
    tables: dict[str, pl.DataFrame] = {name: getattr(draft, name) for name in OWN}
    owned = {name: alone(draft, name) for name in OWN}
    accounts = {name: rows["account"].to_numpy() for name, rows in owned.items()}
    if values > 1:
        both = np.intersect1d(accounts["devices"], accounts["billing"])
        victims = np.sort(rng.choice(both, min(count, len(both)), replace=False))
        chosen = {"devices": victims, "billing": victims}
    else:
        chosen = _spread(rng, accounts, count)
    thief = rng.integers(0, int((draft.people["ring"] >= 0).sum()), len(draft))
    for name, victims in chosen.items():
        own = owned[name].filter(pl.col("account").is_in(victims)).sort("account")
        tables[name] = pl.concat([tables[name], _copied(rng, draft, own, thief)], how="vertical_relaxed")
    role = draft.people["role"].to_numpy().copy()
    role[np.concatenate(list(chosen.values()))] = STRANGER
    return replace(draft, people=draft.people.with_columns(pl.Series("role", role)), **tables)


def alone(draft: Draft, name: str, most: int = 1) -> pl.DataFrame:
    """One row an honest account: a value of that table that it, or `most` honest accounts, alone hold.

    It had the value early enough for others to copy it before the world ends.
    """
    table: pl.DataFrame = getattr(draft, name)
    key = list(OWN[name])
    honest = (draft.people["ring"].gather(table["account"]) < 0).alias("honest")
    mine = pl.col("honest").all().over(key) & (pl.col("account").n_unique().over(key) <= most)
    single = table.filter(table.with_columns(honest).select(mine).to_series())
    early = pl.col("at" if "at" in table.columns else "first_seen") < g.END - LATE
    return single.filter(early).unique("account", keep="first", maintain_order=True)


def _spread(rng: np.random.Generator, owners: dict[str, np.ndarray], count: int) -> dict[str, np.ndarray]:
    """A third of the strangers for each table; nobody loses two values."""
    taken = np.zeros(0, dtype=np.int64)
    chosen = {}
    for name, accounts in owners.items():
        free = np.setdiff1d(accounts, taken)
        chosen[name] = rng.choice(free, min(len(free), -(-count // len(owners))), replace=False)
        taken = np.concatenate([taken, chosen[name]])
    return chosen


def _copied(rng: np.random.Generator, draft: Draft, own: pl.DataFrame, thief: np.ndarray) -> pl.DataFrame:
    """Rows in which one to four accounts of one ring hold the value of each stranger, later than they."""
    ring = draft.people["ring"].to_numpy()
    bad = np.flatnonzero(ring >= 0)
    bad = bad[np.argsort(ring[bad], kind="stable")]
    times = rng.integers(1, 5, len(own))
    rows = own[np.repeat(np.arange(len(own)), times)]
    lead = np.repeat(thief[own["account"].to_numpy()], times)
    last = np.searchsorted(ring[bad], ring[bad[lead]], side="right") - 1
    taker = bad[np.minimum(lead + np.concatenate([np.arange(t) for t in times] or [times]), last)]
    return taken(rng, draft, rows, taker)


def taken(rng: np.random.Generator, draft: Draft, rows: pl.DataFrame, taker: np.ndarray) -> pl.DataFrame:
    """Rows of devices, billing or network as other accounts hold them, up to a month after their owners did."""
    created = draft.people["created"].to_numpy()[taker]
    since = "at" if "at" in rows.columns else "first_seen"
    later = np.maximum(created, rows[since].to_numpy()) + rng.integers(3_600, LATE, len(rows))
    later = np.minimum(later, g.END - 1)
    moved = rows.with_columns(pl.Series("account", taker), pl.Series(since, later))
    if since == "first_seen":
        return moved.with_columns(pl.max_horizontal("first_seen", "last_seen").alias("last_seen"))
    named = draft.people.select(payer_first="first", payer_last="last")[taker]
    fresh = pl.Series("card", rng.integers(1, 1 << 62, len(rows), dtype=np.uint64))
    return moved.with_columns(fresh, pl.Series("holder", taker), *named.get_columns())
