"""Numbers of 64 bits that are the same on every machine: keys of accounts, and one mixer."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.int64]

ACCOUNT: Final = blake2b(digest_size=8, person=b"linkage.account")
"""The state each digest of an account id starts from: a copy costs half of a new one."""
GOLDEN: Final = 0x9E3779B97F4A7C15
"""Step of splitmix64: 2^64 over the golden ratio, odd."""


def account_digest(account_id: str) -> bytes:
    """The eight bytes of an account's key. They are not keyed: ids are opaque, and stored as they are."""
    state = ACCOUNT.copy()
    state.update(account_id.encode())
    return state.digest()


def account_key(account_id: str) -> int:
    """The key of an account id, as `linkage.normalise.account_keys` has it of a column."""
    return int.from_bytes(account_digest(account_id), "little", signed=True)


def account_keys(ids: Sequence[str]) -> Keys:
    """The keys of many account ids."""
    return np.frombuffer(b"".join(map(account_digest, ids)), "<i8")


def splitmix64(words: Words) -> Words:
    """Each word spread over its 64 bits, no two of them to the same (Steele, Lea and Flood 2014).

    This is the finaliser; add `GOLDEN`, once or more often, for the generator of https://prng.di.unimi.it/splitmix64.c.
    """
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return words ^ (words >> np.uint64(31))
