"""A typed client of the REST service, for programs that ask about accounts in their request path.

It imports nothing else of Linkage, so that what works with it works against a service on another machine.
"""

from linkage.client.acted import Appeal, Export
from linkage.client.answers import (
    Account,
    Connection,
    Evidence,
    Statement,
    Why,
    WhyNot,
)
from linkage.client.client import Client
from linkage.client.decided import Allowed, Change, Decision
from linkage.client.errors import (
    ClientError,
    IdempotencyKeyReused,
    LacksScope,
    NotFound,
    NotUnderstood,
    OverLimit,
    Problem,
    Refused,
    StaleCursor,
    StillRunning,
    Unavailable,
    UnknownAccount,
    UnknownKey,
    UnknownRing,
    Unreachable,
    Unsendable,
    WrongRequest,
)
from linkage.client.feed import Feed
from linkage.client.later import AsyncClient
from linkage.client.questions import Appealed, Decided, Exported, Filter, Listed, Of
from linkage.client.rings import AccountWithRing, Member, Ring, RingAnswer
from linkage.client.wire import LOOK_UP, OTHERS, Patience

__all__ = [
    "LOOK_UP",
    "OTHERS",
    "Account",
    "AccountWithRing",
    "Allowed",
    "Appeal",
    "Appealed",
    "AsyncClient",
    "Change",
    "Client",
    "ClientError",
    "Connection",
    "Decided",
    "Decision",
    "Evidence",
    "Export",
    "Exported",
    "Feed",
    "Filter",
    "IdempotencyKeyReused",
    "LacksScope",
    "Listed",
    "Member",
    "NotFound",
    "NotUnderstood",
    "Of",
    "OverLimit",
    "Patience",
    "Problem",
    "Refused",
    "Ring",
    "RingAnswer",
    "StaleCursor",
    "Statement",
    "StillRunning",
    "Unavailable",
    "UnknownAccount",
    "UnknownKey",
    "UnknownRing",
    "Unreachable",
    "Unsendable",
    "Why",
    "WhyNot",
    "WrongRequest",
]
