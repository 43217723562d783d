"""Triggers by which the database itself refuses an export that people did not approve, whoever writes to it.

Each is a condition under which a row is refused, told in the same words on SQLite and PostgreSQL. Persons are
compared by the folded names of their keys. What a trigger cannot see (a row that was deleted, or a trigger that
was dropped or changed) the audit does.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, text

NEEDED: Final = "(CASE WHEN NEW.accounts < 100 THEN 1 WHEN NEW.accounts < 5000 THEN 2 ELSE 3 END)"
"""People who have to approve."""

_BOUND: Final = (
    *("id", "seq", "kind", "action", "ground", "reason", "author", "name", "person", "publication"),
    *("watermark", "expires_at"),
)
_PREVIEWED: Final = ("selection", "digest", "accounts", "to_review")

_STEPS: Final = {
    "requested": ("previewed", "cancelled", "expired"),
    "previewed": ("approved", "cancelled", "expired"),
    "approved": ("produced", "cancelled", "expired"),
    "produced": ("delivered", "revoked", "cancelled"),
    "delivered": ("revoked", "cancelled"),
    "cancelled": ("revoked",),
}


def _differ(names: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} <> OLD.{name}" for name in names)


def _step() -> str:
    told = (
        f"(OLD.state = '{old}' AND NEW.state IN ({', '.join(repr(each) for each in new)}))"
        for old, new in _STEPS.items()
    )
    return f"NEW.state <> OLD.state AND NOT ({' OR '.join(told)})"


_MAY_APPROVE: Final = "replace(CAST(k.scopes AS TEXT), '\"approve\"', '') <> CAST(k.scopes AS TEXT)"

_APPROVED: Final = f"""NEW.kind = 'action' AND NEW.state IN ('approved', 'produced') AND NEW.state <> OLD.state AND (
(SELECT count(DISTINCT {{k}}) FROM export_approvals a JOIN api_keys k ON k.prefix = a.author
 WHERE a.export = NEW.id AND a.digest = NEW.digest AND k.owner_kind = 'person' AND a.person <> NEW.person
 AND NOT EXISTS (SELECT 1 FROM api_keys q WHERE q.prefix = NEW.author AND {{q}} = {{k}}))
 < {NEEDED}
OR (SELECT count(DISTINCT r.account) FROM export_reviews r
 WHERE r.export = NEW.id AND r.digest = NEW.digest AND r.verdict = 'fraud') < NEW.to_review
OR EXISTS (SELECT 1 FROM export_reviews r WHERE r.export = NEW.id AND r.verdict = 'honest'))"""

_APPROVAL: Final = f"""NOT EXISTS (SELECT 1 FROM exports e, api_keys k WHERE e.id = NEW.export
 AND e.state = 'previewed' AND e.digest = NEW.digest AND e.kind = 'action' AND e.expires_at > NEW.at
 AND k.prefix = NEW.author AND k.owner_kind = 'person' AND {_MAY_APPROVE}
 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > NEW.at)
 AND k.name = NEW.name AND {{new}} = {{k}} AND e.person <> NEW.person
 AND NOT EXISTS (SELECT 1 FROM api_keys q WHERE q.prefix = e.author AND {{q}} = {{k}}))
