import pytest

from linkage.kinds import domain
from tests.kinds.build import clean, mask, texts


def test_domains_are_free_disposable_or_ones_own() -> None:
    found = domain.sort(texts("gmail.com", "mailinator.com", "x.mailinator.com", "firm.com", None))
    assert found.to_list() == ["free", "disposable", "disposable", "own", None]


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("mail.firm.com", "firm.com"),
        ("a.b.shop.co.uk", "shop.co.uk"),
        ("Shop.CO.uk", "shop.co.uk"),
        ("me.github.io", "me.github.io"),
        ("anna@firm.com", "firm.com"),
        ("münchen.de", "xn--mnchen-3ya.de"),
        ("host.madeup", "host.madeup"),
    ],
)
def test_the_registrable_part_stands_for_all_below_it(raw: str, canonical: str | None) -> None:
    assert clean("email_domain", raw) == [canonical]


@pytest.mark.parametrize(
    "raw", ["gmail.com", "googlemail.com", "no domain", "localhost", "1.2.3.4", "a..com"]
)
def test_a_crowd_by_definition_and_what_is_no_domain_are_no_value(raw: str) -> None:
    assert clean("email_domain", raw) == [None]


def test_the_mask_says_which_domain_is_thrown_away() -> None:
    assert mask("email_domain", "firm.com", "mailinator.com") == ["f***.com", "mailinator.com (disposable)"]


def test_a_domain_of_ones_own_is_never_shown_whole() -> None:
    assert mask("email_domain", "smith.co.uk", "ab.de", "xn--mnchen-3ya.de") == [
        "s***.uk",
        "***.de",
        "x***.de",
    ]
    assert mask("email", "maria@smith.co.uk", "maria@gmail.com") == ["m***@s***.uk", "m***@gmail.com"]
    assert mask("email_shape", "L4d2@smith.co.uk", "L4d2@gmail.com") == ["L4d2@s***.uk", "L4d2@gmail.com"]


@pytest.mark.parametrize(
    "raw", ["x.gmail.com", "corp.mail.ru", "ann.fastmail.com", "abc.privaterelay.appleid.com", "mozmail.com"]
)
def test_strangers_below_a_free_provider_or_a_relay_share_no_domain(raw: str) -> None:
    assert clean("email_domain", raw) == [None]
