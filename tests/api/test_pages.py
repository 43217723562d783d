"""Cursors go through a list once, and hold for that list alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from api.pages import FORM, Page, Paging, decode, encode, page
from linkage.errors import StaleCursor, TooMany

RUN = "20261122T150312Z-3f9a1c"
QUESTION = "0011223344667788"


def first(limit: int, question: tuple[object, ...] = (RUN, "rings")) -> Page:
    return page(question, Paging(limit=limit), 500)


@given(st.lists(st.integers(), max_size=60), st.integers(1, 25))
def test_the_pages_of_a_list_are_the_list(items: list[int], limit: int) -> None:
    seen: list[int] = []
    cursor: str | None = None
    for _ in range(len(items) + 1):
        at = page((RUN, "rings"), Paging(cursor=cursor, limit=limit), 500)
        seen += at.cut(items)
        cursor = at.next(len(items))
        if cursor is None:
            break
    assert seen == items


def test_the_last_page_has_no_next() -> None:
    assert first(10).next(10) is None
    assert first(10).next(11) is not None


@pytest.mark.parametrize("other", [("20261123T000000Z-aaaaaa", "rings"), (RUN, "members")])
def test_a_cursor_of_another_publication_or_list_is_stale(other: tuple[object, ...]) -> None:
    cursor = first(1, other).next(5)
    with pytest.raises(StaleCursor):
        page((RUN, "rings"), Paging(cursor=cursor), 500)


@given(st.from_regex(FORM, fullmatch=True))
def test_a_cursor_that_was_never_given_is_stale(cursor: str) -> None:
    with pytest.raises(StaleCursor):
        page((RUN, "rings"), Paging(cursor=cursor), 500)


@given(st.text(max_size=40))
def test_what_is_no_cursor_is_refused_as_such(text: str) -> None:
    with pytest.raises(ValidationError):
        Paging(cursor=text)


@given(st.integers(0, 10**11))
def test_a_place_survives_its_cursor(start: int) -> None:
    assert decode(QUESTION, encode(QUESTION, start)) == start
    assert Paging(cursor=encode(QUESTION, start))


def test_a_cursor_shows_no_place_a_caller_would_count_on() -> None:
    assert "50" not in encode(QUESTION, 50)


def test_a_page_larger_than_allowed_is_refused() -> None:
    with pytest.raises(TooMany, match="at most 500"):
        page((RUN,), Paging(limit=501), 500)
