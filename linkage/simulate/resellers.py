"""Honest resellers: they order and pay for hundreds of clients, who then live lives of their own."""

from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import agencies, crowds, lines, people
from linkage.simulate import ground as g
from linkage.simulate.agencies import RESELLER, Book
from linkage.simulate.draft import CLIENT, Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.places import REGIONS

CARDS = 6
"""Cards a reseller pays with."""
BATCH = 15
"""Clients it signs up at a time, on average."""
CODES = 50_000_000
"""Where the invitation codes of resellers begin."""


def clients(rng: np.random.Generator, ground: Ground) -> Draft:
    """Resellers, each the first of its clients; the platform knows of every other one that it is a reseller."""
    count = max(2, round(ground.accounts * 1e-4))
    most = max(8, ground.accounts // (6 * count))
    sizes = np.minimum(np.exp(rng.uniform(np.log(100), np.log(600), count)).astype(np.int64), most)
    folk = people.settle(rng, int(sizes.sum()), people.Mix(office=0.0, campus=0.0, lesson=0.0))
    firm = people.near(rng, folk.region, sizes)
    created = _batches(rng, firm, sizes)
    draft = crowds.furnished(rng, ground, folk, created)
    order = np.lexsort((created, firm))
    lead = order[np.searchsorted(firm[order], np.arange(count))]
    return _served(rng, ground, draft, Book(np.arange(len(firm)), firm, lead[firm]))


def _batches(rng: np.random.Generator, firm: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """Moments of signing up: in batches of an hour or two, by day, over two to nine months."""
    start, span = rng.uniform(20, 250, len(sizes)), rng.uniform(60, 270, len(sizes))
    each = np.maximum(2, sizes // BATCH)
    batch = (np.cumsum(each) - each)[firm] + (rng.random(len(firm)) * each[firm]).astype(np.int64)
    of = np.repeat(np.arange(len(sizes)), each)
    day = (start[of] + rng.random(len(of)) * span[of]).astype(np.int64)
    begin = g.START + day * 86_400 + rng.integers(8 * 3_600, 17 * 3_600, len(of))
    moments: np.ndarray = begin[batch] + rng.integers(0, 5_400, len(firm))
    return moments


def _served(rng: np.random.Generator, ground: Ground, draft: Draft, book: Book) -> Draft:
    """The clients with what their resellers pay, order and declare for them."""
    n = len(book.client)
    created, region = draft.people["created"].to_numpy(), draft.people["region"].to_numpy()
    home = region[np.unique(book.firm, return_index=True)[1]]
    desks = ground.blocks[g.BUSINESS].draw(rng, home // REGIONS)
    ordered = np.flatnonzero(rng.random(n) < rng.uniform(0.1, 0.9, len(home))[book.firm])
    desk = desks[book.firm[ordered]].with_columns(pl.Series("account", ordered))
    desk = lines.arrivals(rng, desk, created, 2.0)
    desk = desk.with_columns(pl.Series("hits", rng.geometric(0.05, len(desk))))
    sent = np.where(rng.random(n) < 0.7, CODES + book.firm, draft.people["referrer"].to_numpy())
    people = lines.entered(draft.people, desk, np.ones(len(desk), dtype=bool))
    people = people.with_columns(pl.Series("referrer", sent), pl.Series("role", np.full(n, CLIENT)))
    declared = (book.firm % 2 == 0) & (rng.random(n) < 0.85) & (book.client != book.lead)
    rows = {"account": book.client, "other": book.lead, "kind": np.full(n, RESELLER)}
    ties = pl.DataFrame(rows).filter(pl.Series(declared))
    return replace(
        draft,
        people=people,
        network=pl.concat([draft.network, desk.select(draft.network.columns)], how="vertical_relaxed"),
        billing=agencies.paid(rng, draft, book, CARDS),
        relations=pl.concat([draft.relations, ties], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(book.client, "reseller")]),
    )
