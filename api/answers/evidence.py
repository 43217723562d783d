"""Evidence as shapes for people: masks, bits, times and sentences."""

from typing import Any

from api.pages import Paging, page
from api.runtime.served import Served, key
from api.schemas.accounts import Evidence, Statement, Why, WhyNot
from api.schemas.graph import Connection
from api.schemas.rings import RingTie, RingTies
from api.times import iso
from api.tokens import token
from linkage.errors import UnknownAccount
from linkage.explain import evidence, path, sentences
from linkage.explain import why_not as whynot

Row = dict[str, object]


def of_account(served: Served, account_id: str, stale: bool) -> Evidence:
    """All that was weighed of one account; raises UnknownAccount."""
    account = known(served, account_id)
    ring = served.ring(account)
    ties = evidence.ties(served.publication, account, ring)
    return Evidence.model_validate(
        served.said(account_id, stale)
        | {
            "ties": [label(each) | span(each, "first_seen", "last_seen") for each in ties.to_dicts()],
            "groups": evidence.groups(served.publication, account, ties).to_dicts(),
            "bits": evidence.bits(served.publication, account),
            "ignored": ignored(served, account),
            "counterfactual": counterfactual(served, account),
        }
    )


def between(served: Served, account_id: str, other_id: str, stale: bool) -> Why:
    """What ties two accounts; raises UnknownAccount."""
    account, other = known(served, account_id), known(served, other_id)
    ties = evidence.shared(served.publication, account, other)
    bits = float(evidence.by_group(ties)["bits"].sum())
    return Why.model_validate(
        served.heading(stale)
        | {
            "account_id": account_id,
            "other_id": other_id,
            "ring": served.common_ring(account, other),
            "bits": round(bits, evidence.DIGITS),
            "ties": [pair(each) for each in ties.to_dicts()],
            "ignored": [
                label(each) for each in evidence.crowds(served.publication, account, other).to_dicts()
            ],
            "sentence": tied(len(ties), bits),
            "counterfactual": counterfactual(served, account),
            "other_counterfactual": counterfactual(served, other),
        }
    )


def connection(served: Served, account_id: str, other_id: str, stale: bool) -> Connection:
    """How two accounts are connected; raises UnknownAccount."""
    found = path.chain(served.publication, known(served, account_id), known(served, other_id))
    steps = [step(served, each) for each in found.steps]
    connected = bool(steps) or account_id == other_id
    return Connection.model_validate(
        served.heading(stale)
        | {
            "account_id": account_id,
            "other_id": other_id,
            "connected": connected,
            "sentence": sentences.connected(len(steps), connected, found.truncated),
            "weakest": min((each["bits"] for each in steps), default=None),
            "steps": steps,
            "truncated": found.truncated,
        }
    )


def step(served: Served, found: path.Step) -> dict[str, Any]:
    """One value of a chain, and whom it connects."""
    tie = evidence.on(served.publication, found.account, found.other, found.value).row(0, named=True)
    names = {"account_id": served.name(found.account), "other_id": served.name(found.other)}
    return {**pair(tie), **names, "token": token(found.value)}


def of_ring(served: Served, ring: int, paging: Paging) -> RingTies:
    """The page of what ties a ring, by what it says about it, then the crowds its members are in."""
    at = page([served.run, "evidence", ring], paging, served.page_limit)
    found = evidence.ring_ties(served.publication, ring)
    rows = found.slice(at.start, at.limit).to_dicts()
    shown = [RingTie.model_validate(label(each) | {"crowd": each["crowd"]}) for each in rows]
    return RingTies(items=shown, next=at.next(found.height))


def known(served: Served, account_id: str) -> int:
    """Key of an account that was seen; raises UnknownAccount."""
    account = key(account_id)
    if not served.knows(account):
        raise UnknownAccount("Check the id: no loaded feed has it.")
    return account


def ignored(served: Served, account: int, other: int | None = None) -> list[Row]:
    """Crowds the account is in, or both are, and why each was ignored."""
    return [label(each) for each in evidence.crowds(served.publication, account, other).to_dicts()]


def label(row: Row) -> Row:
    """What is known of a value."""
    return {
        "kind": row["kind"],
        "group": row["group"],
        "masked": row["mask"],
        "bits": round(float(str(row["bits"])), evidence.DIGITS),
        "counts": row["counts"],
        "holders": row["holders"],
        "members": row.get("members"),
        "verdict": verdict(row),
    }


def verdict(row: Row) -> str | None:
    """What was found about a value, in words; of a crowd, that it was ignored and why."""
    reason = str(row["reason"] or "")
    if not row["crowd"]:
        return reason or None
    if reason.startswith("does not count"):
        return reason
    why = reason.removeprefix("ignored: ") or f"{row['holders']:,} unrelated accounts use it"
    return f"ignored: {why}"


def span(row: Row, first: str, last: str) -> Row:
    """When an account was first and last seen with a value."""
    return {"first_seen": _iso(row[first]), "last_seen": _iso(row[last])}


def _iso(seconds: object) -> str | None:
    return iso(seconds) if isinstance(seconds, int) else None


def pair(row: Row) -> Row:
    """A value two accounts share, with the times of each."""
    times = {"account": span(row, "first_seen", "last_seen"), "other": span(row, "other_first", "other_last")}
    return label(row) | times


def tied(ties: int, bits: float) -> str:
    """What ties two accounts, in one sentence."""
    if not ties:
        return "Nothing that counts ties these two accounts."
    shared = "one value that counts" if ties == 1 else f"{ties} values that count"
    return f"They share {shared}: {bits:.1f} bits, sum of the best of each group."


def counterfactual(served: Served, account: int) -> Row | None:
    """The fewest values whose removal drops a member, and what that means; None for an account in no ring."""
    if served.ring(account) < 0:
        return None
    fewest = served.certificate(account)
    without = [label(each) for each in evidence.decisive(served.publication, account).to_dicts()]
    names = [sentences.label(str(each["kind"]), masked(each)) for each in without]
    return {"values": fewest, "sentence": sentences.counterfactual(fewest, names), "without": without}


def masked(row: Row) -> str | None:
    """The mask of a labelled value."""
    return None if row["masked"] is None else str(row["masked"])


def why_not(served: Served, account_id: str, ring: int | None, stale: bool) -> WhyNot:
    """What keeps an account from being enforceable, or from being so in a ring; raises UnknownAccount."""
    account, decided = known(served, account_id), served.overlay.decided
    found = whynot.why_not(served.publication, account, ring, decided)
    conditions = [
        {
            "code": each.code,
            "sentence": each.sentence,
            "values": [label(row) for row in each.values.to_dicts()],
        }
        for each in found.conditions
    ]
    return WhyNot.model_validate(
        served.heading(stale)
        | {
            "account_id": account_id,
            "ring": served.ring_id(found.ring) if found.ring >= 0 else None,
            "enforceable": found.enforceable,
            "sentence": found.sentence,
            "conditions": conditions,
            "bits": found.bits,
            "groups": found.groups,
            "score": found.score,
        }
    )


def statement(served: Served, account_id: str) -> Statement:
    """What the owner of an account may be told; raises UnknownAccount."""
    known(served, account_id)
    said = served.said(account_id, stale=False)
    reasons = said["reasons"]
    tier = None if said["tier"] is None else str(said["tier"])
    code = sentences.statement(bool(said["judged"]), tier, reasons if isinstance(reasons, list) else [])
    return Statement.model_validate({"code": code, "text": sentences.STATEMENTS[code]})
