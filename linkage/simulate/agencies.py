"""Honest agencies and resellers: one firm pays for hundreds of clients and looks after their accounts."""

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, purchases
from linkage.simulate.draft import CLIENT, Draft, crowd
from linkage.simulate.ground import Ground

RESELLER, DELEGATED = 2, 3
"""Kinds of relation, see `linkage.simulate.feeds.RELATIONS`."""


@dataclass(frozen=True)
class Book:
    """Who looks after whom, one row a client."""

    client: np.ndarray
    firm: np.ndarray
    """Number of the agency."""
    lead: np.ndarray
    """The agency's own account."""


def _sign(rng: np.random.Generator, draft: Draft, count: int) -> Book:
    """Give each agency its clients, strangers to one another: 40 to 400 of them."""
    honest = np.flatnonzero(draft.people["ring"].to_numpy() < 0)
    most = max(8, len(honest) // (6 * count))
    sizes = np.minimum(np.exp(rng.uniform(np.log(40), np.log(400), count)).astype(np.int64), most)
    drawn = rng.choice(honest, int(sizes.sum()) + count, replace=False)
    firm = np.repeat(np.arange(count), sizes)
    return Book(drawn[count:], firm, drawn[:count][firm])


def paid(rng: np.random.Generator, draft: Draft, book: Book, each: int = 4) -> pl.DataFrame:
    """Payments: `each` cards of the firm, name and address for nine clients in ten, in place of their own."""
    by_firm = rng.random(len(book.client)) < 0.9
    client, firm, lead = book.client[by_firm], book.firm[by_firm], book.lead[by_firm]
    firms = int(book.firm.max()) + 1
    cards, issuer, door = (
        purchases.keys(rng, each * firms),
        purchases.issuers(rng, each * firms, 0.3),
        purchases.keys(rng, firms),
    )
    at = each * firm + rng.integers(0, each, len(firm))
    rows = pl.DataFrame(
        {
            "account": client,
            "holder": lead,
            "card": cards[at],
            "bin": issuer[at],
            "payer_first": draft.people["first"].to_numpy()[lead],
            "payer_last": draft.people["last"].to_numpy()[lead],
            "payer_org": 1_000_000 + firm,
            "place": door[firm],
            "region": draft.people["region"].to_numpy()[lead],
        }
    )
    made = purchases.payments(rng, rows, draft.people["created"].to_numpy())
    own = draft.billing.filter(~pl.col("account").is_in(client))
    return pl.concat([own, made.select(own.columns)], how="vertical_relaxed")


def _visits(
    rng: np.random.Generator, ground: Ground, draft: Draft, book: Book
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The agency's line and machines, seen on the accounts it looks after."""
    firms = int(book.firm.max()) + 1
    country = rng.integers(0, 10, firms)
    lines_of = ground.blocks[g.BUSINESS].draw(rng, country)
    machines, kind = purchases.keys(rng, 3 * firms), g.popular(rng, 3 * firms, g.PROFILES)
    created = draft.people["created"].to_numpy()
    on_line = rng.random(len(book.client)) < 0.7
    at_desk = rng.random(len(book.client)) < 0.35
    who = pl.Series("account", book.client)
    network = lines_of[book.firm[on_line]].select(who.filter(on_line), "hi", "lo", "asn")
    network = lines.spells(rng, network, created)
    machine = 3 * book.firm[at_desk] + rng.integers(0, 3, int(at_desk.sum()))
    devices = pl.DataFrame(
        {"account": book.client[at_desk], "device": machines[machine], "profile": kind[machine]}
    )
    hits = pl.Series("hits", rng.geometric(0.05, len(network)))
    return network.with_columns(hits), lines.spells(rng, devices, created)


def employed(rng: np.random.Generator, ground: Ground, draft: Draft, count: int) -> Draft:
    """The same world in which `count` agencies pay for and look after honest accounts, the clients."""
    if not count:
        return draft
    book = _sign(rng, draft, count)
    network, devices = _visits(rng, ground, draft, book)
    declared = rng.random(len(book.client)) < 0.75
    kind = np.where(book.firm % 2 == 0, RESELLER, DELEGATED)
    ties = pl.DataFrame({"account": book.client, "other": book.lead, "kind": kind}).filter(declared)
    role = draft.people["role"].to_numpy().copy()
    role[book.client] = CLIENT
    return replace(
        draft,
        people=draft.people.with_columns(pl.Series("role", role)),
        network=pl.concat([draft.network, network], how="vertical_relaxed"),
        devices=pl.concat([draft.devices, devices], how="vertical_relaxed"),
        billing=paid(rng, draft, book),
        relations=pl.concat([draft.relations, ties], how="vertical_relaxed"),
        crowds=pl.concat([draft.crowds, crowd(book.client, "agency")]),
    )
