"""API keys: made, rotated, listed, revoked; the ledger keeps their digest alone.

A key is `lk_<prefix>_<secret>`. The secret is 32 random bytes, so one SHA-256 is enough to keep it: a slow
hash protects what people choose and others can guess, and would only make every request slow here.

Who makes keys could give himself as many voices as he likes, so he has none: `operate` and `approve` never
meet in one key, nor in the keys of one person, and whose key made a key may not approve.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage.errors import Barred, LacksScope, NotFound, Refused, UnknownKey, WrongUse
from linkage.ledger.audit import log
from linkage.ledger.audit.cover import covering
from linkage.ledger.db.models import ApiKey, Base
from linkage.ledger.db.session import Ledger
from linkage.ledger.persons import folded

SCOPES = ("enforce", "investigate", "export", "approve", "operate")
"""What a key may do: look up; read evidence and rings; export; approve; load, run and publish."""

OWNERS = ("person", "service")

APART = ("operate", "approve")
"""Scopes that nobody holds both of."""

PREFIX = 8


class Terms(TypedDict, total=False):
    """What may be said of a key beside its name and scopes."""

    owner_kind: str
    """`person` or `service`, which it is unless told."""
    expires_at: datetime | None
    per_minute: int | None
    """Requests it may make a minute; the setting's when not told."""
    made_by: str | None
    """Prefix of the key of who makes it."""


def create_key(
    ledger: Ledger,
    name: str,
    scopes: Sequence[str],
    now: datetime,
    **terms: Unpack[Terms],
) -> str:
    """Make a key and give it back, this once.

    Raises WrongUse for no scope, one that is not in `SCOPES`, or both that nobody holds together; Refused for a
    person whose other keys forbid it.
    """
    owner_kind, maker = terms.get("owner_kind", "service"), terms.get("made_by")
    _check(name, scopes, owner_kind, terms.get("per_minute"))
    ordered = [scope for scope in SCOPES if scope in scopes]
    token, row = _made(name, owner_kind, ordered, now)
    row.expires_at, row.per_minute, row.made_by = terms.get("expires_at"), terms.get("per_minute"), maker
    with ledger.write() as session, _covering(session, maker, now) as wrote:
        if owner_kind == "person":
            _apart(_of(session, name), _made_by(session, name), ordered, now)
        session.add(row)
        wrote.append(row)
        _note(session, maker, "create key", row.prefix, now)
    return token


def rotate_key(
    ledger: Ledger, prefix: str, now: datetime, overlap: timedelta, made_by: str | None = None
) -> str:
    """A new key in place of an old one, for the same owner, scopes and limit; the old one ends after `overlap`.

    A key that had an end lives as long again. Raises NotFound, and Refused for a key that is no longer good.
    """
    if overlap < timedelta(0):
        raise WrongUse("the overlap must not be negative")
    with ledger.write() as session, _covering(session, made_by, now) as wrote:
        old = _row(session, prefix)
        if not good(old, now):
            raise Refused(f"the key {prefix} is no longer valid: create a new one with `linkage keys create`")
        token, row = _made(old.name, old.owner_kind, list(old.scopes), now)
        row.per_minute, row.made_by, row.replaces = old.per_minute, made_by, old.prefix
        row.expires_at = old.expires_at and now + (old.expires_at - old.created_at)
        old.expires_at = min(old.expires_at or now + overlap, now + overlap)
        session.add(row)
        wrote += [old, row]
        _note(session, made_by, "rotate key", f"{old.prefix} {row.prefix}", now)
    return token


def revoke_key(ledger: Ledger, prefix: str, now: datetime, made_by: str | None = None) -> None:
    """Revoke a key for good; `NotFound` when there is none of that prefix."""
    with ledger.write() as session, _covering(session, made_by, now) as wrote:
        row = _row(session, prefix)
        if row.revoked_at is None:
            row.revoked_at = now
            wrote.append(row)
            _note(session, made_by, "revoke key", prefix, now)


def maker(ledger: Ledger, token: str, now: datetime) -> str:
    """Prefix of the key of someone who may make keys; raises UnknownKey, LacksScope."""
    with ledger.read() as session:
        row = session.scalars(select(ApiKey).where(ApiKey.digest == digest(token))).first()
    if row is None or not good(row, now):
        raise UnknownKey("LINKAGE_OPERATOR_KEY is not a valid key: unset it, or set a valid one")
    if "operate" not in row.scopes:
        raise LacksScope("creating keys requires the scope operate, which LINKAGE_OPERATOR_KEY lacks")
    return row.prefix


def holder(ledger: Ledger, token: str, now: datetime, *scopes: str) -> str:
    """Prefix of a key that is good and has one of these scopes; raises UnknownKey, LacksScope."""
    with ledger.read() as session:
        row = session.scalars(select(ApiKey).where(ApiKey.digest == digest(token))).first()
    if row is None or not good(row, now):
        raise UnknownKey("LINKAGE_KEY is not a valid key: set it to your own")
    if set(scopes).isdisjoint(row.scopes):
        raise LacksScope(f"this requires the scope {' or '.join(scopes)}, which LINKAGE_KEY lacks")
    return row.prefix


