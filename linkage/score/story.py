"""What a story is: in which ways a group shares each sort of thing, how large it is, how its accounts signed up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

Beta = tuple[float, float]
"""Parameters a and b of a beta distribution over a share."""

NEARLY_ALL: Beta = (14, 0.5)
MOST: Beta = (6, 0.6)
PART: Beta = (1.5, 1.2)
ANY: Beta = (1, 1)
EITHER: Beta = (0.6, 0.6)
FEW: Beta = (0.4, 8)
HARDLY: Beta = (0.25, 12)
SELDOM: Beta = (1, 9)
"""These are shares as beliefs, wide on purpose, set by hand (0034); ours to choose, none is measured."""


class Spread(Enum):
    """How many values a group shares things on."""

    ONE = "one"
    """One; a second is rare."""
    SOME = "some"
    """A few, more in larger groups: departments, sites."""
    SHORT = "short"
    """A few, each further one half as likely."""
    STOCK = "stock"
    """Any number up to half its size."""
    CHANCE = "chance"
    """Coincidences of two or three, as strangers have them."""


class Size(Enum):
    """How large groups of a sort are."""

    HOME = "home"
    """Two to five; six and more are ever rarer."""
    CIRCLE = "circle"
    """Up to seven; eight and more are ever rarer."""
    KIN = "kin"
    """Up to twelve; more are ever rarer."""
    LARGE = "large"
    """Fifteen and more, each doubling as likely; fewer are ever rarer."""
    ANY = "any"
    """Any size, each doubling as likely."""
    RING = "ring"
    """Any size, but most small groups are homes, circles and teams, most large ones firms, schools and events."""


Shape = tuple[Spread, Beta, Beta]
"""How a way shares things, but for how often: values, share of those who share, share of those with their own."""


@dataclass(frozen=True)
class Way:
    """One way in which a group shares one sort of thing."""

    weight: float
    """How often it is so; the weights of a sort add up to 1."""
    values: Spread
    shared: Beta
    """Share of those who have such a thing at all who have one that is shared."""
    own: Beta = ANY
    """Share of them who have one of their own as well."""

    @property
    def shape(self) -> Shape:
        """All of it but how often it is so."""
        return self.values, self.shared, self.own


Ways = tuple[Way, ...]


def apart(weight: float = 1.0) -> Way:
    """They do not share it."""
    return Way(weight, Spread.CHANCE, HARDLY, MOST)


def one(weight: float, shared: Beta = ANY, own: Beta = ANY) -> Way:
    """They share one."""
    return Way(weight, Spread.ONE, shared, own)


def some(weight: float, shared: Beta = ANY, own: Beta = ANY) -> Way:
    """They share a few, more in a larger group."""
    return Way(weight, Spread.SOME, shared, own)


def short(weight: float, shared: Beta = ANY, own: Beta = ANY) -> Way:
    """They share a few."""
    return Way(weight, Spread.SHORT, shared, own)


def stock(weight: float, shared: Beta = ANY, own: Beta = ANY) -> Way:
    """They share many."""
    return Way(weight, Spread.STOCK, shared, own)


STRANGERS: Mapping[str, Ways] = {
    "card": (apart(0.98), one(0.02)),
    "payer": (apart(0.97), one(0.03)),
    "tax_id": (apart(0.97), one(0.03)),
    "address": (apart(0.93), one(0.07)),
    "device": (apart(0.9), short(0.1, ANY, (1.2, 1.2))),
    "ip": (apart(0.85), short(0.15, ANY, (1.2, 1.2))),
    "email": (apart(0.98), one(0.02)),
    "phone": (apart(0.97), one(0.03, FEW)),
    "phone_block": (apart(0.985), one(0.015)),
    "email_domain": (apart(0.95), one(0.05)),
    "organisation": (apart(0.9), one(0.1)),
    "referrer": (apart(0.9), one(0.1)),
    "prompt": (apart(0.75), short(0.25, PART)),
    "surname": (apart(0.97), one(0.03)),
    "other": (apart(0.4), one(0.25), some(0.35)),
    "payer of a shared card": (one(0.8, MOST), one(0.1), one(0.1, (0.3, 4))),
    "country": (one(0.5, NEARLY_ALL), one(0.5)),
    "lasting": (one(0.4), one(0.6, (0.4, 3))),
    "heavy use": (one(0.6, SELDOM), one(0.25, PART), one(0.15, MOST)),
    "hidden network": (one(0.7, HARDLY), one(0.2, PART), one(0.1, MOST)),
    "known bad": (one(1.0, (0.3, 12)),),
    "known honest": (one(0.8, (0.3, 12)), one(0.2)),
    "related": (one(0.9, HARDLY), one(0.1)),
    "busiest address": (one(1.0, (1.3, 1)),),
}
"""What people share who have nothing to do with one another: how a story speaks of sorts it does not name."""


@dataclass(frozen=True)
class Story:
    """What explains a community."""

    name: str
    """As people read it: `a household`."""
    size: Size
    days: Mapping[str, float]
    """How close together its accounts signed up: weights of `hour`, `day`, `week`, `month` and `any`."""
    ways: Mapping[str, Ways]
    """By sort of thing; what is not here is as among `STRANGERS`."""
    prior: float = 0.0
    """Bits it is likelier than the others before anything is seen."""
    tight: bool = False
    """Whether its accounts are bound as tightly as a ring's (`bound`): one person's or one customer's are."""
    explains: Mapping[str, Ways] = field(init=False)

    def __post_init__(self) -> None:
        """Take what strangers share for what is not named."""
        object.__setattr__(self, "explains", {**STRANGERS, **self.ways})
