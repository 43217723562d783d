"""What the API lays over a publication, as files: key digests, decisions, erasures, accounts newer than its watermark.

Look-ups read these files and the publication alone, so they go on while the ledger is away. The files say
nothing of when they were written: equal states are equal bytes, so that an ETag made from them holds.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path
from typing import NotRequired, TypedDict

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl
from sqlalchemy import select
from sqlalchemy.orm import Session

from linkage import atomic, locks
from linkage.errors import Damaged, LedgerUnavailable
from linkage.ledger import closed
from linkage.ledger.db.models import ApiKey
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions import erased
from linkage.ledger.decisions.policy import AccountState, DecisionState
from linkage.ledger.decisions.state import decision_state, newest

FILE = "overlay.json"
VERSION = 4
"""Of the file's form; the first form had keys alone, the second no erasures, the third no sum."""
SUM = "sum"
"""Where the file says what the digest of the rest of it is."""
TRIES = 5
"""Most times that the ledger is read anew because another process wrote meanwhile."""

Keys = npt.NDArray[np.int64]

_NEWCOMERS = re.compile(r"newcomers-(\d+)\.arrow")


class Key(TypedDict):
    """A key that was not revoked."""

    prefix: str
    digest: str
    name: str
    owner_kind: str
    scopes: list[str]
    expires_at: str | None
    """ISO 8601 in UTC; the reader compares it with his own clock: the file may be older than the end."""
    per_minute: int | None
    """Requests it may make a minute; null where the setting says it."""


class Decided(TypedDict, total=False):
    """What people decided about one account; what does not hold is left out."""

    decided: str
    allowlisted: bool
    apart: list[str]
    until: str


class Snapshot(TypedDict):
    """One state of the overlay."""

    version: int
    """Of the form, not of the state."""
    keys: list[Key]
    upto: str
    """The newest decision or entry of the allowlist that is in it, by its place in the audit chain, and the
    switch of publications it was read after: a verdict on a ring may lapse with one."""
    rings: dict[str, str]
    """State of each ring that somebody decided about."""
    accounts: dict[str, Decided]
    """By the account's key, in decimal."""
    erased: list[int]
    """Keys of accounts that are to be answered as ones never seen, whatever a publication says."""
    closed: NotRequired[list[str]]
    """Rings all of whose core and member accounts were closed; left out where there is none."""
    closed_upto: NotRequired[int]
    """What was closed or given back last that is in it, by its place in the audit chain."""


def snapshot(ledger: Ledger, now: datetime | None = None, last: Snapshot | None = None) -> Snapshot:
    """The overlay as the ledger has it: every key that was not revoked, by prefix, and what people decided.

    `last` is the state that was read before: where nothing was decided since, that part of it is taken over.
    """
    now = now or datetime.now(UTC)
    with ledger.read() as session:
        rows = session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.prefix))
        keys = [_key(row) for row in rows]
        upto, shut = newest(session), closed.mark(session)
        if last is not None and last["upto"] == upto and not _ended(last, now):
            same: Snapshot = {**last, "version": VERSION, "keys": keys}
            return same if last.get("closed_upto", 0) == shut else _closed(session, same, shut)
        found = _decided(keys, upto, decision_state(session, now), erased.keys(session))
        return _closed(session, found, shut)


def _closed(session: Session, state: Snapshot, upto: int) -> Snapshot:
    """The state with the rings that are closed, where any account ever was."""
    return {**state, "closed": closed.closed(session), "closed_upto": upto} if upto else state


def _decided(keys: list[Key], upto: str, found: DecisionState, gone: list[int]) -> Snapshot:
    away = set(gone)
    accounts = {str(account): _account(own) for account, own in found.accounts.items() if account not in away}
    return Snapshot(
        version=VERSION, keys=keys, upto=upto, rings=dict(found.rings), accounts=accounts, erased=gone
    )


def _account(own: AccountState) -> Decided:
    said = Decided()
    if own.decided:
        said["decided"] = own.decided
    if own.allowlisted:
        said["allowlisted"] = True
    if own.not_of:
        said["apart"] = list(own.not_of)
    if own.until:
        said["until"] = own.until.astimezone(UTC).isoformat()
    return said


def _ended(state: Snapshot, now: datetime) -> bool:
    """Whether an entry of the allowlist has ended since; the ends are all in one form, so text compares."""
    ends = [each["until"] for each in state["accounts"].values() if "until" in each]
    return bool(ends) and datetime.fromisoformat(min(ends)) <= now


