"""What rings take of honest people to use it: the keys of their accounts, and their cards."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines
from linkage.simulate.draft import Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.takers import STRANGERS, Rings, added, marked

DAY = 86_400
DISPUTED = 0.004
"""Share of honest payers who have a payment of their own charged back."""
REVERSED = 0.7
"""Share of the payments by stolen cards that are charged back."""


def keys(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """Rings use the keys of honest accounts: those are seen on a ring's own exits, asking what the ring asks."""
    rings = Rings.of(draft)
    created = draft.people["created"].to_numpy()
    old = np.flatnonzero((draft.people["ring"].to_numpy() < 0) & (created < g.START + g.DAYS // 2 * DAY))
    count = min(max(2, round(STRANGERS * ground.accounts)), len(old))
    if not len(rings) or not count:
        return draft
    owner = rng.choice(old, count, replace=False)
    user, turn = rings.some(rng, rings.spread(rng, count), rng.integers(2, 5, count))
    pairs = pl.DataFrame({"account": user, "owner": owner[turn]}).unique(maintain_order=True)
    seen = _used(rng, draft, _exits(ground, draft), pairs, "first_seen").unique(
        ["account", "hi"], keep="first", maintain_order=True
    )
    asked = _used(rng, draft, draft.usage, pairs, "hour")
    met = added(added(draft, "network", lines.fresh(rng, seen)), "usage", asked)
    hit = np.unique(seen["account"].to_numpy())
    return marked(replace(met, crowds=pl.concat([met.crowds, crowd(hit, "stolen")])), hit)


def _exits(ground: Ground, draft: Draft) -> pl.DataFrame:
    """Where ring accounts are seen on lines and machines that their ring rents: on which two of it are at least."""
    rows = draft.network.with_columns(draft.people["ring"].gather(draft.network["account"]).alias("ring"))
    rented = np.isin(ground.asn_type[rows["asn"].to_numpy()], [g.RESIDENTIAL, g.HOSTING])
    rows = rows.filter(pl.Series(rented) & (pl.col("ring") >= 0))
    door = pl.when(pl.col("hi") > 0).then(0).otherwise("lo")
    return rows.filter(pl.n_unique("account").over("ring", "hi", door) >= 2)


def _used(
    rng: np.random.Generator, draft: Draft, rows: pl.DataFrame, pairs: pl.DataFrame, since: str
) -> pl.DataFrame:
    """What the users of keys were seen on and asked for, as the owners' accounts show it: a part of it, later."""
    mine = rows.join(pairs, on="account", how="inner", maintain_order="left")
    mine = mine.filter(pl.Series(rng.random(len(mine)) < 0.6))
    born = draft.people["created"].gather(mine["owner"])
    late = mine.with_columns(account=pl.col("owner")).filter(mine[since] > born + 7 * DAY)
    return late.select(rows.columns)


def cards(rng: np.random.Generator, _ground: Ground, draft: Draft) -> Draft:
    """Ring accounts pay with stolen cards, each card for one to six of them, until the payments are charged back."""
    ring = draft.people["ring"].gather(draft.billing["account"]).to_numpy()
    paid = draft.billing.with_columns(pl.Series("ring", ring))
    thieves = paid.filter(pl.col("ring") >= 0).select("account", "ring").unique(maintain_order=True)
    owned = paid.filter(pl.col("ring") < 0, pl.col("payer_org") < 0).unique(
        "card", keep="first", maintain_order=True
    )
    if thieves.is_empty() or owned.is_empty():
        return _reversed(rng, draft, np.zeros(0, dtype=np.int64))
    used = _charged(rng, thieves, owned)
    stolen = draft.billing.join(used, on="account", how="left", maintain_order="left", suffix="_of")
    names = ("card", "bin", "payer_first", "payer_last", "holder", "place", "region")
    taken = stolen.with_columns(pl.coalesce(f"{name}_of", name).alias(name) for name in names)
    hit = used["owner"].unique().to_numpy()
    told = replace(
        draft,
        billing=taken.select(draft.billing.columns),
        crowds=pl.concat([draft.crowds, crowd(hit, "cardholder")]),
    )
    return marked(_reversed(rng, told, used["account"].to_numpy()), hit)


def _charged(rng: np.random.Generator, thieves: pl.DataFrame, owned: pl.DataFrame) -> pl.DataFrame:
    """Which card eight in ten of the paying ring accounts use: cards of few owners a ring, ring by ring."""
    who = thieves.filter(pl.Series(rng.random(len(thieves)) < 0.8)).sort("ring", "account")
    turn = np.arange(len(who)) - np.searchsorted(who["ring"].to_numpy(), who["ring"].to_numpy())
    first = np.unique(who["ring"].to_numpy() * 1_000_000 + turn // 4, return_inverse=True)[1]
    one = rng.permutation(len(owned))[first % len(owned)]
    card = owned[one].rename({"account": "owner"})
    names = ("owner", "card", "bin", "payer_first", "payer_last", "holder", "place", "region")
    return who.select("account").hstack(card.select(names))


def _reversed(rng: np.random.Generator, draft: Draft, thieves: np.ndarray) -> Draft:
    """Charge-backs, as payments of less than nothing weeks later: most of the thieves', few of honest people's own."""
    rows = draft.billing
    bad = rows["account"].is_in(pl.Series(thieves).implode()).to_numpy()
    honest = (draft.people["ring"].gather(rows["account"]) < 0).to_numpy()
    u = rng.random(len(rows))
    back = rows.filter(pl.Series((bad & (u < REVERSED)) | (honest & ~bad & (u < DISPUTED))))
    later = back["at"] + pl.Series(rng.integers(15 * DAY, 60 * DAY, len(back)))
    back = back.with_columns(later.alias("at"), -pl.col("amount")).filter(pl.col("at") < g.END)
    own = back["account"].filter(draft.people["ring"].gather(back["account"]) < 0).unique().to_numpy()
    return replace(
        draft,
        billing=pl.concat([rows, back.select(rows.columns)], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(own, "disputed")]),
    )
