"""The evidence as it stands when somebody decides: a digest of all of it, and what a person would say of it.

The digest is over members, tiers, what ties them and how much it says, in the publication that was looked at;
anyone who holds that publication can make it again.
"""

from hashlib import blake2b
from typing import Any

import polars as pl

from linkage.errors import UnknownAccount
from linkage.explain import evidence
from linkage.ledger.decisions.record import EvidenceSnapshot, Subject
from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication
from linkage.publication.schema import MICRO

KINDS = 10
"""Most kinds of values that a summary names."""
_NOTHING: dict[str, Any] = {"accounts": 1, "score": None, "bits": None, "kinds": []}
"""The summary of an account that nothing ties, but for its sentence."""


def of(publication: Publication, subject: Subject) -> EvidenceSnapshot:
    """What speaks for and against the subject, in this publication; `UnknownAccount` for one it does not know."""
    ring = publication.ring_row(subject.ring_id) if subject.ring_id is not None else None
    if subject.account is None:
        assert ring is not None
        return _snapshot(publication, *_of_ring(publication, ring), held=_proved(publication, ring))
    if publication.row(subject.account) is None:
        raise UnknownAccount(
            "no run has judged the account yet, so there is no evidence to base a decision on"
        )
    if subject.other is not None:
        return _snapshot(publication, *_of_two(publication, subject.account, subject.other))
    held = _proved(publication, ring) if ring is not None else []
    return _snapshot(publication, *_of_account(publication, subject.account), held=held)


def absent(publication: Publication) -> EvidenceSnapshot:
    """What speaks for and against an account that this publication does not have: nothing."""
    summary = {**_NOTHING, "sentence": "not in this publication"}
    return _snapshot(publication, [], summary)


def _snapshot(
    publication: Publication,
    parts: list[pl.DataFrame],
    summary: dict[str, Any],
    held: list[int] | None = None,
) -> EvidenceSnapshot:
    said = publication.manifest.versions
    return EvidenceSnapshot(
        publication.run, said.get("linkage", ""), said.get("settings", ""), digest(parts), summary, held or []
    )


def digest(parts: list[pl.DataFrame]) -> str:
    """BLAKE2b of tables, whole numbers and text alone, by name and in their order."""
    found = blake2b(digest_size=32)
    for part in parts:
        exact = part.with_columns(
            (pl.col(pl.Float32, pl.Float64).cast(pl.Float64) * MICRO).round().cast(pl.Int64),
            pl.col(pl.Categorical).cast(pl.String),
        )
        found.update(exact.write_ndjson().encode() + b"\n")
    return found.hexdigest()


def _of_ring(publication: Publication, ring: int) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    members = publication.members_of(ring).drop("ring")
    row = publication.rings.row(ring, named=True)
    ties = evidence.ring_ties(publication, ring).drop("mask")
    summary = {
        "sentence": f"{row['size']:,} core and member accounts, score {row['score']:.2f}: {row['summary']}",
        "accounts": row["size"],
        "score": round(row["score"], 4),
        "bits": None,
        "kinds": [each["kind"] for each in row["ties"]][:KINDS],
    }
    return [publication.rings[ring].select("ring_id", "score", "size"), members, ties], summary


def _of_account(publication: Publication, account: int) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    ring = int(publication.accounts["ring"][publication.row(account) or 0])
    own = publication.members_of(ring).filter(pl.col("account") == account).drop("ring")
    if ring < 0 or own.is_empty():
        return [own.clear()], {**_NOTHING, "sentence": "in no ring"}
    ties = evidence.ties(publication, account, ring).drop("mask")
    said = own.row(0, named=True)
    summary = {
        "sentence": f"{said['tier']} of {said['ring_id']} with confidence {said['confidence']:.2f}",
        "accounts": 1,
        "score": round(float(publication.rings["score"][ring]), 4),
        "bits": round(said["bits"], 2),
        "kinds": _kinds(ties),
    }
    return [own, ties], summary


def _of_two(publication: Publication, account: int, other: int) -> tuple[list[pl.DataFrame], dict[str, Any]]:
    ties = evidence.shared(publication, account, other).drop("mask")
    bits = float(evidence.by_group(ties)["bits"].sum())
    summary = {
        "sentence": f"they share {ties.height} values that count, {bits:.1f} bits",
        "accounts": 2,
        "score": None,
        "bits": round(bits, 2),
        "kinds": _kinds(ties),
    }
    return [ties], summary


def _kinds(ties: pl.DataFrame) -> list[str]:
    kinds = ties["kind"].cast(pl.String).unique(maintain_order=True)
    return [str(each) for each in kinds.head(KINDS)]


def _proved(publication: Publication, ring: int) -> list[int]:
    """Core and member accounts of a ring; all of them, where it has none."""
    members = publication.members_of(ring)
    proved = members.filter(pl.col("tier").is_in(ENFORCEABLE))
    found: list[int] = (members if proved.is_empty() else proved)["account"].to_list()
    return found
