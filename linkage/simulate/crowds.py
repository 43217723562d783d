"""The honest population as a whole: people with all they share with one another."""

import numpy as np
import polars as pl

from linkage.simulate import ground as g
from linkage.simulate import lines, purchases, usage
from linkage.simulate.draft import HONEST, SHAPES, Draft, crowd
from linkage.simulate.ground import Ground
from linkage.simulate.people import Folk, Mix, domains, names, phones, settle, signups
from linkage.simulate.places import zone


def _evenings(rng: np.random.Generator, folk: Folk, created: np.ndarray) -> np.ndarray:
    """Classes and hackathons sign up within an hour or two of one evening; offices often within weeks."""
    _, lead, at = np.unique(folk.lesson, return_index=True, return_inverse=True)
    evening = created[lead[at]] + rng.integers(0, 5_400, len(created))
    _, desk, near = np.unique(folk.office, return_index=True, return_inverse=True)
    weeks = created[desk[near]] + (rng.exponential(40, len(created)) * 86_400).astype(np.int64)
    with_office = (folk.office >= 0) & (rng.random(len(created)) < 0.5)
    at_last = np.where(folk.lesson >= 0, evening, np.where(with_office, weeks, created))
    return np.minimum(at_last, g.END - 1)


def _referrers(rng: np.random.Generator, folk: Folk) -> np.ndarray:
    """Where people came from: nowhere known for half; a class comes by the link it was given."""
    n = len(folk.region)
    usual = np.where(rng.random(n) < 0.5, g.popular(rng, n, 15, 1.8), -1)
    invited = np.where(rng.random(n) < 0.04, 100_000 + rng.integers(0, max(20, n // 60), n), usual)
    return np.where((folk.lesson >= 0) & (rng.random(n) < 0.9), 1_000 + folk.lesson, invited)


def _people(rng: np.random.Generator, ground: Ground, folk: Folk, created: np.ndarray) -> pl.DataFrame:
    """The people table without where they signed up."""
    n = len(folk.region)
    first, last = names(rng, folk)
    number, shape, domain = rng.integers(0, 10_000, n), rng.integers(0, SHAPES, n), domains(rng, folk)
    before = np.maximum(np.arange(n) - 1, 0)
    salt = rng.integers(0, 1 << 62, n)
    number, shape, domain, salt = (
        np.where(folk.twin, each[before], each) for each in (number, shape, domain, salt)
    )
    u = rng.random(n)
    return pl.DataFrame(
        {
            "created": created,
            "region": folk.region,
            "first": first,
            "last": last,
            "org": np.where((folk.office >= 0) & (rng.random(n) < 0.7), folk.office, -1),
            "domain": domain,
            "shape": shape,
            "number": number,
            "salt": salt,
            "tagged": folk.twin | (rng.random(n) < 0.015),
            "referrer": _referrers(rng, folk),
            "plan": np.select([u < 0.55, u < 0.8, u < 0.9], [0, 1, 2], 3),
            "status": rng.choice(3, n, p=[0.93, 0.06, 0.01]),
            "ended": np.full(n, g.END),
            "ring": np.full(n, -1),
            "role": np.full(n, HONEST),
        }
    ).hstack(phones(rng, ground, folk.country, folk.mix.phoned))


def _seen(folk: Folk, network: pl.DataFrame) -> pl.DataFrame:
    """Which crowds each account is in, by where it lives and works and by where its addresses come from."""
    household = np.bincount(folk.household)[folk.household] > 1
    twins = np.flatnonzero(folk.twin)
    source, six = network["source"].to_numpy(), network["hi"].to_numpy() > 0
    who = network["account"].to_numpy()
    return pl.concat(
        [
            crowd(who[(source == lines.CARRIER) & ~six], "carrier"),
            crowd(who[(source == lines.CARRIER) & six], "rotating"),
            crowd(who[source == lines.RELAY], "vpn"),
            crowd(who[source == lines.CLOUD], "cloud"),
            crowd(np.flatnonzero(folk.campus >= 0), "campus"),
            crowd(np.flatnonzero(folk.office >= 0), "office"),
            crowd(np.flatnonzero(folk.lesson >= 0), "lesson"),
            crowd(np.flatnonzero(household), "family"),
            crowd(np.concatenate([twins, twins - 1]), "twin"),
        ]
    )


def population(rng: np.random.Generator, ground: Ground, n: int, mix: Mix) -> Draft:
    """That many honest accounts with all they hold."""
    folk = settle(rng, n, mix)
    return furnished(rng, ground, folk, _evenings(rng, folk, signups(rng, folk.region, mix.growth)))


def furnished(rng: np.random.Generator, ground: Ground, folk: Folk, created: np.ndarray) -> Draft:
    """The accounts of those honest people, who sign up at the moments given, with all they hold."""
    n = len(folk.region)
    people = _people(rng, ground, folk, created)
    network = lines.spells(rng, lines.seen(rng, ground, folk), created)
    devices = lines.spells(rng, purchases.devices(rng, folk), created, 120.0)
    payers = purchases.payers(rng, folk, people["first"].to_numpy(), people["last"].to_numpy())
    start = lines.first(rng, network, folk.lesson)
    shared = np.where(folk.lesson >= 0, (1 << 30) + folk.lesson, folk.office)
    return Draft(
        people=people.with_columns(start["hi"], start["lo"], devices["device"][:n], devices["profile"][:n]),
        network=network.drop("source").with_columns(pl.Series("hits", rng.geometric(0.05, len(network)))),
        devices=devices,
        billing=purchases.payments(rng, payers, created),
        usage=usage.honest(rng, created, zone(folk.region), shared, folk.mix.own_words),
        relations=_relations(rng, folk),
        crowds=_seen(folk, network),
    )


def _relations(rng: np.random.Generator, folk: Folk) -> pl.DataFrame:
    """Known ties: some colleagues are declared, some friends referred one another."""
    made = []
    for group, share, kind in ((folk.office, 0.2, 0), (folk.household, 0.1, 1)):
        order = np.argsort(group, kind="stable")
        next_to = np.flatnonzero((group[order][1:] == group[order][:-1]) & (group[order][1:] >= 0))
        next_to = next_to[rng.random(len(next_to)) < share]
        made.append(
            pl.DataFrame(
                {"account": order[next_to + 1], "other": order[next_to], "kind": np.full(len(next_to), kind)}
            )
        )
    friends = rng.integers(0, len(folk.region), (2, len(folk.region) // 50))
    made.append(
        pl.DataFrame({"account": friends[0], "other": friends[1], "kind": np.full(friends.shape[1], 1)})
    )
    return pl.concat(made).filter(pl.col("account") != pl.col("other"))
