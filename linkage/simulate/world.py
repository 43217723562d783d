"""A world: honest people, operators, and what passes between them."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import crowds, stock
from linkage.simulate.draft import BANNED, STRANGER, Draft, joined
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.scenes import Scene


def _ring(rng: np.random.Generator, ground: Ground, style: Style, number: int, waves: bool) -> list[Draft]:
    """The accounts of one operator, in one wave or two."""
    owned = stock.furnish(rng, ground, style)
    if not waves or style.size < 6:
        return [_numbered(stock.accounts(rng, ground, style, owned), number)]
    half = style.size // 2
    before = replace(style, size=style.size - half)
    after = replace(style, size=half, start=style.start + style.span + float(rng.uniform(3, 10)))
    first = _numbered(stock.accounts(rng, ground, before, owned), number)
    again = _kept(rng, owned, stock.furnish(rng, ground, after))
    return [_banned(rng, first), _numbered(stock.accounts(rng, ground, after, again), number)]


def _kept(rng: np.random.Generator, old: stock.Stock, new: stock.Stock) -> stock.Stock:
    """New stock of which a third is the old."""

    def third(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        chosen = rng.random(len(b)) < 1 / 3
        return np.where(chosen, a[rng.integers(0, len(a), len(b))], b)

    at = np.where(rng.random(len(new.exits)) < 1 / 3, rng.integers(0, len(old.exits), len(new.exits)), -1)
    both = pl.concat([old.exits, new.exits])
    exits = both[np.where(at >= 0, at, len(old.exits) + np.arange(len(new.exits)))]
    return replace(
        new,
        exits=exits,
        devices=third(old.devices, new.devices),
        cards=third(old.cards, new.cards),
        places=third(old.places, new.places),
        words=third(old.words, new.words),
    )


def _numbered(draft: Draft, number: int) -> Draft:
    """The same accounts as members of that ring."""
    return replace(draft, people=draft.people.with_columns(pl.lit(number).cast(pl.Int64).alias("ring")))


def _banned(rng: np.random.Generator, draft: Draft) -> Draft:
    """The same accounts, nearly all banned."""
    caught = pl.Series(rng.random(len(draft)) < 0.95)
    status = pl.when(pl.lit(caught)).then(BANNED).otherwise("status")
    return replace(draft, people=draft.people.with_columns(status.cast(pl.Int64).alias("status")))


def _guests(rng: np.random.Generator, draft: Draft, styles: list[Style]) -> Draft:
    """Let honest customers of a proxy network be seen on a ring's exits."""
    honest = np.flatnonzero(draft.people["ring"].to_numpy() < 0)
    ring = draft.people["ring"].to_numpy()[draft.network["account"].to_numpy()]
    made = []
    for number, style in enumerate(styles):
        exits = draft.network.filter(pl.Series(ring == number)).unique(
            ["hi", "lo"], keep="first", maintain_order=True
        )
        times = rng.poisson(style.guests, len(exits))
        rows = exits[np.repeat(np.arange(len(exits)), times)]
        made.append(rows.with_columns(pl.Series("account", rng.choice(honest, len(rows)))))
    return (
        replace(draft, network=pl.concat([draft.network, *made], how="vertical_relaxed")) if made else draft
    )


def _copies(rng: np.random.Generator, draft: Draft, count: int) -> Draft:
    """Let ring accounts copy one value each of `count` strangers: a device, a postal address or a home line."""
    ring = draft.people["ring"].to_numpy()
    honest, bad = np.flatnonzero(ring < 0), np.flatnonzero(ring >= 0)
    attack = rng.integers(0, 3, count)
    tables = {"devices": draft.devices, "billing": draft.billing, "network": draft.network}
    marked = []
    for at, (name, table) in enumerate(tables.items()):
        owners = np.setdiff1d(
            np.intersect1d(table["account"].to_numpy(), honest), np.concatenate([*marked, [-1]])
        )
        victims = rng.choice(owners, min(len(owners), int((attack == at).sum())), replace=False)
        marked.append(victims)
        tables[name] = pl.concat([table, _copied(rng, table, victims, bad)], how="vertical_relaxed")
    role = draft.people["role"].to_numpy().copy()
    role[np.concatenate(marked).astype(np.int64)] = STRANGER
    return replace(draft, people=draft.people.with_columns(pl.Series("role", role)), **tables)


def _copied(
    rng: np.random.Generator, table: pl.DataFrame, victims: np.ndarray, bad: np.ndarray
) -> pl.DataFrame:
    """Rows in which one to four ring accounts hold the value of each victim, later than the victim did."""
    own = table.filter(pl.col("account").is_in(victims)).unique("account", keep="first", maintain_order=True)
    rows = own[np.repeat(np.arange(len(own)), rng.integers(1, 5, len(own)))]
    taken = rows.with_columns(pl.Series("account", bad[rng.integers(0, len(bad), len(rows))]))
    if "card" not in table.columns:
        return taken
    fresh = pl.Series("card", rng.integers(1, 1 << 62, len(rows), dtype=np.uint64))
    return taken.with_columns(fresh)


def build(rng: np.random.Generator, ground: Ground, scene: Scene, tell: Callable[[str], None]) -> Draft:
    """All accounts of a world, in random order."""
    styles = scene.styles(rng, ground.accounts)
    tell("people")
    honest = max(1, ground.accounts - sum(style.size for style in styles))
    drafts = [crowds.population(rng, ground, honest)]
    tell("operators")
    for number, style in enumerate(styles):
        drafts += _ring(rng, ground, style, number, scene.waves)
    world = _guests(rng, joined(drafts), styles)
    if scene.copied and styles:
        world = _copies(rng, world, round(ground.accounts * scene.copied))
    return world
