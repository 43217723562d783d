"""The tables of the SQL store, as data.

Every row that came with a batch carries the batch's number, so that a read takes exactly the batches up to
its watermark and a batch can be taken back. Primary keys begin with what a table is read by, and rows are
stored in that order (SQLite's WITHOUT ROWID; PostgreSQL makes an ordinary key of it):

    facts      by value      who holds it: what sharing is read from
    holdings   by account    what it holds: the facts again, keys alone, to walk from an account
    implied    by value      what follows from a value, stored once and joined on read
    seen       by account    which batches spoke of it: an account lives as long as one of them
    measures, relations, labels, exits   by account

`accounts`, `values` and `kinds` hold what a key stands for; the same key means the same in every batch.
"""

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

VERSION = 4
"""Of this layout, kept in `meta`; a file of a newer one is refused. One of 1 has no sums of its rows (`sums`), one of 2
none of its batches, one of 3 no exits."""

METADATA = sa.MetaData()
KEY = sa.BigInteger().with_variant(sqlite.INTEGER(), "sqlite")
"""64 bits; SQLite wants it called INTEGER to make a single primary key the row's own place."""


def _key(name: str) -> sa.Column[int]:
    return sa.Column(name, KEY, primary_key=True, autoincrement=False)


def _number(name: str, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, KEY, nullable=nullable)


def _text(name: str, nullable: bool = True) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _clustered(
    name: str, *columns: sa.Column[int] | sa.Column[str] | sa.Column[float] | sa.Column[bytes]
) -> sa.Table:
    return sa.Table(name, METADATA, *columns, sqlite_with_rowid=False)


META = sa.Table("meta", METADATA, sa.Column("key", sa.Text, primary_key=True), _text("value", False))
"""`schema`: the layout's version; `epoch`: the active one; `sum TABLE BATCH`: see `sums`."""

KINDS = sa.Table("kinds", METADATA, _key("code"), sa.Column("name", sa.Text, nullable=False, unique=True))

BATCHES = sa.Table(
    "batches",
    METADATA,
    _key("number"),
    _text("id", False),
    _text("feed", False),
    _text("epoch", False),
    _number("seq", False),
    sa.Column("state", sa.Text, nullable=False),
    _number("holder", False),
    sa.UniqueConstraint("id", "epoch"),
)
"""State is committed, folded or withdrawn. `holder` is the number its rows are stored under: its own until
it is folded into another. A batch still being written has no row here, nor its parts in any table."""

ACCOUNTS = sa.Table("accounts", METADATA, _key("account"), _text("account_id", False))

VALUES = sa.Table("values", METADATA, _key("value"), _number("kind", False), _text("mask", False))

FACTS = _clustered(
    "facts",
    _key("value"),
    _key("account"),
    _key("batch"),
    _number("kind", False),
    _number("first_seen"),
    _number("last_seen"),
    _number("count", False),
)

HOLDINGS = _clustered("holdings", _key("account"), _key("value"), _key("batch"))

IMPLIED = _clustered("implied", _key("value"), _key("implied"), _key("batch"), _number("kind", False))
"""`kind` is that of the implied value."""

SEEN = _clustered("seen", _key("account"), _key("batch"))

MEASURES = _clustered(
    "measures",
    _key("account"),
    _key("batch"),
    _number("created_at"),
    _text("status"),
    _text("plan"),
    _text("country"),
    sa.Column("largest_amount", sa.Double),
    sa.Column("paid_days", sa.LargeBinary),
    _number("peak_requests"),
    _number("peak_tokens"),
    sa.Column("hours", sa.LargeBinary),
)
"""`paid_days` and `hours` are sorted little-endian int32, packed."""

RELATIONS = _clustered(
    "relations",
    _key("account"),
    _key("other"),
    sa.Column("kind", sa.Text, primary_key=True),
    _key("batch"),
    _number("first_seen"),
    _number("last_seen"),
    sa.Column("amount", sa.Double),
)
sa.Index("relations_by_other", RELATIONS.c.other)

LABELS = _clustered(
    "labels", _key("account"), sa.Column("label", sa.Text, primary_key=True), _key("batch"), _number("at")
)

EXITS = _clustered("exits", _key("account"), sa.Column("country", sa.Text, primary_key=True), _key("batch"))
"""Made when a graph of an earlier version is opened; it lacks the table for as long as it cannot be written."""

BY_BATCH = (FACTS, HOLDINGS, IMPLIED, SEEN, MEASURES, RELATIONS, LABELS, EXITS)
"""Tables whose rows belong to a batch, in the order they are written."""
