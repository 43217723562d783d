"""The property graph, as data; statements derive from it and from the kinds that are there.

    (:Account {key, account_id, batches})
    (:Value:Email {key, kind, mask})
    (:Account)-[:HAS_EMAIL {batch, first_seen, last_seen, count}]->(:Value)
    (:Value)-[:IMPLIES {batch}]->(:Value)
    (:Account)-[:MEASURED]->(:Measure {batch, …})
    (:Account)-[:TRANSFER {batch, kind, first_seen, last_seen, amount}]->(:Account)
    (:Account)-[:LABELLED {batch, at}]->(:Label {name})
    (:Account)-[:SEEN_IN {batch, country}]->(the same account): no node of a country, which would tie accounts
    (:Account {ring_id, …})-[:MEMBER_OF {tier, confidence}]->(:Ring {ring_id, publication, …}), a copy for people

A kind of value is a label beside Value and a type of relationship, for people; the property `kind` is what
counts, so two kinds whose names differ in signs alone may share a label. `batch` is the number rows are stored
under; `batches` of an account are those that spoke of it.

What the store knows of itself: (:Store) one node, with the epoch, the kinds, the next numbers and who writes;
(:Rows {number, state}) one a number, `open` while written, `live`, `leaving` while removed; (:Batch {id, epoch,
feed, seq, state, holder}) as in the SQL store.
"""

from collections.abc import Iterable
from typing import Final

VERSION: Final = 1
"""Of this layout, kept on the Store node; a graph of a newer one is refused."""

STORE: Final = "linkage"
"""Name of the one Store node."""

UNIQUE: Final = {
    "Account": ("key",),
    "Value": ("key",),
    "Label": ("name",),
    "Store": ("name",),
    "Rows": ("number",),
    "Batch": ("id", "epoch", "seq"),
    "Ring": ("ring_id", "publication"),
}
"""By label, what no two nodes have in common."""

INDEXED: Final = (("Account", "account_id"), ("Account", "ring_publication"), ("Measure", "batch"))
"""Labels, and what their nodes are found by besides."""

OWN: Final = frozenset({*UNIQUE, "Measure"})
"""Labels with a meaning of their own: a kind of that name gets another."""

MEASURES: Final = "MEASURED"
LABELS: Final = "LABELLED"
EXITS: Final = "SEEN_IN"
IMPLIES: Final = "IMPLIES"
TYPES: Final = frozenset({MEASURES, LABELS, EXITS, IMPLIES, "MEMBER_OF"})
"""Relationship types with a meaning of their own."""


def statements() -> list[str]:
    """What makes the constraints and indexes; harmless where they are there."""
    made = []
    for label, names in UNIQUE.items():
        unique = ", ".join(f"n.{name}" for name in names)
        made.append(
            f"CREATE CONSTRAINT {label.lower()}_once IF NOT EXISTS FOR (n:{label}) REQUIRE ({unique}) IS UNIQUE"
        )
    for label, name in INDEXED:
        made.append(f"CREATE INDEX {label.lower()}_by_{name} IF NOT EXISTS FOR (n:{label}) ON (n.{name})")
    return made


def label(kind: str) -> str:
    """The label of a kind of value: `email_domain` is EmailDomain."""
    words = _plain(kind).split("_")
    name = "".join(word[:1].upper() + word[1:] for word in words) or "Other"
    return f"{name}Kind" if name in OWN else name


def holds(kind: str) -> str:
    """The type of the relationship from an account to a value of that kind: `email` is HAS_EMAIL."""
    return f"HAS_{_plain(kind).upper() or 'OTHER'}"


def relates(kind: str) -> str:
    """The type of the relationship between two accounts: `transfer` is TRANSFER."""
    name = _plain(kind).upper() or "OTHER"
    return f"{name}_RELATION" if name in TYPES or name.startswith("HAS_") else name


def any_of(types: Iterable[str]) -> str:
    """A pattern of several relationship types; one that no relationship has where there is none."""
    return "|".join(f"`{each}`" for each in sorted(set(types))) or "NONE_YET"


def _plain(kind: str) -> str:
    """Letters, digits and single underscores: nothing that could end a name in a statement."""
    kept = "".join(each if each.isalnum() else "_" for each in kind)
    return "_".join(part for part in kept.split("_") if part)
