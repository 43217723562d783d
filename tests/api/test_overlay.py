"""The overlay is read from its folder; equal states have equal versions."""

from datetime import timedelta
from pathlib import Path

import polars as pl
from sqlalchemy import event

from api.runtime.overlay import FOREVER, ends, mark, read
from linkage.hashing import account_key as key
from linkage.ledger import open_ledger
from linkage.ledger.decisions import allowlist
from linkage.ledger.decisions.overlay import copy, read_overlay, snapshot, write_newcomers, write_overlay
from linkage.ledger.decisions.record import Author, Spoken
from linkage.ledger.keys.api_keys import create_key, digest, revoke_key
from tests.api.world import NOON, World
from tests.keys import prefix_of


def note(folder: Path, seq: int, *accounts: int) -> None:
    write_newcomers(folder, seq, pl.Series(accounts, dtype=pl.Int64))


def test_an_empty_folder_has_no_keys_and_no_newcomers(tmp_path: Path) -> None:
    found = read(tmp_path / "overlay", 0)
    assert (found.keys, found.newcomers.tolist()) == ({}, [])
    assert mark(tmp_path / "overlay") == ()


def test_newcomers_are_those_after_the_watermark(tmp_path: Path) -> None:
    note(tmp_path, 1, 10)
    note(tmp_path, 2, 30, -5)
    note(tmp_path, 10, 20, 30)
    assert read(tmp_path, 1).newcomers.tolist() == [-5, 20, 30]
    assert read(tmp_path, 2).newcomers.tolist() == [20, 30]
    assert read(tmp_path, 10).newcomers.tolist() == []


def test_an_account_is_held_or_it_is_not(tmp_path: Path) -> None:
    note(tmp_path, 1, 10, 30)
    found = read(tmp_path, 0)
    assert [each for each in range(40) if found.holds(each)] == [10, 30]


def test_the_version_follows_the_state_and_not_the_time(tmp_path: Path) -> None:
    note(tmp_path / "one", 1, 10)
    note(tmp_path / "two", 1, 10)
    assert read(tmp_path / "one", 0).version == read(tmp_path / "two", 0).version
    note(tmp_path / "two", 2, 20)
    assert read(tmp_path / "one", 0).version != read(tmp_path / "two", 0).version


def test_keys_that_were_not_revoked_are_there_with_scopes_and_end(fresh: World) -> None:
    end = NOON + timedelta(days=1)
    kept = create_key(fresh.ledger, "one", ["enforce", "investigate"], NOON, expires_at=end)
    lost = create_key(fresh.ledger, "two", ["enforce"], NOON)
    revoke_key(fresh.ledger, prefix_of(lost), NOON)
    write_overlay(fresh.settings.overlay, snapshot(fresh.ledger))
    found = read(fresh.settings.overlay, 0).keys
    assert list(found) == [digest(kept)]
    assert found[digest(kept)].scopes == {"enforce", "investigate"}
    assert found[digest(kept)].ends == end.timestamp()


def test_a_key_leaves_the_version_alone_and_a_decision_does_not(fresh: World) -> None:
    def version() -> str:
        copy(fresh.ledger, fresh.settings.overlay, NOON)
        return read(fresh.settings.overlay, 0).version

    fresh.key("enforce")
    before = version()
    token = fresh.key("export")
    assert version() == before
    revoke_key(fresh.ledger, prefix_of(token), NOON)
    assert version() == before
    entry = allowlist.Entry("farm-1", key("farm-1"))
    allowlist.allow(fresh.ledger, entry, Spoken(Author(), "a partner", NOON))
    assert version() != before


def test_a_key_is_nowhere_in_the_folder(fresh: World) -> None:
    token = fresh.key("enforce")
    write_overlay(fresh.settings.overlay, snapshot(fresh.ledger))
    assert all(token.encode() not in each.read_bytes() for each in fresh.settings.overlay.iterdir())


def test_a_key_without_an_end_never_ends() -> None:
    assert ends(None) == FOREVER


def test_the_mark_changes_when_a_file_comes_or_goes(tmp_path: Path) -> None:
    before = mark(tmp_path)
    note(tmp_path, 1, 10)
    assert mark(tmp_path) != before


def test_who_read_the_ledger_earlier_does_not_overwrite_who_read_it_later(fresh: World) -> None:
    fresh.publish()
    folder, other = fresh.settings.overlay, open_ledger(fresh.settings.ledger)
    written: list[str] = []

    def meanwhile(*given: object) -> None:
        if "api_keys" in str(given[2]) and not written:
            written.append(create_key(other, "late", ["enforce"], NOON))
            copy(other, folder, NOON)

    event.listen(fresh.ledger.engine, "after_cursor_execute", meanwhile)
    state, changed = copy(fresh.ledger, folder, NOON)
    other.close()
    assert [each["name"] for each in state["keys"]] == ["late"]
    assert (read_overlay(folder), changed) == (state, False)
