"""Heads of the audit chain, signed and written down elsewhere, so that a cut tail and a chain made anew are seen.

One line of JSON a head, only ever added to `heads.jsonl`. Put the folder where who can write to the ledger
cannot change it: another machine, or a disk that is only added to. See docs/decisions/0016-signed-heads.md.
"""

import hmac
import json
import os
from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from linkage import printable
from linkage.errors import Refused
from linkage.ledger.audit import log
from linkage.ledger.db.models import AuditRow
from linkage.ledger.db.session import Ledger

FILE = "heads.jsonl"

EVERY = timedelta(hours=1)
"""How old the last head may grow before the next is written."""


@dataclass(frozen=True)
class Seal:
    """A head of the chain at a time."""

    at: str
    """ISO 8601, UTC."""
    seq: int
    head: str
    """Digest of the entry at that place."""


@dataclass(frozen=True)
class Kept:
    """The heads of a folder."""

    seals: tuple[Seal, ...]
    unsigned: int | None = None
    """First line that this key did not sign; None when it signed all of them."""

    def heads(self) -> log.Heads:
        """For `audit.verify`."""
        found: defaultdict[int, set[str]] = defaultdict(set)
        for each in self.seals:
            found[each.seq].add(each.head)
        return found


def seal(ledger: Ledger, folder: Path, key: bytes, now: datetime) -> Seal | None:
    """Sign the head and add it to the file; None for a chain without entries.

    Raises Refused when the last head written is no longer in the chain: a cut tail must not be sealed over.
    """
    fits(ledger, folder, key)
    with ledger.read() as session:
        seq, head = log.head(session)
    if seq == 0:
        return None
    made = Seal(printable.stamp(now), seq, head)
    _add(folder, json.dumps(asdict(made) | {"mac": _mac(made, key)}))
    return made


def fits(ledger: Ledger, folder: Path, key: bytes) -> None:
    """Is the last head written still in the chain? Raises Refused when it is not."""
    for last in read(folder, key).seals[-1:]:
        with ledger.read() as session:
            found = session.scalars(select(AuditRow.digest).where(AuditRow.seq == last.seq)).first()
        if found != last.head:
            raise Refused("the audit chain lacks its last head: run `linkage audit verify`")


def due(folder: Path, key: bytes, now: datetime) -> bool:
    """Whether the last head is an hour old, or there is none."""
    last = read(folder, key).seals[-1:]
    return not last or datetime.fromisoformat(last[0].at) <= now - EVERY


def read(folder: Path, key: bytes) -> Kept:
    """The heads written down so far; a line that was cut off while it was written is passed over."""
    path = folder / FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    found = [(number, _signed(line, key)) for number, line in enumerate(lines, 1) if _whole(line)]
    return Kept(
        tuple(made for _, made in found if made is not None),
        next((number for number, made in found if made is None), None),
    )


def last(folder: Path) -> int:
    """Place of the last entry whose head was written down, whoever signed it; 0 for none."""
    path = folder / FILE
    lines = path.read_bytes().splitlines() if path.exists() else []
    places = [json.loads(line).get("seq") for line in reversed(lines) if _whole(line)]
    return next((each for each in places if isinstance(each, int)), 0)


def _whole(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


def _signed(line: bytes, key: bytes) -> Seal | None:
    """The head of a line; None unless this key signed it."""
    said = json.loads(line)
    made = Seal(*(said.get(name) for name in ("at", "seq", "head")))
    return made if hmac.compare_digest(str(said.get("mac")).encode(), _mac(made, key).encode()) else None


def _mac(made: Seal, key: bytes) -> str:
    """HMAC-SHA-256 in hex over everything a head says."""
    said = json.dumps([made.at, made.seq, made.head]).encode()
    return hmac.digest(key, b"linkage.audit.head\n" + said, "sha256").hex()


def _add(folder: Path, line: str) -> None:
    """Add a line and wait until it is on the disk; one cut off before it is ended first."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder / FILE, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        os.write(handle, ("\n" * torn + line + "\n").encode())
        os.fsync(handle)
    finally:
        os.close(handle)
