"""Kinds that are mere text: organisation, referrer, prompt, model, and those nobody declared."""

import pytest

from linkage import kinds
from linkage.errors import WrongUse
from linkage.kinds import Context
from linkage.model import Group
from tests.kinds.build import clean, mask, texts


def test_an_organisation_is_one_with_or_without_its_legal_form() -> None:
    assert (
        clean("organisation", "Müller Widgets Co. Ltd.", "MULLER WIDGETS", "Müller Widgets GmbH")
        == ["muller widgets"] * 3
    )
    assert clean("organisation", "Test", "freelance", "N/A Ltd") == [None, None, None]
    assert mask("organisation", "muller widgets") == ["M. W."]


def test_a_referrer_is_a_page_without_what_belongs_to_one_click() -> None:
    pages = ("https://www.X.com/r/?code=A&gclid=1#top", "//x.com/r/?fbclid=2&code=A", "x.com/r/?code=A")
    assert clean("referrer", *pages) == ["x.com/r/?code=a"] * 3
    assert clean("referrer", "(direct)", "http://", "https://user:pw@y.com/") == [None, None, "y.com"]
    assert mask("referrer", "x.com/r/?code=a") == [None]


def test_a_prompt_template_is_folded_and_shows_nothing() -> None:
    assert clean("prompt", "Translate  {TEXT}\ninto Latin") == ["translate {text} into latin"]
    assert clean("prompt", "hello", "{prompt}") == [None, None]
    assert mask("prompt", "translate {text} into latin") == [None]


def test_a_model_shows_nothing_of_its_name() -> None:
    assert clean("model", "Big-Model-3 ") == ["big-model-3"]
    assert mask("model", "big-model-3", "anna@firm.com") == [None, None]


def test_an_undeclared_kind_is_matched_exactly_and_has_no_group() -> None:
    kind = kinds.get("wallet")
    assert (kind.name, kind.group, kind.forgeable) == ("wallet", None, False)
    assert clean("wallet", " 0xAb ", "0xab", "null") == ["0xAb", "0xab", None]
    assert mask("wallet", "0xAb") == [None]


def test_a_declared_kind_takes_the_normaliser_it_names() -> None:
    kind = kinds.declare("backup_email", "identity", "email", forgeable=True)
    assert (kind.group, kind.forgeable, kind.implies) == (Group.IDENTITY, True, ())
    assert kind.clean(texts("A.b@GMAIL.com"), Context()).to_list() == ["ab@gmail.com"]
    assert kind.mask(texts("ab@gmail.com")).to_list() == [None]


def test_a_declared_kind_may_go_by_case_or_digits() -> None:
    assert kinds.declare("tag", None, "casefold").clean(texts("AbC"), Context()).to_list() == ["abc"]
    assert kinds.declare("imei", "device", "digits").clean(texts("49-01 5", "000"), Context()).to_list() == [
        "49015",
        None,
    ]


@pytest.mark.parametrize(("group", "normaliser"), [("colour", "exact"), ("device", "soundex")])
def test_a_declaration_of_what_is_not_there_is_refused(group: str, normaliser: str) -> None:
    with pytest.raises(WrongUse, match="tint"):
        kinds.declare("tint", group, normaliser)
