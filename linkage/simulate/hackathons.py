"""Hackathons: a hundred people at one venue for a week-end, with one link, one line and one starter kit."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import crowds, lines, people, purchases, usage
from linkage.simulate import ground as g
from linkage.simulate.draft import Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.places import REGIONS, zone

HOSTS, LINKS = 3_000_000, 50_000
"""Where the codes of hosting organisations and of their links begin."""
STARTER = g.TEMPLATES + (1 << 43)
"""Where the templates of starter kits begin, sixteen an event; those of teams follow."""
TEAM = 4


def attended(rng: np.random.Generator, ground: Ground) -> Draft:
    """The people of every hackathon, who sign up within two hours of its first evening and may stay on."""
    count = max(1, round(ground.accounts * 1e-4))
    most = max(8, ground.accounts // (10 * count))
    sizes = np.minimum(np.exp(rng.uniform(np.log(40), np.log(250), count)).astype(np.int64), most)
    folk = people.settle(rng, int(sizes.sum()), people.Mix(office=0.0, lesson=0.0))
    event = people.near(rng, folk.region, sizes)
    home = folk.region[np.unique(event, return_index=True)[1]]
    hour = rng.integers(16, 21, count) - zone(home).astype(np.int64)
    evening = g.START + rng.integers(20, g.DAYS - 20, count) * 86_400 + hour * 3_600
    created = evening[event] + rng.integers(0, 7_200, len(event))
    draft = crowds.furnished(rng, ground, folk, created)
    kit = pl.DataFrame({"account": np.arange(len(event)), "event": event})
    return _met(rng, ground, _built(rng, draft, kit, evening), kit)


def _met(rng: np.random.Generator, ground: Ground, draft: Draft, kit: pl.DataFrame) -> Draft:
    """Everybody on the venue's line, one in ten on one of its five machines, most by its link and host."""
    n, event = len(kit), kit["event"].to_numpy()
    created, region = draft.people["created"].to_numpy(), draft.people["region"].to_numpy()
    home = region[np.unique(event, return_index=True)[1]]
    venues = ground.blocks[g.BUSINESS].draw(rng, home // REGIONS)
    venue = venues[event].with_columns(kit["account"])
    venue = lines.arrivals(rng, venue, created, 1.0)
    venue = venue.with_columns(pl.Series("hits", rng.geometric(0.02, n)))
    lent = np.flatnonzero(rng.random(n) < 0.1)
    keys, kind = purchases.keys(rng, 5 * len(home)), g.popular(rng, len(home), g.PROFILES)
    at = event[lent]
    loan = pl.DataFrame(
        {"account": lent, "device": keys[5 * at + rng.integers(0, 5, len(lent))], "profile": kind[at]}
    )
    loan = lines.arrivals(rng, loan, created, 1.0)
    who = lines.entered(draft.people, venue, rng.random(n) < 0.9)
    who = lines.entered(who, loan, np.ones(len(loan), dtype=bool))
    host = np.where(rng.random(n) < 0.5, HOSTS + event, who["org"].to_numpy())
    link = np.where(rng.random(n) < 0.9, LINKS + event, who["referrer"].to_numpy())
    return replace(
        draft,
        people=who.with_columns(pl.Series("org", host), pl.Series("referrer", link)),
        network=pl.concat([draft.network, venue.select(draft.network.columns)], how="vertical_relaxed"),
        devices=pl.concat([draft.devices, loan.select(draft.devices.columns)], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(kit["account"].to_numpy(), "hackathon")]),
    )


def _built(rng: np.random.Generator, draft: Draft, kit: pl.DataFrame, evening: np.ndarray) -> Draft:
    """The hours of the event: from the first evening to the second, by the starter kit and the team's own words."""
    event = kit["event"].to_numpy()
    owner = np.repeat(np.arange(len(kit)), rng.integers(4, 13, len(kit)))
    at = (evening[event[owner]] // 3_600 + (rng.beta(1.3, 1.6, len(owner)) * 30).astype(np.int64)) * 3_600
    at = np.maximum(at, draft.people["created"].to_numpy()[owner] // 3_600 * 3_600)
    requests, tokens = usage.volumes(rng, owner, np.exp(rng.normal(2.6, 0.6, len(kit))), 0.7)
    team = np.empty(len(kit), dtype=np.int64)
    team[np.argsort(event, kind="stable")] = np.arange(len(kit)) // TEAM
    starter = STARTER + event[owner] * 16 + g.popular(rng, len(owner), 6, 1.5)
    ours = STARTER + (1 << 40) + team[owner] * 8 + rng.integers(0, 3, len(owner))
    rows = pl.DataFrame(
        {
            "account": owner,
            "hour": at,
            "requests": requests,
            "tokens": tokens,
            "model": usage.models(rng, at, np.full(len(owner), 2.0)).astype(np.int8),
            "template": np.where(rng.random(len(owner)) < 0.55, starter, ours),
        }
    )
    return replace(draft, usage=pl.concat([draft.usage, rows], how="vertical_relaxed"))
