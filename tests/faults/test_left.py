"""What killed processes left under temporary names goes, once it is nobody's; a full disk is called one."""

import errno
import os
import time
from pathlib import Path

import pytest

from api.live import Live
from api.logs import logger
from linkage import atomic
from linkage.cli import edge
from linkage.graph.staging import OpenBatches
from linkage.model import Batch
from linkage.rings import publish
from linkage.settings import Settings


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
        left(settings.publications / f"{publish.TEMPORARY}20261122T120000Z-000001" / "rings.arrow"),
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


def test_a_small_file_that_finds_no_room_leaves_the_old_one_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "current"
    atomic.write(path, b"old")
    with pytest.raises(OSError, match="File too large|No space"), atomic.replaced(path) as temporary:
        temporary.write_bytes(b"n")
        raise OSError(errno.ENOSPC, "No space left on device")
    assert (path.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (b"old", ["current"])
