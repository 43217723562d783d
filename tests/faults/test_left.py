"""What killed processes left under temporary names goes, once it is nobody's; a full disk is called one."""

import errno
import os
import time
from pathlib import Path

import pytest

from api.middleware.logs import logger
from api.runtime.live import Live
from linkage.cli import edge
from linkage.graph.staging import OpenBatches
from linkage.model import Batch
from linkage.publication import writer
from linkage.settings import Settings
from tests.faults.home import Home
from tests.stopping import disk


def left(path: Path, age: float = 7200.0) -> Path:
    """A file that was last written so many seconds ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age, time.time() - age))
    return path


def test_temporary_files_of_every_sort_go_when_a_service_starts(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home")
    old = [
        left(settings.home / ".tended.json.tmp-1-aa"),
        left(settings.overlay / ".overlay.json.tmp-1-aa"),
        left(settings.publications / ".current.tmp-1-aa"),
        left(settings.publications / f"{writer.TEMPORARY}20261122T120000Z-000001" / "rings.arrow"),
    ]
    young = left(settings.overlay / ".overlay.json.tmp-2-bb", age=1)
    Live(settings, logger()).tidy()
    assert [each.exists() for each in old] == [False] * 4
    assert young.exists(), "somebody may be writing it"


def test_parts_of_loads_that_were_killed_go_with_the_next_load(tmp_path: Path) -> None:
    lock = left(tmp_path / "0123.lock")
    left(tmp_path / "0123" / "facts-1.arrow")
    young = left(tmp_path / "4567.lock", age=1)
    opened = OpenBatches()
    opened.begin(tmp_path, Batch("b", "facts", "e"), done=False)
    opened.close()
    assert (lock.exists(), (tmp_path / "0123").exists(), young.exists()) == (False, False, True)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        (errno.ENOSPC, "the disk is full"),
        (errno.EDQUOT, "the disk is full"),
        (errno.EROFS, "cannot be written"),
    ],
)
def test_what_a_disk_refuses_is_said_in_words(
    code: int, says: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def full() -> None:
        raise OSError(code, os.strerror(code), str(tmp_path / "file"))

    assert edge.guarded(full) == 1
    said = capsys.readouterr().err
    assert says in said
    assert "unexpected" not in said


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root may have a disk of its own to fill")
def test_a_disk_that_is_full_is_called_one_by_every_command_and_what_was_there_stays(tmp_path: Path) -> None:
    feed = tmp_path / "devices.csv"
    feed.write_text("account_id,device_id\n" + "".join(f"a{each},d{each % 9}\n" for each in range(3_000)))
    with disk(24) as own:
        home = Home(own.room_for("home"), {"AUDIT_FOLDER": str(tmp_path / "heads")})
        home.run("ingest", feed)
        home.run("detect")
        before = home.published()
        own.fill()
        more = tmp_path / "more.csv"
        more.write_text(
            feed.read_text()
            .replace(",d", ",e")
            .replace("device", "device", 1)
            .replace("account_id,eevice_id", "account_id,device_id")
        )
        for words in (
            ("ingest", f"devices={more}"),
            ("keys", "create", "x", "--scope", "enforce"),
            ("detect",),
        ):
            done = home.ended(home.start(*words))
            assert (done.code, "full" in done.said, "unexpected" in done.said) == (1, True, False), done
        done = home.ended(home.start("doctor"))
        assert (done.code, "make room" in " ".join(done.said.split())) == (1, True)
        own.room()
        assert home.published() == before
        home.run("detect")
