"""Keys: 64-bit digests of account ids, and keyed tokens of values, which only the pepper can make."""

from collections.abc import Iterable, Iterator
from hashlib import blake2b

import numpy as np
import polars as pl

from linkage.hashing import ACCOUNT

VERSION = 2
"""Version of the normalisers; raise it when a canonical value changes: `linkage reingest` follows."""

_LONGEST_KEY = 64


def _key(pepper: bytes) -> bytes:
    """The pepper, in the length that BLAKE2b takes a key in."""
    return pepper if len(pepper) <= _LONGEST_KEY else blake2b(pepper).digest()


def _digests(texts: Iterable[str], start: "blake2b") -> Iterator[bytes]:
    # A copy of a keyed state costs a third less than a new one: the key's block is compressed once.
    copy = start.copy
    for each in texts:
        state = copy()
        state.update(each.encode())
        yield state.digest()


def _numbers(distinct: pl.Series, start: "blake2b") -> pl.Series:
    """Signed little-endian integers of 8-byte digests of texts without nulls."""
    raw = b"".join(_digests(distinct.to_list(), start))
    return pl.Series(np.frombuffer(raw, dtype="<i8").astype(np.int64), dtype=pl.Int64)


def _integers(texts: pl.Series, start: "blake2b") -> pl.Series:
    """The same of any texts: null for null, and each distinct text is hashed once."""
    once = texts.drop_nulls().unique(maintain_order=True)
    keys = _numbers(once, start)
    if len(once) == len(texts):
        return keys
    table = pl.DataFrame({"text": once, "key": keys}, schema={"text": pl.String, "key": pl.Int64})
    return texts.to_frame("text").join(table, on="text", how="left", maintain_order="left")["key"]


def account_keys(ids: pl.Series) -> pl.Series:
    """Keys of accounts: digests of their ids, not keyed, since ids are opaque and stored as they are."""
    return _integers(ids, ACCOUNT).alias("account")


def tokens(kind: str, canonical: pl.Series, pepper: bytes) -> pl.Series:
    """Tokens of canonical values of one kind; null for null. Equal text of two kinds has two tokens."""
    return _integers(canonical, _start(kind, pepper)).alias("value")


def fresh(kind: str, distinct: pl.Series, pepper: bytes) -> pl.Series:
    """The same of values known to be distinct, none null."""
    return _numbers(distinct, _start(kind, pepper)).alias("value")


def _start(kind: str, pepper: bytes) -> "blake2b":
    person = blake2b(kind.encode()).digest()[:16]
    return blake2b(digest_size=8, key=_key(pepper), salt=str(VERSION).encode(), person=person)


def tags(values: pl.Series) -> list[str]:
    """First six hex digits of each token: enough to tell two values apart, and nothing of either."""
    digits = values.to_numpy().astype("<i8").tobytes().hex()
    return [digits[at : at + 6] for at in range(0, len(digits), 16)]


def epoch(pepper: bytes) -> str:
    """Key id and normaliser version, `3f2a91c0/1`: tokens of two epochs are never the same value."""
    return f"{blake2b(b'linkage key id', key=_key(pepper)).hexdigest()[:8]}/{VERSION}"
