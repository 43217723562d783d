"""An export from request to file, and everything that stops it on the way."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest
from sqlalchemy import text

from linkage import tables
from linkage.enforcement import produce
from linkage.errors import Barred, Refused, StoreUnavailable, WrongUse
from linkage.graph import open_graph
from linkage.hashing import account_key as key
from linkage.ledger import approvals, exports
from linkage.ledger.actions import APPROVED
from linkage.ledger.audit import log
from linkage.ledger.exports import Wanted
from tests.enforcement.home import BAN, Home, ring
from tests.graph.build import frame, load, measured, part


def test_a_ban_goes_from_request_to_a_signed_file_that_names_every_enforceable_account(either: Home) -> None:
    either.publish(ring("farm", 120) | ring("mill", 4))
    row = either.previewed()
    assert (row.state, row.accounts, row.to_review) == ("previewed", 124, 38)
    for account in row.sample:
        either.review(row, account)
    assert either.approve(row, "ada").state == "previewed"
    assert either.approve(row, "bo").state == "approved"
    row = either.produce(row.id)
    rows = either.rows(row)
    wanted = [f"farm-{each:05}" for each in range(120)] + [f"mill-{each:05}" for each in range(4)]
    assert sorted(rows["account_id"]) == wanted
    assert set(rows["action"]) == {"ban"}
    assert set(rows["tier"]) == {"core", "member"}
    assert rows["publication"].unique().to_list() == [either.serving]
    assert row.state == "produced"
    assert log.verify(either.ledger).whole


def test_only_confirmed_rings_are_exported(home: Home) -> None:
    home.publish(ring("farm", 5), confirm=False)
    with pytest.raises(Refused, match="no account is left"):
        home.previewed()


@pytest.mark.parametrize("action", ["release", "dismiss"])
def test_who_was_let_go_is_not_exported(home: Home, action: str) -> None:
    home.publish(ring("farm", 5))
    home.decide(action, "farm-00001")
    assert "farm-00001" not in home.rows(home.produced())["account_id"]


def test_who_is_let_go_after_the_approval_is_left_out_and_counted(home: Home) -> None:
    home.publish(ring("farm", 8))
    row = home.approved()
    home.decide("release", "farm-00003")
    row = home.produce(row.id)
    assert "farm-00003" not in home.rows(row)["account_id"]
    assert list(row.left_out.values()) == ["let go"]


def test_every_row_is_of_the_publication_that_was_previewed_however_many_follow(home: Home) -> None:
    home.publish(ring("farm", 8))
    first = home.serving
    row = home.approved()
    home.publish(ring("farm", 8) | ring("mill", 9))
    rows = home.rows(home.produce(row.id))
    assert set(rows["publication"]) == {first}
    assert rows.height == 8


def test_a_preview_tells_how_much_of_each_class_is_taken(home: Home) -> None:
    home.publish(ring("farm", 9))
    told = home.previewed().preview
    by = {each["of"]: each for each in told["by"]["tier"]}
    assert by == {
        "core": {"of": "core", "accounts": 8, "taken": 8, "share": 1.0},
        "member": {"of": "member", "accounts": 1, "taken": 1, "share": 1.0},
    }
    assert told["by"]["plan"] == [{"of": "unknown", "accounts": 30, "taken": 9, "share": 0.3}]


def test_a_preview_tells_from_which_networks_accounts_are_taken(home: Home) -> None:
    home.publish(ring("farm", 4))
    types = {key("of hosting"): "hosting", key("of homes"): "residential"}
    seen = {each: key("of hosting") for each in ("farm-00000", "farm-00001", "farm-00004", "honest-1")}
    seen |= {each: key("of homes") for each in ("farm-00001", "farm-00002", "honest-2")}
    seen |= {"farm-00001": key("of homes")}
    rows = [(key(each), value, "network_type", 5, 5, 1) for each, value in seen.items()]
    rows.append((key("farm-00001"), key("of hosting"), "network_type", 5, 5, 1))
    told = part(others=map(key, seen))
    told = replace(
        told,
        values=frame(tables.VALUES, [(each, "network_type", name) for each, name in types.items()]),
        facts=frame(tables.FACTS, rows),
    )
    with closing(open_graph(home.world.settings)) as store:
        load(store, "networks", told)
    by = home.previewed().preview["by"]["network_type"]
    assert {(each["of"], each["taken"], each["accounts"]) for each in by} == {
        ("hosting", 2, 4),
        ("residential", 1, 2),
        ("unknown", 1, 19),
    }


def test_an_honest_account_in_the_sample_stops_it_for_good(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.previewed()
    home.review(row, row.sample[0], "honest")
    for account in row.sample[1:]:
        home.review(row, account)
    with pytest.raises(Refused, match="honest"):
        home.approve(row, "ada")


def test_a_sample_that_is_open_cannot_be_approved(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.previewed()
    home.review(row, row.sample[0])
    with pytest.raises(Refused, match="4 accounts of the sample"):
        home.approve(row, "ada")


@pytest.mark.parametrize(("accounts", "people"), [(1, 1), (99, 1), (100, 2), (4999, 2), (5000, 3)])
def test_the_more_accounts_the_more_people(accounts: int, people: int) -> None:
    assert exports.needed(accounts) == people


@pytest.mark.parametrize(
    ("accounts", "reviews"), [(5, 5), (20, 20), (50, 20), (500, 150), (1000, 300), (24_000, 300)]
)
def test_the_sample_is_300_from_1000_accounts_on(accounts: int, reviews: int) -> None:
    assert exports.to_review(accounts) == reviews


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted("ban", "no such ground"),
        Wanted("unban", "coordinated_fraud"),
        Wanted("suspend", "coordinated_fraud"),
        Wanted("ban", "coordinated_fraud", waves=(0.5,)),
        Wanted("ban", "coordinated_fraud", waves=(0.5, 0.1, 1.0)),
        Wanted("ban", "coordinated_fraud", hold=-1),
        Wanted("ban", "coordinated_fraud", format="xlsx"),
    ],
)
def test_what_cannot_be_asked_for_is_wrong_use(home: Home, wanted: Wanted) -> None:
    home.publish(ring("farm", 5))
    with pytest.raises(WrongUse):
        home.request(wanted)


def test_caps_stop_an_export_and_a_day(home: Home) -> None:
    home.publish(ring("farm", 9))
    home.world.__dict__["settings"] = home.world.settings.model_copy(update={"export_most": 8})
    with pytest.raises(Refused, match="9 accounts are more"):
        home.previewed()
    home.world.__dict__["settings"] = home.world.settings.model_copy(
        update={"export_most": 9, "export_most_day": 8}
    )
    row = home.approved()
    with pytest.raises(Refused, match="in a day"):
        home.produce(row.id)


def paying(home: Home, *ids: str) -> None:
    """From now on these accounts pay, and everybody else of `farm` is measured and does not."""
    everyone = [key(f"farm-{each:05}") for each in range(10)]
    days = {each: [20_000] for each in map(key, ids)}
    known = frame(tables.MEASURES, [measured(each, paid_days=days.get(each)) for each in everyone])
    with closing(open_graph(home.world.settings)) as store:
        load(store, f"paying {len(ids)}", part(others=everyone, measures=known))


def test_the_share_of_paying_accounts_is_checked_again_before_the_file(home: Home) -> None:
    home.publish(ring("farm", 10))
    paying(home, "farm-00001", "farm-00002")
    row = home.approved()
    paying(home, "farm-00001", "farm-00002", "farm-00003")
    with pytest.raises(Refused, match="3 of its 10 accounts pay, more than 20%"):
        home.produce(row.id)
    home.decide("release", "farm-00003")
    with pytest.raises(Refused, match="2 of its 9 accounts pay"):
        home.produce(row.id)
    home.decide("release", "farm-00002")
    assert home.rows(home.produce(row.id)).height == 8


def test_nothing_is_produced_while_the_share_of_paying_accounts_cannot_be_checked(home: Home) -> None:
    home.publish(ring("farm", 10))
    paying(home, "farm-00001")
    row = home.approved()
    there = home.world.settings
    home.world.__dict__["settings"] = there.model_copy(update={"graph_url": "postgresql://127.0.0.1:1/none"})
    with pytest.raises(StoreUnavailable):
        home.produce(row.id)
    home.world.__dict__["settings"] = there
    assert home.produce(row.id).state == "produced"


def test_two_exports_that_are_produced_at_once_do_not_pass_the_cap_of_a_day_together(home: Home) -> None:
    home.publish(ring("farm", 5))
    rows = [home.approved(), home.approved()]
    fixed = exports.Fixed({}, [], pl.Series(dtype=pl.Int64), most_day=8)
    exports.freeze(home.ledger, rows[0].id, fixed, home.clock)
    with pytest.raises(Refused, match="more than 8 accounts"):
        exports.freeze(home.ledger, rows[1].id, fixed, home.clock)


def test_what_was_done_is_not_done_again_but_something_harsher_is(home: Home) -> None:
    home.publish(ring("farm", 6))
    ends = home.clock + timedelta(days=30)
    home.produced(Wanted("suspend", "coordinated_fraud", ends_at=ends))
    with pytest.raises(Refused, match="no account is left"):
        home.previewed(Wanted("throttle", "coordinated_fraud", ends_at=ends))
    assert home.rows(home.produced(BAN)).height == 6


def test_an_action_ends_by_itself_and_the_next_file_says_so_once(home: Home) -> None:
    home.publish(ring("farm", 6) | ring("mill", 5))
    ends = home.clock + timedelta(days=1)
    first = home.produced(Wanted("suspend", "coordinated_fraud", ends_at=ends))
    home.clock += timedelta(days=2)
    second = home.produced(BAN)
    rows = home.rows(second)
    lapsed = rows.filter(pl.col("action") == "lapse")
    assert sorted(lapsed["account_id"]) == sorted(home.rows(first)["account_id"])
    assert set(lapsed["export"]) == {first.id}
    assert second.lapses == [first.id]


def test_waves_come_one_after_the_other_and_each_account_at_a_moment_of_its_own(home: Home) -> None:
    home.publish(ring("farm", 60))
    wanted = Wanted(
        "ban", "coordinated_fraud", waves=(0.05, 0.5, 1.0), hold=3600, window=1800, format="parquet"
    )
    row = home.produced(wanted)
    rows = home.rows(row).with_columns(pl.col("not_before").str.to_datetime("%Y-%m-%dT%H:%M:%SZ"))
    assert rows["wave"].value_counts().sort("wave").rows() == [(1, 3), (2, 27), (3, 30)]
    assert row.frozen_at is not None
    start = row.frozen_at.replace(tzinfo=None, microsecond=0)
    offset = rows.select(
        wave="wave", since=(pl.col("not_before") - start).dt.total_seconds() - 3600 * (pl.col("wave") - 1)
    )
    assert offset["since"].min() >= 0  # type: ignore[operator]
    assert offset["since"].max() < 1800  # type: ignore[operator]
    assert offset["since"].n_unique() > 40


def test_an_export_that_nobody_approves_in_time_expires(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.reviewed()
    home.clock += exports.OPEN
    with pytest.raises(Refused, match="time"):
        home.approve(row, "ada")
    assert exports.expire(home.ledger, home.clock) == [row.id]
    assert exports.one(home.ledger, row.id).state == "expired"
    assert exports.expire(home.ledger, home.clock) == []


def test_a_cancelled_export_is_not_produced(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.approved()
    exports.cancel(home.ledger, row.id, home.by("rex"))
    with pytest.raises(Refused, match="cancelled"):
        home.produce(row.id)


def test_producing_again_gives_the_same_file(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.produced()
    path = produce.file_of(home.world.settings, row)
    before = path.read_bytes()
    home.clock += timedelta(hours=1)
    assert home.produce(row.id).file == row.file
    assert path.read_bytes() == before


def test_a_selection_that_was_changed_is_not_written(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.approved()
    path = next(produce.folder(home.world.settings, row).glob("selection-*"))
    path.write_bytes(path.read_bytes().replace(b"farm-00001", b"farm-00009"))
    with pytest.raises(Refused, match="selection"):
        home.produce(row.id)


def test_who_asked_neither_reviews_nor_approves(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.previewed()
    with pytest.raises(Barred, match="someone else"):
        home.review(row, row.sample[0], name="rex")
    for account in row.sample:
        home.review(row, account)
    with pytest.raises(Barred, match="someone else"):
        home.approve(row, "rex")


@pytest.mark.parametrize(("name", "again"), [("Ärla", "ärla"), ("STRAUß", "Strauss"), ("Ann Lee", "annlee")])
def test_a_name_of_any_letters_approves_and_another_spelling_is_the_same_person(
    either: Home, name: str, again: str
) -> None:
    either.publish(ring("farm", 120))
    row = either.reviewed()
    either.approve(row, name)
    with pytest.raises(Refused, match="another person"):
        either.approve(row, again)
    assert either.approve(row, "bo").state == APPROVED


def test_a_ledger_that_was_touched_produces_nothing(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.approved()
    with home.ledger.write() as session:
        session.execute(text("UPDATE exports SET preview = '{}'"))
    with pytest.raises(Refused, match="audit verify"):
        home.produce(row.id)


def test_expected_honest_accounts_come_from_the_sample_or_are_unknown() -> None:
    from linkage.enforcement.preview import expected

    assert expected(1000, 0, 0) == "unknown"
    told = expected(1000, 300, 0)
    assert isinstance(told, dict)
    assert (told["expected"], told["low"]) == (0.0, 0.0)
    assert 11 < told["high"] < 13, "1 - 0.025 ** (1 / 300) of a thousand"


def test_reviews_are_counted_by_account(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.previewed()
    home.review(row, row.sample[0])
    home.review(row, row.sample[0], name="rolf")
    with home.ledger.read() as session:
        assert approvals.counts(session, row) == {"fraud": 1, "honest": 0}
