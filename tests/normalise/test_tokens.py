from hashlib import blake2b

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from linkage.normalise import VERSION, account_keys, epoch, tokens
from linkage.normalise.tokens import fresh, tags

PEPPER = b"a pepper for the tests alone"


def test_an_accounts_key_is_the_digest_of_its_id() -> None:
    raw = blake2b(b"u1", digest_size=8, person=b"linkage.account").digest()
    assert account_keys(pl.Series(["u1"])).to_list() == [int.from_bytes(raw, "little", signed=True)]


def test_a_token_is_a_keyed_digest_apart_by_kind_and_version() -> None:
    person = blake2b(b"email").digest()[:16]
    raw = blake2b(b"a@b.co", digest_size=8, key=PEPPER, salt=str(VERSION).encode(), person=person).digest()
    assert tokens("email", pl.Series(["a@b.co"]), PEPPER).to_list() == [
        int.from_bytes(raw, "little", signed=True)
    ]


@given(st.lists(st.one_of(st.none(), st.text()), max_size=20))
def test_equal_texts_have_equal_tokens_and_others_other_ones(texts: list[str | None]) -> None:
    found = tokens("name", pl.Series(texts, dtype=pl.String), PEPPER).to_list()
    assert [each is None for each in found] == [each is None for each in texts]
    assert len(set(found)) == len(set(texts))
    assert dict(zip(texts, found, strict=True)) == {text: found[texts.index(text)] for text in texts}


def test_kinds_and_peppers_keep_tokens_apart() -> None:
    cell = pl.Series(["same"])
    other = PEPPER + b"!"
    assert (
        len(
            {
                tokens("name", cell, PEPPER)[0],
                tokens("payer", cell, PEPPER)[0],
                tokens("name", cell, other)[0],
            }
        )
        == 3
    )


def test_distinct_values_have_the_same_tokens_by_the_short_way() -> None:
    cell = pl.Series(["a", "b"])
    assert fresh("name", cell, PEPPER).to_list() == tokens("name", cell, PEPPER).to_list()


def test_an_epoch_names_key_and_version_and_not_the_pepper() -> None:
    digest = blake2b(b"linkage key id", key=PEPPER).hexdigest()[:8]
    assert epoch(PEPPER) == f"{digest}/{VERSION}"
    assert epoch(PEPPER + b"!") != epoch(PEPPER)


def test_a_pepper_longer_than_a_key_may_be_counts_to_its_end() -> None:
    assert epoch(b"x" * 100) != epoch(b"x" * 99 + b"y")


def test_a_tag_is_the_front_of_the_token() -> None:
    assert tags(pl.Series([int.from_bytes(bytes.fromhex("3f2a910000000000"), "little")])) == ["3f2a91"]
    assert tags(pl.Series([], dtype=pl.Int64)) == []
