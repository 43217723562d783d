"""Small builders for the tests of decisions: a publication the ledger was told of, and what is said about it."""

from collections.abc import Mapping

import polars as pl

from linkage.ledger import Ledger
from linkage.ledger.db.decision_models import ChangeRow
from linkage.ledger.db.models import Run
from linkage.ledger.decisions import allowlist, changes, record
from linkage.ledger.decisions.record import Author, EvidenceSnapshot, Spoken, Subject
from linkage.ledger.keys.api_keys import create_key
from linkage.ledger.runs import publications
from linkage.ledger.runs.publications import Issue
from linkage.rings.lineage import EVENTS
from tests.keys import prefix_of
from tests.ledger.moments import NOW, later

Rings = Mapping[str, Mapping[str, str]]
"""Tier by account, by ring."""

ONE: Rings = {"R-1": {"a1": "core", "a2": "core", "a3": "member", "a4": "possible"}}


def number(name: str) -> int:
    """Key of an account: its digits are enough here."""
    return int(name[1:])


def issue(run: str, rings: Rings) -> Issue:
    rows = [(number(name), name, ring, tier) for ring, held in rings.items() for name, tier in held.items()]
    members = pl.DataFrame(rows, schema=changes.MEMBERS, orient="row")
    found = pl.DataFrame({"ring_id": list(rings)}, schema={"ring_id": pl.String()})
    found = found.with_columns(size=pl.lit(3), score=pl.lit(0.9))
    row = Run(id=run, started=NOW, detector="leiden", seed=1, watermark=4)
    return Issue(row, None, "d", {"rings": 1}, found, pl.DataFrame(schema=EVENTS), members)


def publish(ledger: Ledger, run: str, rings: Rings, minute: int = 0) -> None:
    publications.record_publication(ledger, issue(run, rings), later(minute))


def snapshot(ledger: Ledger, *held: str) -> EvidenceSnapshot:
    served = publications.served(ledger)
    assert served is not None
    return EvidenceSnapshot(
        served.run, "0.1.0", "5d1c", "9f2c", {"sentence": "so"}, [number(each) for each in held]
    )


def person(ledger: Ledger, name: str) -> str:
    """Prefix of a key of that person."""
    return prefix_of(create_key(ledger, name, ["investigate"], NOW, owner_kind="person"))


def spoken(minute: int = 1, author: str = "cli") -> Spoken:
    return Spoken(Author(author), "because", later(minute))


def on_ring(ledger: Ledger, action: str, ring: str = "R-1", author: str = "cli") -> int:
    """A decision on a ring whose core and members are a1 to a3; its number."""
    held = snapshot(ledger, "a1", "a2", "a3")
    return record.record(ledger, action, Subject(ring), held, spoken(author=author)).seq


def on_account(ledger: Ledger, action: str, name: str, author: str = "cli") -> int:
    about = Subject(None, name, number(name))
    return record.record(ledger, action, about, snapshot(ledger), spoken(author=author)).seq


def listed(ledger: Ledger, name: str, minute: int = 1, ends: int | None = None) -> int:
    entry = allowlist.Entry(name, number(name), True, None if ends is None else later(ends))
    return allowlist.allow(ledger, entry, spoken(minute)).seq


def feed(ledger: Ledger, after: int = 0) -> list[tuple[str, str, str | None, str | None, str]]:
    """Changes after a number: account, ring, before, after, cause."""
    rows: list[ChangeRow] = changes.feed(ledger, after, 1000)[0]
    return [(row.account_id, row.ring_id, row.before, row.after, row.cause) for row in rows]
