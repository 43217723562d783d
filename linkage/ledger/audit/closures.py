"""What the audit covers of the accounts that were closed: a digest a part of them, by the first bits of their keys.

There may be a million of them, and a single receipt changes one; a part of 256 is read again then.
"""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Final

import polars as pl
from sqlalchemy import func, literal_column, select
from sqlalchemy.orm import Session

from linkage.ledger.closed import ClosureRow
from linkage.ledger.db import bulk
from linkage.tables import Schema

CLOSURES: Final = ClosureRow.__tablename__
PARTS: Final = 256
SPAN: Final = 2**64 // PARTS
BITS: Final = SPAN.bit_length() - 1
"""Bits of a key that are its place in a part; those above them are the part."""
_ROWS: Final[Schema] = {
    "account": pl.Int64(),
    "export": pl.String(),
    "seq": pl.Int64(),
    "closed": pl.Boolean(),
}
_KEYS: Final[Schema] = {"account": pl.Int64()}


def since(session: Session, last: int) -> dict[tuple[str, str], str]:
    """Digests of the parts in which an account was closed or given back after that entry of the chain."""
    query = select(ClosureRow.account).where(ClosureRow.seq > last)
    touched = bulk.read(session, query, _KEYS)["account"]
    return {(CLOSURES, str(part)): digest(session, part) for part in sorted(set(map(_part, touched)))}


def strays(session: Session, told: Mapping[str, str]) -> Iterator[str]:
    """Parts that are not as the chain has them, in words."""
    part = ClosureRow.account.op(">>")(literal_column(str(BITS))).label("part")
    counted = session.execute(select(part, func.count()).group_by(part))
    there = {str(high + PARTS // 2): count for high, count in counted}
    for each in map(str, range(PARTS)):
        if each in told and digest(session, int(each)) != told[each]:
            yield f"{CLOSURES} {each}: one was edited, added or deleted"
        elif each not in told and each in there:
            yield f"{there[each]} {CLOSURES} were added by nobody"


def everything(session: Session) -> dict[tuple[str, str], str]:
    """Digests of all parts that have an account, as they stand."""
    return since(session, -1)


def digest(session: Session, part: int) -> str:
    """SHA-256 of the accounts of a part."""
    columns = (getattr(ClosureRow, name) for name in _ROWS)
    query = select(*columns).where(ClosureRow.account.between(*_bounds(part))).order_by(ClosureRow.account)
    return hashlib.sha256(bulk.read(session, query, _ROWS).write_ndjson().encode()).hexdigest()


def _part(account: int) -> int:
    return (account + 2**63) // SPAN


def _bounds(part: int) -> tuple[int, int]:
    low = part * SPAN - 2**63
    return low, low + SPAN - 1
