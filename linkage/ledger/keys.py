"""API keys: made, listed, revoked; the ledger keeps their digest alone.

A key is `lk_<prefix>_<secret>`. The secret is 32 random bytes, so one SHA-256 is enough to keep it: a slow
hash protects what people choose and others can guess, and would only make every request slow here.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from linkage.errors import NotFound, WrongUse
from linkage.ledger.models import ApiKey
from linkage.ledger.session import Ledger

SCOPES = ("enforce", "investigate", "export", "approve", "operate")
"""What a key may do: look up; read evidence and rings; export; approve; load, run and publish."""

OWNERS = ("person", "service")

PREFIX = 8


def create_key(
    ledger: Ledger,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    *,
    owner_kind: str = "service",
    expires_at: datetime | None = None,
) -> str:
    """Make a key and give it back, this once; `WrongUse` for no scope, or one that is not in `SCOPES`."""
    _check(name, scopes, owner_kind)
    prefix, secret = _random(5), _random(32)
    token = f"lk_{prefix}_{secret}"
    ordered = [scope for scope in SCOPES if scope in scopes]
    with ledger.write() as session:
        session.add(ApiKey(prefix, digest(token), name, owner_kind, ordered, now, expires_at=expires_at))
    return token


def _check(name: str, scopes: Sequence[str], owner_kind: str) -> None:
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise WrongUse(f"a key takes one or more of the scopes {', '.join(SCOPES)}")
    if owner_kind not in OWNERS:
        raise WrongUse("a key belongs to a person or to a service")
    if not name.strip():
        raise WrongUse("a key needs a name that says whose it is")


def _random(size: int) -> str:
    """Random bytes as lower-case base32: 5 bytes are 8 letters, 32 are 52."""
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()


def digest(token: str) -> str:
    """What is kept of a key: SHA-256 in hex, of the whole key."""
    return hashlib.sha256(token.encode()).hexdigest()


def prefix_of(token: str) -> str | None:
    """The part of a key by which it is found; None for what has not the form of a key."""
    head, _, rest = token.partition("_")
    prefix, _, secret = rest.partition("_")
    return prefix if head == "lk" and len(prefix) == PREFIX and secret else None


def matches(token: str, kept: str) -> bool:
    """Is this the key of that digest? Takes as long for a near miss as for a far one."""
    return hmac.compare_digest(digest(token), kept)


def keys(ledger: Ledger) -> list[ApiKey]:
    """All keys ever made, revoked ones too, oldest first."""
    with ledger.read() as session:
        return list(session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.prefix)))


def revoke_key(ledger: Ledger, prefix: str, now: datetime) -> None:
    """Revoke a key for good; `NotFound` when there is none of that prefix."""
    with ledger.write() as session:
        row = session.get(ApiKey, prefix)
        if row is None:
            raise NotFound(f"no key has the prefix {prefix}: `linkage keys list` shows them")
        row.revoked_at = row.revoked_at or now


def used(ledger: Ledger, last: Mapping[str, datetime]) -> None:
    """Write down when keys were last used, by prefix; earlier than what is there changes nothing."""
    with ledger.write() as session:
        for row in session.scalars(select(ApiKey).where(ApiKey.prefix.in_(sorted(last)))):
            row.last_used = max(row.last_used or last[row.prefix], last[row.prefix])