def _key(row: ApiKey) -> Key:
    return Key(
        prefix=row.prefix,
        digest=row.digest,
        name=row.name,
        owner_kind=row.owner_kind,
        scopes=row.scopes,
        expires_at=_iso(row.expires_at),
        per_minute=row.per_minute,
    )


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def copy(ledger: Ledger, folder: Path, now: datetime, last: Snapshot | None = None) -> tuple[Snapshot, bool]:
    """Bring overlay.json up to the ledger; what is in it now, and whether that is new.

    Where another process replaced the file while the ledger was read, it is read again: what was released must
    not come back because somebody read earlier and wrote later.
    """
    for _ in range(TRIES):
        before = _sign(folder)
        last = snapshot(ledger, now, last)
        with _locked(folder):
            if _sign(folder) == before:
                return last, write_overlay(folder, last)
    raise LedgerUnavailable("others write the overlay faster than it can be read")


def write_overlay(folder: Path, state: Snapshot) -> bool:
    """Replace overlay.json by this state, whole; False when it is there already, byte for byte."""
    folder.mkdir(parents=True, exist_ok=True)
    content = _bytes({**state, SUM: _sum(state)}) + b"\n"
    path = folder / FILE
    if path.exists() and path.read_bytes() == content:
        return False
    atomic.write(path, content, 0o600)
    return True


def _bytes(state: Mapping[str, object]) -> bytes:
    return orjson.dumps(state, option=orjson.OPT_SORT_KEYS)


def _sum(state: Mapping[str, object]) -> str:
    """Digest of a state, by which a file that was damaged is known."""
    return blake2b(_bytes(state), digest_size=16).hexdigest()


def _sign(folder: Path) -> tuple[int, int] | None:
    """What changes whenever the file is replaced."""
    try:
        found = (folder / FILE).stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Only one process at a time replaces the overlay; a killed one lets go by itself."""
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        locks.hold(handle)
        yield
    finally:
        os.close(handle)


def read_overlay(folder: Path) -> Snapshot | None:
    """The state last written; None before the first. Raises Damaged for a file that is not what was written."""
    try:
        found = orjson.loads((folder / FILE).read_bytes())
        told = found.pop(SUM, None)
        if (told is None and found["version"] >= VERSION) or told not in (None, _sum(found)):
            raise ValueError
        state: Snapshot = {"upto": "", "rings": {}, "accounts": {}, "erased": []} | found
        return state
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise Damaged(
            f"the overlay {folder / FILE} is damaged: `linkage publications` makes it anew from the ledger"
        ) from None


def noted(folder: Path) -> bool:
    """Whether any batch noted its accounts here since the oldest publication."""
    return any(True for _ in _files(folder))


def write_newcomers(folder: Path, seq: int, accounts: pl.Series) -> None:
    """Note the accounts first seen in a batch; again replaces what was noted for it."""
    folder.mkdir(parents=True, exist_ok=True)
    column = pl.DataFrame({"account": accounts.cast(pl.Int64).unique().sort()})
    with atomic.replaced(_path(folder, seq), 0o600) as temporary:
        column.write_ipc(temporary, record_batch_size=max(len(column), 1))


def read_newcomers(folder: Path, above: int) -> Keys:
    """Accounts first seen in batches after `above` (a watermark), each once, sorted."""
    parts = [_read(path) for seq, path in sorted(_files(folder)) if seq > above]
    return np.unique(np.concatenate([np.empty(0, np.int64), *parts]))


def drop_newcomers(folder: Path, seq: int) -> None:
    """Forget the newcomers of a batch that was withdrawn."""
    _path(folder, seq).unlink(missing_ok=True)


def prune_newcomers(folder: Path, watermark: int) -> int:
    """Delete what every kept publication knows: batches up to the watermark of the oldest; how many files."""
    old = [path for seq, path in _files(folder) if seq <= watermark]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _path(folder: Path, seq: int) -> Path:
    return folder / f"newcomers-{seq}.arrow"


def _files(folder: Path) -> Iterator[tuple[int, Path]]:
    for path in folder.glob("newcomers-*.arrow"):
        match = _NEWCOMERS.fullmatch(path.name)
        if match:
            yield int(match[1]), path


def _read(path: Path) -> Keys:
    """One file; empty when a withdrawal took it between the listing and now."""
    try:
        return pl.read_ipc(path.read_bytes())["account"].to_numpy()
    except FileNotFoundError:
        return np.empty(0, np.int64)
    except (pl.exceptions.PolarsError, OSError):
        raise Damaged(f"{path} is damaged: delete it, and run `linkage detect`") from None
