"""What was exported is taken back: exactly those who were acted on, each with the state it had before."""

from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest

from linkage.enforcement import answers, files, produce, revoke, signing
from linkage.errors import Barred, NotFound, Refused, WrongUse
from linkage.hashing import account_key as key
from linkage.ledger import appealed, appeals, exports, receipts
from linkage.ledger.audit import log
from linkage.ledger.decisions import erasures, record
from linkage.ledger.exports import Wanted
from linkage.publication.reader import Publication
from tests.enforcement.home import SECRET, Home, ring


def told(*rows: tuple[str, str, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=["account_id", "outcome", "before"], orient="row")


def test_only_who_was_acted_on_is_restored_to_what_it_was(either: Home) -> None:
    either.publish(ring("farm", 4))
    row = either.produced()
    lines = told(
        ("farm-00000", "applied", "premium"), ("farm-00001", "already", ""), ("farm-00002", "failed", "")
    )
    either.receive(row, lines)
    back = either.rows(either.revoke(row))
    found = back.select("account_id", "action", "restore").sort("account_id").rows()
    assert found == [("farm-00000", "restore", "premium"), ("farm-00003", "cancel", "unknown")]
    assert exports.one(either.ledger, row.id).state == "revoked"
    assert log.verify(either.ledger).whole


def test_some_accounts_are_taken_back_and_the_others_stand(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    first = home.revoke(row, "farm-00001")
    assert home.rows(first)["account_id"].to_list() == ["farm-00001"]
    assert exports.one(home.ledger, row.id).state == "produced"
    assert home.revoke(row, "farm-00001").id == first.id, "taken back again changes nothing"
    rest = home.rows(home.revoke(row))
    assert sorted(rest["account_id"]) == ["farm-00000", "farm-00002", "farm-00003"]


def test_who_is_not_in_it_cannot_be_taken_back(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    with pytest.raises(NotFound):
        home.revoke(row, "honest-1")


def test_what_was_not_produced_is_not_taken_back(home: Home) -> None:
    home.publish(ring("farm", 4))
    with pytest.raises(Refused, match="no action of it"):
        home.revoke(home.approved())


def test_who_was_taken_back_may_be_acted_on_again(home: Home) -> None:
    home.publish(ring("farm", 4))
    home.revoke(home.produced())
    assert home.rows(home.produced()).height == 4


def test_a_release_is_due_in_the_next_revocation(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    assert revoke.due(home.world.settings, home.ledger, home.clock) == {}
    home.decide("release", "farm-00002")
    assert revoke.due(home.world.settings, home.ledger, home.clock) == {row.id: [key("farm-00002")]}
    home.revoke(row, "farm-00002")
    assert revoke.due(home.world.settings, home.ledger, home.clock) == {}


def test_a_revocation_that_was_broken_off_goes_on(home: Home) -> None:
    home.publish(ring("farm", 4))
    row, settings = home.produced(), home.world.settings
    begun = revoke.revoke(settings, home.ledger, row.id, None, home.by("ada"))
    assert begun.state == "approved"
    assert home.revoke(row).id == begun.id
    assert home.rows(exports.one(home.ledger, begun.id)).height == 4


@pytest.mark.parametrize("format", exports.FORMATS)
def test_the_exported_file_alone_is_enough_to_undo_it(home: Home, tmp_path: Path, format: str) -> None:
    home.publish(ring("farm", 4))
    row = home.produced(Wanted("ban", "coordinated_fraud", format=format))
    kept = tmp_path / f"{row.id}.{format}"
    source = produce.file_of(home.world.settings, row)
    kept.write_bytes(source.read_bytes())
    files.manifest_of(kept).write_bytes(files.manifest_of(source).read_bytes())
    out = tmp_path / f"undo.{format}"
    revoke.from_file(kept, out, SECRET, None, home.clock + timedelta(days=3000))
    files.verify(out, signing.public(SECRET))
    back = files.read(out)
    assert sorted(back["account_id"]) == [f"farm-{each:05}" for each in range(4)]
    assert set(back["action"]) == {"restore"}
    with pytest.raises(WrongUse, match="takes an export back"):
        revoke.from_file(out, tmp_path / f"again.{format}", SECRET, None, home.clock)
    kept.write_bytes(kept.read_bytes() + b" ")
    with pytest.raises(Refused):
        revoke.from_file(kept, tmp_path / f"third.{format}", SECRET, None, home.clock)


def test_receipts_beside_the_file_say_who_was_acted_on(home: Home, tmp_path: Path) -> None:
    home.publish(ring("farm", 3))
    row = home.produced()
    heard = tmp_path / "receipts.csv"
    heard.write_text("account_id,outcome,before\nfarm-00000,applied,premium\nfarm-00001,failed,\n")
    source, out = produce.file_of(home.world.settings, row), tmp_path / "undo.csv"
    revoke.from_file(source, out, SECRET, heard, home.clock)
    found = files.read(out).select("account_id", "action", "restore").sort("account_id").rows()
    assert found == [("farm-00000", "restore", "premium"), ("farm-00002", "cancel", "unknown")]


def test_what_nobody_reports_in_time_is_listed(home: Home) -> None:
    home.publish(ring("farm", 3))
    row = home.produced()
    home.receive(row, told(("farm-00000", "applied", "")))
    there = home.written(row)
    known, last = receipts.of(home.ledger, row.id), files.last_moment(produce.terms_of(row))
    assert receipts.overdue(known, there, last, last).is_empty()
    late = receipts.overdue(known, there, last, last + receipts.DUE)
    assert late["account_id"].to_list() == ["farm-00001", "farm-00002"]


def test_a_receipt_edited_in_the_database_is_seen(either: Home) -> None:
    from sqlalchemy import text

    either.publish(ring("farm", 3))
    row = either.produced()
    either.receive(row, told(("farm-00000", "failed", "")))
    assert log.verify(either.ledger).whole
    with either.ledger.write() as session:
        session.execute(text("UPDATE receipts SET outcome = 'applied'"))
    assert "receipts of" in log.verify(either.ledger).strays[0]


def granted(home: Home, export: str, account_id: str, answer: str = "error_of_ours") -> int:
    rows = home.written(exports.one(home.ledger, export))
    account = key(account_id)
    ring_id = rows["ring_id"][0]
    made = appeals.open_one(home.ledger, export, account, ring_id, "It was not me.", home.by("tool"))
    appeals.assign(home.ledger, made.seq, home.key("dora"), home.by("ines"))
    found = Publication.open(home.world.settings.publications, home.serving)
    said = (answer, "We looked again.")
    answers.answer(home.ledger, found, made.seq, said, home.by("dora"), account_id)
    answers.restore(home.world.settings, home.ledger, made.seq, SECRET, home.by("dora"))
    return made.seq


def test_a_granted_appeal_releases_and_restores_and_the_next_export_leaves_it_out(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    number = granted(home, row.id, "farm-00001")
    back = appeals.one(home.ledger, number).revocation
    assert back is not None
    assert home.rows(exports.one(home.ledger, back))["account_id"].to_list() == ["farm-00001"]
    home.revoke(row)
    assert "farm-00001" not in home.rows(home.produced())["account_id"]


def test_a_granted_appeal_of_an_account_that_is_not_served_holds_when_a_run_finds_it_again(
    home: Home,
) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    home.publish(ring("mill", 4))
    found = Publication.open(home.world.settings.publications, home.serving)
    assert answers.twins(found, key("farm-00001")) == []
    number = granted(home, row.id, "farm-00001")
    (released,) = record.decisions(home.ledger, wanted=record.Wanted(about="farm-00001"))
    assert (released.action, released.reason) == ("release", f"appeal {number}: error_of_ours")
    assert released.summary["sentence"] == "not in this publication"
    home.publish(ring("farm", 4))
    home.revoke(row)
    assert "farm-00001" not in home.rows(home.produced())["account_id"]
    assert log.verify(home.ledger).whole


def test_a_granted_appeal_of_an_account_that_was_erased_names_it_nowhere(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    erasures.erase(home.ledger, "farm-00001", key("farm-00001"), home.by("ines"), seen=True)
    number = granted(home, row.id, "farm-00001")
    assert appeals.one(home.ledger, number).state == "granted"
    assert record.decisions(home.ledger, wanted=record.Wanted(about="farm-00001")) == []


def test_a_denied_appeal_lets_it_stand(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    number = granted(home, row.id, "farm-00001", "evidence_stands")
    found = appeals.one(home.ledger, number)
    assert (found.state, found.revocation) == ("denied", None)


def test_nobody_of_the_chain_answers(home: Home) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    made = appeals.open_one(home.ledger, row.id, key("farm-00001"), "R-1", "It was not me.", home.by("tool"))
    for name in ("rex", "rita", "ada"):
        with pytest.raises(Barred, match="had a part"):
            appeals.assign(home.ledger, made.seq, home.key(name), home.by("ines"))


def test_too_many_granted_appeals_stop_every_export(home: Home) -> None:
    home.publish(ring("farm", 24) | ring("mill", 4))
    row = home.produced()
    for each in range(appealed.FEWEST - 2):
        granted(home, row.id, f"farm-{each:05}", "evidence_stands")
    granted(home, row.id, "farm-00020")
    home.publish(ring("farm", 24) | ring("mill", 4) | ring("dam", 6))
    second = home.approved()
    granted(home, row.id, "farm-00021")
    with pytest.raises(Refused, match="2 of 20 appeals"):
        home.produce(second.id)
    with home.ledger.read() as session:
        told = appealed.rates(session, home.clock)
        assert [told[by][0]["rate"] for by in ("approver", "reviewer")] == [0.1, 0.1]
        assert [told[by][0]["of"] for by in ("approver", "reviewer")] == ["ada", "rita"]
        assert appealed.share(session, home.clock) == 0.1