OR EXISTS (SELECT 1 FROM api_keys m, api_keys q, api_keys k
 WHERE k.prefix = NEW.author AND q.made_by = m.prefix AND {{m}} = {{k}})"""

_REVIEW: Final = """NOT EXISTS (SELECT 1 FROM exports e, api_keys k WHERE e.id = NEW.export
 AND e.state = 'previewed' AND e.digest = NEW.digest AND e.person <> NEW.person
 AND k.prefix = NEW.author AND k.owner_kind = 'person' AND k.name = NEW.name AND {new} = {k}
 AND NOT EXISTS (SELECT 1 FROM api_keys q WHERE q.prefix = e.author AND {q} = {k}))"""


@dataclass(frozen=True)
class Guard:
    """A condition under which a row is refused."""

    name: str
    table: str
    event: str
    """`INSERT` or `UPDATE`."""
    when: str
    says: str


_PLAIN: Final = (
    Guard(
        "export_begins",
        "exports",
        "INSERT",
        "NOT ((NEW.kind = 'action' AND NEW.state = 'requested' AND NEW.digest = '') "
        "OR (NEW.kind = 'revocation' AND NEW.state = 'approved' AND NEW.action = 'restore'))",
        "an export begins as a request",
    ),
    Guard("export_bound", "exports", "UPDATE", _differ(_BOUND), "what was asked for does not change"),
    Guard(
        "export_previewed",
        "exports",
        "UPDATE",
        f"OLD.digest <> '' AND ({_differ(_PREVIEWED)})",
        "what was previewed does not change",
    ),
    Guard("export_step", "exports", "UPDATE", _step(), "an export goes from state to state in their order"),
    Guard("approval_stays", "export_approvals", "UPDATE", "1 = 1", "an approval does not change"),
    Guard("review_stays", "export_reviews", "UPDATE", "1 = 1", "a review does not change"),
)
_OF_PEOPLE: Final = (
    Guard(
        "export_approved", "exports", "UPDATE", _APPROVED, "too few people approved, or the sample is open"
    ),
    Guard(
        "approval_counts", "export_approvals", "INSERT", _APPROVAL, "this person may not approve this export"
    ),
    Guard("review_counts", "export_reviews", "INSERT", _REVIEW, "this person may not review this export"),
)
"""Guards that compare people: `{k}`, `{m}`, `{q}` and `{new}` stand for whom a key, and the row, is of."""


def _guards(key: str, row: str) -> tuple[Guard, ...]:
    """Every guard, where these expressions tell the person of a key and of a row."""
    names = {each: key.format(each) for each in "kmq"} | {"new": row}
    return (*_PLAIN, *(replace(each, when=each.when.format(**names)) for each in _OF_PEOPLE))


GUARDS: Final = _guards("{}.folded_name", "NEW.person")
BY_NAME: Final = _guards("lower(replace({}.name, ' ', ''))", "lower(replace(NEW.person, ' ', ''))")
"""The same for ledgers whose keys do not keep a folded name, before migration 0014."""


def create(connection: Connection, guards: tuple[Guard, ...] = GUARDS) -> None:
    """Make every trigger."""
    for each in guards:
        for statement in _made(each, connection.dialect.name):
            connection.exec_driver_sql(statement)


def drop(connection: Connection) -> None:
    """Drop every trigger."""
    for each in GUARDS:
        connection.exec_driver_sql(f"DROP TRIGGER {each.name}{_on(each, connection.dialect.name)}")
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"DROP FUNCTION {each.name}()")


@contextmanager
def lifted(connection: Connection, after: tuple[Guard, ...] = GUARDS) -> Iterator[None]:
    """Rows of another ledger are copied as they are; the triggers are there again in the same transaction."""
    drop(connection)
    yield
    create(connection, after)


def missing(connection: Connection) -> list[str]:
    """Names of triggers that somebody dropped, turned off or changed."""
    dialect = connection.dialect.name
    query = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, prosrc FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid "
        "WHERE NOT tgisinternal AND tgenabled = 'O'",
    }[dialect]
    there = dict(tuple(row) for row in connection.execute(text(query)))
    told = {"sqlite": lambda each: _made(each, dialect)[0], "postgresql": _body}[dialect]
    return [each.name for each in GUARDS if there.get(each.name) != told(each)]


def _body(guard: Guard) -> str:
    return f"BEGIN IF {guard.when} THEN RAISE EXCEPTION '{guard.says}'; END IF; RETURN NEW; END"


def _made(guard: Guard, dialect: str) -> tuple[str, ...]:
    head = f"CREATE TRIGGER {guard.name} BEFORE {guard.event} ON {guard.table} FOR EACH ROW"
    if dialect == "sqlite":
        return (f"{head} BEGIN SELECT RAISE(ABORT, '{guard.says}') WHERE {guard.when}; END",)
    return (
        f"CREATE FUNCTION {guard.name}() RETURNS trigger LANGUAGE plpgsql AS $guard${_body(guard)}$guard$",
        f"{head} EXECUTE FUNCTION {guard.name}()",
    )


def _on(guard: Guard, dialect: str) -> str:
    return f" ON {guard.table}" if dialect == "postgresql" else ""
