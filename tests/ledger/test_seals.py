"""Heads of the chain kept elsewhere show a cut tail and a chain made anew."""

import json
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from linkage.errors import Refused
from linkage.ledger import Ledger
from linkage.ledger.audit import log, seals
from linkage.ledger.db.models import AuditRow
from tests.ledger.moments import later
from tests.ledger.test_audit import filled

KEY = b"for-tests-only-0123456789"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "elsewhere"


def broken_at(ledger: Ledger, folder: Path) -> int | None:
    return log.verify(ledger, seals.read(folder, KEY).heads()).broken_at


def test_a_sealed_chain_nobody_touched_is_whole(ledger: Ledger, folder: Path) -> None:
    made = seals.seal(filled(ledger), folder, KEY, later())
    assert made is not None
    assert made.seq == 6
    assert seals.read(folder, KEY) == seals.Kept((made,), None)
    filled(ledger, 2)
    assert broken_at(ledger, folder) is None


def test_an_empty_chain_has_no_head(ledger: Ledger, folder: Path) -> None:
    assert seals.seal(ledger, folder, KEY, later()) is None
    assert not folder.exists()


def test_a_cut_tail_is_seen_and_where_it_begins(ledger: Ledger, folder: Path) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    with ledger.write() as session:
        session.execute(delete(AuditRow).where(AuditRow.seq > 4))
    assert log.verify(ledger).broken_at is None
    assert broken_at(ledger, folder) == 5


def test_a_chain_that_was_deleted_whole_is_seen(ledger: Ledger, folder: Path) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    with ledger.write() as session:
        session.execute(delete(AuditRow))
    assert broken_at(ledger, folder) == 1


def anew(session: Session, since: int) -> None:
    """Put digests right again from there on, as someone would who knows how they are made."""
    rows = list(session.scalars(select(AuditRow).order_by(AuditRow.seq)))
    for before, row in zip([None, *rows], rows, strict=False):
        if row.seq >= since:
            row.previous = before.digest if before else log.GENESIS
            row.digest = log.digest(row)


def test_a_chain_made_anew_is_seen_between_two_heads(ledger: Ledger, folder: Path) -> None:
    for _ in range(3):
        seals.seal(filled(ledger, 4), folder, KEY, later())
    with ledger.write() as session:
        session.execute(update(AuditRow).where(AuditRow.seq == 7).values(subject="account-x"))
        anew(session, 7)
    assert log.verify(ledger).broken_at is None
    assert broken_at(ledger, folder) == 5


def test_a_cut_tail_is_not_sealed_over(ledger: Ledger, folder: Path) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    with ledger.write() as session:
        session.execute(delete(AuditRow).where(AuditRow.seq > 4))
    filled(ledger, 3)
    with pytest.raises(Refused, match="linkage audit verify"):
        seals.seal(ledger, folder, KEY, later())
    assert broken_at(ledger, folder) == 1


@pytest.mark.parametrize("field", ["at", "seq", "head", "mac"])
def test_a_head_that_was_changed_is_told_by_its_line(ledger: Ledger, folder: Path, field: str) -> None:
    for _ in range(3):
        seals.seal(filled(ledger, 2), folder, KEY, later())
    path = folder / seals.FILE
    lines = path.read_text().splitlines()
    changed = json.loads(lines[1]) | {field: 4 if field != "seq" else 3}
    path.write_text("\n".join([lines[0], json.dumps(changed), lines[2], ""]))
    kept = seals.read(folder, KEY)
    assert kept.unsigned == 2
    assert [each.seq for each in kept.seals] == [2, 6]


def test_another_key_signed_none_of_them(ledger: Ledger, folder: Path) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    assert seals.read(folder, b"another-key-0123456789") == seals.Kept((), 1)


@pytest.mark.parametrize("torn", [b'{"at": "20', b"{", b"\xff\x00"])
def test_a_line_that_was_cut_off_keeps_no_later_one_from_being_read(
    ledger: Ledger, folder: Path, torn: bytes
) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    with (folder / seals.FILE).open("ab") as out:
        out.write(torn)
    seals.seal(filled(ledger), folder, KEY, later())
    kept = seals.read(folder, KEY)
    assert [each.seq for each in kept.seals] == [6, 12]
    assert kept.unsigned is None


def test_a_head_is_due_when_there_is_none_and_an_hour_after_the_last(ledger: Ledger, folder: Path) -> None:
    assert seals.due(folder, KEY, later(0))
    seals.seal(filled(ledger), folder, KEY, later(0))
    assert not seals.due(folder, KEY, later(59))
    assert seals.due(folder, KEY, later(60))


def test_only_the_owner_may_read_the_heads(ledger: Ledger, folder: Path) -> None:
    seals.seal(filled(ledger), folder, KEY, later())
    assert (folder / seals.FILE).stat().st_mode & 0o777 == 0o600
