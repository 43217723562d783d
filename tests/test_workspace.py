"""Linkage from Python: frames in, frames out, and what its page says is true."""

import re
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

import linkage
from linkage import Linkage
from linkage.errors import NothingPublished, UnknownAccount, UnknownRing, WrongUse

PAGE = Path(__file__).parents[1] / "docs" / "python.md"
PEPPER = "for-tests-only-0123456789abcdef0123456789"
ROWS = pl.DataFrame({"account_id": ["a1", "a2", "a3"], "email": [f"{n}@packwerk.net" for n in "abc"]})


class Exported:
    """A frame of another library, of which only its Arrow stream is known."""

    def __init__(self, rows: pl.DataFrame) -> None:
        self.rows = rows

    def __arrow_c_stream__(self, requested: Any = None) -> Any:
        return self.rows.__arrow_c_stream__(requested)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LINKAGE_PEPPER", PEPPER)
    monkeypatch.delenv("LINKAGE_HOME", raising=False)


def test_the_page_runs_as_it_stands() -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert len(blocks) == 3
    exec("\n".join(blocks), {})


@pytest.mark.parametrize(
    "frame", [ROWS, ROWS.to_arrow(), Exported(ROWS), pa.table(ROWS)], ids=lambda f: type(f).__name__
)
def test_frames_of_every_library_are_the_same_rows(frame: Any) -> None:
    home = Linkage("home")
    assert home.load({"accounts": frame})["accepted"].to_list() == [3]
    again = home.load({"accounts": ROWS})
    assert again["duplicate"].to_list() == [3] or again["accepted"].to_list() == [3]
    assert home.detect().counts["accounts"] == 3


def test_who_holds_a_value_is_found_though_nobody_shares_it() -> None:
    home = Linkage("home")
    home.load({"accounts": ROWS})
    home.detect()
    columns = ("kind", "holders", "common", "account_id")
    assert home.find("email", "b@packwerk.net").select(columns).rows() == [("email", 1, False, "a2")]
    assert home.find("domain", "packwerk.net")["account_id"].to_list() == ["a1", "a2", "a3"]
    assert home.find("email", "d@packwerk.net").is_empty()


def test_a_path_loads_too(tmp_path: Path) -> None:
    ROWS.write_csv(tmp_path / "accounts.csv")
    loaded = Linkage("home").load(tmp_path / "accounts.csv")
    assert loaded.select("feed", "rows").rows() == [("accounts", 3)]


def test_what_is_not_there_is_told_in_errors_of_ours() -> None:
    home = Linkage("home")
    with pytest.raises(WrongUse, match="name each frame by its feed"):
        home.load({"customers": ROWS})
    with pytest.raises(NothingPublished):
        home.rings()
    home.load({"accounts": ROWS})
    home.detect()
    assert home.rings().height == 0
    with pytest.raises(UnknownAccount):
        home.evidence("nobody")
    with pytest.raises(UnknownRing):
        home.members("R-00000000")
    with pytest.raises(AttributeError):
        linkage.Nothing  # noqa: B018
