"""One example of everything, from one made-up ring."""

from typing import Any


def example(**values: object) -> dict[str, Any]:
    """What a model says to give these values as its example."""
    return {"examples": [values]}


PUBLISHED: dict[str, object] = {
    "publication": "20261122T150312Z-3f9a1c",
    "published_at": "2026-11-22T15:03:40Z",
    "watermark": 118,
    "stale": False,
}


STANDING: dict[str, object] = {
    "account_id": "acct-19",
    "known": True,
    "judged": True,
    "ring": "R-7Q2M9KXA",
    "tier": "core",
    "confidence": 0.97,
    "reasons": ["shared_payment", "shared_device"],
    "decided": None,
    "allowlisted": False,
}


CARD: dict[str, object] = {
    "kind": "card",
    "group": "payment",
    "masked": "•••• 4242",
    "bits": 14.2,
    "counts": True,
    "holders": 31,
    "verdict": None,
}


NEXT = "b591f6ab24d0e463000000000032"


CROWD = "ignored: 4,812 unrelated accounts use it"


CROWDED: dict[str, object] = {
    "kind": "ip",
    "masked": "203.0.113.x",
    "holders": 4812,
    "verdict": CROWD,
}


MEMBER: dict[str, object] = {
    "account_id": "acct-19",
    "tier": "core",
    "confidence": 0.97,
    "bits": 31.4,
    "groups": 3,
    "certificate": 2,
    "reasons": ["shared_payment", "shared_device"],
    "run_tier": "core",
    "shown": "core",
}


WEIGHT: dict[str, object] = {"group": "payment", "bits": 14.2, "values": 1, "counts": True}


KIND: dict[str, object] = {"group": "payment", "bits": 14.2} | {"kind": "card", "values": 3, "accounts": 30}


FEWEST: dict[str, object] = {
    "values": 1,
    "sentence": "Without card •••• 4242 this account would leave the ring.",
    "without": [CARD],
}


CONDITION: dict[str, object] = {
    "code": "one_group",
    "sentence": "Only one group of evidence counts, and nothing else is strong enough to stand for a second.",
    "values": [CARD],
}


RING: dict[str, object] = {
    "ring_id": "R-7Q2M9KXA",
    "state": "proposed",
    "closed": False,
    "score": 0.94,
    "size": 30,
    "core": 26,
    "member": 4,
    "possible": 3,
    "first_seen": "2026-11-02T09:14:00Z",
    "last_seen": "2026-11-20T22:41:07Z",
    "growth": 12,
    "exchanges": 48210,
    "spend": 412.5,
    "sentences": ["30 accounts on 3 cards"],
    "summary": "30 accounts behind 3 cards and one proxy network",
    "ties": [KIND],
}


EVENT: dict[str, object] = {
    "ring": "R-7Q2M9KXA",
    "event": "grown",
    "at": "2026-11-22T15:03:40Z",
    "run": "20261122T150312Z-3f9a1c",
    "other": None,
    "before": 18,
    "after": 30,
}


SPAN: dict[str, object] = {"first_seen": "2026-11-02T09:14:00Z", "last_seen": "2026-11-20T22:41:07Z"}


PAIR: dict[str, object] = CARD | {"account": SPAN, "other": SPAN}


STEP: dict[str, object] = PAIR | {
    "account_id": "acct-19",
    "other_id": "acct-20",
    "token": "5f0c9a1e77b2d340",
}


SUMMARY: dict[str, object] = {
    "sentence": "30 core and member accounts, score 0.94: 30 accounts behind 3 cards",
    "accounts": 30,
    "score": 0.94,
    "bits": None,
    "kinds": ["card", "device"],
}


BASIS: dict[str, object] = {
    "publication": "20261122T150312Z-3f9a1c",
    "code": "0.1.0",
    "settings": "5d1c0f6a9b2e4f70",
    "digest": "9f2c51d0",
    "summary": SUMMARY,
}


DECISION: dict[str, object] = {
    "decision": 17,
    "at": "2026-11-22T16:20:09Z",
    "action": "confirm",
    "ring": "R-7Q2M9KXA",
    "account_id": None,
    "other_id": None,
    "reason": "one card, one night",
    "author": "k3m9x2pq",
    "name": "Ada",
    "evidence": BASIS,
    "undoes": None,
    "undone_by": None,
}


