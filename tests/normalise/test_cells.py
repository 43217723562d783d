import polars as pl

from linkage import kinds
from linkage.normalise import cells
from tests.normalise.build import PEPPER


def column(kind: str, *raw: str | None, country: pl.Series | None = None) -> cells.Column:
    """A column read as one kind."""
    return cells.read(pl.Series(list(raw), dtype=pl.String), country, kinds.get(kind), PEPPER)


def test_every_row_has_its_token_and_each_value_one_row() -> None:
    found = column("email", "a.b@gmail.com", None, "ab@gmail.com", "x", "a.b@gmail.com")
    assert found.value.is_null().to_list() == [False, True, False, True, False]
    assert found.value.drop_nulls().n_unique() == 1
    assert found.distinct["canonical"].to_list() == ["ab@gmail.com"]
    assert found.bad.to_list() == [False, False, False, True, False]


def test_the_country_matters_to_phones_alone() -> None:
    where = pl.Series(["GB", "TR"])
    assert column("phone", "07700 900123", "07700 900123", country=where).value.n_unique() == 2
    assert column("email", "a@b.co", "a@b.co", country=where).value.n_unique() == 1


def test_a_kind_without_a_label_shows_its_name_and_a_tag() -> None:
    found = column("device", "d2861576", "d2861577")
    masks = cells.values(found.kind, found.distinct)["mask"]
    assert masks.str.contains(r"^device [0-9a-f]{6}$").all()
    assert masks.n_unique() == 2


def test_cells_set_aside_say_where_and_never_what() -> None:
    rows = pl.Series("row", [7, 8], dtype=pl.UInt64)
    assert cells.aside(rows, "email", pl.Series([False, True])).rows() == [(8, "email", "unreadable")]


def test_what_follows_is_named_once_however_many_it_follows_from() -> None:
    found = column("ip", "203.0.113.7", "203.0.113.8", "198.51.100.1")
    pairs, seen = cells.implied(found, PEPPER)
    assert [table.height for table in pairs] == [3, 0]
    assert [table.height for table in seen] == [2, 0]
    assert sorted(seen[0]["mask"]) == ["198.51.100.0/24", "203.0.113.0/24"]


def test_a_search_may_be_for_a_declared_kind() -> None:
    declared = {"tag": kinds.declare("tag", None, "casefold")}
    assert cells.token_of("tag", "AbC", PEPPER, declared=declared) == cells.token_of("tag", "abc", PEPPER)
