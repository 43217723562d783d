"""The Neo4j store: parts wait in files, a commit writes them under a number that only its end makes visible."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl

from linkage.connected import Edges
from linkage.errors import UnknownBatch, WrongUse
from linkage.graph import bulk, walk
from linkage.graph.access import Access
from linkage.graph.neo4j import gds, load, look, read, remember, schema, show, sweep
from linkage.graph.neo4j.driver import Server, Transaction, ask
from linkage.graph.neo4j.write_lease import Lease, Leases
from linkage.graph.staging import OpenBatches, Staging
from linkage.graph.store import Record, Subgraph
from linkage.model import Batch
from linkage.tables import Holdings, Normalised

_MADE: Final = (
    f"MERGE (s:Store {{name: '{schema.STORE}'}}) ON CREATE SET s.schema = {schema.VERSION}, s.numbers = 0, "
    "s.seqs = 0, s.changes = 0, s.kinds = [], s.relations = [] RETURN s.schema"
)
_COUNTS: Final = {
    "accounts": "MATCH (a:Account) WHERE a.account_id IS NOT NULL RETURN count(a)",
    "values": "MATCH (v:Value) RETURN count(v)",
    "facts": f"RETURN COUNT {{ ()-->(:Value) }} - COUNT {{ ()-[:{schema.IMPLIES}]->() }}",
    "implied": f"MATCH ()-[r:{schema.IMPLIES}]->() RETURN count(r)",
    "measures": "MATCH (m:Measure) RETURN count(m)",
    "relations": "",
    "labels": f"MATCH ()-[r:{schema.LABELS}]->() RETURN count(r)",
}
_EXITS: Final = f"MATCH ()-[r:{schema.EXITS}]->() RETURN count(r)"


class Neo4jStore:
    """`Store` over Bolt; see `schema` for what the graph looks like."""

    def __init__(self, url: str, access: Access, patience: float = 30.0) -> None:
        self._server = Server(url, access, patience)
        self._access, self._patience = access, patience
        self._leases = Leases(self._server)
        self._open = OpenBatches()
        self._codes: dict[str, int] = {}
        try:
            self._prepare()
        except BaseException:
            self._server.close()
            raise

    def begin(self, batch: Batch) -> bool:
        """Open a batch; see `Store.begin`."""
        found = self._server.read(lambda tx: remember.find(tx, batch.id, batch.epoch))
        return self._open.begin(self._access.waiting(), batch, done=found is not None)

    def write(self, batch: Batch, part: Normalised) -> None:
        """Add a part to an open batch; a part describes every value that its facts and pairs name."""
        staging = self._open.of(batch)
        for name in sorted({*part.values["kind"].unique(), *part.facts["kind"].unique()}):
            self._codes.setdefault(name, len(self._codes) + 1)
        bulk.stage(staging, part, self._codes)

    def commit(self, batch: Batch) -> Batch:
        """Write the parts and make them visible, all at once."""
        staging = self._open.of(batch)
        names = {code: name for name, code in self._codes.items()}
        with self._lease() as mine:
            done = mine.run(lambda tx: remember.find(tx, batch.id, batch.epoch))
            if done is None:
                mine.run(lambda tx: remember.learn(tx, self._codes, _relations(staging)))
                rows = mine.run(remember.number)
                load.insert(mine, staging.get, rows, names)
                done = mine.run(lambda tx: _appear(tx, batch, rows))
        self.abandon(batch)
        return done

    def abandon(self, batch: Batch) -> None:
        """Drop an open batch; nothing when it is not open."""
        self._open.abandon(batch)

    def withdraw(self, batch_id: str) -> Batch:
        """Take a committed batch of the active epoch back: invisible at once, then removed."""

        def strike(transaction: Transaction) -> Batch | None:
            epoch = remember.known(transaction).epoch
            batch = remember.find(transaction, batch_id, epoch)
            rows = remember.committed(transaction, batch_id, epoch)
            if batch is None or rows is None:
                return None
            remember.withdraw(transaction, [rows])
            return batch

        with self._lease() as mine:
            batch = mine.run(strike)
            sweep.tidy(mine)
        if batch is None:
            raise UnknownBatch(f"There is no batch {batch_id} to withdraw, or it was folded.")
        return batch

    def compact(self, watermark: int) -> int:
        """Fold the visible batches up to the watermark: merged rows under a new number, then the old ones go."""
        with self._lease() as mine:
            seen = read.look(self._server, watermark)
            if len(seen.numbers) < 2:
                mine.run(lambda tx: remember.seal(tx, seen.numbers))
                return 0
            before = self._rows()
            names = {code: name for name, code in seen.known.codes.items()}
            rows = mine.run(remember.number)
            load.insert(mine, lambda name: _stored(self._server, seen, name), rows, names)
            mine.run(lambda tx: remember.fold(tx, seen.numbers, rows))
            sweep.tidy(mine)
            return before - self._rows()

    def batches(self) -> list[Batch]:
        """Committed and folded batches of every epoch, by `seq`."""
        return [record.batch for record in self.records()]

    def watermark(self) -> int:
        """Highest `seq` of a batch that was not withdrawn."""
        return max((batch.seq or 0 for batch in self.batches()), default=0)

    def epoch(self) -> str | None:
        """The active epoch."""
        return self._server.read(remember.known).epoch

    def activate(self, epoch: str) -> None:
        """Read that epoch from now on, and drop the batches of the others."""

        def switch(transaction: Transaction) -> None:
            others = {
                each.holder for each in remember.known(transaction).batches if each.batch.epoch != epoch
            }
            remember.withdraw(transaction, sorted(others))
            remember.activate(transaction, epoch)

        with self._lease() as mine:
            mine.run(switch)
            sweep.tidy(mine)

    def held(self, watermark: int) -> Holdings:
        """What accounts hold up to the watermark."""
        return read.held(self._server, watermark)

    def accounts(self, watermark: int) -> pl.DataFrame:
        """`tables.ACCOUNTS` up to the watermark."""
        return read.whole(self._server, "accounts", watermark)

    def values(self, keys: pl.Series) -> pl.DataFrame:
        """`tables.VALUES` of those keys."""
        return look.values(self._server, keys)

    def measures(self, watermark: int) -> pl.DataFrame:
        """`tables.MEASURES` up to the watermark."""
        return read.whole(self._server, "measures", watermark)

    def relations(self, watermark: int) -> pl.DataFrame:
        """`tables.RELATIONS` up to the watermark."""
        return read.whole(self._server, "relations", watermark)

    def labels(self, watermark: int) -> pl.DataFrame:
        """`tables.LABELS` up to the watermark."""
        return read.whole(self._server, "labels", watermark)

    def exits(self, watermark: int) -> pl.DataFrame:
        """`tables.EXITS` up to the watermark."""
        return read.whole(self._server, "exits", watermark)

    def neighbours(self, accounts: Sequence[int], depth: int = 1, limit: int = 500) -> Subgraph:
        """What hangs on those accounts by values they hold; implied values are not walked."""
        return self._server.read(
            lambda tx: walk.neighbours(look.Looks(tx), accounts, depth, limit), look.WALK
        )

    def holders(self, values: Sequence[int], limit: int = 500) -> pl.DataFrame:
        """Who holds those values, or one they follow from."""
        return self._server.read(lambda tx: walk.named_holders(look.Looks(tx), values, limit), look.WALK)

    def labelled(self, kinds: Sequence[str], mask: str, limit: int = 500) -> pl.DataFrame:
        """Who holds values of those kinds that are shown by this mask."""
        return self._server.read(
            lambda tx: walk.labelled_holders(look.Looks(tx), kinds, mask, limit), look.WALK
        )

    def path(self, start: int, end: int, limit: int = 10_000) -> list[int]:
        """Shortest path by values both hold, or hold in between; no crowd is crossed."""
        return self._server.read(lambda tx: walk.path(look.Looks(tx), start, end, limit), look.WALK)

    def erase(self, account: int) -> bool:
        """Forget an account and whatever it alone held."""
        if not self._server.read(lambda tx: sweep.there(tx, account)):
            return False
        with self._lease() as mine:
            mine.run(lambda tx: sweep.erase(tx, account))
        return True

    def partition(self, nodes: int, edges: Edges, resolution: float, seed: int) -> np.ndarray:
        """Communities by Leiden of GDS, in the server."""
        return gds.partition(self._server, nodes, edges, resolution, seed)

    def show(self, publication: str, rings: pl.DataFrame, members: pl.DataFrame) -> None:
        """Write the rings of a publication beside the facts."""
        with self._lease() as mine:
            show.show(mine, publication, rings, members)

    def records(self) -> list[Record]:
        """Every batch that was not withdrawn, by `seq`."""
        return list(self._server.read(remember.known).batches)

    def dump(self, table: str, numbers: Sequence[int]) -> Iterator[pl.DataFrame]:
        """Rows of a table as they are kept."""
        seen = replace(read.look(self._server, 0), numbers=tuple(numbers))
        return read.kept(self._server, seen, table)

    def counts(self) -> dict[str, int]:
        """Rows by table; a fact of two batches is two rows until they are folded."""

        def count(transaction: Transaction) -> dict[str, int]:
            types = schema.any_of(map(schema.relates, remember.known(transaction).relations))
            queries = {**_COUNTS, "relations": f"MATCH ()-[r:{types}]->() RETURN count(r)"}
            return {name: int(ask(transaction, query)[0][0]) for name, query in queries.items()}

        return {**self._server.read(count), "batches": len(self.batches())}

    def close(self) -> None:
        """Drop open batches and close the connections."""
        self._open.close()
        self._server.close()

    def _prepare(self) -> None:
        """Constraints and indexes where they are missing, and a look at the layout's version."""
        query = f"MATCH (s:Store {{name: '{schema.STORE}'}}) RETURN s.schema"
        found = self._server.read(lambda tx: ask(tx, query))
        if not found:
            for statement in schema.statements():
                self._server.write(lambda tx, statement=statement: ask(tx, statement))  # type: ignore[misc]
            found = self._server.write(lambda tx: ask(tx, _MADE))
        if found[0][0] > schema.VERSION:
            raise WrongUse("A newer version of this program wrote the graph: upgrade before you open it.")

    @contextmanager
    def _lease(self) -> Iterator[Lease]:
        """The right to write, the graph tidied first."""
        with self._leases.take(self._patience) as mine:
            sweep.tidy(mine)
            yield mine

    def _rows(self) -> int:
        counted = self.counts()
        exits = int(self._server.read(lambda tx: ask(tx, _EXITS))[0][0])
        return exits + sum(counted[name] for name in ("facts", "implied", "measures", "relations", "labels"))


def _appear(transaction: Transaction, batch: Batch, rows: int) -> Batch:
    """Make the rows a batch, unless that was done and only the answer got lost."""
    return remember.find(transaction, batch.id, batch.epoch) or remember.appear(transaction, batch, rows)


def _relations(staging: Staging) -> set[str]:
    return {kind for frame in staging.get("relations") for kind in frame["kind"].unique()}


def _stored(server: Server, seen: read.Seen, name: str) -> Iterator[pl.DataFrame]:
    """What a fold writes again: accounts and values themselves stay."""
    return iter(()) if name in ("accounts", "values") else read.rows(server, seen, name)
