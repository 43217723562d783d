"""What is planted: sorts of rings and of honest groups, as ranges from which the parameters of each are drawn.

The ranges are wide on purpose, and rings share less than an operator with one machine would. They model no platform:
the accounts around them, the accounts that are copied and what those lack are the platform's own.
"""

from dataclasses import dataclass

Range = tuple[float, float]

BANDS: dict[str, tuple[int, int]] = {"3–5": (3, 5), "6–9": (6, 9), "10–29": (10, 29), "30–99": (30, 99)}
"""Sizes of planted rings."""

ALL = 10_000.0
"""Accounts to one value where everybody shares one."""

STRONG = ("card", "payer_email", "address", "device", "ip", "email_domain", "phone_block", "prompt")
"""Kinds of which a ring may share any, where the platform has them; kinds nobody declared are added."""


@dataclass(frozen=True)
class Habit:
    """How a group shares one kind of thing."""

    kind: str
    often: float = 1.0
    """Share of such groups that do; 1 is what makes the group what it is."""
    sharing: Range = (0.6, 1.0)
    """Share of its members that do."""
    each: Range = (ALL, ALL)
    """Members to one value."""
    keep: Range = (0.0, 0.5)
    """Share of those who share that have things of their own beside."""
    values: int = 1
    """Most shared values of one member."""


@dataclass(frozen=True)
class Design:
    """A sort of group."""

    name: str
    habits: tuple[Habit, ...]
    any: tuple[int, int] = (0, 0)
    """How many kinds it shares beside, picked at random among `STRONG`, fewest and most."""
    sizes: Range = (3, 99)
    spread: tuple[str, ...] = ()
    """Within what time they signed up, one of `SPREADS` each time; empty for when the accounts that are copied did."""


SPREADS: dict[str, float] = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "quarter": 90.0}
"""Days."""

SOME, FEW = (1.5, 6.0), (2.0, 12.0)
ANY = ("hour", "day", "week", "month", "quarter")

RINGS: tuple[Design, ...] = (
    Design(
        "cards crossing devices",
        (
            Habit("card", 1, (0.6, 1), SOME, (0, 0.3)),
            Habit("device", 1, (0.5, 1), SOME, (0, 0.5)),
            Habit("ip", 0.7, (0.4, 1), (1.5, 10), (0.2, 0.9), 3),
            Habit("address", 0.4, (0.3, 1), FEW, (0, 0.3)),
            Habit("prompt", 0.4, (0.3, 1), FEW, (0.3, 1), 3),
            Habit("email_domain", 0.3, (0.4, 1), FEW),
            Habit("organisation", 0.1, (0.3, 1), FEW),
            Habit("referrer", 0.1, (0.3, 1)),
        ),
        spread=ANY,
    ),
    Design(
        "devices and addresses only",
        (
            Habit("device", 1, (0.5, 1), SOME, (0, 0.5)),
            Habit("ip", 1, (0.4, 1), (1.5, 10), (0.2, 0.9), 3),
            Habit("address", 0.4, (0.3, 1), FEW, (0, 0.3)),
        ),
        spread=ANY,
    ),
    Design(
        "network and prompts only",
        (
            Habit("ip", 1, (0.5, 1), (1.5, 10), (0.2, 0.9), 3),
            Habit("prompt", 1, (0.4, 1), FEW, (0.3, 1), 3),
        ),
        spread=ANY,
    ),
    Design(
        "stolen cards",
        (
            Habit("device", 1, (0.5, 1), SOME, (0, 0.5)),
            Habit("ip", 0.8, (0.4, 1), (1.5, 10), (0.2, 0.9), 3),
            Habit("phone_block", 0.3, (0.4, 1), FEW),
            Habit("email_domain", 0.4, (0.4, 1), FEW),
            Habit("prompt", 0.4, (0.3, 1), FEW, (0.3, 1), 3),
        ),
        spread=ANY,
    ),
    Design("careless: five kinds or more", (), (5, 8), spread=ANY),
    Design("two to four kinds at random", (), (2, 4), spread=ANY),
    Design("cheap: one thing shared", (), (1, 1), spread=ANY),
)