def approver(session: Session, prefix: str, now: datetime) -> str:
    """Name of the person who approves with that key: approvals count people, never keys.

    Raises LacksScope without the scope; Barred for a service, and for who makes keys or may.
    """
    row = session.get(ApiKey, prefix)
    if row is None or not good(row, now) or "approve" not in row.scopes:
        raise LacksScope("Approve with a key of the scope approve.")
    if row.owner_kind != "person":
        raise Barred("Approve with a person's key: a service cannot approve.")
    if _made_by(session, row.name) or "operate" in _scopes(_of(session, row.name), now):
        raise Barred("Have someone else approve: a person who creates keys may not.")
    return row.name


def good(row: ApiKey, now: datetime) -> bool:
    """Whether a key is neither revoked nor past its end."""
    return row.revoked_at is None and (row.expires_at is None or row.expires_at > now)


def _made(name: str, owner_kind: str, scopes: list[str], now: datetime) -> tuple[str, ApiKey]:
    prefix, secret = _random(5), _random(32)
    token = f"lk_{prefix}_{secret}"
    return token, ApiKey(prefix, digest(token), name, owner_kind, scopes, now, folded_name=folded(name))


def _check(name: str, scopes: Sequence[str], owner_kind: str, per_minute: int | None) -> None:
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        raise WrongUse(f"a key takes one or more of the scopes {', '.join(SCOPES)}")
    if set(APART) <= set(scopes):
        raise WrongUse(
            "operate and approve cannot be combined: a person who creates keys cannot approve; create two keys"
        )
    if owner_kind not in OWNERS:
        raise WrongUse("a key belongs to a person or to a service")
    if not name.strip():
        raise WrongUse("a key needs a name for its owner")
    if per_minute is not None and per_minute < 1:
        raise WrongUse("the limit must be at least 1 request per minute")


def _apart(held: Iterable[ApiKey], makes_keys: bool, scopes: Sequence[str], now: datetime) -> None:
    """Refuse a person who would both make keys and approve."""
    together = _scopes(held, now) | set(scopes)
    if set(APART) <= together and not set(APART).isdisjoint(scopes):
        raise Refused(
            "this person holds a key with operate or approve, and nobody may hold both: revoke that key first"
        )
    if "approve" in scopes and makes_keys:
        raise Refused(
            "this person's key created keys, and a person who creates keys cannot approve: choose someone else"
        )


def _of(session: Session, name: str) -> list[ApiKey]:
    """All keys a person ever had, by any spelling of the name."""
    his = (ApiKey.owner_kind == "person") & (ApiKey.folded_name == folded(name))
    return list(session.scalars(select(ApiKey).where(his).order_by(ApiKey.prefix)))


def _made_by(session: Session, name: str) -> bool:
    """Whether a key of that person ever made a key."""
    own = [row.prefix for row in _of(session, name)]
    return session.scalars(select(ApiKey.prefix).where(ApiKey.made_by.in_(own))).first() is not None


def _scopes(held: Iterable[ApiKey], now: datetime) -> set[str]:
    return {scope for row in held if good(row, now) for scope in row.scopes}


def _row(session: Session, prefix: str) -> ApiKey:
    row = session.get(ApiKey, prefix)
    if row is None:
        raise NotFound(f"no key has the prefix {prefix}: `linkage keys list` shows them")
    return row


def _covering(session: Session, made_by: str | None, now: datetime) -> AbstractContextManager[list[Base]]:
    return covering(session, log.Act(made_by or log.COMMAND_LINE, "write key"), now)


def _note(session: Session, made_by: str | None, action: str, subject: str, now: datetime) -> None:
    log.append(session, log.Act(made_by or log.COMMAND_LINE, action, subject), now)


def _random(size: int) -> str:
    """Random bytes as lower-case base32: 5 bytes are 8 letters, 32 are 52."""
    return base64.b32encode(secrets.token_bytes(size)).decode().rstrip("=").lower()


def digest(token: str) -> str:
    """What is kept of a key: SHA-256 in hex, of the whole key."""
    return hashlib.sha256(token.encode()).hexdigest()


def matches(token: str, kept: str) -> bool:
    """Is this the key of that digest? Takes as long for a near miss as for a far one."""
    return hmac.compare_digest(digest(token), kept)


def keys(ledger: Ledger) -> list[ApiKey]:
    """All keys ever made, revoked ones too, oldest first."""
    with ledger.read() as session:
        return list(session.scalars(select(ApiKey).order_by(ApiKey.created_at, ApiKey.prefix)))


def used(ledger: Ledger, last: Mapping[str, datetime]) -> None:
    """Write down when keys were last used, by prefix; earlier than what is there changes nothing."""
    with ledger.write() as session:
        for row in session.scalars(select(ApiKey).where(ApiKey.prefix.in_(sorted(last)))):
            row.last_used = max(row.last_used or last[row.prefix], last[row.prefix])
