"""The record of every exported account: what was decided, on which evidence as it stood, by whom and until when.

The evidence is copied when an export is previewed, since publications go; its digests are part of what people
approve and of the signed manifest. So a record is made of the export's own files and the ledger, and comes out the
same years later.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import polars as pl

from linkage.enforcement import files, force, produce
from linkage.enforcement.evidence import STANDING, TIES, read
from linkage.errors import NotFound
from linkage.explain import sentences
from linkage.ledger import Ledger, appeals, approvals, exports, received, strikes
from linkage.ledger.actions import REVOCATION, ExportRow
from linkage.settings import Settings

GATES: Final = ("enough bits", "two independent groups", "not the network alone", "shared by three or more")
"""What an account passed to be core or member of a ring (docs/decisions/0012)."""

ACCOUNT: Final = {"ban": "DECISION_ACCOUNT_TERMINATED", "suspend": "DECISION_ACCOUNT_SUSPENDED"}
PROVISION: Final = {
    "challenge": "DECISION_PROVISION_PARTIAL_SUSPENSION",
    "throttle": "DECISION_PROVISION_PARTIAL_SUSPENSION",
}
MONETARY: Final = {"hold_payouts": "DECISION_MONETARY_SUSPENSION"}
"""Fields of the DSA's schema by action."""
TERMS: Final = {
    "coordinated_fraud": "Accounts run together by one operator to abuse the service are not allowed.",
    "model_harvesting": "Extracting the output of models at scale to train others is not allowed.",
    "payment_fraud": "Paying with means that are not one's own is not allowed.",
    "ban_evasion": "Opening accounts to go round an earlier measure is not allowed.",
    "abuse_of_offers": "Taking an offer that is made once many times is not allowed.",
}
"""The term of use that each ground stands for."""


def record(settings: Settings, ledger: Ledger, export: str, account: int) -> dict[str, Any]:
    """All that is kept of an exported account, with a digest of what can no longer change.

    Raises NotFound for an account that the export does not have, Damaged for evidence that was changed.
    """
    row = exports.one(ledger, export)
    chosen = force.written(settings, row).filter(pl.col("account") == account)
    if chosen.is_empty() or row.frozen_at is None or row.kind == REVOCATION:
        raise NotFound("the account is not in the file of this export")
    fixed = _fixed(settings, ledger, row, chosen.row(0, named=True))
    with ledger.read() as session:
        receipt = received.newest(session, export).filter(pl.col("account") == account)
        asked = appeals.of_account(session, export, account)
    state = {
        "export_state": row.state,
        "receipt": receipt.select("outcome", "why", "before").to_dicts()[0] if receipt.height else None,
        "appeal": None if asked is None else asked.state,
    }
    return {**fixed, "digest": _digest(fixed), **state}


def _fixed(settings: Settings, ledger: Ledger, row: ExportRow, chosen: Mapping[str, Any]) -> dict[str, Any]:
    """What of a record does not change any more."""
    folder, kept, account = produce.folder(settings, row), row.preview["evidence"], chosen["account"]
    own = read(folder, STANDING, kept[STANDING], account).row(0, named=True)
    ties = read(folder, TIES, kept[TIES], account).drop("account").to_dicts()
    without = [sentences.label(each["kind"], each["mask"]) for each in ties if each["decisive"]]
    with ledger.read() as session:
        voices = approvals.approvals(session, row)
        reviews = approvals.reviews(session, row)
        struck = strikes.of_account(session, row, account)
    return {
        "account_id": chosen["account_id"],
        "export": row.id,
        "action": chosen["action"],
        "ground": row.ground,
        "reason": row.reason,
        "ring": chosen["ring_id"],
        "tier": chosen["tier"],
        "confidence": chosen["confidence"],
        "publication": row.publication,
        "watermark": row.watermark,
        "versions": dict(row.versions),
        "selection": row.selection,
        "approved_digest": row.digest,
        "evidence": {"reasons": own["reasons"], "bits": round(own["bits"], 2), "ties": _plain(ties)},
        "gates_passed": list(GATES),
        "counterfactual": sentences.counterfactual(int(own["certificate"]), without),
        "requested_by": {"name": row.name, "at": files.said(row.at)},
        "reviewed_by": sorted({each.name for each in reviews}),
        "approved_by": [{"name": each.name, "at": files.said(each.at)} for each in voices],
        "produced_at": files.said(row.frozen_at),
        "ends_at": files.said(row.ends_at),
        "automated_detection": True,
        "automated_decision": False,
        "redress": produce.REDRESS,
        **_stepped(row, struck),
    }


