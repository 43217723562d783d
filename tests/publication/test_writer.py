"""Writing publications, and the one name that says what is served."""

import threading
from pathlib import Path

import pytest

from linkage.errors import Refused, UnknownRun
from linkage.publication import manifest, writer
from linkage.publication.reader import ADDED, TABLES
from tests.publication.builders import findings, names, run_id

SMALL = findings({**dict.fromkeys(names("x", 3), "core"), "m": "member", "p": "possible"}, paying=1)


def test_a_publication_says_where_it_comes_from(tmp_path: Path) -> None:
    made = writer.write(SMALL, tmp_path, run_id(3), None).manifest
    assert (made.run, made.created_at, made.parent) == (run_id(3), "2026-11-22T15:03:00Z", None)
    assert (made.watermark, made.epoch, made.detector, made.seed) == (1, "00000000/1", "leiden", 1)
    assert made.counts == {
        "accounts": 10,
        "rings": 1,
        "core": 3,
        "member": 1,
        "possible": 1,
        "enforceable": 4,
        "paying": 1,
    }
    assert set(made.versions) == {"linkage", "python", "settings"}
    assert set(made.files) == {f"{name}.arrow" for name in (*TABLES, *ADDED)}


def test_a_publication_is_not_served_before_the_switch(tmp_path: Path) -> None:
    writer.write(SMALL, tmp_path, run_id(0), None)
    assert writer.current(tmp_path) is None
    writer.switch(tmp_path, run_id(0))
    assert writer.current(tmp_path) == run_id(0)


def test_only_a_run_that_was_written_can_be_switched_to(tmp_path: Path) -> None:
    writer.write(SMALL, tmp_path, run_id(0), None)
    writer.switch(tmp_path, run_id(0))
    for name in (run_id(1), "..", ""):
        with pytest.raises(UnknownRun):
            writer.switch(tmp_path, name)
    assert writer.current(tmp_path) == run_id(0)


def test_nothing_is_current_in_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert writer.current(tmp_path / "none") is None
    assert writer.written(tmp_path / "none") == []


def test_writing_the_same_again_gives_back_what_is_there(tmp_path: Path) -> None:
    first = writer.write(SMALL, tmp_path, run_id(0), None)
    stamp = (first.folder / manifest.FILE).stat().st_mtime_ns
    again = writer.write(SMALL, tmp_path, run_id(0), None)
    assert again == first
    assert (first.folder / manifest.FILE).stat().st_mtime_ns == stamp


def test_a_run_cannot_be_written_with_other_findings(tmp_path: Path) -> None:
    writer.write(SMALL, tmp_path, run_id(0), None)
    with pytest.raises(Refused, match="other findings"):
        writer.write(findings(names("y", 9)), tmp_path, run_id(0), None)


def test_ring_ids_are_carried_over_from_the_publication_before(tmp_path: Path) -> None:
    one = writer.write(findings(names("x", 5), names("y", 4)), tmp_path, run_id(0), None)
    two = writer.write(findings(names("x", 7), names("z", 3)), tmp_path, run_id(1), one)
    assert two.manifest.parent == run_id(0)
    assert two.rings["ring_id"][0] == one.rings["ring_id"][0]
    assert sorted(two.events["event"]) == ["born", "gone", "grown"]
    three = writer.write(findings(names("y", 4)), tmp_path, run_id(2), two)
    assert three.rings["ring_id"][0] == one.rings["ring_id"][1]


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path) -> None:
    left = tmp_path / f"{writer.TEMPORARY}{run_id(0)}"
    left.mkdir()
    (left / "links.arrow").write_bytes(b"half")
    writer.write(SMALL, tmp_path, run_id(0), None)
    assert sorted(path.name for path in tmp_path.iterdir()) == [writer.LOCK, run_id(0)]


def test_one_process_at_a_time_writes(tmp_path: Path) -> None:
    entered = threading.Event()

    def enter() -> None:
        with writer.locked(tmp_path):
            entered.set()

    with writer.locked(tmp_path):
        thread = threading.Thread(target=enter)
        thread.start()
        assert not entered.wait(0.1)
    assert entered.wait(5)
    thread.join()


def chain(folder: Path, count: int) -> None:
    previous = None
    for minute in range(count):
        previous = writer.write(SMALL, folder, run_id(minute), previous)


def test_pruning_keeps_what_is_served_what_is_before_it_and_what_is_newer(tmp_path: Path) -> None:
    chain(tmp_path, 6)
    writer.switch(tmp_path, run_id(4))
    assert writer.prune(tmp_path, 2) == [run_id(0), run_id(1), run_id(2)]
    assert writer.written(tmp_path) == [run_id(3), run_id(4), run_id(5)]
    assert writer.prune(tmp_path, 9) == []
    assert writer.prune(tmp_path, 0) == [run_id(3)]


def test_pruning_deletes_nothing_while_nothing_is_served(tmp_path: Path) -> None:
    chain(tmp_path, 2)
    assert writer.prune(tmp_path, 1) == []
