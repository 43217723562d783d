"""Digests of nothing: what a program that hashes its values makes of those that are not there."""

import base64
import hashlib
import hmac
import uuid
import zlib
from collections.abc import Iterator
from functools import cache
from itertools import product

import polars as pl

_BARE = ("", "0", "null", "undefined", "unknown", "none", "nan")
_WORDS = (
    *_BARE, "nil", "n/a", "na", "empty", "anonymous", "guest", "missing", "invalid", "default", "test", "-",
    "-1", " ", "{}", "[]", '""', "''", "(null)", "<nil>", "[object object]", "not specified", "not provided",
    "not available", "not applicable", "not set", "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff", "00:00:00:00:00:00", "02:00:00:00:00:00", "000000000000",
    "020000000000", "000000000000000", "0000000000000000", "9774d56d682e549c", "1234567890", "123456789",
    "default string", "guest@example.com", "test@example.com", "test@test.com", "noreply@example.com",
)  # fmt: skip
_CASED = ("NaN", "[object Object]", "Default string", "To be filled by O.E.M.", "N/A")
_NAMES = (
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_224", "sha3_256", "sha3_384", "sha3_512",
    "blake2b", "blake2s",
)  # fmt: skip
_SPACES = (uuid.NAMESPACE_DNS, uuid.NAMESPACE_URL, uuid.NAMESPACE_OID, uuid.NAMESPACE_X500)
_SEEDS = ("811c9dc5", "cbf29ce484222325", "02cc5d05", "ef46db3751d8e999", "9ae16a3b2f90404f")
"""FNV-1a, xxHash and CityHash of nothing, which hashlib does not know."""


def _texts(words: tuple[str, ...]) -> Iterator[bytes]:
    """Words in the usual cases."""
    return (each.encode() for word in words for each in {word, word.upper(), word.capitalize()})


def _bare() -> Iterator[bytes]:
    """The barest words, with and without the line end that `echo` adds."""
    return (each + end for each in _texts(_BARE) for end in (b"", b"\n"))


def _hash(name: str, value: bytes) -> bytes:
    return hashlib.new(name, value, usedforsecurity=False).digest()


def _raw() -> Iterator[bytes]:
    """Digests of all words by all algorithms, and keyed ones of nothing by an empty key."""
    for value in {*_texts(_WORDS), *_bare(), *(each.encode() for each in _CASED)}:
        yield from (_hash(name, value) for name in _NAMES)
        yield from (hashlib.blake2b(value, digest_size=size).digest() for size in (16, 20, 32))
    yield from (hmac.digest(b"", b"", name) for name in _NAMES[:6])


def _short() -> Iterator[str]:
    """Checksums of the barest words, and their digests cut short."""
    for value in _bare():
        yield f"{zlib.crc32(value):08x}"
        for name in _NAMES:
            whole = _hash(name, value).hex()
            yield from (whole[:size] for size in (8, 10, 12, 16, 20, 24, 32, 40) if size < len(whole))
        yield _hash("md5", value).hex()[8:24]


def _uuids() -> Iterator[str]:
    """UUIDs named by nothing, in a namespace or in none."""
    for value in _bare():
        yield uuid.UUID(bytes=_hash("md5", value), version=3).hex
        yield uuid.UUID(bytes=_hash("sha1", value)[:16], version=5).hex
        for space, make in product(_SPACES, (uuid.uuid3, uuid.uuid5)):
            yield make(space, value.decode()).hex


def _java(word: str) -> int:
    """Java's `hashCode` of a text, an integer of 32 bits with a sign."""
    code = 0
    for letter in word:
        code = (31 * code + ord(letter)) & 0xFFFFFFFF
    return code - (1 << 32) if code >> 31 else code


def _android() -> Iterator[str]:
    """UUIDs that a much-copied snippet makes where a phone tells neither Android id nor IMEI nor serial number."""
    words = ("", "0", "null", "unknown", "000000000000000", "9774d56d682e549c", "89014103211118510720")
    for one, two, three in product(map(_java, words), repeat=3):
        low = (two << 32) | three
        yield f"{one & (1 << 64) - 1:016x}{low & (1 << 64) - 1:016x}"


@cache
def of_nothing() -> pl.Series:
    """All of them, in lower case and without padding or hyphens."""
    forms = {*_short(), *_uuids(), *_android(), *_SEEDS}
    for each in _raw():
        plain, safe = base64.b64encode(each).decode(), base64.urlsafe_b64encode(each).decode()
        forms |= {each.hex(), plain.rstrip("=").lower(), safe.rstrip("=").lower()}
    for word in (each for each in (*_WORDS, *_CASED) if len(each) > 3):
        forms |= {base64.b64encode(each).decode().rstrip("=").lower() for each in _texts((word,))}
    return pl.Series(sorted(forms - {""}), dtype=pl.String)
