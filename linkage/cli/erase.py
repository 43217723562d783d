"""A person's right to be forgotten: an account erased, for good."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli.decide import Reason, said
from linkage.cli.session import Answer, Session, command
from linkage.errors import StoreUnavailable

if TYPE_CHECKING:
    from linkage.ledger.db.decision_models import ErasureRow

LATER = "the graph is away: the next load or run takes the account out of it first, or erase it again"


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(erase)


def erase(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT")],
    reason: Reason,
) -> Answer:
    """Forget an account for good: it is answered as one never seen, and later feeds do not bring it back."""
    from linkage.ledger.decisions import erasures
    from linkage.ledger.decisions.record import Author, Spoken

    spoken = Spoken(Author(), said(reason), datetime.now(UTC))
    key = key_of(account)
    with session.ledger() as ledger:
        row = erasures.erase(ledger, account, key, spoken, known(session, key))
        session.lay_over(ledger)
    swept = taken_out(session, key)
    return Answer(erasure(row) | {"swept": swept}, ("erased", *(() if swept else (LATER,))))


def key_of(account_id: str) -> int:
    """Key of an account id."""
    import polars as pl

    from linkage.normalise import account_keys

    return int(account_keys(pl.Series([account_id]))[0])


def known(session: Session, account: int) -> bool:
    """Whether an account was ever loaded, judged or not."""
    import numpy as np

    from linkage.errors import NothingPublished
    from linkage.ledger.decisions.overlay import read_newcomers

    try:
        publication = session.publication()
    except NothingPublished:
        return bool(np.isin(account, read_newcomers(session.settings.overlay, 0)))
    newcomers = read_newcomers(session.settings.overlay, publication.watermark)
    return publication.row(account) is not None or bool(np.isin(account, newcomers))


def taken_out(session: Session, account: int) -> bool:
    """Take the account out of the graph now; False when the graph is away, and it has to be done later."""
    from linkage.erasure import sweep
    from linkage.graph import is_there

    if not is_there(session.settings.graph):
        return True  # nothing is in it, and what comes back from a backup is swept before the next run
    try:
        with session.store() as store:
            sweep(store, [account])
    except StoreUnavailable:
        return False
    return True


def erasure(row: "ErasureRow") -> dict[str, object]:
    """An erasure as a document; the account's id is not in it."""
    return {"erasure": row.seq, "at": row.at, "reason": row.reason, "author": row.author, "name": row.name}
