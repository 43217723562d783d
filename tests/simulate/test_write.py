"""What `write` promises: the contract's columns, the case's proportions, the same bytes for the same seed."""

from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import WrongUse
from linkage.simulate import SCENES, write
from linkage.simulate.draft import CROWDS

from .conftest import FEEDS, Written, number

World = Callable[..., Written]

COLUMNS = {
    "accounts": "account_id created_at email phone full_name country organization referrer plan "
    "status signup_ip signup_device_id signup_user_agent",
    "billing": "account_id at amount currency card_fingerprint card_bin payer_name payer_email "
    "billing_address tax_id",
    "devices": "account_id device_id user_agent first_seen last_seen",
    "network": "account_id ip asn country network_type first_seen last_seen hits",
    "usage": "account_id hour requests output_tokens model prompt_template",
    "relations": "account_id other_id kind at amount",
    "labels": "account_id label at reason",
}


@pytest.mark.parametrize("feed", FEEDS)
def test_every_feed_has_the_columns_of_the_contract(world: World, feed: str) -> None:
    assert world().feed(feed).columns == COLUMNS[feed].split()


def test_the_truth_has_three_columns_and_one_row_an_account(world: World) -> None:
    truth = world().truth
    assert truth.columns == ["account_id", "ring", "role"]
    assert truth["account_id"].is_unique().all()
    assert set(truth["account_id"]) == set(world().feed("accounts")["account_id"])


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_scene_writes_as_many_accounts_as_asked(world: World, scene: str) -> None:
    written = world(scene, 3_000)
    assert len(written.truth) == 3_000
    for feed in FEEDS:
        rows = written.feed(feed)
        assert len(rows) > 0
        assert set(rows["account_id"]) <= set(written.truth["account_id"])


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_only_ring_accounts_have_a_ring(world: World, scene: str) -> None:
    truth = world(scene, 3_000).truth
    assert truth.filter(pl.col("ring").is_not_null() != (pl.col("role") == "member")).is_empty()
    assert set(truth["role"]) <= {"honest", "stranger", "client", "member"}


def test_the_campaigns_have_the_proportions_of_the_case(world: World) -> None:
    sizes = (
        world("campaigns", 20_000)
        .truth.drop_nulls("ring")["ring"]
        .value_counts()
        .sort("count")["count"]
        .to_list()
    )
    assert sizes[-2:] == [60, 408]
    assert all(3 <= size <= 60 for size in sizes[:-1])
    assert 7 <= len(sizes) <= 10


def test_small_rings_have_three_to_sixty_accounts(world: World) -> None:
    sizes = world("small", 20_000).truth.drop_nulls("ring")["ring"].value_counts()["count"]
    assert len(sizes) == 60
    assert number(sizes.min()) >= 3
    assert number(sizes.max()) <= 60


def test_an_honest_world_has_no_ring(world: World) -> None:
    truth = world("honest", 3_000).truth
    assert truth["ring"].null_count() == 3_000
    assert set(truth["role"]) == {"honest"}


@pytest.mark.parametrize(
    "scene",
    [
        "poison",
        "poison-stuffed",
        "poison-bridge",
        "resellers",
        "households",
        "stolen-keys",
        "charge-backs",
        "everyday",
    ],
)
def test_the_same_arguments_write_the_same_bytes(tmp_path: Path, scene: str) -> None:
    for name in ("a", "b"):
        write(tmp_path / name, 1_500, 5, scene)
    for path in sorted((tmp_path / "a").rglob("*.parquet")):
        assert path.read_bytes() == (tmp_path / "b" / path.relative_to(tmp_path / "a")).read_bytes()


@pytest.mark.parametrize("scene", sorted(SCENES))
def test_every_scene_says_what_it_mirrors_and_fits_a_world_of_the_least_size(
    tmp_path: Path, scene: str
) -> None:
    assert SCENES[scene].mirrors.endswith(".")
    assert write(tmp_path, 100, 2, scene).honest >= 1


def test_every_scene_and_crowd_is_told_of_in_the_docs() -> None:
    told = (Path(__file__).parents[2] / "docs" / "simulate.md").read_text(encoding="utf-8")
    rows = {line.split(" | ")[0].removeprefix("| ") for line in told.splitlines() if line.startswith("| ")}
    assert {*SCENES, *CROWDS} <= rows
    assert all(scene.mirrors in told for scene in SCENES.values())


def test_another_seed_is_another_world(world: World) -> None:
    first, second = world("campaigns", 3_000, 1), world("campaigns", 3_000, 2)
    assert not set(first.truth["account_id"]) & set(second.truth["account_id"])


def test_the_order_of_rows_does_not_tell_a_ring(world: World) -> None:
    truth = world().truth.with_columns(bad=pl.col("ring").is_not_null())
    for rows in (truth, world().feed("accounts").join(truth, on="account_id", maintain_order="left")):
        halves = [rows["bad"][: len(rows) // 2].mean(), rows["bad"][len(rows) // 2 :].mean()]
        assert isinstance(halves[0], float)
        assert halves[0] == pytest.approx(halves[1], rel=0.35)


def test_account_ids_do_not_tell_a_ring(world: World) -> None:
    truth = world().truth.with_columns(first=pl.col("account_id").str.slice(4, 1))
    share = truth.group_by("first").agg(pl.len(), pl.col("ring").is_not_null().mean())
    assert truth["account_id"].str.contains("^acc_[a-z0-9]{12}$").all()
    assert number(share.filter(pl.col("len") > 300)["ring"].max()) < 0.1


def test_progress_is_told_and_the_summary_adds_up(tmp_path: Path) -> None:
    told: list[str] = []
    summary = write(tmp_path, 1_000, 1, "small", told.append)
    assert told[:3] == ["ground", "people", "operators"]
    assert set(FEEDS) <= set(told)
    assert summary.honest + summary.members == summary.accounts == 1_000
    assert summary.rings == pl.read_parquet(tmp_path / "truth.parquet")["ring"].drop_nulls().n_unique()


def test_a_scene_that_is_not_there_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no scene 'nonsense'; choose one of campaigns"):
        write(tmp_path, 1_000, 1, "nonsense")
    with pytest.raises(WrongUse, match="100 accounts at least"):
        write(tmp_path, 99, 1, "honest")
    assert not list(tmp_path.iterdir())


def test_an_account_has_about_eight_rows_of_usage_on_average(world: World) -> None:
    assert 6 <= len(world().feed("usage")) / 20_000 <= 10


def test_nothing_happens_before_the_world_begins_or_after_it_ends(world: World) -> None:
    hours = world().feed("usage")["hour"]
    created = (
        world().feed("accounts")["created_at"].str.to_datetime(time_zone="UTC").dt.timestamp("ms") // 1_000
    )
    assert number(hours.min()) >= 1_735_689_600
    assert number(hours.max()) < 1_782_864_000
    assert (hours % 3_600 == 0).all()
    assert number(created.min()) >= 1_735_689_600
    assert number(created.max()) < 1_782_864_000
