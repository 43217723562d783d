"""A ring as a picture."""

from xml.etree import ElementTree

import polars as pl
import pytest

from linkage.export import picture

SVG = "{http://www.w3.org/2000/svg}"


def members(count: int = 6, tier: str = "core") -> pl.DataFrame:
    ids = [f"user-{number}" for number in range(count)]
    return pl.DataFrame({"account": list(range(count)), "account_id": ids, "tier": [tier] * count})


def links(count: int = 6, values: int = 2, group: str = "payment") -> pl.DataFrame:
    rows = [(account, 1_000 + value) for account in range(count) for value in range(values)]
    frame = pl.DataFrame(rows, schema=["account", "value"], orient="row")
    return frame.with_columns(
        kind=pl.lit("card").cast(pl.Categorical), group=pl.lit(group).cast(pl.Categorical), bits=pl.lit(12.0)
    )


def masks(label: str = "•••• 4242") -> pl.DataFrame:
    return pl.DataFrame({"value": [1_000, 1_001], "mask": [label, label]})


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def test_every_account_is_a_dot_and_every_shared_value_a_square() -> None:
    root = drawn(picture.draw("A ring", members(), links(), masks()))
    titles = [each.text for each in root.iter(f"{SVG}title")]
    assert sum("user-" in (title or "") for title in titles) == 6
    assert titles.count("card •••• 4242") == 2
    assert len(list(root.iter(f"{SVG}line"))) == 12


def test_the_same_ring_gives_the_same_picture() -> None:
    shuffled = links().sample(fraction=1.0, shuffle=True, seed=7)
    assert picture.draw("A", members(), links(), masks()) == picture.draw("A", members(), shuffled, masks())


def test_what_looks_like_markup_is_escaped() -> None:
    text = picture.draw("<script>", members(), links(), masks("<b>&\"'"))
    assert "<script>" not in text
    assert "card <b>&\"'" in [each.text for each in drawn(text).iter(f"{SVG}title")]


def test_a_value_one_member_holds_ties_nobody_and_is_not_drawn() -> None:
    alone = pl.concat([links(), links(1, 3).filter(pl.col("value") == 1_002)])
    assert picture.cut(members(), alone, masks()).values["value"].to_list() == [1_000, 1_001]


def test_a_large_ring_is_cut_and_says_so() -> None:
    text = picture.draw("Large", members(100), links(100), masks())
    assert "Large (40 more members not drawn)" in text
    assert text.count("<circle") == picture.MOST_ACCOUNTS + 1


def test_a_ring_without_links_is_still_drawn() -> None:
    assert "user-2" in picture.draw("Bare", members(3), links().clear(), masks())


@pytest.mark.parametrize("group", ["payment", "device_model"])
def test_the_legend_names_declared_and_undeclared_groups(group: str) -> None:
    texts = [
        each.text
        for each in drawn(picture.draw("A", members(), links(group=group), masks())).iter(f"{SVG}text")
    ]
    assert group in texts
    assert "core" in texts


def test_places_of_the_publication_are_kept_and_each_group_has_a_mark_of_its_own() -> None:
    """Two rows of accounts stay two rows, one above the other; with a value that has no place all are computed."""
    keys = [*members()["account"], *[None] * 2]
    values = [*[None] * (len(keys) - 2), 1_000, 1_001]
    placed = pl.DataFrame(
        {"account": keys, "value": values, "x": [float(at) for at in range(len(keys))], "y": [0.0, 1.0] * 4},
        schema={"account": pl.Int64, "value": pl.Int64, "x": pl.Float32, "y": pl.Float32},
    )
    text = picture.draw("A", members(), links(), masks(), placed)
    rows = {each.get("cy") for each in drawn(text).iter(f"{SVG}circle") if float(each.get("cx", 0)) < 800}
    assert len(rows) == 2
    assert picture.draw("A", members(), links(), masks(), placed.head(6)) == picture.draw(
        "A", members(), links(), masks()
    )
    assert len({picture.shape(group, 0, 0) for group in picture.GROUP_COLOURS}) == 6
