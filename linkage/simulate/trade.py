"""How operators come by accounts and spare them: bought from honest people, invited in batches, rested in turn."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import crew, stock
from linkage.simulate import ground as g
from linkage.simulate.draft import MEMBER, Draft
from linkage.simulate.given import REFERRAL
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style, campaign
from linkage.simulate.takers import Rings

DAY = 86_400
SOLD = 4e-4
"""Rings of bought accounts, an account."""
OLD = 14
"""Days an account is its owner's at least before it is sold."""
BATCH = 8
"""Accounts of a ring that one of them invites."""
CODES = 80_000_000
"""Where the codes of their invitations begin."""
STRETCH, TURNS = 7, 4
"""Days that a part of a ring works before it rests, and how many parts take turns."""


def resold(rng: np.random.Generator, ground: Ground, draft: Draft) -> Draft:
    """Honest people sell accounts: from that day on, one operator's exits, machines, cards and words are on them."""
    count = max(1, round(ground.accounts * SOLD))
    free = rng.permutation(np.flatnonzero(draft.people["ring"].to_numpy() < 0))
    number = int(draft.people["ring"].max() or 0) + 1  # type: ignore[arg-type]
    for turn in range(count):
        style = _buyer(rng, max(3, min(60, len(free) // 20)))
        ready = free[draft.people["created"].to_numpy()[free] < g.START + int((style.start - OLD) * DAY)]
        if len(ready) >= style.size:
            bought = ready[: style.size]
            free = free[~np.isin(free, bought)]
            draft = _sold(rng, ground, draft, style, np.sort(bought), number + turn)
    return draft


def _buyer(rng: np.random.Generator, most: int) -> Style:
    """An operator of at most so many accounts, who takes them over within a month, in the second half of the days."""
    size = int(min(most, np.exp(rng.uniform(np.log(3), np.log(61)))))
    start = float(rng.uniform(g.DAYS / 2, g.DAYS - 100))
    return replace(campaign(rng, max(3, size)), start=start, span=float(rng.uniform(1, 30)), isolated=0.0)


def _sold(
    rng: np.random.Generator, ground: Ground, draft: Draft, style: Style, bought: np.ndarray, number: int
) -> Draft:
    """The same world in which those accounts are an operator's from the moments on that he takes them over."""
    shadow = crew.hire(rng, ground, style, stock.furnish(rng, ground, style))
    moment = np.full(len(draft), g.END + 1)
    moment[bought] = shadow.people["created"].to_numpy()
    ring, role = (draft.people[name].to_numpy().copy() for name in ("ring", "role"))
    ring[bought], role[bought] = number, MEMBER
    until, to = pl.Series(moment), pl.Series(bought)
    tables = {
        name: _handed(getattr(draft, name), getattr(shadow, name), until, to)
        for name in ("network", "devices", "billing", "usage")
    }
    people = draft.people.with_columns(pl.Series("ring", ring), pl.Series("role", role))
    return replace(draft, people=people, **tables)


def _handed(own: pl.DataFrame, theirs: pl.DataFrame, until: pl.Series, to: pl.Series) -> pl.DataFrame:
    """What the owners did until the moment of the sale, and what the buyer did after it on the accounts `to`."""
    since = next(name for name in ("first_seen", "at", "hour") if name in own.columns)
    sale = until.gather(own["account"])
    before = own.filter(own[since] < sale)
    if "last_seen" in own.columns:
        stop = pl.lit(sale.filter(own[since] < sale))
        before = before.with_columns(pl.min_horizontal("last_seen", stop).alias("last_seen"))
    held = [to.gather(theirs[name]).alias(name) for name in ("account", "holder") if name in own.columns]
    return pl.concat([before, theirs.with_columns(held).select(own.columns)], how="vertical_relaxed")


def invited(_rng: np.random.Generator, _ground: Ground, draft: Draft) -> Draft:
    """Each account of a ring invites the next eight, for the credit that is given for it."""
    rings = Rings.of(draft)
    start = np.repeat(rings.start, rings.size)
    turn = np.arange(len(rings.account)) - start
    lead = rings.account[start + np.maximum(0, (turn - 1) // BATCH)]
    code = draft.people["referrer"].to_numpy().copy()
    code[rings.account] = np.where(turn > 0, CODES + lead, code[rings.account])
    ties = pl.DataFrame({"account": rings.account, "other": lead, "kind": np.full(len(lead), REFERRAL)})
    ties = ties.filter(pl.col("account") != pl.col("other"))
    return replace(
        draft,
        people=draft.people.with_columns(pl.Series("referrer", code)),
        relations=pl.concat([draft.relations, ties], how="vertical_relaxed"),
    )


def rested(rng: np.random.Generator, _ground: Ground, draft: Draft) -> Draft:
    """A quarter of each ring works for a week while the others rest, in turn."""
    ring = draft.people["ring"].to_numpy()
    part = rng.integers(0, TURNS, len(draft))
    owner, at = (draft.usage[name].to_numpy() for name in ("account", "hour"))
    day, cycle = (at - g.START) // DAY, STRETCH * TURNS
    turn = day // cycle * cycle + part[owner] * STRETCH + day % STRETCH
    moved = g.START + turn * DAY + (at - g.START) % DAY
    moved = moved + cycle * DAY * (moved < draft.people["created"].to_numpy()[owner])
    when = np.where(ring[owner] >= 0, moved, at)
    rows = draft.usage.with_columns(pl.Series("hour", when)).filter(pl.Series(when < g.END))
    return replace(draft, usage=rows)
