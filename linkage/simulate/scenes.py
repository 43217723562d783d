"""Scenes: which operators a world holds and what they do to the honest people around them."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from linkage.simulate import ground as g
from linkage.simulate.operators import Style, campaign, tiny

CAMPAIGNS = (0.0204, 0.003, 0.0006)
"""Shares of all accounts in the three campaigns of the case."""
RINGS = 0.0003
"""Small rings an account."""


@dataclass(frozen=True)
class Scene:
    """One sort of world; `mirrors` names the public fact it is made after."""

    mirrors: str
    styles: Callable[[np.random.Generator, int], list[Style]]
    copied: float = 0.0
    """Strangers, as a share of all accounts, one of whose values a ring copies."""
    values: int = 1
    """How many values of each stranger are copied."""
    waves: bool = False
    """Whether rings are banned and come back on a third of their infrastructure."""


def sizes(rng: np.random.Generator, count: int) -> list[int]:
    """Sizes of small rings, 3 to 60, small ones oftener."""
    drawn = np.exp(rng.uniform(np.log(3), np.log(61), count)).astype(int)
    return [int(size) for size in np.clip(drawn, 3, 60)]


def _small(rng: np.random.Generator, accounts: int, per: float) -> list[Style]:
    """Small rings, `per` of them an account."""
    count = max(1, round(accounts * per))
    return [tiny(rng, size) if size < 10 else campaign(rng, size) for size in sizes(rng, count)]


def _campaigns(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The three campaigns of the case and small rings."""
    large = [campaign(rng, max(3, round(accounts * share))) for share in CAMPAIGNS]
    return large + _small(rng, accounts, RINGS)


def _evasive(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The same rings, hiding: a card and a device an account, most traffic through shared exits."""
    return [_hiding(rng, style) for style in _campaigns(rng, accounts)]


def _hiding(rng: np.random.Generator, style: Style) -> Style:
    """One operator that has learnt to hide its stock, though not its schedule."""
    return replace(
        style,
        farmed=0.0,
        carded=0.0,
        virtual=0.9,
        placed=style.placed * 0.3,
        proxied=float(rng.uniform(0.8, 0.92)),
        per_exit=min(style.per_exit, float(rng.uniform(8, 30))),
        relayed=0.95,
        mailed=style.mailed * 0.5,
        phoned=style.phoned * 0.5,
        scheduled=float(rng.uniform(0.65, 0.9)),
        worded=float(rng.uniform(0.4, 0.7)),
    )


def _early(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The campaigns, short enough to be banned and to come back."""
    return [_brief(style) for style in _campaigns(rng, accounts)]


def _brief(style: Style) -> Style:
    """One operator that signs up within three months, early enough to do it again."""
    span = min(style.span, 90.0)
    return replace(style, span=span, start=min(style.start, g.DAYS - 60 - 2.5 * span))


SCENES: dict[str, Scene] = {
    "campaigns": Scene(
        "Three campaigns of about 24,000 accounts harvested an AI platform's models.", _campaigns
    ),
    "honest": Scene("Most platforms on most days: nobody but honest people.", lambda _rng, _accounts: []),
    "small": Scene(
        "Sellers of a few dozen accounts each.", lambda rng, accounts: _small(rng, accounts, 10 * RINGS)
    ),
    "poison": Scene(
        "Fraudsters enter strangers' addresses and replay their device ids.", _campaigns, copied=0.003
    ),
    "evasive": Scene("Virtual cards, emulated devices and residential relays hide a stock.", _evasive),
    "waves": Scene("Banned accounts were replaced by new ones.", _early, waves=True),
}
