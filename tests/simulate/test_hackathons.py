"""Hackathons: one venue, one evening, one link, the same hours and words, and still honest."""

from collections.abc import Callable

import polars as pl

from .conftest import Written, number

World = Callable[..., Written]


def there(world: World, feed: str) -> pl.DataFrame:
    """Rows of the people at hackathons."""
    written = world("hackathon", 20_000)
    return written.feed(feed).filter(pl.col("account_id").is_in(written.crowd("hackathon")))


def test_people_at_hackathons_are_honest(world: World) -> None:
    written = world("hackathon", 20_000)
    assert len(written.crowd("hackathon")) >= 60
    assert written.crowd("hackathon") <= written.of("honest")


def test_they_sign_up_in_one_evening_by_one_link_from_one_line(world: World) -> None:
    rows = there(world, "accounts").with_columns(at=pl.col("created_at").str.to_datetime(time_zone="UTC"))
    events = rows.filter(pl.len().over("referrer") > 20).drop_nulls("referrer").group_by("referrer")
    found = events.agg(
        pl.len(),
        minutes=(pl.max("at") - pl.min("at")).dt.total_minutes(),
        line=pl.col("signup_ip").drop_nulls().unique_counts().max(),
    )
    assert len(found) == 2
    assert number(found["minutes"].max()) <= 120
    assert number((found["line"] / found["len"]).min()) > 0.7


def test_they_work_through_the_same_hours_with_the_same_words(world: World) -> None:
    usage = there(world, "usage")
    words = usage.group_by("prompt_template").agg(pl.n_unique("account_id")).sort("account_id")["account_id"]
    assert number(words[-1]) > 20
    hours = usage.group_by("hour").agg(pl.n_unique("account_id"))["account_id"]
    assert number(hours.max()) > 20


def test_many_stay_on_after_the_event(world: World) -> None:
    usage = there(world, "usage").group_by("account_id").agg(days=(pl.max("hour") - pl.min("hour")) / 86_400)
    assert number((usage["days"] > 7).mean()) > 0.5
