"""Rival stories: what one operator, and what each sort of honest group, would have its accounts share.

A community is judged by how well one operator's stock explains it, beside the best of the honest stories. A story
says, for each sort of thing, in which ways a group shares it: on how many values, by which share of those who
have such a thing at all, and whether they have others of their own beside it. It says nothing of what a platform
or an account does not have.

The numbers are beliefs, wide on purpose: they come from what fraud teams and platforms report of households,
firms, schools, events, agencies and rings (see docs/decisions/0034), were set by hand, and were checked on worlds
of hands that never saw them. Nothing here was fitted to a truth.
"""

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
    ANY = "any"
    """Any size, each doubling as likely."""
    RING = "ring"
    """Any size, but of three to seven there are far more homes and circles than rings."""


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
    def shape(self) -> tuple[Spread, Beta, Beta]:
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
    "card": (apart(0.93), one(0.07)),
    "payer": (apart(0.95), one(0.05)),
    "tax_id": (apart(0.95), one(0.05)),
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
    "known bad": (one(1.0, (0.3, 12)),),
    "known honest": (one(0.8, (0.3, 12)), one(0.2)),
    "related": (one(0.9, HARDLY), one(0.1)),
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
    explains: Mapping[str, Ways] = field(init=False)

    def __post_init__(self) -> None:
        """Take what strangers share for what is not named."""
        object.__setattr__(self, "explains", {**STRANGERS, **self.ways})


AT_HOME: Mapping[str, Ways] = {
    "ip": (one(0.9, NEARLY_ALL), one(0.1, PART)),
    "address": (one(0.75, MOST, (0.6, 4)), apart(0.25)),
    "country": (one(0.93, NEARLY_ALL), one(0.07)),
}
AT_WORK: Mapping[str, Ways] = {
    "ip": (one(0.7, MOST), some(0.25, PART), apart(0.05)),
    "email_domain": (one(0.95, MOST), short(0.05, MOST)),
    "email": (apart(0.9), one(0.1)),
    "organisation": (one(0.6, MOST), one(0.2), some(0.1, MOST), apart(0.1)),
    "card": (one(0.5, MOST, (0.5, 5)), some(0.15), apart(0.35)),
    "payer": (one(0.5, MOST, (0.5, 5)), some(0.15), apart(0.35)),
    "tax_id": (one(0.6, MOST, (0.5, 5)), some(0.1), apart(0.3)),
    "address": (one(0.6, MOST, (0.5, 4)), some(0.15), apart(0.25)),
    "device": (short(0.3, PART, MOST), short(0.1, ANY, (1.2, 1.2)), stock(0.15, PART), apart(0.45)),
    "prompt": (stock(0.7), apart(0.3)),
    "phone_block": (apart(0.75), short(0.25)),
    "referrer": (apart(0.8), one(0.2)),
    "country": (one(0.8, MOST), one(0.2)),
    "payer of a shared card": (one(0.75, MOST), one(0.15), one(0.1, (0.3, 4))),
    "lasting": (one(0.6, (1, 0.8)), one(0.4, (0.4, 3))),
    "related": (one(0.8, HARDLY), one(0.2)),
}

OPERATOR = Story(
    "one operator",
    Size.RING,
    {"hour": 0.1, "day": 0.25, "week": 0.2, "month": 0.2, "any": 0.25},
    {
        "card": (stock(0.36, PART, EITHER), stock(0.19, MOST, EITHER), apart(0.45)),
        "payer": (short(0.2), stock(0.25), apart(0.55)),
        "tax_id": (apart(0.9), one(0.1)),
        "address": (stock(0.33, PART, EITHER), stock(0.17, MOST, EITHER), apart(0.5)),
        "device": (stock(0.43, PART, EITHER), stock(0.22, MOST, EITHER), apart(0.35)),
        "ip": (stock(0.52, PART), stock(0.28, MOST), apart(0.2)),
        "email": (stock(0.1), apart(0.9)),
        "phone": (stock(0.15), apart(0.85)),
        "phone_block": (short(0.3), apart(0.7)),
        "email_domain": (short(0.35), apart(0.65)),
        "organisation": (short(0.1), apart(0.9)),
        "referrer": (short(0.15), apart(0.85)),
        "prompt": (stock(0.45), apart(0.55)),
        "surname": (apart(0.97), one(0.03)),
        "other": (stock(0.39, PART, EITHER), stock(0.21, MOST, EITHER), apart(0.4)),
        "payer of a shared card": (one(0.35, MOST), one(0.65, (0.3, 4))),
        "country": (one(0.45, NEARLY_ALL), one(0.55)),
        "lasting": (one(1.0, (0.3, 4)),),
        "known bad": (one(0.8, (0.3, 12)), one(0.2, PART)),
        "known honest": (one(1.0, (0.1, 12)),),
        "related": (one(0.95, HARDLY), one(0.05, FEW)),
    },
    prior=-1.0,
)

