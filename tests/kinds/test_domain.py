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
    assert mask("email_domain", "firm.com", "mailinator.com") == ["firm.com", "mailinator.com (disposable)"]
