"""Scenes: which operators a world holds and what they do to the honest people around them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from linkage.simulate import attacks, bridges, hackathons, homes, resellers
from linkage.simulate import ground as g
from linkage.simulate.cohort import Cohort
from linkage.simulate.draft import Draft
from linkage.simulate.ground import Ground
from linkage.simulate.operators import Style, campaign, tiny
from linkage.simulate.people import Mix

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
    agencies: float = 0.0
    """Agencies an account, each with hundreds of honest clients."""
    mix: Mix = field(default_factory=Mix)
    """How many honest people are in each crowd, and what they do."""
    habits: Callable[[np.random.Generator], Mix] | None = None
    """The same drawn anew for every seed, in place of `mix`."""
    cohorts: tuple[Cohort, ...] = ()
    """Sorts of honest groups that are added."""
    waves: bool = False
    """Whether rings are banned and come back on a third of their infrastructure."""
    others: Callable[[np.random.Generator, Ground], Draft] | None = None
    """Honest people who came together, and are told apart from the rest."""
    after: Callable[[np.random.Generator, Ground, Draft], Draft] | None = None
    """What happens once everybody is there."""


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


def _mixed(rng: np.random.Generator, accounts: int) -> list[Style]:
    """The campaigns on a proxy network whose exits honest customers use too, several on each."""
    return [replace(style, guests=float(rng.uniform(3, 10))) for style in _campaigns(rng, accounts)]


def _slow(rng: np.random.Generator, accounts: int) -> list[Style]:
    """Rings that sign up one account a day for most of a year, and small ones that take weeks."""
    long = [campaign(rng, int(rng.integers(120, 330))) for _ in range(max(1, round(accounts / 20_000)))]
    slow = [
        replace(each, span=float(each.size), bursts=0, start=float(rng.uniform(30, 180))) for each in long
    ]
    return slow + [replace(each, bursts=0) for each in _small(rng, accounts, RINGS)]


def _mimics(rng: np.random.Generator, accounts: int) -> list[Style]:
    """Rings that look like families and teams: few accounts on anything, little on the clock."""
    return [
        replace(
            style,
            bursts=0,
            per_device=min(style.per_device, float(rng.uniform(2, 3))),
            per_card=min(style.per_card, float(rng.uniform(2, 4))),
            per_exit=min(style.per_exit, float(rng.uniform(4, 10))),
            scheduled=float(rng.uniform(0.3, 0.5)),
            workday=True,
            prompt=0.1,
        )
        for style in _campaigns(rng, accounts)
    ]


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
    "poison-two": Scene(
        "The same, with a device and an address of one stranger.", _campaigns, copied=0.003, values=2
    ),
    "evasive": Scene("Virtual cards, emulated devices and residential relays hide a stock.", _evasive),
    "waves": Scene("Banned accounts were replaced by new ones.", _early, waves=True),
    "agencies": Scene(
        "Agencies and resellers pay for their clients with one card.", _campaigns, agencies=1e-4
    ),
    "universities": Scene(
        "Campus networks hide thousands behind a few exits; classes sign up in an evening.",
        _campaigns,
        mix=Mix(office=0.1, campus=0.3, lesson=0.08),
    ),
    "carriers": Scene(
        "Whole countries reach the internet through carrier-grade NAT and rotating IPv6 prefixes.",
        _campaigns,
        mix=Mix(carrier=0.85, rotating=0.35),
    ),
    "relays": Scene(
        "Browsers and phones send traffic through privacy relays.", _campaigns, mix=Mix(relay=0.5)
    ),
    "mixed": Scene("A proxy network mixed a harvest with its customers' ordinary traffic.", _mixed),
    "slow": Scene("Patient operators open an account a day.", _slow),
    "mimics": Scene("Operators copy what families and teams look like.", _mimics),
    "poison-stuffed": Scene(
        "Synthetic identities are put together from the stolen details of many real people.",
        _campaigns,
        after=attacks.stuffed,
    ),
    "poison-bridge": Scene(
        "Fraudsters camouflage themselves with ties to honest accounts and to one another (FRAUDAR, 2016).",
        _campaigns,
        after=bridges.bridged,
    ),
    "poison-replay": Scene(
        "Genesis Market sold the fingerprints of real people's computers, to be replayed, until 2023.",
        _campaigns,
        after=attacks.replayed,
    ),
    "exits-later": Scene(
        "Proxy networks rent out home lines, whose addresses providers hand to other customers later.",
        _campaigns,
        after=attacks.inherited,
    ),
    "resellers": Scene(
        "Software is sold through resellers who order and pay for hundreds of customers at a time.",
        _campaigns,
        others=resellers.clients,
    ),
    "households": Scene(
        "Families share a card, a tablet and a line; flat shares a line and a door.",
        _campaigns,
        after=homes.shared,
    ),
    "hackathon": Scene(
        "Hackathons bring a hundred people to one venue for a week-end, with one link and one starter kit.",
        _campaigns,
        others=hackathons.attended,
    ),
}
"""Scenes on one platform, whose habits are the same for every seed; others are in `linkage.simulate.elsewhere`."""
