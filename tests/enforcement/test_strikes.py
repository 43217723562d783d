"""Policies in steps: what was done to an account leads to the next step, until the strike expires."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import update

from linkage.enforcement import ladder, policies, record
from linkage.errors import Refused, WrongUse
from linkage.ledger import exports
from linkage.ledger.actions import ExportRow
from linkage.ledger.audit import log
from linkage.ledger.struck import StrikeRow
from linkage.publication.reader import Publication
from tests.enforcement.home import CHALLENGE, LAST, THROTTLE, Home, ring

FILE = CHALLENGE + THROTTLE + LAST


def policy(folder: Path, text: str = FILE) -> policies.Policies:
    path = folder / "policies.toml"
    path.write_text(text, encoding="utf-8")
    return policies.read(path)


def taken(home: Home, found: policies.Policies, step: int) -> ExportRow:
    """The export of a step, with its file."""
    return home.produced(policies.wanted(found, "harvest", step, "csv", home.clock))


def at(home: Home, found: policies.Policies) -> list[int]:
    """How many accounts are ready at each step."""
    served = Publication.open(home.world.settings.publications, home.serving)
    told = ladder.tried(home.world.settings, home.ledger, served, found, home.clock)
    return [each["accounts"] for each in told["policies"]["harvest"]["steps"]]


def test_one_step_follows_the_other_once_the_action_before_has_lapsed(either: Home, tmp_path: Path) -> None:
    home, found = either, policy(tmp_path)
    home.publish(ring("farm", 5))
    assert at(home, found) == [5, 0, 0]
    first = taken(home, found, 1)
    assert set(home.rows(first)["action"]) == {"challenge"}
    assert at(home, found) == [0, 0, 0]
    with pytest.raises(Refused, match="no account is left"):
        home.previewed(policies.wanted(found, "harvest", 2, "csv", home.clock))
    home.clock += timedelta(days=8)
    assert at(home, found) == [0, 5, 0]
    second = taken(home, found, 2)
    rows = home.rows(second)
    assert sorted(rows["action"].value_counts().rows()) == [("lapse", 5), ("throttle", 5)]
    home.clock += timedelta(days=15)
    assert set(home.rows(taken(home, found, 3))["action"]) == {"ban", "lapse"}
    assert log.verify(home.ledger).whole


def test_a_strike_expires(home: Home, tmp_path: Path) -> None:
    found = policy(tmp_path)
    home.publish(ring("farm", 5))
    taken(home, found, 1)
    home.clock += timedelta(days=89)
    assert at(home, found) == [0, 5, 0]
    home.clock += timedelta(days=2)
    assert at(home, found) == [5, 0, 0]


def test_what_was_taken_back_or_failed_is_no_strike(home: Home, tmp_path: Path) -> None:
    found = policy(tmp_path)
    home.publish(ring("farm", 5))
    row = taken(home, found, 1)
    ids = sorted(home.written(row)["account_id"])
    outcomes = pl.DataFrame({"account_id": ids, "outcome": ["failed", *["applied"] * 4]})
    home.receive(row, outcomes)
    home.revoke(row, ids[1])
    home.clock += timedelta(days=8)
    assert at(home, found) == [2, 3, 0]
    assert log.verify(home.ledger).whole


def test_an_export_leaves_out_who_came_to_another_step(home: Home, tmp_path: Path) -> None:
    found = policy(tmp_path)
    home.publish(ring("farm", 5))
    first = taken(home, found, 1)
    home.clock += timedelta(days=8)
    row = home.approved(policies.wanted(found, "harvest", 2, "csv", home.clock))
    gone = sorted(home.written(first)["account_id"])[0]
    home.revoke(first, gone)
    made = home.produce(row.id)
    assert list(made.left_out.values()) == ["at another step"]
    assert gone not in set(home.rows(made).filter(pl.col("action") == "throttle")["account_id"])


def test_preview_and_record_tell_the_step_and_the_strikes(home: Home, tmp_path: Path) -> None:
    found = policy(tmp_path)
    home.publish(ring("farm", 5))
    first = taken(home, found, 1)
    home.clock += timedelta(days=8)
    row = taken(home, found, 2)
    assert row.preview["strikes"] == {
        "policy": "harvest",
        "step": 2,
        "of": 3,
        "strikes": 1,
        "counts_days": 120.0,
    }
    account = int(home.written(row)["account"][0])
    told = record.record(home.world.settings, home.ledger, row.id, account)
    assert told["policy"] == {"name": "harvest", "digest": found.digest, "step": 2}
    assert [(each["export"], each["step"], each["action"]) for each in told["strikes"]] == [
        (first.id, 1, "challenge")
    ]
    home.revoke(first)
    again = record.record(home.world.settings, home.ledger, row.id, account)
    assert again["digest"] == told["digest"]


def test_a_strike_that_somebody_wrote_by_hand_is_seen(either: Home, tmp_path: Path) -> None:
    home = either
    home.publish(ring("farm", 5))
    taken(home, policy(tmp_path), 1)
    with home.ledger.write() as session:
        first = session.query(StrikeRow).order_by(StrikeRow.account).first()
        assert first is not None
        session.execute(update(StrikeRow).where(StrikeRow.account == first.account).values(account=1))
    strays = log.verify(home.ledger).strays
    assert len(strays) == 1
    assert strays[0].startswith("strikes of ")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (FILE.replace("counts = 90", "counts = 7"), r"steps\.0: a strike has to count longer"),
        (FILE.replace("counts = 90\n", ""), r"steps\.0: `days` and `counts` are given"),
        (FILE.replace('"ban"', '"ban"\ndays = 3'), r"steps\.2: `days` and `counts` are given"),
        (FILE.replace('"throttle"', '"suspend"').replace('"challenge"', '"suspend"'), None),
        (FILE.replace('"challenge"', '"suspend"'), "steps go from the mildest on"),
        (
            FILE.replace('leads_to = "export"', 'leads_to = "export"\naction = "suspend"'),
            "`action` or `steps`",
        ),
        (FILE.replace('leads_to = "export"', 'leads_to = "export"\ndays = 3'), "`days` is given"),
    ],
)
def test_what_is_wrong_with_steps_is_told(tmp_path: Path, text: str, says: str | None) -> None:
    if says is None:
        assert policy(tmp_path, text).one("harvest").steps
        return
    with pytest.raises(WrongUse, match=says):
        policy(tmp_path, text)


@pytest.mark.parametrize("step", [None, 0, 4])
def test_a_step_is_named_by_its_number(home: Home, tmp_path: Path, step: int | None) -> None:
    with pytest.raises(WrongUse, match="has 3 steps"):
        policies.wanted(policy(tmp_path), "harvest", step, "csv", home.clock)


def test_who_asked_for_no_steps_gives_no_strikes(home: Home) -> None:
    home.publish(ring("farm", 5))
    row = home.produced(exports.Wanted("ban", "coordinated_fraud"))
    assert "strikes" not in row.preview
    with home.ledger.read() as session:
        assert session.query(StrikeRow).count() == 0
