"""The SQL store: embedded SQLite by default, or PostgreSQL; `sqlite` and `postgres` hold what they do otherwise."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import polars as pl
import sqlalchemy as sa

from linkage import tables
from linkage.errors import StoreUnavailable, UnknownBatch, WrongUse
from linkage.graph import batches, bulk, look, read, schema, sums, walk
from linkage.graph.driver import Database, Session
from linkage.graph.erase import erase
from linkage.graph.staging import OpenBatches
from linkage.graph.store import Record, Subgraph
from linkage.model import Batch
from linkage.tables import Holdings, Normalised

_COUNT: Final[tables.Schema] = {"count": pl.Int64()}
_COUNTED: Final = ("accounts", "values", "facts", "implied", "measures", "relations", "labels")


class SqlStore:
    """`Store` over SQL: parts wait in files, a commit inserts them in key order in one transaction."""

    def __init__(self, database: Database, parts: Path) -> None:
        """`parts`: the folder where parts of open batches wait."""
        self._database, self._parts = database, parts
        self._open = OpenBatches()
        self._codes: dict[str, int] = {}
        try:
            self._prepare()
        except BaseException:
            self.close()
            raise

    def begin(self, batch: Batch) -> bool:
        """Open a batch; see `Store.begin`."""
        with self._database.transaction() as session:
            found = batches.find(session, batch.id, batch.epoch)
        return self._open.begin(self._parts, batch, done=found is not None)

    def write(self, batch: Batch, part: Normalised) -> None:
        """Add a part to an open batch; a part describes every value that its facts and pairs name."""
        staging = self._open.of(batch)
        names = pl.concat([part.values["kind"], part.facts["kind"]]).unique()
        bulk.stage(staging, part, self._kinds(set(names)))

    def commit(self, batch: Batch) -> Batch:
        """Insert the parts and make them visible, all at once."""
        staging = self._open.of(batch)
        with self._database.transaction("write") as session:
            done = batches.find(session, batch.id, batch.epoch)
            if done is None:
                number, done = batches.register(session, batch)
                bulk.insert(session, staging, number)
        self.abandon(batch)
        return done

    def abandon(self, batch: Batch) -> None:
        """Drop an open batch; nothing when it is not open."""
        self._open.abandon(batch)

    def withdraw(self, batch_id: str) -> Batch:
        """Take a committed batch of the active epoch back."""
        with self._database.transaction("write") as session:
            epoch = batches.meta(session, "epoch") or ""
            batch = batches.find(session, batch_id, epoch)
            number = batches.committed(session, batch_id, epoch)
            if batch is None or number is None:
                raise UnknownBatch(f"There is no batch {batch_id} to withdraw, or it was folded.")
            bulk.remove(session, [number])
            batches.withdraw(session, [number])
        return batch

    def compact(self, watermark: int) -> int:
        """Fold the visible batches up to the watermark under the number of the last of them."""
        with self._database.transaction("write") as session:
            numbers = read.visible(session, watermark).numbers
            if not numbers:
                return 0
            if (damaged := sums.damage(session)) is not None:
                raise StoreUnavailable(f"the graph is damaged: {damaged}")
            holder = batches.latest(session, numbers)
            saved = bulk.fold(session, numbers, holder) if len(numbers) > 1 else 0
            batches.fold(session, numbers, holder)
            if session.embedded and not sums.keeps(session):
                sums.begin(session)
        return saved

    def batches(self) -> list[Batch]:
        """Committed and folded batches of every epoch, by `seq`."""
        with self._database.transaction() as session:
            return batches.every(session)

    def watermark(self) -> int:
        """Highest `seq` of a batch that was not withdrawn."""
        return max((batch.seq or 0 for batch in self.batches()), default=0)

    def epoch(self) -> str | None:
        """The active epoch."""
        with self._database.transaction() as session:
            return batches.meta(session, "epoch")

    def activate(self, epoch: str) -> None:
        """Read that epoch from now on, and drop the batches of the others."""
        with self._database.transaction("write") as session:
            numbers = batches.others(session, epoch)
            bulk.remove(session, numbers)
            batches.withdraw(session, numbers)
            batches.set_meta(session, "epoch", epoch)

    def held(self, watermark: int) -> Holdings:
        """What accounts hold up to the watermark."""
        with self._database.transaction() as session:
            return read.held(session, watermark)

    def accounts(self, watermark: int) -> pl.DataFrame:
        """`tables.ACCOUNTS` up to the watermark."""
        with self._database.transaction() as session:
            return read.accounts(session, watermark)

    def values(self, keys: pl.Series) -> pl.DataFrame:
        """`tables.VALUES` of those keys."""
        with self._database.transaction() as session:
            return look.values(session, keys)

    def measures(self, watermark: int) -> pl.DataFrame:
        """`tables.MEASURES` up to the watermark."""
        with self._database.transaction() as session:
            return read.whole(session, "measures", watermark)

    def relations(self, watermark: int) -> pl.DataFrame:
        """`tables.RELATIONS` up to the watermark."""
        with self._database.transaction() as session:
            return read.whole(session, "relations", watermark)

    def labels(self, watermark: int) -> pl.DataFrame:
        """`tables.LABELS` up to the watermark."""
        with self._database.transaction() as session:
            return read.whole(session, "labels", watermark)

    def exits(self, watermark: int) -> pl.DataFrame:
        """`tables.EXITS` up to the watermark."""
        with self._database.transaction() as session:
            return read.whole(session, "exits", watermark)

    def neighbours(self, accounts: Sequence[int], depth: int = 1, limit: int = 500) -> Subgraph:
        """What hangs on those accounts by values they hold; implied values are not walked."""
        with self._database.transaction("walk") as session:
            return walk.neighbours(look.Looks(session), accounts, depth, limit)

    def holders(self, values: Sequence[int], limit: int = 500) -> pl.DataFrame:
        """Who holds those values, or one they follow from."""
        with self._database.transaction("walk") as session:
            return walk.named_holders(look.Looks(session), values, limit)

    def labelled(self, kinds: Sequence[str], mask: str, limit: int = 500) -> pl.DataFrame:
        """Who holds values of those kinds that are shown by this mask."""
        with self._database.transaction("walk") as session:
            return walk.labelled_holders(look.Looks(session), kinds, mask, limit)

    def path(self, start: int, end: int, limit: int = 10_000) -> list[int]:
        """Shortest path by values both hold, or hold in between; no crowd is crossed."""
        with self._database.transaction("walk") as session:
            return walk.path(look.Looks(session), start, end, limit)

    def erase(self, account: int) -> bool:
        """Forget an account and whatever it alone held."""
        with self._database.transaction("write") as session:
            return erase(session, account)

    def records(self) -> list[Record]:
        """Every batch that was not withdrawn, by `seq`."""
        with self._database.transaction() as session:
            return batches.records(session)

    def dump(self, table: str, numbers: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Rows of a table as they are kept."""
        with self._database.transaction() as session:
            yield from read.kept(session, table, numbers)

    def counts(self) -> dict[str, int]:
        """Rows by table; a fact of two batches is two rows until they are folded."""
        with self._database.transaction() as session:
            rows = {name: _size(session, schema.METADATA.tables[name]) for name in _COUNTED}
            return {**rows, "batches": len(batches.every(session))}

    def close(self) -> None:
        """Drop open batches and close the connections."""
        self._open.close()
        self._database.close()

    def _prepare(self) -> None:
        """A look at the layout's version, which the first one to come writes down."""
        with self._database.transaction() as session:
            version = batches.meta(session, "schema")
        if version is None:
            with self._database.transaction("write") as session:
                batches.set_meta(session, "schema", str(schema.VERSION))
                if session.embedded:
                    sums.begin(session)
        elif int(version) > schema.VERSION:
            raise WrongUse("A newer version of this program wrote the graph: upgrade before you open it.")

    def _kinds(self, names: set[str]) -> dict[str, int]:
        """Codes of all kinds, those of the names among them."""
        if not names <= self._codes.keys():
            with self._database.transaction("write") as session:
                known = read.kinds(session)
                new = sorted(names - known.keys())
                codes = {name: len(known) + place for place, name in enumerate(new, start=1)}
                fresh = pl.DataFrame({"code": codes.values(), "name": codes.keys()})
                session.add(schema.KINDS, fresh)
                sums.change(session, schema.KINDS.name, sums.ALONE, sums.total(fresh))
            self._codes = known | codes
        return self._codes


def _size(session: Session, table: sa.Table) -> int:
    return int(session.read(sa.select(sa.func.count()).select_from(table), _COUNT).item())
