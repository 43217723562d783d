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


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"homee": "x"}, r"`homee` is no setting: did you mean `home`\?"),
        ({"publsh_at": 0.6}, r"`publsh_at` is no setting: did you mean `publish_at`\?"),
        ({"LINKAGE_SEED": 2}, r"`LINKAGE_SEED` is no setting: did you mean `seed`\?"),
        (
            {"settings": {"seed": 2}},
            r"`settings` is no setting: give each by its own name, .* publish_at=0\.6",
        ),
        ({"colour": "red"}, r"`colour` is no setting: docs/operate\.md lists all"),
        ({"publish_at": 7}, "`publish_at`: Input should be less than or equal to 1"),
        ({"pepper": ["hunter2"]}, "`pepper`: Input should be a valid string$"),
    ],
)
def test_a_setting_that_is_none_is_named_beside_the_one_that_is_meant(
    given: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongUse, match=told):
        Linkage(**given)


def test_settings_are_taken_by_their_names_also_those_of_before() -> None:
    made = Linkage("home", publish_at=0.6, hold_rings=0.3).settings
    assert (made.home, made.publish_at, made.max_change_rings) == (Path("home"), 0.6, 0.3)


def test_a_kind_that_is_misspelt_is_named_with_the_one_that_is_meant() -> None:
    home = Linkage("home")
    home.load({"accounts": ROWS})
    home.detect()
    with pytest.raises(WrongUse, match="unknown kind: did you mean `email`\\? the kinds are"):
        home.find("emial", "b@packwerk.net")
    with pytest.raises(WrongUse, match="check its form, and name its country"):
        home.find("phone", "0157/5059130")


def test_who_holds_a_value_is_found_though_nobody_shares_it() -> None:
    home = Linkage("home")
    home.load({"accounts": ROWS})
    home.detect()
    columns = ("kind", "holders", "common", "account_id")
    assert home.find("email", "b@packwerk.net").select(columns).rows() == [("email", 1, False, "a2")]
    labelled = home.find("email", "***@p***.net").select("label", *columns).rows()
    assert labelled == [("***@p***.net", "email", 1, False, each) for each in ("a1", "a2", "a3")]
    assert home.find("domain", "packwerk.net")["account_id"].to_list() == ["a1", "a2", "a3"]
    assert home.find("email", "d@packwerk.net").is_empty()


def test_a_path_loads_too(tmp_path: Path) -> None:
    ROWS.write_csv(tmp_path / "accounts.csv")
    loaded = Linkage("home").load(tmp_path / "accounts.csv")
    assert loaded.select("feed", "rows").rows() == [("accounts", 3)]


def test_what_is_not_there_is_told_in_errors_of_ours() -> None:
    home = Linkage("home")
    with pytest.raises(WrongUse, match="`customers` is no feed; name each frame by its feed: accounts"):
        home.load({"customers": ROWS})
    for frame in ([{"account_id": "a1"}], None, 7):
        with pytest.raises(WrongUse, match="`accounts` is no frame: give a polars or pandas data frame"):
            home.load({"accounts": frame})
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
