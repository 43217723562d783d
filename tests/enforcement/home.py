"""A home in which rings are confirmed, people who ask, review and approve, and an export taken step by step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Final

import polars as pl

from linkage.enforcement import files, force, produce, revoke, signing
from linkage.explain import snapshot
from linkage.hashing import account_key as key
from linkage.ledger import Ledger, approvals, exports, receipts
from linkage.ledger.actions import ExportRow, ReviewRow
from linkage.ledger.decisions import record
from linkage.ledger.decisions.record import Author, Spoken, Subject
from linkage.ledger.exports import Wanted
from linkage.ledger.keys.api_keys import create_key
from linkage.publication.reader import Publication
from tests.api.world import NOON, World
from tests.keys import prefix_of

SECRET: Final = b"a key for tests alone"
BAN: Final = Wanted("ban", "coordinated_fraud")
CHALLENGE: Final = """
[policies.harvest]
leads_to = "export"
ground = "model_harvesting"
[[policies.harvest.steps]]
action = "challenge"
days = 7
counts = 90
"""
"""The head of a policy in steps, and its first one."""
THROTTLE: Final = """
[[policies.harvest.steps]]
action = "throttle"
days = 14
counts = 120
"""
LAST: Final = """
[[policies.harvest.steps]]
action = "ban"
"""
SCOPES: Final = ("investigate", "export", "approve")


def ring(name: str, size: int) -> dict[str, tuple[str, ...]]:
    """A ring with so many enforceable accounts, and one that is possible."""
    return {name: tuple(f"{name}-{each:05}" for each in range(size + 1))}


@dataclass
class Home:
    """A world with confirmed rings, and its people by name."""

    world: World
    clock: datetime = NOON + timedelta(hours=6)
    people: dict[str, str] = field(default_factory=dict)

    @property
    def ledger(self) -> Ledger:
        return self.world.ledger

    @cached_property
    def secret(self) -> bytes:
        return SECRET

    def by(self, name: str, reason: str = "because") -> Spoken:
        """That person speaks now."""
        self.clock += timedelta(seconds=1)
        return Spoken(Author(self.key(name)), reason, self.clock)

    def key(self, name: str, *scopes: str, kind: str = "person") -> str:
        """Prefix of that person's key, made once."""
        if name not in self.people:
            made = create_key(self.ledger, name, scopes or SCOPES, NOON, owner_kind=kind)
            self.people[name] = prefix_of(made)
        return self.people[name]

    def publish(self, rings: Mapping[str, tuple[str, ...]], confirm: bool = True) -> Publication:
        """Rings that a run found, and that somebody confirmed."""
        found = self.world.publish(rings)
        for ring_id in found.rings["ring_id"] if confirm else []:
            about = Subject(ring_id)
            record.record(self.ledger, "confirm", about, snapshot.of(found, about), self.by("ines"))
        return found

    def decide(self, action: str, account_id: str) -> None:
        found = Publication.open(self.world.settings.publications, self.serving)
        about = Subject(None, account_id, key(account_id))
        record.record(self.ledger, action, about, snapshot.of(found, about), self.by("ines"))

    @property
    def serving(self) -> str:
        from linkage.publication import writer as publish

        return publish.current(self.world.settings.publications) or ""

    def request(self, wanted: Wanted = BAN, name: str = "rex") -> ExportRow:
        found = Publication.open(self.world.settings.publications, self.serving)
        return exports.request(self.ledger, wanted, produce.basis(found), self.by(name))

    def preview(self, export: str) -> ExportRow:
        found = produce.look(self.world.settings, self.ledger, export, self.clock)
        return exports.previewed(self.ledger, export, found, self.by("rex"))

    def previewed(self, wanted: Wanted = BAN) -> ExportRow:
        return self.preview(self.request(wanted).id)

    def review(self, row: ExportRow, account: int, verdict: str = "fraud", name: str = "rita") -> ReviewRow:
        return approvals.review(self.ledger, row.id, account, verdict, self.by(name))

    def reviewed(self, wanted: Wanted = BAN) -> ExportRow:
        row = self.previewed(wanted)
        for account in row.sample:
            self.review(row, account)
        return row

    def approve(self, row: ExportRow, *names: str) -> ExportRow:
        for name in names:
            row = approvals.approve(self.ledger, row.id, row.digest, self.by(name))
        return row

    def approved(self, wanted: Wanted = BAN) -> ExportRow:
        row = self.reviewed(wanted)
        return self.approve(row, *("ada", "bo", "cleo")[: exports.needed(row.accounts)])

    def produce(self, export: str) -> ExportRow:
        made = produce.write(self.world.settings, self.ledger, export, SECRET, self.clock)
        return exports.produced(self.ledger, export, made, self.by("rex"))

    def produced(self, wanted: Wanted = BAN) -> ExportRow:
        return self.produce(self.approved(wanted).id)

    def rows(self, row: ExportRow) -> pl.DataFrame:
        """What its file says, once its signature is checked."""
        path = produce.file_of(self.world.settings, row)
        files.verify(path, signing.public(SECRET))
        return files.read(path)

    def written(self, row: ExportRow) -> pl.DataFrame:
        """The accounts of its file."""
        return force.written(self.world.settings, row)

    def receive(self, row: ExportRow, told: pl.DataFrame, dry: bool = False) -> None:
        """Receipts: account_id, outcome and, where given, before."""
        lacking = [pl.lit("").alias(name) for name in ("why", "before") if name not in told.columns]
        rows = told.with_columns(lacking).with_row_index("line", 1)
        there = force.written(self.world.settings, row)
        good, bad = receipts.checked(rows, there)
        assert bad.is_empty(), bad
        receipts.take(self.ledger, row.id, good, dry, self.by("tool"))

    def revoke(self, row: ExportRow, *account_ids: str) -> ExportRow:
        accounts = [key(each) for each in account_ids] or None
        made = revoke.revoke(self.world.settings, self.ledger, row.id, accounts, self.by("ada"))
        return revoke.finish(self.world.settings, self.ledger, made, SECRET, self.by("ada"))
