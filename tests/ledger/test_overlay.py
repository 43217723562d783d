"""What the API lays over a publication, as files."""

from pathlib import Path

import numpy as np
import polars as pl

from linkage.ledger import Ledger
from linkage.ledger.decisions import overlay
from linkage.ledger.keys import api_keys
from tests.keys import prefix_of
from tests.ledger.moments import NOW, later


def test_the_overlay_has_the_digest_and_scopes_of_each_key_that_is_not_revoked(ledger: Ledger) -> None:
    token = api_keys.create_key(ledger, "enforcer", ["enforce"], NOW, expires_at=later())
    gone = api_keys.create_key(ledger, "gone", ["enforce"], NOW)
    api_keys.revoke_key(ledger, prefix_of(gone), NOW)
    (key,) = overlay.snapshot(ledger)["keys"]
    assert key["digest"] == api_keys.digest(token)
    assert (key["name"], key["scopes"], key["expires_at"]) == (
        "enforcer",
        ["enforce"],
        "2026-11-22T15:04:12+00:00",
    )


def test_the_overlay_is_written_whole_and_only_when_it_changed(ledger: Ledger, tmp_path: Path) -> None:
    folder = tmp_path / "overlay"
    assert overlay.read_overlay(folder) is None
    assert overlay.write_overlay(folder, overlay.snapshot(ledger))
    api_keys.create_key(ledger, "enforcer", ["enforce"], NOW)
    state = overlay.snapshot(ledger)
    assert overlay.write_overlay(folder, state)
    assert not overlay.write_overlay(folder, overlay.snapshot(ledger))
    assert overlay.read_overlay(folder) == state
    assert [path.name for path in folder.iterdir()] == ["overlay.json"]
    assert (folder / "overlay.json").stat().st_mode & 0o777 == 0o600


def test_using_a_key_does_not_change_the_overlay(ledger: Ledger) -> None:
    prefix = prefix_of(api_keys.create_key(ledger, "enforcer", ["enforce"], NOW))
    before = overlay.snapshot(ledger)
    api_keys.used(ledger, {prefix: later()})
    assert overlay.snapshot(ledger) == before


def test_newcomers_are_those_of_batches_after_the_watermark(tmp_path: Path) -> None:
    overlay.write_newcomers(tmp_path, 9, pl.Series([5, -3, 5]))
    overlay.write_newcomers(tmp_path, 10, pl.Series([7, -3]))
    overlay.write_newcomers(tmp_path, 2, pl.Series([99]))
    assert overlay.read_newcomers(tmp_path, 8).tolist() == [-3, 5, 7]
    assert overlay.read_newcomers(tmp_path, 9).tolist() == [-3, 7]
    assert overlay.read_newcomers(tmp_path, 10).tolist() == []
    assert overlay.read_newcomers(tmp_path, 10).dtype == np.int64


def test_no_folder_has_no_newcomers(tmp_path: Path) -> None:
    assert overlay.read_newcomers(tmp_path / "none", 0).tolist() == []


def test_a_batch_without_newcomers_and_one_told_twice_are_fine(tmp_path: Path) -> None:
    overlay.write_newcomers(tmp_path, 1, pl.Series([], dtype=pl.Int64))
    overlay.write_newcomers(tmp_path, 2, pl.Series([1]))
    overlay.write_newcomers(tmp_path, 2, pl.Series([2]))
    assert overlay.read_newcomers(tmp_path, 0).tolist() == [2]


def test_a_withdrawn_batch_takes_its_newcomers_along(tmp_path: Path) -> None:
    overlay.write_newcomers(tmp_path, 1, pl.Series([1]))
    overlay.write_newcomers(tmp_path, 2, pl.Series([2]))
    overlay.drop_newcomers(tmp_path, 1)
    overlay.drop_newcomers(tmp_path, 1)
    assert overlay.read_newcomers(tmp_path, 0).tolist() == [2]


def test_what_every_publication_knows_is_deleted(tmp_path: Path) -> None:
    for seq in (1, 2, 3):
        overlay.write_newcomers(tmp_path, seq, pl.Series([seq]))
    assert overlay.prune_newcomers(tmp_path, 2) == 2
    assert [path.name for path in tmp_path.iterdir()] == ["newcomers-3.arrow"]


def test_a_file_half_written_is_not_read(tmp_path: Path) -> None:
    (tmp_path / ".newcomers-4.arrow.tmp-123").write_bytes(b"half")
    assert overlay.read_newcomers(tmp_path, 0).tolist() == []