ALLOWED: dict[str, object] = {
    "entry": 18,
    "at": "2026-11-22T16:21:40Z",
    "account_id": "acct-19",
    "listed": True,
    "reason": "a partner's test account",
    "expires_at": "2027-01-31T00:00:00Z",
    "author": "k3m9x2pq",
    "name": "Ada",
}


ERASURE: dict[str, object] = {
    "erasure": 19,
    "at": "2026-11-22T16:30:02Z",
    "reason": "its owner asked for it",
    "author": "k3m9x2pq",
    "name": "Ada",
}


CHANGE: dict[str, object] = {
    "seq": 1204,
    "at": "2026-11-22T15:03:40Z",
    "account_id": "acct-19",
    "ring": "R-7Q2M9KXA",
    "before": "member",
    "after": "core",
    "cause": "run",
    "by": "20261122T150312Z-3f9a1c",
}


ACCOUNT_NODE: dict[str, object] = {
    "account_id": "acct-19",
    "ring": "R-7Q2M9KXA",
    "tier": "core",
    "confidence": 0.97,
    "first_seen": "2026-11-20T02:14:00Z",
    "last_seen": "2026-11-22T11:58:00Z",
    "country": "DE",
    "plan": "free",
    "status": "active",
    "label": None,
    "asn": "AS64500",
    "network_type": "hosting",
    "x": 1.5,
    "y": -0.25,
}


VALUE_NODE: dict[str, object] = CARD | {
    "token": "5f0c9a1e77b2d340",
    "crowd": False,
    "members": 1,
    "x": 0.5,
    "y": 0.75,
}


PIECE: dict[str, object] = CARD | {
    "token": "5f0c9a1e77b2d340",
    "accounts": 31,
    "core": 28,
    "member": 2,
    "possible": 1,
    "x": 0.5,
    "y": 0.75,
}


DRAWING: dict[str, object] = {
    "accounts": [ACCOUNT_NODE],
    "values": [VALUE_NODE],
    "links": [[0, 0]],
    "left_out": 0,
}


PREVIEW: dict[str, object] = {
    "accounts": 31,
    "rings": 1,
    "paying": 2,
    "by": {"tier": [{"of": "core", "accounts": 40, "taken": 31, "share": 0.775}]},
    "expected_false_positives": "unknown",
    "labels": {"fraud": 4, "honest": 0},
}


FILE: dict[str, object] = {
    "name": "X-000042-0a1b2c3d.csv",
    "rows": 31,
    "bytes": 5120,
    "sha256": "9f" * 32,
    "actions": {"ban": 31},
}


EXPORT: dict[str, object] = {
    "id": "X-000042-0a1b2c3d",
    "at": "2026-11-22T16:21:40Z",
    "kind": "action",
    "action": "ban",
    "ground": "coordinated_fraud",
    "reason": "campaign of November",
    "name": "Rex",
    "publication": "20261122T150312Z-3f9a1c",
    "state": "produced",
    "ends_at": None,
    "expires_at": "2026-11-25T16:21:40Z",
    "revokes": None,
    "digest": "0" * 64,
    "named": None,
    "accounts": 31,
    "approvals_needed": 1,
    "approvals": [{"name": "Ada", "at": "2026-11-22T16:21:40Z", "reason": "looked"}],
    "to_review": 20,
    "reviewed": {"fraud": 20, "honest": 0},
    "left_out": 0,
    "preview": PREVIEW,
    "file": FILE,
}


RECORD: dict[str, object] = {
    "account_id": "acct-19",
    "export": "X-000042-0a1b2c3d",
    "action": "ban",
    "ground": "coordinated_fraud",
    "digest": "9f" * 32,
    "appeal": None,
}


REASONS: dict[str, object] = {
    "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
    "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
    "decision_facts": "The account was found to be run together with others.",
    "puid": "9f" * 16,
}


APPEAL: dict[str, object] = {
    "appeal": 57,
    "export": "X-000042-0a1b2c3d",
    "account_id": "acct-19",
    "ring": "R-7Q2M9KXA",
    "ground": "coordinated_fraud",
    "at": "2026-11-23T09:00:00Z",
    "name": "support",
    "text": "I share a flat with two of them.",
    "state": "granted",
    "assigned": "Dora",
    "answer": "shared_by_others",
    "words": "The device belongs to the house.",
    "answered_by": "Dora",
    "answered_at": "2026-11-23T10:00:00Z",
    "revocation": "X-000058-4d5e6f70",
}