HONEST: tuple[Story, ...] = (
    Story(
        "a household",
        Size.HOME,
        {"day": 0.3, "month": 0.15, "any": 0.55},
        {
            **AT_HOME,
            "card": (one(0.45), short(0.05), apart(0.5)),
            "payer": (one(0.4), apart(0.6)),
            "device": (one(0.55, ANY, MOST), one(0.1), short(0.1), apart(0.25)),
            "surname": (one(0.75, MOST), apart(0.25)),
            "phone": (one(0.15), apart(0.85)),
            "related": (one(0.8, HARDLY), one(0.2)),
        },
    ),
    Story(
        "a shared flat",
        Size.HOME,
        {"day": 0.15, "month": 0.2, "any": 0.65},
        {
            **AT_HOME,
            "card": (one(0.1), apart(0.9)),
            "device": (one(0.3, ANY, MOST), one(0.1), apart(0.6)),
        },
    ),
    Story(
        "several homes of relatives or friends",
        Size.KIN,
        {"day": 0.15, "month": 0.2, "any": 0.65},
        {
            "ip": (some(0.8, MOST), some(0.1), apart(0.1)),
            "address": (some(0.7, MOST, (0.6, 4)), apart(0.3)),
            "card": (some(0.6, PART), apart(0.4)),
            "payer": (some(0.5, PART), apart(0.5)),
            "device": (some(0.6, ANY, MOST), some(0.1), apart(0.3)),
            "surname": (some(0.8, MOST), apart(0.2)),
            "phone": (short(0.2), apart(0.8)),
            "country": (one(0.8, NEARLY_ALL), one(0.2)),
            "related": (one(0.8, HARDLY), one(0.2)),
        },
        prior=-1,
    ),
    Story("a firm or a team", Size.ANY, {"day": 0.15, "week": 0.3, "month": 0.2, "any": 0.35}, AT_WORK),
    Story(
        "a firm without a mail domain",
        Size.ANY,
        {"day": 0.15, "week": 0.3, "month": 0.2, "any": 0.35},
        {
            **AT_WORK,
            "email_domain": (apart(),),
            "organisation": (one(1.0, MOST),),
            "ip": (one(1.0, MOST),),
        },
        prior=-1,
    ),
    Story(
        "several firms under one roof or one owner",
        Size.ANY,
        {"week": 0.1, "month": 0.2, "any": 0.7},
        {
            **AT_WORK,
            "email_domain": (stock(0.8, MOST), stock(0.2, PART)),
            "organisation": (stock(0.9, MOST), stock(0.1, PART)),
            "device": (short(0.3, PART, MOST), apart(0.7)),
            "card": (some(0.6, PART), apart(0.4)),
            "payer": (some(0.6, PART), apart(0.4)),
            "tax_id": (some(0.7, PART), apart(0.3)),
            "address": (one(0.5, PART), some(0.3, PART), apart(0.2)),
        },
        prior=-1,
    ),
    Story(
        "one customer's service accounts",
        Size.ANY,
        {"day": 0.2, "week": 0.2, "month": 0.3, "any": 0.3},
        {
            **AT_WORK,
            "email_domain": (one(0.8, MOST), short(0.05, MOST), apart(0.15)),
            "email": (apart(0.7), one(0.3)),
            "ip": (short(0.8, MOST, (0.6, 3)), one(0.2, NEARLY_ALL)),
            "card": (one(0.8, NEARLY_ALL, (0.4, 8)), apart(0.2)),
            "payer": (one(0.8, NEARLY_ALL, (0.4, 8)), apart(0.2)),
            "address": (one(0.7, NEARLY_ALL, (0.4, 8)), apart(0.3)),
            "device": (short(0.9, NEARLY_ALL, (0.4, 4)), apart(0.1)),
        },
        prior=-1,
    ),
    Story(
        "a class or a course",
        Size.ANY,
        {"hour": 0.35, "day": 0.25, "week": 0.15, "month": 0.15, "any": 0.1},
        {
            "ip": (short(0.8, MOST), short(0.2, PART)),
            "device": (stock(0.45, MOST, (1.2, 1.2)), stock(0.2, PART, (1.2, 1.2)), apart(0.35)),
            "email_domain": (one(0.65, MOST), apart(0.35)),
            "organisation": (one(0.4), apart(0.6)),
            "referrer": (one(0.4), apart(0.6)),
            "prompt": (stock(0.8), apart(0.2)),
            "address": (one(0.15, PART), apart(0.85)),
            "country": (one(0.85, MOST), one(0.15)),
        },
    ),
    Story(
        "an event",
        Size.ANY,
        {"hour": 0.15, "day": 0.6, "week": 0.15, "month": 0.1},
        {
            "ip": (short(0.7, MOST), short(0.2), apart(0.1)),
            "device": (short(0.4, FEW, MOST), apart(0.6)),
            "referrer": (one(0.7, PART), apart(0.3)),
            "prompt": (short(0.7), apart(0.3)),
            "organisation": (one(0.3), apart(0.7)),
            "email_domain": (short(0.2), apart(0.8)),
        },
    ),
    Story(
        "an agency or a reseller with its clients",
        Size.ANY,
        {"week": 0.1, "month": 0.4, "any": 0.5},
        {
            "card": (one(0.6, NEARLY_ALL, (0.5, 6)), short(0.4, MOST)),
            "payer": (one(0.6, NEARLY_ALL, (0.5, 6)), short(0.3, MOST), apart(0.1)),
            "address": (one(0.5, NEARLY_ALL, (0.5, 6)), some(0.25, PART), apart(0.25)),
            "tax_id": (one(0.7, MOST), apart(0.3)),
            "ip": (short(0.6, MOST, MOST), short(0.2, ANY, MOST), apart(0.2)),
            "device": (short(0.6), apart(0.4)),
            "referrer": (one(0.3), apart(0.7)),
            "email_domain": (apart(0.9), short(0.1)),
            "prompt": (short(0.5), apart(0.5)),
            "lasting": (one(0.7, (2, 0.8)), one(0.3, (0.4, 3))),
            "related": (one(0.8, HARDLY), one(0.2)),
        },
    ),
    Story(
        "shared machines, as in a café, a lab or a call centre",
        Size.ANY,
        {"day": 0.05, "month": 0.15, "any": 0.8},
        {
            "ip": (short(0.9, MOST), short(0.1)),
            "device": (stock(0.6, MOST), stock(0.1, PART), apart(0.3)),
            "email_domain": (one(0.3), apart(0.7)),
            "organisation": (one(0.4), apart(0.6)),
            "phone_block": (short(0.3), apart(0.7)),
            "card": (one(0.2), apart(0.8)),
            "prompt": (short(0.4), apart(0.6)),
            "payer of a shared card": (one(0.6, MOST), one(0.3), one(0.1, (0.3, 4))),
        },
    ),
    Story(
        "one who sets up accounts for others: a shop, a relative",
        Size.ANY,
        {"day": 0.1, "month": 0.2, "any": 0.7},
        {
            "device": (one(0.8, NEARLY_ALL, MOST), short(0.2, PART, MOST)),
            "ip": (one(0.6, ANY, MOST), short(0.2), apart(0.2)),
            "card": (one(0.1), apart(0.9)),
            "phone": (one(0.2), apart(0.8)),
            "phone_block": (apart(0.6), short(0.4)),
        },
        prior=-1,
    ),
    Story(
        "a residence: a dormitory, a home, barracks",
        Size.ANY,
        {"day": 0.1, "week": 0.1, "month": 0.2, "any": 0.6},
        {
            "address": (one(0.4, MOST), some(0.25, MOST), some(0.25, PART), apart(0.1)),
            "ip": (one(0.3, MOST), some(0.3, MOST), some(0.3, PART), apart(0.1)),
            "prompt": (short(0.4, PART), apart(0.6)),
            "device": (some(0.4, PART, MOST), apart(0.6)),
            "payer": (some(0.3, PART), apart(0.7)),
            "card": (some(0.2, FEW), apart(0.8)),
            "tax_id": (one(0.2, PART), apart(0.8)),
            "phone": (one(0.25, PART), apart(0.75)),
            "email_domain": (short(0.3), apart(0.7)),
            "organisation": (one(0.5), apart(0.5)),
            "referrer": (one(0.3), apart(0.7)),
            "surname": (apart(0.8), some(0.2, FEW)),
            "country": (one(0.8, MOST), one(0.2)),
        },
        prior=-1,
    ),
    Story(
        "a club or a circle of friends",
        Size.ANY,
        {"day": 0.2, "week": 0.3, "month": 0.3, "any": 0.2},
        {
            "referrer": (one(0.7, PART), apart(0.3)),
            "prompt": (stock(0.8), apart(0.2)),
            "card": (one(0.3), apart(0.7)),
            "payer of a shared card": (one(0.5, MOST), one(0.4), one(0.1, (0.3, 4))),
            "related": (one(0.8, HARDLY), one(0.2)),
        },
        prior=-1,
    ),
    Story("chance", Size.CIRCLE, {"any": 1.0}, {}),
)
"""The honest stories a community is held against, in the order in which one wins where two are as good."""
