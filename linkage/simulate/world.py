"""A world: honest people, operators, and what passes between them."""

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import polars as pl

from linkage.simulate import agencies, crew, crowds, meetings, stock
from linkage.simulate import ground as g
from linkage.simulate.cohorts import gathered
from linkage.simulate.draft import Draft, joined
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style
from linkage.simulate.scenes import Scene

KEPT = 1 / 3
"""Share of its stock an operator takes along when it comes back after a ban."""
AGAIN = 12
"""Accounts from which on an operator is banned and comes back."""


def _numbered(draft: Draft, number: int) -> Draft:
    """The same accounts as members of that ring."""
    return replace(draft, people=draft.people.with_columns(pl.lit(number).cast(pl.Int64).alias("ring")))


def _exits(owned: stock.Stock, style: Style) -> pl.DataFrame:
    """Its exits, with how many honest customers each has on average."""
    return owned.exits.with_columns(pl.lit(style.guests).alias("guests"))


def _once(rng: np.random.Generator, ground: Ground, style: Style) -> tuple[list[Draft], pl.DataFrame]:
    """The accounts of one operator, and its exits."""
    owned = stock.furnish(rng, ground, style)
    return [crew.hire(rng, ground, style, owned)], _exits(owned, style)


def _twice(rng: np.random.Generator, ground: Ground, style: Style) -> tuple[list[Draft], pl.DataFrame]:
    """The accounts of one operator that was banned and came back days later, and its exits."""
    half = style.size // 2
    before = replace(style, size=style.size - half, after=2.0)
    owned = stock.furnish(rng, ground, before)
    ban = before.start + before.span + before.after
    after = replace(style, size=half, start=ban + float(rng.uniform(2, 9)))
    again = stock.inherited(rng, owned, stock.furnish(rng, ground, after), KEPT)
    first = meetings.banned(rng, crew.hire(rng, ground, before, owned), g.START + int(ban * 86_400))
    both = pl.concat([_exits(owned, before), _exits(again, after)])
    return [first, crew.hire(rng, ground, after, again)], both


def build(rng: np.random.Generator, ground: Ground, scene: Scene, tell: Callable[[str], None]) -> Draft:
    """All accounts of a world."""
    styles = scene.styles(rng, ground.accounts)
    tell("people")
    mix = scene.habits(rng) if scene.habits else scene.mix
    others = [scene.others(rng, ground)] if scene.others else []
    others += [gathered(rng, ground, mix, cohort) for cohort in scene.cohorts]
    apart = sum(style.size for style in styles) + sum(len(each) for each in others)
    drafts, exits = [crowds.population(rng, ground, max(1, ground.accounts - apart), mix), *others], []
    tell("operators")
    for number, style in enumerate(styles):
        made, own = (_twice if scene.waves and style.size >= AGAIN else _once)(rng, ground, style)
        drafts += [_numbered(draft, number) for draft in made]
        exits.append(own)
    world = agencies.employed(rng, ground, joined(drafts), math.ceil(ground.accounts * scene.agencies))
    if styles:
        world = meetings.guests(rng, world, pl.concat(exits))
    if strangers := round(ground.accounts * scene.copied):
        world = meetings.copies(rng, world, strangers, scene.values)
    return scene.after(rng, ground, world) if scene.after else world
