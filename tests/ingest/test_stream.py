from pathlib import Path

import pytest

from linkage.errors import WrongUse
from linkage.ingest import stream
from linkage.ingest.readers import quiet
from tests.ingest import build

TEXT = b"".join(b"line %d\n" % number for number in range(300))


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".csv.zst"])
@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_blocks_end_with_a_line_and_lose_nothing(tmp_path: Path, suffix: str, size: int) -> None:
    path = build.compressed(tmp_path / f"t{suffix}", TEXT + b"end")
    blocks = list(stream.blocks(path, quiet, size))
    assert b"".join(blocks) == TEXT + b"end\n"
    assert all(block.endswith(b"\n") for block in blocks)


def test_a_gz_of_several_members_is_read_to_its_end(tmp_path: Path) -> None:
    once = build.compressed(tmp_path / "t.gz", TEXT).read_bytes()
    (tmp_path / "t.gz").write_bytes(once + once)
    assert b"".join(stream.blocks(tmp_path / "t.gz", quiet)) == TEXT + TEXT


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_what_is_not_compressed_as_its_name_says_is_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"t.csv{suffix}"
    path.write_bytes(TEXT)
    with pytest.raises(WrongUse, match=r"t\.csv\.\w+ is damaged"):
        list(stream.blocks(path, quiet))


def test_progress_ends_at_the_size_of_the_file(tmp_path: Path) -> None:
    path = build.compressed(tmp_path / "t.csv.gz", TEXT)
    told: list[tuple[int, int]] = []
    list(stream.blocks(path, lambda done, total: told.append((done, total)), 100))
    assert told == sorted(told)
    assert told[-1] == (path.stat().st_size, path.stat().st_size)


def test_a_line_without_end_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(b"a\n" + b"x" * (3 * stream.LONGEST) + b"\nb\n")
    first, long, *rest = b"".join(stream.blocks(path, quiet, 1 << 20)).split(b"\n")
    assert stream.LONGEST < len(long) < stream.LONGEST + (1 << 20) + 2
    assert [first, *rest] == [b"a", b"b", b""]


def test_slices_hold_at_most_so_many_lines() -> None:
    for lines in (1, 7, 299, 300, 1000):
        parts = list(stream.slices(TEXT, lines))
        assert b"".join(parts) == TEXT
        assert max(part.count(b"\n") for part in parts) == min(lines, 300)


def test_the_digest_is_that_of_the_bytes_as_they_lie(tmp_path: Path) -> None:
    plain, packed = build.compressed(tmp_path / "t.csv", TEXT), build.compressed(tmp_path / "t.csv.gz", TEXT)
    assert len(stream.digest(plain)) == 32
    assert stream.digest(plain) == stream.digest(build.compressed(tmp_path / "u.csv", TEXT))
    assert stream.digest(plain) != stream.digest(packed)
