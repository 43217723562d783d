"""What holds for every kind, whatever is thrown at it."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linkage import kinds
from linkage.kinds import KINDS, Context
from linkage.kinds.kind import Kind
from linkage.normalise import cells

EXAMPLES = (
    "Anna.Smith+news@GoogleMail.com", "a-b@yahoo.co.uk", "x@münchen.de", "Bob <bob@mail.shop.co.uk>",
    "test@test.com", "+1 (415) 555-0123", "0049 170 1234567", "+49 (0)170 1234567",
    "+7 8 8 912 345-67-89", "07700 900123", "5" * 10, "Dr. Anna M. KOVÁCS", "user test",
    "Łukasz Ørsted-Æble", "Straße", "ΑΣ ΣΑΣ", "ﬁ Ⅳ ½", "12 Main Street, Apt 4, Town",
    "Hauptstrasse 5, 10115 Berlin", "4242 4242 4242 4242", "card_1Xy", "ABCDEF0123456789", "424242",
    "DE 123 456 789", "00000000-0000-0000-0000-000000000000", "1234567890", "203.0.113.7", "10.0.0.1",
    "[2001:db8:1:2::3]:443", "::ffff:203.0.113.9", "fe80::1%eth0", "2001:db8:1:2::/64", "203.0.113.0/24",
    "AS15169 Google", "64512", "proxy",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36",
    "Acme Widgets Co. Ltd.", "https://www.x.com/r/?code=A&gclid=1#top", "http://http://www.www.y.com",
    "Claude-3", "unknown", "N/A", "-", "", "0", "null", " \u200b ", "e\u200d\u0301", "\u3000Ａｎｎａ\t\n",
    "L4.L6d2@x.com", "+4477009001**", "ÑA", "Anna Ñá", "null, null, 00000", "undefined, 5 Elm Road", "[object Object]",
    "XXXX-XXXX-XXXX-4242", "+44 7*** ***633", "FR-X-XX-1234", "guest@example.com", "a.b@shop.invalid", "Guest 12",
    "d41d8cd98f00b204e9800998ecf8427e", "PayPal *Anna", "Pay Apple", "Stripe Ltd Ltd", "not-applicable 12 Elm",
    "SN-1234567890", "0x0000000000", "Visa ending in 4242", "{{ name }}", "#REF!", "12 Guest Road, none",
)  # fmt: skip
CELL = st.one_of(
    st.text(max_size=30),
    st.sampled_from(EXAMPLES),
    st.tuples(st.sampled_from(EXAMPLES), st.text(max_size=3)).map("".join),
    st.none(),
)
CELLS = st.lists(CELL, max_size=12, unique=True)
LONG = st.lists(CELL, min_size=12, max_size=36, unique=True)
"""For what is tried with every kind: a column costs the same whether it is long or short, so few long ones are as many
cells in less time."""
COUNTRY = st.sampled_from((None, "us", "GB", "de", "RU", "BR", "nowhere"))
KIND = st.sampled_from(sorted(KINDS))


def _clean(kind: Kind, raw: pl.Series, country: str | None) -> pl.Series:
    return kind.clean(raw, Context(pl.repeat(country, len(raw), dtype=pl.String, eager=True)))


@settings(deadline=None, max_examples=15)
@pytest.mark.parametrize("name", sorted(KINDS))
@given(LONG, COUNTRY)
def test_cleaning_never_raises_and_cleaning_twice_is_cleaning_once(
    name: str, raw: list[str | None], country: str | None
) -> None:
    kind = KINDS[name]
    once = _clean(kind, pl.Series(raw, dtype=pl.String), country)
    assert len(once) == len(raw)
    assert once.dtype == pl.String
    assert _clean(kind, once, country).to_list() == once.to_list()


@settings(deadline=None, max_examples=100)
@given(KIND, CELLS, COUNTRY)
def test_a_cell_is_read_alike_in_whatever_company(
    name: str, raw: list[str | None], country: str | None
) -> None:
    cells_, kind = pl.Series(raw, dtype=pl.String), KINDS[name]
    together = _clean(kind, cells_, country).to_list()
    assert _clean(kind, cells_.reverse(), country).to_list() == together[::-1]
    assert [_clean(kind, cells_[i : i + 1], country)[0] for i in range(len(raw))] == together


@settings(deadline=None, max_examples=150)
@given(KIND, CELLS, COUNTRY)
def test_a_mask_never_holds_the_value(name: str, raw: list[str | None], country: str | None) -> None:
    kind = KINDS[name]
    canonical = _clean(kind, pl.Series(raw, dtype=pl.String), country).unique().drop_nulls()
    for value, mask in zip(canonical, kind.mask(canonical), strict=True):
        assert kind.public or mask is None or value not in mask.casefold()


@settings(deadline=None, max_examples=150)
@given(KIND, CELLS, COUNTRY)
def test_what_follows_from_a_value_is_canonical_itself(
    name: str, raw: list[str | None], country: str | None
) -> None:
    kind = KINDS[name]
    canonical = _clean(kind, pl.Series(raw, dtype=pl.String), country).unique().drop_nulls()
    for each in kind.implies:
        derived = each.derive(canonical)
        assert len(derived) == len(canonical)
        assert _clean(kinds.get(each.kind), derived, None).to_list() == derived.to_list()


@settings(deadline=None, max_examples=100)
@given(KIND, CELLS)
def test_what_can_be_read_is_answered_for_every_cell(name: str, raw: list[str | None]) -> None:
    answer = KINDS[name].readable(pl.Series(raw, dtype=pl.String).drop_nulls())
    assert answer.dtype == pl.Boolean
    assert answer.null_count() == 0


NOTHING = ("unknown", "N/A", " null ", "-", "", "None", "0.0.0.0", "::", "0", "0000000000")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_word_for_nothing_is_no_value(name: str) -> None:
    read = _clean(KINDS[name], pl.Series([*NOTHING, None]), "US").to_list()
    kept = [word for word, value in zip((*NOTHING, ""), read, strict=True) if value is not None]
    assert all(name in WORDY and word.startswith("0") for word in kept)


WORDY = ("prompt", "model", "referrer", "profile", "organisation", "email_shape")
"""Kinds to which a zero is a word like any other."""


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_kind_answers_by_its_own_name(name: str) -> None:
    kind = KINDS[name]
    assert kind.name == name
    assert kind.group is not None
    assert 0 < kind.prior <= 20
    assert {each.kind for each in kind.implies} <= set(KINDS)


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_cell_at_all_is_read_without_ado(name: str) -> None:
    column = cells.read(pl.Series([], dtype=pl.String), None, KINDS[name], b"pepper" * 4)
    assert len(column.value) == 0
    assert cells.values(column.kind, column.distinct).is_empty()
