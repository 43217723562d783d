"""What other platforms are told of confirmed rings."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.decide import Reason, said
from linkage.cli.session import Answer, Session
from linkage.errors import WrongUse


def indicators(
    session: Session,
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="Where to write; JSON.")],
    reason: Reason,
    partner: Annotated[
        Path | None,
        typer.Option(
            "--partner-key", metavar="FILE", help="Secret by which what could point to a person is keyed."
        ),
    ] = None,
) -> Answer:
    """Indicators of confirmed rings as a bundle of STIX 2.1, without personal data; audited."""
    import hashlib

    from linkage import atomic
    from linkage.enforcement import indicators, known, stix
    from linkage.ledger.audit.log import COMMAND_LINE, Act, append
    from linkage.ledger.decisions import erased
    from linkage.ledger.decisions.state import decision_state
    from linkage.publication.manifest import began

    key, why, now = None if partner is None else key_of(partner), said(reason), datetime.now(UTC)
    with session.ledger() as ledger:
        with ledger.read() as reading:
            decided, gone = decision_state(reading, now), erased.keys(reading)
        publication = session.publication().hiding(gone)
        measures = known.measured(session.settings, publication.watermark)
        told = indicators.find(publication, decided, measures, key)
        content = stix.bundle(told.rows, publication.run, began(publication.run))
        digest = hashlib.sha256(content).hexdigest()
        with ledger.write() as writing:
            about = f"{publication.run} {digest}"
            append(writing, Act(COMMAND_LINE, "export indicators", about, why), now)
        atomic.write(out, content, 0o600)
    counts = dict(told.rows.group_by("kind").len().sort("kind").iter_rows())
    document = {"publication": publication.run, "file": str(out), "sha256": digest, "left_out": told.left_out}
    text = ", ".join(f"{count:,} {kind}" for kind, count in counts.items()) or "nothing that can be told"
    left = f"; {told.left_out:,} more need --partner-key" if told.left_out else ""
    return Answer(document | {"indicators": counts}, (f"{text} in {out}{left}",))


def key_of(path: Path) -> bytes:
    """A partner's key from its file; raises WrongUse for one that is too short."""
    from linkage.enforcement.indicators import SHORTEST

    try:
        key = path.read_bytes().strip()
    except OSError:
        raise WrongUse(f"the partner's key {path.name} cannot be opened") from None
    if len(key) < SHORTEST:
        raise WrongUse(f"the partner's key {path.name} is shorter than {SHORTEST} bytes: give a longer one")
    return key
