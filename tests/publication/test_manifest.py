"""What a publication says of itself, and when it is held."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from linkage.errors import DamagedPublication, UnknownRun
from linkage.publication import manifest
from linkage.publication.manifest import Manifest
from linkage.settings import Settings
from tests.publication.builders import START

SETTINGS = Settings(max_change_rings=0.5, max_change_accounts=0.5, max_change_paying=0.1)


def made(rings: int = 10, enforceable: int = 100, paying: int = 0) -> Manifest:
    counts = {"accounts": 1000, "rings": rings, "core": enforceable, "member": 0, "possible": 0}
    return Manifest(
        run="20261122T150312Z-3f9a1c",
        created_at="2026-11-22T15:03:12+00:00",
        parent=None,
        watermark=3,
        epoch="00000000/1",
        digest="d",
        detector="leiden",
        seed=1,
        versions={"linkage": "0"},
        counts={**counts, "enforceable": enforceable, "paying": paying},
        times={"weigh": 0.5},
        files={},
    )


def test_a_run_id_sorts_by_time_and_says_when_it_began() -> None:
    moments = [START + timedelta(microseconds=step) for step in (0, 1, 999_999, 1_000_000)]
    ids = [manifest.new_run_id(moment) for moment in moments]
    assert len(set(ids)) == 4
    assert ids[3] > max(ids[:3])
    assert [manifest.began(each) for each in ids[:3]] == [START] * 3


def test_a_run_id_is_in_utc() -> None:
    there = datetime(2026, 11, 22, 20, 33, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert manifest.new_run_id(there).startswith("20261122T150312Z-")
    assert manifest.new_run_id(there) == manifest.new_run_id(there.astimezone(UTC))


@pytest.mark.parametrize(
    "text", ["", "..", "current", "20261122T150312Z", "../20261122T150312Z-3f9a1c", "x/y"]
)
def test_what_is_no_run_id_names_no_path(text: str) -> None:
    with pytest.raises(UnknownRun):
        manifest.began(text)


def test_a_manifest_comes_back_as_it_was_written(tmp_path: Path) -> None:
    (tmp_path / manifest.FILE).write_bytes(manifest.text(made()))
    assert manifest.read(tmp_path) == made()


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1", manifest.text(made()).replace(b'"seed": 1', b'"seed": "x"')]
)
def test_a_manifest_that_cannot_be_read_is_a_damaged_publication(tmp_path: Path, content: bytes) -> None:
    (tmp_path / manifest.FILE).write_bytes(content)
    with pytest.raises(DamagedPublication, match="roll back"):
        manifest.read(tmp_path)


def test_the_first_run_of_a_home_is_never_held() -> None:
    assert manifest.held(None, made(rings=100_000), SETTINGS) == []


@pytest.mark.parametrize(
    ("now", "why"),
    [
        (made(), None),
        (made(rings=15, enforceable=150), None),
        (made(rings=5, enforceable=50), None),
        (made(rings=16), "rings went from 10 to 16, by more than 50%"),
        (made(rings=4), "rings went from 10 to 4"),
        (made(enforceable=151), "enforceable accounts went from 100 to 151"),
        (made(enforceable=49), "enforceable accounts went from 100 to 49"),
        (made(paying=10), None),
        (made(paying=11), "paying accounts went from 0.0% to 11.0% of the enforceable, by more than 10%"),
    ],
)
def test_a_run_is_held_when_it_moves_beyond_a_limit(now: Manifest, why: str | None) -> None:
    reasons = manifest.held(made(), now, SETTINGS)
    assert len(reasons) == (why is not None)
    assert why is None or why in reasons[0]


def test_a_run_may_be_held_for_several_reasons() -> None:
    assert len(manifest.held(made(), made(rings=99, enforceable=999, paying=999), SETTINGS)) == 3


def test_from_no_ring_at_all_any_ring_is_held_and_none_is_not() -> None:
    none = made(rings=0, enforceable=0)
    assert len(manifest.held(none, made(rings=1, enforceable=3), SETTINGS)) == 2
    assert manifest.held(none, replace(none, watermark=9), SETTINGS) == []


def test_fewer_who_pay_is_no_reason_to_hold() -> None:
    assert manifest.held(made(paying=90), made(paying=1), SETTINGS) == []
