"""A publication as it is read: memory-mapped, found by account, ring and value, never changed."""

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from linkage.errors import DamagedPublication, UnknownRun
from linkage.publication import manifest as manifests
from linkage.publication import schema as layout
from linkage.publication.figures import FIGURES
from linkage.publication.held import held
from linkage.publication.manifest import Manifest, began
from linkage.publication.profiles import PROFILES
from linkage.rings.lineage import cores
from linkage.rings.positions import POSITIONS
from linkage.tables import DECISIVE, EVIDENCE, MISSES, WEIGHTS, Schema

Ints = npt.NDArray[np.int64]

TABLES = (
    "accounts",
    "members",
    "rings",
    "links",
    "verdicts",
    "ignored",
    "links_by_account",
    "events",
    "gone",
)
"""The files of a publication, `<name>.arrow` each; `linkage.publication.schema` says what is in them."""

ADDED = ("certificates", "failed", "weights", "misses", "evidence", "positions", "profiles")
"""Files that publications of earlier versions lack: what would be said with them is left unsaid."""


@dataclass(frozen=True)
class Publication:
    """Everything one run found, as files that are mapped.

    Frames are views of the files: what is not looked at is not read. `row`, `rows`, `links_of` and
    `verdicts_of` find by binary search, so they cost the same in a large publication as in a small one.
    """

    folder: Path
    """The publication's own folder."""
    manifest: Manifest
    mapped: dict[str, pa.Table] = field(repr=False, compare=False)
    """Its files by name; mapped from the start, so that a publication in use outlives its folder."""
    ring_rows: dict[str, int] = field(repr=False, compare=False)
    """Row in `rings` by ring id."""
    hidden: frozenset[int] = field(default=frozenset(), repr=False, compare=False)
    """Accounts erased since: the files still have them, and nothing that finds or lists accounts gives them."""

    def hiding(self, accounts: Iterable[int]) -> "Publication":
        """The same with these accounts, and no others, hidden; the files and what was read of them are shared."""
        made = copy(self)
        object.__setattr__(made, "hidden", frozenset(accounts))
        return made

    @classmethod
    def open(cls, folder: Path, run_id: str, verify: bool = True, hold: bool = False) -> "Publication":
        """The publication of a run in the folder of publications.

        `UnknownRun` when there is none, `DamagedPublication` when a file is missing or, unless `verify` is
        False, is not what was written (reads it all once: about 0.4 s at a million accounts). Who is to `hold` it
        for long reads a copy of it, which nobody else can change.
        """
        began(run_id)
        own = folder / run_id
        if not own.is_dir():
            raise UnknownRun(f"there is no publication of run {run_id}")
        found = manifests.read(own)
        check(own, found, verify and not hold)
        tables = {name: _read(own, found, name, hold) for name in files_of(found)}
        ids = frame(tables["rings"])["ring_id"]
        return cls(own, found, tables, {ring_id: row for row, ring_id in enumerate(ids)})

    @property
    def run(self) -> str:
        """Id of its run."""
        return self.manifest.run

    @property
    def watermark(self) -> int:
        """Last batch its run read."""
        return self.manifest.watermark

    @cached_property
    def accounts(self) -> pl.DataFrame:
        """Every account up to the watermark, by account; columns of `layout.ACCOUNTS`."""
        return frame(self.mapped["accounts"])

    @cached_property
    def members(self) -> pl.DataFrame:
        """Members of all rings, by ring, tier and account; columns of `layout.MEMBERS`."""
        return frame(self.mapped["members"])

    @cached_property
    def rings(self) -> pl.DataFrame:
        """All rings, the largest first; columns of `layout.RINGS`, ties and `figures.FIGURES`, null where unknown."""
        rings = frame(self.mapped["rings"])
        lacks = {name: kind for name, kind in FIGURES.items() if name not in rings.columns}
        return rings.with_columns(pl.lit(None, kind).alias(name) for name, kind in lacks.items())

    @cached_property
    def links(self) -> pl.DataFrame:
        """All links its run used, by value and account; columns of `tables.LINKS`."""
        return frame(self.mapped["links"])

    @cached_property
    def verdicts(self) -> pl.DataFrame:
        """What each shared value weighs and why, by value; columns of `tables.VERDICTS`, and mask."""
        return frame(self.mapped["verdicts"])

    @cached_property
    def ignored(self) -> pl.DataFrame:
        """Facts on crowds, which tie nobody, by account and value; columns of `layout.IGNORED`."""
        return frame(self.mapped["ignored"])

    @cached_property
    def events(self) -> pl.DataFrame:
        """What happened to its rings since its parent; columns of `lineage.EVENTS`."""
        return frame(self.mapped["events"])

    @cached_property
    def gone(self) -> pl.DataFrame:
        """Rings that were there once, with their last core; columns of `lineage.CORES`."""
        return frame(self.mapped["gone"])

    @cached_property
    def certificates(self) -> pl.DataFrame:
        """Values without which an account would not be enforceable; columns of `tables.DECISIVE`."""
        return self._added("certificates", DECISIVE)

    @cached_property
    def failed(self) -> pl.DataFrame:
        """What other accounts failed, by account; columns of `layout.FAILED`."""
        return self._added("failed", layout.FAILED)

    @cached_property
    def weights(self) -> pl.DataFrame:
        """What its run took each kind for, by kind; columns of `tables.WEIGHTS`."""
        return self._added("weights", WEIGHTS)

    @cached_property
    def misses(self) -> pl.DataFrame:
        """Communities that nearly were rings; columns of `tables.MISSES`."""
        return self._added("misses", MISSES)

    @cached_property
    def positions(self) -> pl.DataFrame:
        """Where accounts and values stand in the picture of their ring; columns of `positions.POSITIONS`."""
        return self._added("positions", POSITIONS)

    @cached_property
    def evidence(self) -> pl.DataFrame:
        """The evidence that decided about each member, by account; columns of `tables.EVIDENCE`."""
        return self._added("evidence", EVIDENCE)

    @cached_property
    def profiles(self) -> pl.DataFrame:
        """What is known of members of rings beside what they share, by account; columns of `profiles.PROFILES`."""
        return self._added("profiles", PROFILES)

    def profiles_of(self, accounts: Ints) -> pl.DataFrame:
        """Profiles of these accounts, by account; of those in no ring there are none."""
        rows = find(self.profiles["account"].to_numpy(), np.unique(accounts))
        return self.seen(self.profiles[rows[rows >= 0]])

    @property
    def tells_failures(self) -> bool:
        """Whether its run kept what accounts failed."""
        return "failed" in self.mapped

    def _added(self, name: str, schema: Schema) -> pl.DataFrame:
        """One of the files that earlier versions did not write; empty where it is missing."""
        return frame(self.mapped[name]) if name in self.mapped else pl.DataFrame(schema=schema)

    def cores(self) -> pl.DataFrame:
        """Core members of its rings; columns of `lineage.CORES`."""
        return cores(self.members, "ring_id")

    def row(self, account: int) -> int | None:
        """Row in `accounts` of an account's key; None when it was never seen."""
        found = int(self._keys.searchsorted(account))
        if found == len(self._keys) or self._keys[found] != account or account in self.hidden:
            return None
        return found

    def rows(self, accounts: Ints) -> Ints:
        """Rows in `accounts` of many keys, in their order; -1 for those never seen."""
        found = find(self._keys, accounts)
        if self.hidden:
            found[np.isin(accounts, np.fromiter(self.hidden, np.int64))] = -1
        return found

    def ring_row(self, ring_id: str) -> int | None:
        """Row in `rings` of a ring; None when this publication has no such ring."""
        return self.ring_rows.get(ring_id)

    def ring_of(self, account: int) -> int:
        """Row in `rings` of the ring an account is in; -1 for none."""
        row = self.row(account)
        return -1 if row is None else int(self.accounts["ring"][row])

    def members_of(self, ring: int) -> pl.DataFrame:
        """Members of the ring in that row of `rings`, surest tier first."""
        start, end = self._ring_of_member.searchsorted([ring, ring + 1])
        return self.seen(self.members[start:end])

    def positions_of(self, ring: int) -> pl.DataFrame:
        """Positions of the accounts and values of the ring in that row of `rings`."""
        start, end = self._ring_of_position.searchsorted([ring, ring + 1])
        return self.positions[start:end]

    def seen(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows but for those of hidden accounts."""
        return rows.filter(~pl.col("account").is_in(sorted(self.hidden))) if self.hidden else rows

    def links_of(self, accounts: Ints) -> pl.DataFrame:
        """The links of these accounts, by value and account; reads no others."""
        rows = np.unique(self.rows(accounts))
        rows = rows[rows >= 0]
        spans = [self._order[self._starts[row] : self._starts[row + 1]] for row in rows]
        found = np.sort(np.concatenate([np.empty(0, np.uint32), *spans]))
        return self.links[found]

    def links_on(self, value: int) -> pl.DataFrame:
        """The links of all accounts to one value, by account."""
        start = int(self._linked.searchsorted(value))
        end = int(self._linked.searchsorted(value, side="right"))
        return self.links[start:end]

    def links_across(self, values: Ints) -> pl.DataFrame:
        """The links to these values of all accounts that are not hidden, by value and account."""
        keys = np.unique(values)
        left, right = (self._linked.searchsorted(keys, side=side) for side in ("left", "right"))
        spans = [np.arange(start, end) for start, end in zip(left, right, strict=True)]
        return self.seen(self.links[np.concatenate([np.empty(0, np.int64), *spans])])

    def ignored_of(self, accounts: Ints) -> pl.DataFrame:
        """The facts on crowds of these accounts, by account and value."""
        keys = np.unique(accounts)
        left, right = (self._ignoring.searchsorted(keys, side=side) for side in ("left", "right"))
        spans = [np.arange(start, end) for start, end in zip(left, right, strict=True)]
        return self.ignored[np.concatenate([np.empty(0, np.int64), *spans])]

    def decisive_of(self, account: int) -> pl.DataFrame:
        """The values without which this account would not be enforceable, by value."""
        start, end = (int(self._certified.searchsorted(account, side=side)) for side in ("left", "right"))
        return self.certificates[start:end]

    def evidence_of(self, accounts: Ints) -> pl.DataFrame:
        """The evidence that decided about these accounts, by account and value."""
        keys = np.unique(accounts)
        left, right = (self._evidenced.searchsorted(keys, side=side) for side in ("left", "right"))
        spans = [np.arange(start, end) for start, end in zip(left, right, strict=True)]
        return self.evidence[np.concatenate([np.empty(0, np.int64), *spans])]

    def failed_of(self, account: int) -> dict[str, object] | None:
        """What this account failed; None when nothing was kept of it."""
        at = int(find(self._failing, np.array([account], np.int64))[0])
        return self.failed.row(at, named=True) if at >= 0 else None

    def verdicts_of(self, values: Ints) -> pl.DataFrame:
        """What these values weigh and why, by value; those nobody shares are left out."""
        rows = find(self._judged, np.unique(values))
        return self.verdicts[rows[rows >= 0]]

    @cached_property
    def _keys(self) -> Ints:
        return self.accounts["account"].to_numpy()

    @cached_property
    def _starts(self) -> npt.NDArray[np.uint32]:
        """Where the links of each account begin in `_order`; one more than there are accounts."""
        return np.append(self.accounts["links_from"].to_numpy(), np.uint32(self.links.height))

    @cached_property
    def _order(self) -> npt.NDArray[np.uint32]:
        """Rows of `links`, by account."""
        return frame(self.mapped["links_by_account"])["link"].to_numpy()

    @cached_property
    def _ring_of_member(self) -> npt.NDArray[np.int32]:
        return self.members["ring"].to_numpy()

    @cached_property
    def _ring_of_position(self) -> npt.NDArray[np.int32]:
        return self.positions["ring"].to_numpy()

    @cached_property
    def _linked(self) -> Ints:
        return self.links["value"].to_numpy()

    @cached_property
    def _judged(self) -> Ints:
        return self.verdicts["value"].to_numpy()

    @cached_property
    def _ignoring(self) -> Ints:
        return self.ignored["account"].to_numpy()

    @cached_property
    def _certified(self) -> Ints:
        return self.certificates["account"].to_numpy()

    @cached_property
    def _evidenced(self) -> Ints:
        return self.evidence["account"].to_numpy()

    @cached_property
    def _failing(self) -> Ints:
        return self.failed["account"].to_numpy()


def find(ordered: Ints, keys: Ints) -> Ints:
    """Where each key stands in a sorted array; -1 where it does not."""
    if not len(ordered):
        return np.full(len(keys), -1, np.int64)
    at = ordered.searchsorted(keys)
    return np.where(ordered[np.minimum(at, len(ordered) - 1)] == keys, at, -1)


def _read(folder: Path, manifest: Manifest, name: str, hold: bool) -> pa.Table:
    """One file, mapped or held; raises DamagedPublication for one that is no table."""
    file = f"{name}.arrow"
    try:
        return held(folder / file, manifest.files[file]) if hold else mapped(folder, name)
    except (pa.ArrowException, OSError) as error:
        raise DamagedPublication(
            f"publication {folder.name} has an unreadable {file}: roll back to another"
        ) from error


def mapped(folder: Path, name: str) -> pa.Table:
    """One file of a publication: nothing of it is read before it is looked at."""
    with pa.memory_map(str(folder / f"{name}.arrow")) as file:
        return pa.ipc.open_file(file).read_all()


def frame(table: pa.Table) -> pl.DataFrame:
    """A table as a frame whose columns are the file's own bytes (names of kinds and groups apart)."""
    made = pl.from_arrow(table)
    assert isinstance(made, pl.DataFrame)
    return made


def files_of(manifest: Manifest) -> list[str]:
    """Names of the files a publication must have: those of every version, and those its own version wrote."""
    return [*TABLES, *(name for name in ADDED if f"{name}.arrow" in manifest.files)]


def check(folder: Path, manifest: Manifest, verify: bool) -> None:
    """Is every file there, and what was written? `DamagedPublication` names the first that is not."""
    if manifest.run != folder.name:
        raise DamagedPublication(f"publication {folder.name} holds the files of run {manifest.run}")
    for name in (f"{table}.arrow" for table in files_of(manifest)):
        if name not in manifest.files or not (folder / name).is_file():
            raise DamagedPublication(f"publication {folder.name} lacks {name}: roll back to another")
        if verify and digest(folder / name) != manifest.files[name]:
            raise DamagedPublication(f"publication {folder.name} has a changed {name}: roll back to another")
    unnamed = {path.name for path in folder.glob("*.arrow")} - set(manifest.files)
    if unnamed:
        raise DamagedPublication(
            f"publication {folder.name} has a changed manifest.json, which does not name {min(unnamed)}: roll back"
        )


def digest(path: Path) -> str:
    """BLAKE2b of a file, in hex."""
    found = blake2b(digest_size=32)
    with path.open("rb") as file:
        while part := file.read(1 << 20):
            found.update(part)
    return found.hexdigest()
