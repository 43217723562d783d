"""Honest groups that share much, each sort a row of numbers: classes, firms, fairs, relatives, invited friends."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import crowds, given, lines, people
from linkage.simulate import ground as g
from linkage.simulate.cohort import Cohort, Groups
from linkage.simulate.draft import Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.people import Mix

CLASS = Cohort(
    crowd="class",
    share=0.02,
    low=12,
    high=120,
    days=0.2,
    places=2,
    lined=0.95,
    machines=10,
    lent=0.8,
    mailed=0.6,
    linked=0.7,
    worded=0.45,
    clocked=0.7,
)
"""A course on a school's machines: everybody signs up in its first hours, and works in its hours."""
FIRM = Cohort(
    crowd="firm",
    share=0.015,
    low=4,
    high=45,
    days=6.0,
    lined=0.9,
    cards=2,
    carded=0.8,
    mailed=0.9,
    named=0.85,
    invited=0.6,
    worded=0.2,
)
"""A firm in its first week: its people are invited one after the other."""
SERVICE = Cohort(
    crowd="service",
    share=0.01,
    low=3,
    high=40,
    days=60.0,
    places=3,
    network=g.HOSTING,
    lined=0.95,
    carded=0.95,
    mailed=1.0,
    named=0.9,
    worded=0.8,
    moved=1.0,
)
"""Service accounts of one customer: its machines ask the same, and all move to a new model at once."""
FAIR = Cohort(
    crowd="fair",
    share=0.015,
    low=20,
    high=200,
    days=0.3,
    lined=0.9,
    machines=5,
    lent=0.3,
    gifted=0.3,
    linked=0.8,
    worded=0.6,
    clocked=0.6,
)
"""A fair with a starter kit: one day, one line, five machines to try, vouchers, the same first prompts."""
RELATIVES = Cohort(
    crowd="relatives",
    share=0.03,
    low=4,
    high=14,
    days=300.0,
    places=3,
    network=g.RESIDENTIAL,
    lined=0.95,
    lent=0.4,
    carded=0.5,
    doors=0.9,
    surnamed=0.7,
    invited=0.4,
)
"""Homes of relatives: one name, one card for half of them, a tablet and a line a home."""
INVITED = Cohort(crowd="invited", share=0.02, low=8, high=80, days=0.8, linked=1.0, invited=0.9)
"""Friends, or readers of one post, invited in a batch: they share the invitation and nothing else."""
SUBSCRIPTION = Cohort(crowd="subscription", share=0.015, low=5, high=40, days=250.0, carded=0.1, login=0.9)
"""People who have free accounts of their own and use one person's subscription from their own machines."""
GIFT = Cohort(crowd="gift", share=0.02, low=5, high=60, days=4.0, gifted=1.0)
"""People to whom one buyer gave prepaid cards out of one batch."""
PILOT = Cohort(
    crowd="pilot",
    share=0.02,
    low=10,
    high=80,
    days=200.0,
    lined=0.9,
    mailed=0.8,
    named=0.7,
    worded=0.4,
    moved=0.95,
)
"""A team that tries a new model and moves to it on one day."""


ALL = (CLASS, FIRM, SERVICE, FAIR, RELATIVES, INVITED, SUBSCRIPTION, GIFT, PILOT)
"""Every sort there is."""


def gathered(rng: np.random.Generator, ground: Ground, mix: Mix, cohort: Cohort) -> Draft:
    """All groups of one sort, people with habits of their platform, and what they share."""
    sizes = _sizes(rng, ground.accounts, cohort)
    apart = replace(mix, office=0.0, campus=0.0, lesson=0.0)
    folk = people.settle(rng, int(sizes.sum()), apart)
    group = people.near(rng, folk.region, sizes)
    begin = g.START + (rng.uniform(20, g.DAYS - 30 - cohort.days, len(sizes)) * 86_400).astype(np.int64)
    created = begin[group] + (rng.random(len(group)) * cohort.days * 86_400).astype(np.int64)
    draft = crowds.furnished(rng, ground, folk, created)
    order = np.lexsort((created, group))
    lead = order[np.searchsorted(group[order], group)]
    place = group * cohort.places + rng.integers(0, cohort.places, len(group))
    return _shared(rng, ground, draft, Groups(cohort, group, place, lead, begin))


def _sizes(rng: np.random.Generator, accounts: int, cohort: Cohort) -> np.ndarray:
    """Sizes of groups that add up to about the share asked for, one group at least."""
    total = max(3, round(accounts * cohort.share))
    count = max(1, round(total * np.log(cohort.high / cohort.low) / (cohort.high - cohort.low)))
    drawn = np.exp(rng.uniform(np.log(cohort.low), np.log(cohort.high + 1), count)).astype(np.int64)
    sizes: np.ndarray = np.minimum(drawn, max(3, 2 * total // count))
    return sizes


def _shared(rng: np.random.Generator, ground: Ground, draft: Draft, them: Groups) -> Draft:
    """The same people with everything that their group gives them."""
    network, devices = given.network(rng, ground, draft, them), given.devices(rng, draft, them)
    who = lines.entered(given.told(rng, draft, them), network, rng.random(len(network)) < 0.8)
    who = lines.entered(who, devices, rng.random(len(devices)) < 0.8)
    held = replace(
        draft,
        people=who,
        network=pl.concat([draft.network, network.select(draft.network.columns)], how="vertical_relaxed"),
        devices=pl.concat([draft.devices, devices.select(draft.devices.columns)], how="vertical_relaxed"),
        billing=given.paid(rng, draft, them),
        usage=given.used(rng, draft, them),
        relations=pl.concat([draft.relations, given.ties(rng, them)], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(np.arange(them.size), them.cohort.crowd)]),
    )
    return given.lent_out(rng, held, them)
