"""A line that ends an export is no account; an account that is called so is one."""

import pytest

from tests.ingest.test_check import checked


@pytest.mark.parametrize(
    "word", ["TRAILER", "trailer", "EOF", "*** END OF FILE ***", "Total:", "record_count"]
)
@pytest.mark.parametrize("count", ["2", "3", "0000002", "", None])
def test_a_word_and_the_count_of_rows_are_set_aside_with_their_place(word: str, count: str | None) -> None:
    found = checked("accounts", account_id=["a1", "a2", word], email=["x@a.com", "y@b.com", count])
    assert found.rows["account_id"].to_list() == ["a1", "a2"]
    assert found.aside.rows() == [(3, "account_id", "trailer")]
    assert found.spoiled.is_empty()


@pytest.mark.parametrize(
    ("name", "email", "phone"),
    [
        ("TOTAL", "z@c.com", None),
        ("TRAILER", "7", None),
        ("EOF", None, "+14155550100"),
        ("TRAILER-1", "z@c.com", "3"),
        ("acct-total-9", "3", None),
    ],
)
def test_an_account_that_is_called_so_stays_one(name: str, email: str | None, phone: str | None) -> None:
    given = {"email": ["x@a.com", "y@b.com", email], "phone": [None, None, phone]}
    found = checked("accounts", account_id=["a1", "a2", name], **given)
    assert found.rows["account_id"].to_list() == ["a1", "a2", name]


def test_a_feed_of_ids_that_are_numbers_has_no_such_line() -> None:
    assert checked("accounts", account_id=[1, 2], email=["x@a.com", "2"]).aside.is_empty()
