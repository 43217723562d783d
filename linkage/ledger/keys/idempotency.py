"""Writes that are done once, however often they are sent.

The answer is kept in the very transaction of the act. So a write that was cut off, anywhere, is either done,
and the same key is answered as it would have been; or not done, and the same key does it now. Nothing has to
be cleaned up after a crash, and no lease has to run out. What is refused changes nothing and is not kept.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock

from sqlalchemy import delete
from sqlalchemy.orm import Session

from linkage.errors import IdempotencyKeyReused, StillRunning
from linkage.ledger.db.models import AnswerRow
from linkage.ledger.db.session import Ledger, Within

KEPT = timedelta(days=7)
"""How long an answer is kept; after that the same key is a new write."""

AGAIN = "The same write is under way: send it again in a moment, under the same key."


@dataclass(frozen=True)
class Asked:
    """A write as it was sent, by digests."""

    owner: str
    """Kind and name of whose key sent it; no one is answered what another did."""
    key: str
    request: str


@dataclass(frozen=True)
class Answer:
    """What a write comes to."""

    status: int
    body: bytes
    replayed: bool = False
    """Whether it was done before, and is told again."""


Act = Callable[[Ledger], Answer]
"""Something done in one transaction: the ledger it is given writes there and nowhere else."""


def asked(owner: str, key: str, method: str, path: str, body: bytes) -> Asked:
    """A request under its idempotency key; two spellings of one JSON document are the same body."""
    digest = hashlib.sha256()
    for part in (method.encode(), path.encode(), _plain(body)):
        digest.update(len(part).to_bytes(8, "big") + part)
    return Asked(owner, hashlib.sha256(key.encode()).hexdigest(), digest.hexdigest())


def _plain(body: bytes) -> bytes:
    """JSON with its keys in order and without spaces; anything else as it is."""
    try:
        return json.dumps(json.loads(body), sort_keys=True, separators=(",", ":")).encode()
    except (ValueError, RecursionError):
        return body


class Running:
    """The writes under way in this process."""

    def __init__(self) -> None:
        self._lock, self._now = Lock(), set[tuple[str, str]]()

    @contextmanager
    def alone(self, write: Asked) -> Iterator[None]:
        """Hold the key while the write runs; raises StillRunning when another holds it."""
        name = (write.owner, write.key)
        with self._lock:
            if name in self._now:
                raise StillRunning(AGAIN)
            self._now.add(name)
        try:
            yield
        finally:
            with self._lock:
                self._now.discard(name)


def once(ledger: Ledger, running: Running, write: Asked, act: Act, now: datetime) -> Answer:
    """The answer of the write: kept from before, else of the act, which is done and kept in one transaction.

    Raises IdempotencyKeyReused for another request under the same key, StillRunning while this process does
    this one (another's is waited for: writers take turns), and whatever the act raises: then it is not done.
    """
    with ledger.read() as session:
        before = kept(session, write, now)
    if before is not None:
        return before
    with running.alone(write):
        return _do(ledger, write, act, now)


def _do(ledger: Ledger, write: Asked, act: Act, now: datetime) -> Answer:
    with ledger.write() as session:
        _drop(session, now)
        before = kept(session, write, now)
        if before is not None:
            return before
        made = act(Within(session))
        row = AnswerRow(write.owner, write.key, write.request, made.status, made.body, now, now + KEPT)
        session.add(row)
        return made


def kept(session: Session, write: Asked, now: datetime) -> Answer | None:
    """What the write was answered before; None for one that was never done, or too long ago."""
    row = session.get(AnswerRow, (write.owner, write.key))
    if row is None or row.expires_at <= now:
        return None
    if row.request != write.request:
        raise IdempotencyKeyReused("Send another request under a key of its own: this key was used before.")
    return Answer(row.status, row.body, replayed=True)


def _drop(session: Session, now: datetime) -> None:
    """Drop what was kept long enough: few rows at a time, since every write does it."""
    session.execute(delete(AnswerRow).where(AnswerRow.expires_at <= now))


def whole(ledger: Ledger, act: Act) -> Answer:
    """The answer of an act done in one transaction, whole or not at all; nothing is kept of it."""
    with ledger.write() as session:
        return act(Within(session))
