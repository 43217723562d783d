import polars as pl

from linkage.kinds import country
from linkage.normalise import normalise


def test_namibia_is_a_country_and_no_other_word_for_nothing_is() -> None:
    raw = pl.Series(["NA", " na ", "N/A", "null", "XX", "uk", "de", None])
    assert country.clean(raw).to_list() == ["NA", "NA", None, None, None, "GB", "DE", None]


def test_a_phone_in_namibia_is_read_as_one() -> None:
    rows = pl.DataFrame(
        {
            "row": [1, 2],
            "account_id": ["u1", "u2"],
            "phone": ["081 234 5678", "+264 81 234 5678"],
            "country": ["NA", None],
        }
    )
    part, aside = normalise("accounts", rows.with_columns(pl.col("row").cast(pl.UInt64)), b"p" * 32)
    assert part.facts["value"].n_unique() == 1
    assert part.measures["country"].to_list() == ["NA"]
    assert not aside.height
