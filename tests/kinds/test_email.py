import pytest

from linkage.kinds import providers
from tests.kinds.build import clean, implied, mask, readable


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (" Anna.Smith@Example.COM ", "anna.smith@example.com"),
        ("A.n.n.a+news@GoogleMail.com", "anna@gmail.com"),
        ("anna+x@hotmail.co.uk", "anna@hotmail.co.uk"),
        ("anna-shop@yahoo.fr", "anna@yahoo.fr"),
        ("anna.b+x@me.com", "anna.b@icloud.com"),
        ("a.nna+x@pm.me", "anna@proton.me"),
        ("anna+x@fastmail.fm", "anna@fastmail.com"),
        ("shop@anna.fastmail.com", "anna@fastmail.com"),
        ("any.thing+x@anna.fastmail.us", "anna@fastmail.us"),
        ("bob.k7@proton.me", "bobk7@proton.me"),
        ("bob-k7@protonmail.com", "bobk7@proton.me"),
        ("Bob_k7+x@pm.me", "bobk7@proton.me"),
        ("anna.b@ya.ru", "anna-b@yandex.ru"),
        ("Anna <anna@firm.com>", "anna@firm.com"),
        ("mailto:anna@firm.com", "anna@firm.com"),
        ("anna@MÜNCHEN.de", "anna@xn--mnchen-3ya.de"),
        ("ａｎｎａ＠firm.com", "anna@firm.com"),
        ("anna@firm.com.", "anna@firm.com"),
    ],
)
def test_one_mailbox_has_one_spelling(raw: str, canonical: str) -> None:
    assert clean("email", raw) == [canonical]
    assert clean("payer_email", raw) == [canonical]


def test_a_sub_address_at_a_domain_of_ones_own_stays() -> None:
    assert clean("email", "anna+x@firm.com", "a.b-c@firm.com") == ["anna+x@firm.com", "a.b-c@firm.com"]


@pytest.mark.parametrize(
    "raw",
    [
        "test@test.com",
        "user@example.com",
        "none@none.org",
        "noreply@firm.com",
        "No-Reply@shop.de",
        "+x@gmail.com",
    ],
)
def test_what_is_typed_to_get_past_a_form_is_no_value(raw: str) -> None:
    assert clean("email", raw) == [None]


def test_a_person_at_an_example_domain_is_a_value() -> None:
    assert clean("email", "anna.smith@example.com") == ["anna.smith@example.com"]


@pytest.mark.parametrize(
    "raw", ["anna", "anna@", "@firm.com", "a b@firm.com", "a@b@firm.com", "a@firm", "a@-firm.com"]
)
def test_what_has_not_the_form_of_an_address_is_unreadable(raw: str) -> None:
    assert clean("email", raw) == [None]
    assert readable("email", raw) == [False]


def test_a_well_formed_address_of_nobodys_is_readable() -> None:
    assert readable("email", "test@test.com", "noreply@firm.com") == [True, True]


def test_the_mask_shows_one_letter_and_the_domain() -> None:
    assert mask("email", "maria@example.com") == ["m***@example.com"]


def test_the_mask_of_a_short_local_part_shows_no_letter() -> None:
    assert mask("email", "m@example.com", "ma@example.com") == ["***@example.com"] * 2


def test_an_address_implies_its_domain_and_its_shape() -> None:
    assert implied("email", "email_domain", "anna.smith84@mail.shop.co.uk") == ["shop.co.uk"]
    assert implied("email", "email_shape", "anna.smith84@mail.shop.co.uk") == ["L4.L4d2@mail.shop.co.uk"]


def test_a_free_provider_implies_no_domain() -> None:
    assert implied("email", "email_domain", "anna@gmail.com", "anna@web.de") == [None, None]


def test_a_provider_that_is_free_is_not_called_disposable() -> None:
    assert not providers.FREE & providers.disposable()
    assert set(providers.ALIASES.values()) <= providers.FREE
