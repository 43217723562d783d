"""What a ledger holds, in short: enough to tell whether it is the one that a home's files speak of."""

from dataclasses import dataclass

from sqlalchemy import func, select

from linkage.ledger.db.decision_models import AllowRow, DecisionRow, ErasureRow
from linkage.ledger.db.models import ApiKey, AuditRow, BatchRow, PublicationRow, Run
from linkage.ledger.db.session import Ledger


@dataclass(frozen=True)
class Marks:
    """What a ledger knows."""

    decided: int
    """Place of the newest decision, entry of the allowlist or erasure; 0 for none."""
    entries: int
    """Place of the last entry of the audit chain; 0 for none."""
    keys: frozenset[str]
    """Prefixes of all keys ever made."""
    runs: frozenset[str]
    """Ids of all runs."""
    published: int
    """How often something was published."""
    batches: int
    """How many batches it has heard of."""

    @property
    def empty(self) -> bool:
        """Whether nobody has ever used it."""
        return not (self.entries or self.keys or self.runs or self.published or self.batches)


def marks(ledger: Ledger) -> Marks:
    """Read them, in one transaction."""
    with ledger.read() as session:
        judged = (DecisionRow.seq, AllowRow.seq, ErasureRow.seq)
        return Marks(
            decided=max(session.scalar(select(func.max(column))) or 0 for column in judged),
            entries=session.scalar(select(func.max(AuditRow.seq))) or 0,
            keys=frozenset(session.scalars(select(ApiKey.prefix))),
            runs=frozenset(session.scalars(select(Run.id))),
            published=session.scalar(select(func.count()).select_from(PublicationRow)) or 0,
            batches=session.scalar(select(func.count()).select_from(BatchRow)) or 0,
        )
