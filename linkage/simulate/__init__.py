"""Planted worlds with their truth: feeds of a platform in which it is known who is in which ring."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from linkage.errors import WrongUse
from linkage.simulate import ground, scenes, world
from linkage.simulate.elsewhere import ELSEWHERE
from linkage.simulate.save import save

__all__ = ["SCENES", "Summary", "write"]

SCENES = {**scenes.SCENES, **ELSEWHERE}
"""Every scene there is, by the name given to `linkage simulate --scene`."""

LEAST = 100
"""Fewest accounts of a world."""


@dataclass(frozen=True)
class Summary:
    """What was written."""

    scene: str
    accounts: int
    honest: int
    rings: int
    members: int
    rows: dict[str, int]
    """Rows by feed."""


def write(
    out: Path, accounts: int, seed: int, scene: str, progress: Callable[[str], None] | None = None
) -> Summary:
    """Write the feeds of a world to OUT/input, its truth and its crowds beside them.

    OUT/truth.parquet has a row an account (account_id, ring, role); OUT/crowds.parquet a row an honest account
    and crowd it is in (account_id, crowd): many are in none, some in several, see `linkage.simulate.draft`.
    The same arguments write the same bytes. `accounts` counts everybody; `progress` is told the
    name of each part as it begins. Raises WrongUse for a scene that is not in SCENES.
    """
    if scene not in SCENES:
        raise WrongUse(f"There is no scene {scene!r}; choose one of {', '.join(SCENES)}.")
    if accounts < LEAST:
        raise WrongUse(f"A world has {LEAST} accounts at least.")
    rng = np.random.Generator(np.random.PCG64(seed))
    tell = progress or (lambda _: None)
    tell("ground")
    land = ground.lay(accounts, seed, rng)
    draft = world.build(rng, land, SCENES[scene], tell)
    save(rng, draft, land, out, tell)
    ring = draft.people["ring"]
    rows = {
        name: len(getattr(draft, name)) for name in ("network", "devices", "billing", "usage", "relations")
    }
    members = int((ring >= 0).sum())
    return Summary(scene, len(draft), len(draft) - members, ring.filter(ring >= 0).n_unique(), members, rows)
