"""Look-ups by key over the two clustered orders of the facts: what the walks of `walk` are made of, on SQL."""

from collections.abc import Iterable, Sequence
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.graph import schema
from linkage.graph.driver import Session, place
from linkage.graph.store import Subgraph


def _active(batch: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Rows of the active epoch; those of open and withdrawn batches are not in the tables."""
    epoch = (
        sa.select(schema.META.c.value)
        .where(schema.META.c.key == sa.literal_column("'epoch'"))
        .scalar_subquery()
    )
    rows = schema.BATCHES.c
    return sa.select(rows.number).where(rows.number == batch, rows.epoch == epoch).exists()


_H, _F, _S = schema.HOLDINGS.c, schema.FACTS.c, schema.SEEN.c
_A, _V, _I = schema.ACCOUNTS.c, schema.VALUES.c, schema.IMPLIED.c
_HOLDINGS: Final = (
    sa.select(_H.account, _H.value)
    .where(_H.account == place("key"), _active(_H.batch))
    .group_by(_H.account, _H.value)
    .order_by(_H.account, _H.value)
    .limit(place("most"))
)
_HOLDERS: Final = (
    sa.select(_F.account, _F.value)
    .where(_F.value == place("key"), _active(_F.batch))
    .group_by(_F.value, _F.account)
    .order_by(_F.value, _F.account)
    .limit(place("most"))
)
_IMPLYING: Final = (
    sa.select(_I.value, _I.implied)
    .where(_I.implied == place("key"), _active(_I.batch))
    .group_by(_I.value, _I.implied)
    .order_by(_I.value)
    .limit(place("most"))
)
_FACTS: Final = (
    sa.select(
        _F.account,
        _F.value,
        sa.func.min(_F.kind),
        sa.func.min(_F.first_seen),
        sa.func.max(_F.last_seen),
        sa.func.max(_F.count),
    )
    .where(_F.value == place("value"), _F.account == place("account"), _active(_F.batch))
    .group_by(_F.value, _F.account)
)
_KNOWN: Final = (
    sa.select(_S.account).where(_S.account == place("key"), _active(_S.batch)).group_by(_S.account)
)
_KINDS: Final = sa.select(schema.KINDS.c.code, schema.KINDS.c.name)
_ACCOUNTS: Final = sa.select(_A.account, _A.account_id).where(_A.account == place("key"))
_VALUES: Final = sa.select(_V.value, _V.kind, _V.mask).where(_V.value == place("key"))


def values(session: Session, keys: Iterable[int]) -> pl.DataFrame:
    """`tables.VALUES` of those keys, sorted by value; unknown ones are left out."""
    names = _kinds(session)
    found = session.look(_VALUES, {"key": sorted(set(keys))})
    rows = [(value, names[kind], mask or None) for value, kind, mask in found]
    return pl.DataFrame(rows, tables.VALUES, orient="row")


class Looks:
    """`walk.Looks` within one transaction."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def known(self, keys: Iterable[int]) -> list[int]:
        """Those of the accounts that the active epoch speaks of, sorted."""
        return [account for (account,) in self._session.look(_KNOWN, {"key": sorted(set(keys))})]

    def holdings(self, accounts: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each account, at most so many each."""
        return self._session.look(_HOLDINGS, {"key": accounts, "most": [most] * len(accounts)})

    def holders(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(account, value), sorted within each value, at most so many each."""
        return self._session.look(_HOLDERS, {"key": keys, "most": [most] * len(keys)})

    def implying(self, keys: list[int], most: int) -> list[tuple[int, int]]:
        """(value, what follows from it), at most so many each; reads all of `implied`, which is sorted by the other."""
        return self._session.look(_IMPLYING, {"key": keys, "most": [most] * len(keys)})

    def masked(self, kinds: Sequence[str], mask: str, most: int) -> list[tuple[int, str]]:
        """(value, kind) of those kinds that are shown by this mask, sorted; reads all of `values`."""
        named = {code: name for code, name in _kinds(self._session).items() if name in kinds}
        shown = sa.select(_V.value, _V.kind).where(_V.kind.in_(named), _V.mask == mask)
        found = self._session.read(
            shown.order_by(_V.value).limit(most), {"value": pl.Int64(), "kind": pl.Int64()}
        )
        return [(value, named[code]) for value, code in found.rows()]

    def subgraph(self, chosen: list[int], pairs: list[tuple[int, int]], truncated: bool) -> Subgraph:
        """The facts between those accounts and values, and what their keys stand for."""
        found = self._session.look(
            _FACTS, {"value": [each for each, _ in pairs], "account": [each for _, each in pairs]}
        )
        names = _kinds(self._session)
        facts = [(account, value, names[kind], *rest) for account, value, kind, *rest in found]
        return Subgraph(
            pl.DataFrame(self._session.look(_ACCOUNTS, {"key": chosen}), tables.ACCOUNTS, orient="row"),
            values(self._session, (value for _, value, *_ in found)),
            pl.DataFrame(facts, tables.FACTS, orient="row"),
            truncated,
        )


def _kinds(session: Session) -> dict[int, str]:
    return dict(session.look(_KINDS, {}))