def _stepped(row: ExportRow, struck: list[dict[str, Any]]) -> dict[str, Any]:
    """Of a policy in steps: which step it was, and the strikes that led there; nothing for any other export."""
    policy = strikes.policy_of(row)
    if policy is None:
        return {}
    told = [
        {name: files.said(each) if isinstance(each, datetime) else each for name, each in strike.items()}
        for strike in struck
    ]
    return {"policy": {key: policy[key] for key in ("name", "digest", "step")}, "strikes": told}


def _plain(ties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "bits": round(float(each["bits"]), 2)} for each in ties]


def _digest(fixed: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(fixed, sort_keys=True).encode()).hexdigest()


def statement(found: Mapping[str, Any]) -> dict[str, Any]:
    """A record as a statement of reasons with the fields of the EU's DSA schema; without personal data.

    Its `puid` stands for account and export and leads to neither. `content_date` is the first day on which the account
    was seen with something it shares. `redress` is for the account's owner (Article 17(3)(f)); the schema has no
    such field. Fields, words, required ones and lengths are those of
    https://transparency.dsa.ec.europa.eu/page/api-documentation, checked as its public source does
    (digital-services-act/transparency-database on GitHub, `StatementMultipleAPIController`'s rules).
    """
    action, ends = found["action"], found["ends_at"] and found["ends_at"][:10]
    began = min(
        (each["first_seen"] for each in found["evidence"]["ties"] if each["first_seen"]), default=None
    )
    applied = found["produced_at"][:10]
    groups = sorted({each["group"] for each in found["evidence"]["ties"]})
    kinds = ", ".join(sorted({each["kind"] for each in found["evidence"]["ties"]})) or "values"
    facts = (
        f"The account was found by an automated analysis to be run together with others: it shares "
        f"{', '.join(groups) or 'values'} with them ({', '.join(found['evidence']['reasons'])}). "
        f"A random sample of the accounts concerned was reviewed by people, and people approved the measure."
    )
    return {
        "decision_account": ACCOUNT.get(action),
        "end_date_account_restriction": ends if action in ACCOUNT else None,
        "decision_provision": PROVISION.get(action),
        "end_date_service_restriction": ends if action in PROVISION else None,
        "decision_monetary": MONETARY.get(action),
        "end_date_monetary_restriction": ends if action in MONETARY else None,
        "decision_ground": "DECISION_GROUND_INCOMPATIBLE_CONTENT",
        "incompatible_content_ground": TERMS[found["ground"]],
        "incompatible_content_explanation": f"{TERMS[found['ground']]} The account shares {kinds} with others.",
        "incompatible_content_illegal": "No",
        "category": "STATEMENT_CATEGORY_SCAMS_AND_FRAUD",
        "category_specification": ["KEYWORD_INAUTHENTIC_ACCOUNTS"],
        "content_type": ["CONTENT_TYPE_OTHER"],
        "content_type_other": "account",
        "content_date": applied if began is None else f"{datetime.fromtimestamp(began, UTC):%Y-%m-%d}",
        "application_date": applied,
        "decision_facts": facts,
        "source_type": "SOURCE_VOLUNTARY",
        "automated_detection": "Yes",
        "automated_decision": "AUTOMATED_DECISION_PARTIALLY",
        "puid": hashlib.sha256(f"{found['export']}\n{found['digest']}".encode()).hexdigest()[:32],
        "redress": found["redress"],
    }
