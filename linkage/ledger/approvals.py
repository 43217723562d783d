"""What people say of an export before it is produced: reviews of its sample, and approvals; they count people."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from linkage.errors import Barred, NotFound, Refused, WrongUse
from linkage.ledger.actions import APPROVED, FRAUD, HONEST, PREVIEWED, ApprovalRow, ExportRow, ReviewRow
from linkage.ledger.audit.log import append
from linkage.ledger.db.models import ApiKey
from linkage.ledger.db.session import Ledger
from linkage.ledger.decisions.record import Spoken
from linkage.ledger.exports import act, at, digest, needed, noting
from linkage.ledger.keys import api_keys
from linkage.ledger.persons import folded


def review(ledger: Ledger, export: str, account: int, verdict: str, spoken: Spoken) -> ReviewRow:
    """What a person says of an account of the sample; one verdict each, which stays.

    Raises Barred for the requester and for a service, NotFound for an account that was not drawn.
    """
    if verdict not in (FRAUD, HONEST):
        raise WrongUse("a verdict is fraud or honest")
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = at(session, export, spoken.at, PREVIEWED)
        name = _person(session, row, spoken, "review")
        if account not in row.sample:
            raise NotFound("the account is not in the sample of this export")
        mine = (ReviewRow.export == export) & (ReviewRow.account == account)
        given = session.scalars(select(ReviewRow).where(mine)).all()
        before = next((each for each in given if folded(each.person) == folded(name)), None)
        if before is not None and before.verdict == verdict:
            return before
        if before is not None:
            raise Refused(
                "you already gave another verdict, which cannot be changed: cancel the export and request a new one"
            )
        entry = append(session, act(spoken, f"review {verdict}", export), spoken.at)
        made = ReviewRow(
            *(entry.seq, export, row.digest, account, verdict, spoken.reason),
            *(spoken.author.prefix, name, folded(name), spoken.at),
        )
        session.add(made)
        wrote.append(made)
    return made


def approve(ledger: Ledger, export: str, told: str, spoken: Spoken) -> ExportRow:
    """A person's approval, of the digest he was told; approved by enough of them, it may be produced.

    Raises Barred for the requester, for a service and for who makes keys; LacksScope; Refused for another digest
    and while the sample is open.
    """
    with ledger.write() as session, noting(session, spoken) as wrote:
        row = at(session, export, spoken.at, PREVIEWED)
        name = api_keys.approver(session, spoken.author.prefix, spoken.at)
        _person(session, row, spoken, "approve")
        if told != row.digest or row.digest != digest(row):
            raise Refused("the export changed since you looked at it: check the preview again")
        reviewed(session, row)
        approvers = {folded(each.person) for each in approvals(session, row)}
        if folded(name) in approvers:
            raise Refused("you already approved it: another person has to")
        entry = append(session, act(spoken, "approve export", f"{export} {told}"), spoken.at)
        made = ApprovalRow(
            *(entry.seq, export, told, spoken.reason, spoken.author.prefix, name, folded(name), spoken.at)
        )
        session.add(made)
        session.flush()
        wrote.append(made)
        if len(approvers) + 1 >= needed(row.accounts):
            row.state = APPROVED
            wrote.append(row)
    return row


def reviewed(session: Session, row: ExportRow) -> None:
    """Raise Refused unless the sample was reviewed and nobody in it found honest."""
    done = counts(session, row)
    if done[HONEST]:
        raise Refused(
            "an account of the sample was found honest: cancel the export, release it, and ask anew"
        )
    if done[FRAUD] < row.to_review:
        raise Refused(f"{row.to_review - done[FRAUD]} accounts of the sample are not reviewed yet")


def counts(session: Session, row: ExportRow) -> dict[str, int]:
    """How many accounts of the sample were found fraudulent, and honest."""
    mine = ReviewRow.export == row.id
    query = select(ReviewRow.verdict, func.count(ReviewRow.account.distinct())).where(mine)
    found = {row[0]: row[1] for row in session.execute(query.group_by(ReviewRow.verdict))}
    return {each: int(found.get(each, 0)) for each in (FRAUD, HONEST)}


def approvals(session: Session, row: ExportRow) -> list[ApprovalRow]:
    """The approvals that count, of the digest it has, oldest first."""
    mine = (ApprovalRow.export == row.id) & (ApprovalRow.digest == row.digest)
    return list(session.scalars(select(ApprovalRow).where(mine).order_by(ApprovalRow.seq)))


def reviews(session: Session, row: ExportRow) -> list[ReviewRow]:
    """Every review of its sample, oldest first."""
    mine = ReviewRow.export == row.id
    return list(session.scalars(select(ReviewRow).where(mine).order_by(ReviewRow.seq)))


def _person(session: Session, row: ExportRow, spoken: Spoken, does: str) -> str:
    """Name of the person whose key it is; raises Barred for a service, and for the requester."""
    key = session.get(ApiKey, spoken.author.prefix)
    if key is None or key.owner_kind != "person" or not api_keys.good(key, spoken.at):
        raise Barred(f"Have a person {does} it: a service cannot.")
    if folded(key.name) == folded(row.person):
        raise Barred(f"Have someone else {does} it: whoever requested the export may not.")
    return key.name
