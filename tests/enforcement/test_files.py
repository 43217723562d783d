"""The file of an export and its manifest: exact ids, no formulas, and no change that is not seen."""

import csv
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage import atomic
from linkage.enforcement import files, signing
from linkage.errors import LinkageError, Refused, UnknownFormat, WrongUse

SECRET = b"a key for tests alone"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
SUFFIXES = (".csv", ".jsonl", ".parquet")
HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "'quoted", "''twice", 'a"b', "a,b", "a\nb", "é", "0012"]


def laid(ids: list[str]) -> pl.DataFrame:
    terms = files.Terms("X-000001-00000000", "run", "coordinated_fraud", NOW, len(ids))
    rows = pl.DataFrame({"account_id": ids, "account": range(len(ids)), "lot": range(len(ids))})
    told = rows.with_columns(
        ring_id=pl.lit("R-1"),
        tier=pl.lit("core"),
        confidence=pl.lit(0.97),
        action=pl.lit("ban"),
        restore=pl.lit("active"),
    )
    return files.laid_out(told, terms)


def signed(path: Path, ids: list[str]) -> Path:
    made = files.write([laid(ids)], path)
    said = {"schema": files.SCHEMA, "export": "X-000001-00000000", "kind": "action", "file": made}
    atomic.write(files.manifest_of(path), signing.signed(said, signing.private(SECRET)))
    return path


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_id_comes_back_as_it_was(tmp_path: Path, suffix: str) -> None:
    path = signed(tmp_path / f"x{suffix}", HOSTILE)
    assert files.read(path)["account_id"].to_list() == HOSTILE


@given(
    ids=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1), min_size=1
    )
)
def test_any_id_comes_back_from_csv(ids: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("any") / "x.csv"
    files.write([laid(ids)], path)
    assert files.read(path)["account_id"].to_list() == ids


def test_no_cell_of_csv_is_a_formula(tmp_path: Path) -> None:
    path = signed(tmp_path / "x.csv", HOSTILE)
    with path.open(newline="", encoding="utf-8") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_same_rows_give_the_same_bytes(tmp_path: Path, suffix: str) -> None:
    first, again = (files.write([laid(HOSTILE)], tmp_path / name / f"x{suffix}") for name in "ab")
    assert first == again


def test_a_suffix_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match=r"\.csv"):
        files.write([laid(["a"])], tmp_path / "x.xlsx")


def test_an_error_on_the_way_leaves_nothing(tmp_path: Path) -> None:
    def parts() -> Iterator[pl.DataFrame]:
        yield laid(["a"])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        files.write(parts(), tmp_path / "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_thousand_tampers_with_file_and_manifest_are_all_seen(tmp_path: Path) -> None:
    path = signed(tmp_path / "x.csv", [f"account-{each}" for each in range(40)])
    key, draw = signing.public(SECRET), random.Random(7)
    assert files.verify(path, key)["file"]["rows"] == 40
    seen = 0
    for number in range(1_000):
        target = path if number % 2 else files.manifest_of(path)
        before = target.read_bytes()
        target.write_bytes(tampered(before, draw))
        try:
            files.verify(path, key)
        except LinkageError:
            seen += 1
        target.write_bytes(before)
    assert seen == 1_000


def tampered(content: bytes, draw: random.Random) -> bytes:
    """One change: a bit, a byte put in or taken out, an end cut off, two bytes exchanged."""
    at = draw.randrange(len(content) - 1)
    kind = draw.randrange(5)
    if kind == 0:
        return content[:at] + bytes([content[at] ^ (1 << draw.randrange(8))]) + content[at + 1 :]
    if kind == 1:
        return content[:at] + bytes([draw.randrange(256)]) + content[at:]
    if kind == 2:
        return content[:at] + content[at + 1 :]
    if kind == 3:
        return content[:at]
    return content + b"\n"


def test_a_file_that_was_signed_with_another_key_is_refused(tmp_path: Path) -> None:
    path = signed(tmp_path / "x.csv", ["a"])
    with pytest.raises(Refused, match="another key"):
        files.verify(path, signing.public(b"somebody else's secret"))


def test_a_manifest_does_not_speak_for_another_file(tmp_path: Path) -> None:
    path = signed(tmp_path / "x.csv", ["a"])
    other = tmp_path / "y.csv"
    other.write_bytes(path.read_bytes())
    files.manifest_of(other).write_bytes(files.manifest_of(path).read_bytes())
    with pytest.raises(Refused, match="another file"):
        files.verify(other, signing.public(SECRET))


def test_a_file_without_a_manifest_is_wrong_use(tmp_path: Path) -> None:
    path = signed(tmp_path / "x.csv", ["a"])
    files.manifest_of(path).unlink()
    with pytest.raises(WrongUse):
        files.verify(path, signing.public(SECRET))


def test_a_public_key_goes_through_its_file(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(signing.pem(signing.public(SECRET)))
    assert signing.fingerprint(signing.read_pem(path)) == signing.fingerprint(signing.public(SECRET))
    path.write_text("no key")
    with pytest.raises(WrongUse, match="not a public key"):
        signing.read_pem(path)
