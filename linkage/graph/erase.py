"""An account forgotten: its rows in every table, and whatever it alone held."""

from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage.graph import bulk, schema, sums
from linkage.graph.driver import Session, place
from linkage.tables import Schema

_KEY: Final[Schema] = {"key": pl.Int64()}
_OF_ACCOUNTS: Final = tuple(each for each in schema.BY_BATCH if each not in (schema.FACTS, schema.IMPLIED))
"""Tables of a batch by account."""


def erase(session: Session, account: int) -> bool:
    """Forget an account, of every batch and epoch; False when it was not there."""
    known = sa.select(schema.SEEN.c.account).distinct().where(schema.SEEN.c.account == account)
    if not session.read(known, _KEY).height:
        return False
    held = sa.select(schema.HOLDINGS.c.value).distinct().where(schema.HOLDINGS.c.account == account)
    values = session.read(held, _KEY)
    own = (schema.FACTS.c.value == place("key")) & (schema.FACTS.c.account == account)
    take(session, schema.FACTS, own, values)
    for table in _OF_ACCOUNTS:
        take(session, table, table.c.account == account)
    take(session, schema.RELATIONS, schema.RELATIONS.c.other == account)
    bulk.forget_accounts(session, pl.DataFrame({"key": [account]}, schema=_KEY))
    bulk.forget_values(session, _with_implied(session, values))
    return True


def take(
    session: Session, table: sa.Table, which: sa.ColumnElement[bool], keys: pl.DataFrame | None = None
) -> None:
    """Delete rows, and take them out of the sums of their batches; once for each key where there are keys."""
    if sums.keeps(session):
        wanted = {**sums.columns(table.name), "batch": pl.Int64()}
        query = sa.select(*(table.c[name] for name in wanted)).where(which)
        sums.less(session, table, session.read(query, wanted, keys))
    session.run(sa.delete(table).where(which), keys)


def _with_implied(session: Session, values: pl.DataFrame) -> pl.DataFrame:
    """Values nobody holds any more lose what follows from them; they and that are what may be forgotten."""
    facts, implied = schema.FACTS.c, schema.IMPLIED.c
    key = place("key")
    still = session.read(sa.select(facts.value).where(facts.value == key).limit(1), _KEY, values)
    loose = values.join(still, on="key", how="anti")
    follows = session.read(sa.select(implied.implied).where(implied.value == key), _KEY, loose)
    take(session, schema.IMPLIED, implied.value == key, loose)
    return pl.concat([values, follows]).unique()
