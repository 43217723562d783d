"""Small platforms, as they would be read."""

from functools import partial

import polars as pl

from linkage import pipeline, tables
from linkage.detect import detect
from linkage.tables import RunDecisions
from linkage.trust import Engine, Platform
from tests.score.build import World


def platform(
    world: World, own: dict[str, range] | None = None, networks: dict[int, str] | None = None
) -> Platform:
    """A world as it would be read, its accounts named by their number; `own` has who alone holds something, by kind."""
    about = world.about
    rows = [(account, kind) for kind, accounts in (own or {}).items() for account in accounts]
    short = pl.col("first_seen", "last_seen").cast(pl.Int32)
    everyone = pl.DataFrame({"account": range(world.total)}, {"account": pl.Int64})
    return Platform(
        everyone.with_columns(account_id=pl.format("a{}", "account")),
        world.shared.drop("count").with_columns(short),
        pl.DataFrame(rows, tables.OWN, orient="row"),
        about.measures,
        about.relations,
        about.labels,
        networks or {},
    )


def engine() -> Engine:
    """The defaults."""
    detector = partial(detect, detector="leiden", seed=1)
    return Engine(pipeline.traits({}), detector, pipeline.means_of(detector), 0.5, RunDecisions())


def town(total: int = 3_000) -> World:
    """Families with addresses of their own, and one ring of forty that shares cards, devices and addresses."""
    world = World(total=total)
    world.households(range(1_000, total), 2)
    world.ring(range(40))
    return world
