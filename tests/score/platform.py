"""A small platform: families, an office and a ring, with what is known of how each lives."""

from random import Random

from tests.score.build import DAY, START, World

RING = range(40)
FAMILY = range(100, 105)
OFFICE = range(200, 225)
TEAM = range(300, 306)
"""Colleagues who pay with one card, by one tax number."""
PEOPLE = range(1_000, 4_000)
TODAY = START // DAY


def live(world: World, account: int, rng: Random, joined: int | None = None) -> None:
    """An honest life: a day of joining, a working day of one's own, some months of paying."""
    day = rng.randrange(300) if joined is None else joined
    start, length = rng.randrange(6, 11), rng.randrange(4, 10)
    days = sorted(rng.sample(range(day, day + 120), rng.randrange(3, 40)))
    world.measure(
        account,
        created_at=START + day * DAY + rng.randrange(DAY),
        status="active",
        hours=[24 * (TODAY + each) + (start + rng.randrange(length)) % 24 for each in days],
        paid_days=[TODAY + day + 30 * month for month in range(rng.randrange(0, 6))],
        peak_requests=rng.randrange(1, 60),
        peak_tokens=rng.randrange(100, 9_000),
    )


def drive(world: World, account: int, rng: Random) -> None:
    """A ring's life: joined within the same three days, used at once, around the clock and hard."""
    world.measure(
        account,
        created_at=START + 100 * DAY + rng.randrange(3 * DAY),
        status="active",
        hours=[24 * (TODAY + 101 + each) + hour for each in range(12) for hour in (1, 2, 3)],
        paid_days=[TODAY + 101],
        peak_requests=rng.randrange(200, 230),
        peak_tokens=rng.randrange(50_000, 60_000),
    )


def platform(seed: int = 1) -> World:
    """Everybody who is on it."""
    world, rng = World(total=20_000), Random(seed)
    world.households(PEOPLE, 2)
    for first in PEOPLE[::10]:
        world.share("card", (first, first + 1))
    for account in (*PEOPLE, *FAMILY, *OFFICE, *TEAM):
        live(world, account, rng)
    for kind in ("address", "ip", "device", "card"):
        world.share(kind, FAMILY)
    for kind in ("organisation", "ip", "address", "email_domain"):
        world.share(kind, OFFICE)
    for kind in ("card", "tax_id", "organisation", "ip", "address"):
        world.share(kind, TEAM)
    for account in RING:
        drive(world, account, rng)
    for _ in range(2):
        for kind in ("card", "device", "ip"):
            world.deal(kind, RING, 5, rng)
    for kind in ("prompt", "email_shape"):
        world.deal(kind, RING, 10, rng)
    return world