HONEST: tuple[Design, ...] = (
    Design(
        "household",
        (
            Habit("ip", 1, (0.7, 1), keep=(0.4, 1)),
            Habit("surname", 0.8, (0.6, 1)),
            Habit("address", 0.7, (0.6, 1)),
            Habit("card", 0.4, (0.5, 1), keep=(0.1, 0.4)),
            Habit("payer", 0.4, (0.5, 1)),
            Habit("device", 0.5, (0.4, 1), (2, 4), (0.5, 1)),
        ),
        sizes=(3, 6),
    ),
    Design(
        "firm with a mail domain",
        (
            Habit("email_domain", 1, (0.85, 1)),
            Habit("organisation", 0.8, (0.6, 1)),
            Habit("ip", 0.8, (0.5, 1), (15, 60), (0.5, 1), 2),
            Habit("card", 0.4, (0.6, 1)),
            Habit("payer", 0.4, (0.6, 1)),
            Habit("tax_id", 0.4, (0.6, 1)),
            Habit("address", 0.5, (0.6, 1)),
            Habit("prompt", 0.4, (0.2, 0.7), (4, 20), (0.5, 1), 2),
        ),
        sizes=(4, 60),
        spread=("week", "month", "quarter"),
    ),
    Design(
        "class",
        (
            Habit("ip", 1, (0.6, 1), keep=(0.5, 1)),
            Habit("email_domain", 0.7, (0.8, 1)),
            Habit("organisation", 0.3, (0.6, 1)),
            Habit("referrer", 0.4, (0.6, 1)),
            Habit("device", 0.3, (0.5, 1), (2, 4), (0.4, 1)),
            Habit("prompt", 0.6, (0.4, 1), (6, 30), (0.6, 1), 3),
        ),
        sizes=(10, 40),
        spread=("hour", "day", "week"),
    ),
    Design(
        "event",
        (
            Habit("ip", 1, (0.5, 1), (20, 80), (0.6, 1)),
            Habit("referrer", 0.5, (0.6, 1)),
            Habit("prompt", 0.6, (0.3, 0.9), (6, 30), (0.7, 1), 2),
        ),
        sizes=(10, 90),
        spread=("hour", "day"),
    ),
    Design(
        "service accounts",
        (
            Habit("email_domain", 0.9, (0.9, 1)),
            Habit("organisation", 0.7, (0.8, 1)),
            Habit("card", 0.7, (0.9, 1)),
            Habit("payer", 0.7, (0.9, 1)),
            Habit("address", 0.6, (0.9, 1)),
            Habit("ip", 1, (0.8, 1), keep=(0, 0.4)),
            Habit("prompt", 0.7, (0.5, 1), (2, 20), (0.2, 0.8), 2),
        ),
        sizes=(3, 20),
        spread=("hour", "day", "week", "month"),
    ),
    Design(
        "clients of an agency",
        (
            Habit("card", 0.7, (0.6, 1), keep=(0, 0.3)),
            Habit("payer", 0.6, (0.6, 1)),
            Habit("device", 0.7, (0.6, 1), (20, 60), (0.3, 0.9)),
            Habit("ip", 1, (0.5, 1), keep=(0.5, 1)),
        ),
        sizes=(4, 40),
    ),
    Design(
        "flat",
        (
            Habit("ip", 1, (0.7, 1), keep=(0.4, 1)),
            Habit("address", 0.8, (0.7, 1)),
            Habit("device", 0.1, (0.3, 0.7), (2, 3), (0.8, 1)),
        ),
        sizes=(3, 7),
    ),
    Design(
        "café or lab",
        (
            Habit("ip", 1, (0.7, 1), keep=(0.6, 1)),
            Habit("device", 0.6, (0.4, 1), (3, 10), (0.5, 1)),
            Habit("referrer", 0.2, (0.3, 0.7)),
        ),
        sizes=(8, 60),
    ),
)


def needed(design: Design) -> list[str]:
    """Kinds that every group of that sort shares."""
    return [habit.kind for habit in design.habits if habit.often == 1]
