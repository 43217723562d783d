"""What generators and readers of the contract need beside it: servers, tags, summaries, names of enums, forms of times.

Redocly's recommended rules and Spectral's for OpenAPI find nothing in it (`python -m tools.openapi`).
"""

import re
from collections.abc import Iterator
from typing import Any

from api.auth import SCHEME

INFO = {
    "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "contact": {"name": "Whoever runs this service"},
}

TAGS = {
    "accounts": "Look-ups, evidence and statements of single accounts.",
    "rings": "Rings, their members, evidence and history.",
    "graph": "Accounts and values as a graph.",
    "search": "Who holds a value.",
    "decisions": "What people decide on rings and accounts, and the allowlist.",
    "exports": "Bulk actions: requested, previewed, approved, produced, revoked.",
    "appeals": "Appeals against actions.",
    "cases": "The queue of cases: who works on which ring, and what was done.",
    "policies": "Terms as data: versions, a dry run, and the export that one asks for.",
    "webhooks": "Addresses that are told of events.",
    "changes": "What changed since a time.",
    "service": "How the service stands.",
}

ENUMS: dict[tuple[str, ...], str] = {
    ("core", "member", "possible"): "Tier",
    ("open", "assigned", "granted", "denied"): "AppealState",
    ("released", "confirmed", "dismissed", "disputed"): "Decided",
    ("error_of_ours", "new_evidence", "shared_by_others", "evidence_stands", "not_the_owner"): "AppealAnswer",
    ("run", "rollback", "decision", "allowlist", "expiry", "erasure"): "Cause",
    ("confirm", "dismiss", "watch", "release", "not_same", "undo"): "Action",
    ("born", "grown", "shrunk", "split", "merged", "gone"): "RingEvent",
    ("born", "grown", "shrunk", "split", "merged", "gone", "closed", "reopened"): "HistoryEvent",
    ("open", "taken", "closed"): "CaseState",
    ("take", "hand", "close", "reopen", "note"): "CaseAction",
    ("take", "note", "reopen"): "OwnAction",
    ("confirm", "dismiss"): "RingVerdict",
    ("published", "rolled back to"): "ReleaseKind",
    ("new", "gone", "changed"): "ChangeKind",
    ("sign_up", "payment", "use", "seen", "decision"): "TimelineKind",
    ("action", "revocation"): "ExportKind",
    ("challenge", "throttle", "hold_payouts", "suspend"): "Limit",
    ("confirm", "dismiss", "watch", "release"): "Judgement",
    ("fraud", "honest"): "Verdict",
    ("proposed", "confirmed", "dismissed", "disputed"): "RingState",
    ("unjudged", "clear", "linked", "known"): "StatementCode",
    ("csv", "jsonl", "parquet"): "FileFormat",
    ("auto", "pieces", "whole"): "View",
}
"""Names of enums by their words; those of one first word beside them are named by it."""

BY_FIRST = {
    "shared_identity": "Reason",
    "coordinated_fraud": "Ground",
    "requested": "ExportState",
    "domain": "Sought",
}
"""Names of enums that grow, by their first word."""

TIME = re.compile(r"^(at|since|until|first_seen|last_seen|\w+_at)$")
"""Properties that hold a time after RFC 3339, always in UTC with a `Z`."""

LONGEST = 110
"""Most letters of a summary."""


def describe(told: dict[str, Any]) -> None:
    """Complete a document in place."""
    told["info"] |= INFO
    told["servers"] = [{"url": "/", "description": "This service."}]
    operations = [each for path in told["paths"].values() for each in path.values()]
    used = {tag for each in operations for tag in each.get("tags", [])}
    told["tags"] = [{"name": name, "description": TAGS.get(name, f"{name}.")} for name in sorted(used)]
    for each in operations:
        each["summary"] = summary(each["description"])
        _scopes(each)
    for shape in told["components"]["schemas"].values():
        _times(shape.get("properties", {}))
    _enums(told)


def summary(description: str) -> str:
    """The first clause of a description, without its full stop."""
    first = re.split(r"(?<=[.?])\s|; ", description.strip(), maxsplit=1)[0].rstrip(".")
    return first if len(first) <= LONGEST else first[:LONGEST].rpartition(" ")[0] + " …"


def _scopes(operation: dict[str, Any]) -> None:
    """State scopes where a bearer scheme may: in words, and as `x-scopes`."""
    named = [scope for each in operation["security"] for scope in each.get(SCHEME, [])]
    if not named:
        return
    operation["x-scopes"] = named
    operation["description"] += f"\n\nScope: {' or '.join(f'`{each}`' for each in named)}."
    open_: list[dict[str, Any]] = [{}] if {} in operation["security"] else []
    operation["security"] = [*open_, {SCHEME: []}]


def _times(properties: dict[str, Any]) -> None:
    """Say `date-time` of the texts that are times."""
    for name, shape in properties.items():
        texts = [each for each in (shape, *shape.get("anyOf", [])) if each.get("type") == "string"]
        if TIME.match(name):
            for each in texts:
                each.setdefault("format", "date-time")


def _enums(told: dict[str, Any]) -> None:
    """Give enums of more than one word a name, and refer to it."""
    shapes = told["components"]["schemas"]
    for holder, key, shape in list(_within(told)):
        name = _name(shape.get("enum", []))
        if name is None or holder is shapes:
            continue
        assert name not in shapes or shapes[name]["enum"] == shape["enum"], name
        shapes[name] = {"type": "string", "title": name, "enum": shape["enum"]}
        about = {word: shape[word] for word in ("description", "default") if word in shape}
        holder[key] = {"$ref": f"#/components/schemas/{name}"} | about
    told["components"]["schemas"] = dict(sorted(shapes.items()))


def _name(words: list[str]) -> str | None:
    return ENUMS.get(tuple(words)) or BY_FIRST.get(words[0] if words else "")


def _within(part: Any) -> Iterator[tuple[Any, Any, dict[str, Any]]]:
    """Every object in a document with what holds it, and under which key."""
    items = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for key, each in list(items):
        if isinstance(each, dict):
            yield part, key, each
        yield from _within(each)
