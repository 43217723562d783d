"""A part of a home that is lost, empty, damaged or another's is refused with what to do, and never made in silence."""

import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linkage.ledger.decisions.overlay import copy
from linkage.publication import manifest, writer
from tests.api.world import World
from tests.cli.conftest import Run

HOME = Path(".linkage")
FEED = "account_id,device_id\na,d-1\nb,d-1\n"


@pytest.fixture
def released(run: Run, world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> World:
    """A home where somebody was released, and the service was told of it."""
    monkeypatch.setenv("LINKAGE_AUDIT_FOLDER", str(tmp_path / "heads"))
    assert run("decide", "release", "farm-1", "--reason", "an honest customer").code == 0
    world.ledger.close()
    return world


def gone() -> None:
    for each in HOME.glob("ledger.sqlite*"):
        each.unlink()


def emptied() -> None:
    gone()
    (HOME / "ledger.sqlite").touch()


def made_anew() -> None:
    from linkage.ledger import open_ledger

    gone()
    open_ledger(f"sqlite:///{HOME / 'ledger.sqlite'}").close()


@pytest.mark.parametrize("lose", [gone, emptied, made_anew])
def test_a_ledger_that_is_lost_is_refused_and_not_made(run: Run, released: World, lose: object) -> None:
    before = (HOME / "overlay" / "overlay.json").read_bytes()
    assert callable(lose)
    lose()
    for words in (("export", "members", "-o", "out.csv"), ("decisions",), ("publications",)):
        done = run(*words)
        assert done.code == 1, words
        assert "restore it from a backup, or set LINKAGE_LEDGER_URL right" in done.err
    assert not Path("out.csv").exists()
    assert (HOME / "overlay" / "overlay.json").read_bytes() == before
    assert run("doctor").code == 1
    assert "farm-1" not in run("show", "farm-2").out


@pytest.mark.parametrize("begun", [False, True])
def test_a_ledger_without_tables_is_told_by_the_doctor_and_stays_without(
    run: Run, released: World, begun: bool
) -> None:
    emptied()
    if begun:
        with closing(sqlite3.connect(HOME / "ledger.sqlite")) as ledger:
            ledger.execute("VACUUM")
    before = (HOME / "ledger.sqlite").stat().st_size
    done = run("doctor", "--json")
    said = {each["name"]: each for each in json.loads(done.out)["findings"] if not each["well"]}
    assert done.code == 1
    assert "is empty, but this home has" in said["ledger"]["says"]
    assert (HOME / "ledger.sqlite").stat().st_size == before


def test_a_mistyped_ledger_is_not_made(
    run: Run, released: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINKAGE_LEDGER_URL", f"sqlite:///{tmp_path / 'mistyped.sqlite'}")
    done = run("export", "members", "-o", "out.csv")
    assert (done.code, "mistyped.sqlite is not there" in done.err) == (1, True)
    assert not (tmp_path / "mistyped.sqlite").exists()
    assert run("doctor").code == 1


def test_the_ledger_of_another_home_is_refused(
    run: Run, released: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other = World(tmp_path / "other", clock=released.clock + timedelta(days=1))
    other.publish()
    other.ledger.close()
    monkeypatch.setenv("LINKAGE_LEDGER_URL", other.settings.ledger)
    assert run("decisions").code == 1


@pytest.mark.parametrize("how", ["gone", "empty", "cut", "edited"])
def test_an_overlay_that_is_lost_is_made_again_and_nobody_comes_back(
    run: Run, released: World, how: str
) -> None:
    path = HOME / "overlay" / "overlay.json"
    whole = path.read_bytes()
    broken = {"empty": b"", "cut": whole[:40], "edited": whole.replace(b"released", b"confirmed")}
    path.unlink() if how == "gone" else path.write_bytes(broken[how])
    done = run("doctor", "--json")
    assert [each["well"] for each in done.document["findings"] if each["name"] == "overlay"] == [False]
    assert "farm-1 " not in run("show", "farm-2").out
    assert path.read_bytes() == whole


def test_a_graph_that_is_lost_stops_a_run_and_is_made_anew_with_a_word(run: Run, tmp_path: Path) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    run("ingest", "devices.csv")
    assert run("detect").code == 0
    for each in HOME.glob("graph.sqlite*"):
        each.unlink() if each.is_file() else each.rmdir()
    assert (run("detect").code, run("doctor").code) == (1, 1)
    assert not (HOME / "graph.sqlite").exists()
    (tmp_path / "labels.csv").write_text("account_id,label\na,fraud\n")
    assert "made anew" in run("ingest", "labels.csv").err
    done = run("detect")
    assert (done.code, "lacks 1 batches" in done.err) == (1, True)
    assert run("ingest", "devices.csv").code == 0
    assert run("detect").code == 0


def test_a_graph_whose_name_is_mistyped_is_not_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    run("ingest", "devices.csv")
    monkeypatch.setenv("LINKAGE_GRAPH_URL", f"sqlite:///{tmp_path / 'mistyped.sqlite'}")
    assert run("ingest", "devices.csv").code == 1
    assert not (tmp_path / "mistyped.sqlite").exists()


def test_a_new_pepper_is_made_only_where_nothing_was_loaded(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    monkeypatch.delenv("LINKAGE_PEPPER")
    monkeypatch.setenv("LINKAGE_PEPPER_FILE", str(tmp_path / "pepper"))
    assert run("ingest", "devices.csv").code == 0
    assert run("doctor").code == 0
    (tmp_path / "pepper").unlink()
    done = run("ingest", "devices.csv")
    assert (done.code, "restore the old one" in done.err) == (2, True)
    assert not (tmp_path / "pepper").exists()
    assert run("doctor").code == 1


def test_a_secret_has_no_line_end_wherever_it_is_kept(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    assert run("ingest", "devices.csv").code == 0
    monkeypatch.setenv("LINKAGE_PEPPER", "for-tests-only-0123456789abcdef0123456789\r\n")
    assert run("ingest", "devices.csv").code == 0


def test_another_pepper_is_told_by_the_doctor(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    run("ingest", "devices.csv")
    monkeypatch.setenv("LINKAGE_PEPPER", "another-0123456789abcdef0123456789")
    done = run("doctor")
    assert (done.code, "restore the old one" in " ".join(done.out.split())) == (1, True)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-100])


@pytest.mark.parametrize(
    "what",
    [
        "members.arrow",
        "rings.arrow",
        "links.arrow",
        "manifest.json",
        "folder",
        "current",
        "current is a folder",
    ],
)
def test_a_broken_publication_is_told_and_gone_back_from(run: Run, world: World, what: str) -> None:
    first = writer.current(HOME / "publications")
    second = world.publish().run
    folder = HOME / "publications" / second
    if what == "folder":
        folder.rename(HOME / "elsewhere")
    elif what == "current is a folder":
        (HOME / "publications" / "current").unlink()
        (HOME / "publications" / "current" / "more").mkdir(parents=True)
    elif what == "current":
        (HOME / "publications" / "current").write_text("\0\0\0")
    else:
        cut(folder / what)
    done = run("doctor", "--json")
    assert done.code == 1
    assert not all(each["well"] for each in done.document["findings"] if each["name"] == "publication")
    assert run("rollback", "--json").document["published"] == first
    assert run("show", "farm-2").code == 0


def test_a_clock_that_went_back_deletes_nothing_and_is_told(run: Run, world: World) -> None:
    world.clock = datetime.now(UTC) + timedelta(hours=10)
    later = world.publish().run
    world.clock -= timedelta(hours=20)
    last = world.publish()
    assert last.manifest.seq == 3
    assert writer.prune(HOME / "publications", 2) != []
    assert writer.written(HOME / "publications") == [later, last.run]
    assert writer.current(HOME / "publications") == last.run
    assert "behind the newest publication" in " ".join(run("doctor").out.split())


def test_a_manifest_that_was_edited_is_damaged(run: Run, world: World) -> None:
    folder = HOME / "publications" / str(writer.current(HOME / "publications"))
    path = folder / manifest.FILE
    path.write_bytes(path.read_bytes().replace(b'"watermark": 7', b'"watermark": 6'))
    assert run("doctor").code == 1
    assert run("show", "farm-2").code == 1


@pytest.mark.parametrize("name", ["accounts.arrow", "links.arrow", "evidence.arrow", manifest.FILE])
def test_a_bit_that_fell_over_in_an_older_publication_is_told(run: Run, world: World, name: str) -> None:
    older = HOME / "publications" / str(writer.current(HOME / "publications"))
    world.publish()
    assert named(run("doctor", "--json"), "publication") == []
    flip(older / name)
    done = run("doctor", "--json")
    assert done.code == 1
    assert [str(older) in each["advice"] for each in named(done, "publication")] == [True]
    assert run("show", "farm-2").code == 0


@pytest.mark.parametrize("change", [(b'"check"', b'"cheak"'), (b'"evidence.arrow"', b'"evidense.arrow"')])
def test_a_name_that_was_changed_in_a_manifest_is_damage(
    run: Run, world: World, change: tuple[bytes, bytes]
) -> None:
    path = HOME / "publications" / str(writer.current(HOME / "publications")) / manifest.FILE
    path.write_bytes(path.read_bytes().replace(*change))
    assert run("doctor").code == 1
    assert run("show", "farm-2").code == 1


@pytest.mark.parametrize("words", [("show", "farm-2"), ("rings",), ("why", "farm-1", "farm-2")])
def test_no_command_answers_from_a_publication_with_a_changed_bit(
    run: Run, world: World, words: tuple[str, ...]
) -> None:
    path = HOME / "publications" / str(writer.current(HOME / "publications")) / "members.arrow"
    assert run(*words).code == 0
    flip(path)
    done = run(*words)
    assert (done.code, done.out) == (1, "")
    assert "has a changed members.arrow" in done.err


def test_a_decision_that_is_not_as_it_was_written_is_told(run: Run, released: World) -> None:
    assert named(run("doctor", "--json"), "ledger") == []
    with closing(sqlite3.connect(HOME / "ledger.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    path = HOME / "ledger.sqlite"
    whole = path.read_bytes()
    assert b"an honest customer" in whole
    path.write_bytes(whole.replace(b"an honest customer", b"an honest customes"))
    found = named(run("doctor", "--json"), "ledger")
    assert [(each["well"], "linkage audit verify" in each["advice"]) for each in found] == [(False, True)]


def flip(path: Path) -> None:
    """Let one bit in the middle of a file fall over."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def named(done: Any, check: str) -> list[Any]:
    """What a check of the doctor found wrong."""
    return [each for each in done.document["findings"] if each["name"] == check and not each["well"]]


def test_a_bit_that_fell_over_in_graph_or_ledger_is_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "devices.csv").write_text(FEED)
    run("ingest", "devices.csv")
    for name in ("graph.sqlite", "ledger.sqlite"):
        with closing(sqlite3.connect(HOME / name)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        path = HOME / name
        whole = path.read_bytes()
        path.write_bytes(whole[:4096] + bytes(8192) + whole[4096 + 8192 :])
        done = run("doctor")
        assert (done.code, "restore" in done.out) == (1, True)
        assert "unexpected" not in done.err
        path.write_bytes(whole)


@pytest.mark.parametrize(
    "flip",
    [
        "UPDATE facts SET first_seen = first_seen + 1024",
        "UPDATE \"values\" SET mask = replace(mask, 'd', 'e')",
        "UPDATE facts SET value = value + 4",
    ],
)
def test_a_bit_in_a_time_a_mask_or_a_value_is_told_and_no_run_believes_it(
    run: Run, tmp_path: Path, flip: str
) -> None:
    (tmp_path / "feed").mkdir()
    (tmp_path / "feed" / "devices.csv").write_text(
        "account_id,device_id,first_seen\na,d-1,2026-01-01\nb,d-1,2026-01-02\n"
    )
    home = ("--home", tmp_path / "home")
    run("ingest", tmp_path / "feed", *home)
    assert run("detect", *home).code == 0
    with closing(sqlite3.connect(tmp_path / "home" / "graph.sqlite")) as connection, connection:
        assert connection.execute(flip).rowcount > 0
    done, told = run("detect", *home), run("doctor", *home)
    assert (done.code, "damaged" in done.err) == (1, True)
    assert (told.code, "not what was written" in told.out) == (1, True)


def test_a_home_that_is_a_file_is_told_by_every_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no such folder")
    for words in (("doctor",), ("rings",), ("batches",), ("detect",), ("publications",)):
        done = run(*words, "--home", tmp_path / "file")
        assert done.code in (1, 2)
        assert "unexpected" not in done.err, words


def test_what_was_decided_is_laid_over_by_who_asks_first(run: Run, released: World) -> None:
    copy(released.ledger, HOME / "overlay", datetime.now(UTC))
    assert run("doctor", "--json").document["findings"]
