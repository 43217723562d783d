"""What the API lays over a publication, as files: key digests, and accounts newer than the watermark.

Look-ups read these files and the publication alone, so they go on while the ledger is away. The files say
nothing of when they were written: equal states are equal bytes, so that an ETag made from them holds.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import orjson
import polars as pl
from sqlalchemy import select

from linkage import atomic
from linkage.ledger.models import ApiKey
from linkage.ledger.session import Ledger

FILE = "overlay.json"

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


class Snapshot(TypedDict):
    """One state of the overlay."""

    version: int
    """Of the form, not of the state."""
    keys: list[Key]


def snapshot(ledger: Ledger) -> Snapshot:
    """The overlay as the ledger has it: every key that was not revoked, by prefix."""
    with ledger.read() as session:
        rows = session.scalars(select(ApiKey).where(ApiKey.revoked_at.is_(None)).order_by(ApiKey.prefix))
        return Snapshot(version=1, keys=[_key(row) for row in rows])


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


def write_overlay(folder: Path, state: Snapshot) -> bool:
    """Replace overlay.json by this state, whole; False when it is there already, byte for byte."""
    folder.mkdir(parents=True, exist_ok=True)
    content = orjson.dumps(state, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    path = folder / FILE
    if path.exists() and path.read_bytes() == content:
        return False
    atomic.write(path, content, 0o600)
    return True


def read_overlay(folder: Path) -> Snapshot | None:
    """The state last written; None before the first."""
    path = folder / FILE
    if not path.exists():
        return None
    state: Snapshot = orjson.loads(path.read_bytes())
    return state


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
        return pl.read_ipc(path)["account"].to_numpy()
    except FileNotFoundError:
        return np.empty(0, np.int64)
