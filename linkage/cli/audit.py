"""The audit chain: is it as it was written, what it says, and its head signed and kept elsewhere."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, add_group, command
from linkage.printable import stamp

if TYPE_CHECKING:
    from linkage.ledger.audit.log import Chain
    from linkage.ledger.audit.seals import Kept


SHOWN = 20
"""Most rows that are named to people."""


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "audit", "Who did what, in a chain that shows where it was touched.")
    command(group)(verify)
    command(group, "list")(listed)
    command(group)(seal)


def verify(session: Session) -> Answer:
    """Check that no entry was changed and none is missing. Exit 1 with the place of the first fault."""
    from linkage import pepper
    from linkage.ledger.audit import log, seals

    folder = pepper.audit_folder(session.settings)
    kept = seals.read(folder, pepper.audit_key(session.settings))
    with session.ledger(believed=False) as ledger:
        chain = log.verify(ledger, kept.heads())
    last = kept.seals[-1] if kept.seals else None
    document = {
        "whole": chain.whole and kept.unsigned is None,
        "entries": chain.entries,
        "head": chain.head,
        "broken_at": chain.broken_at,
        "strays": list(chain.strays),
        "heads": len(kept.seals),
        "unsigned_line": kept.unsigned,
        "last_head": last and asdict(last) | {"at": stamp(datetime.fromisoformat(last.at))},
        "folder": str(folder),
    }
    return Answer(document, tuple(sentences(chain, kept, str(folder))), failed=not document["whole"])


def sentences(chain: "Chain", kept: "Kept", folder: str) -> list[str]:
    """What was found, for people."""
    said = [f"{chain.entries:,} entries are unchanged"]
    if chain.broken_at is not None:
        said = [
            f"broken at entry {chain.broken_at:,}: this entry or a later one was changed, moved or removed"
        ]
    said += [f"changed: {each}" for each in chain.strays[:SHOWN]]
    if len(chain.strays) > SHOWN:
        said.append(f"and {len(chain.strays) - SHOWN:,} more")
    if kept.unsigned is not None:
        said.append(f"line {kept.unsigned} of the heads in {folder} was not signed with this key")
    if not kept.seals:
        return [*said, f"no heads are kept in {folder}: entries removed from the end would go unnoticed"]
    last = kept.seals[-1]
    return [
        *said,
        f"{len(kept.seals):,} heads are kept in {folder}, the last of {last.at}, entry {last.seq:,}",
    ]


def listed(
    session: Session,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=100_000, help="Maximum number of entries.")
    ] = 50,
    actor: Annotated[
        str, typer.Option("--actor", help="Prefix of a key, or `cli`.", autocompletion=complete.key)
    ] = "",
    action: Annotated[str, typer.Option("--action", help="What was done, e.g. `read evidence`.")] = "",
    subject: Annotated[str, typer.Option("--subject", help="The object: an account, a ring, a key.")] = "",
    purpose: Annotated[str, typer.Option("--purpose", help="The purpose that was given.")] = "",
) -> Answer:
    """List who did what to whom, when and for which purpose; latest first."""
    from linkage.cli.tables import table
    from linkage.ledger.audit import log

    wanted = log.Act(actor, action, subject, purpose)
    columns = ("seq", "at", "actor", "action", "subject", "purpose")
    with session.ledger(believed=False) as ledger:
        found = log.entries(ledger, limit, wanted)
    rows = [{name: getattr(row, name) for name in columns} for row in found]
    return Answer(
        {"entries": rows}, (table(columns, [list(row.values()) for row in rows], None, ("purpose", "at")),)
    )


def seal(session: Session) -> Answer:
    """Sign the head of the chain now and add it to the copies kept elsewhere; `serve` does so every hour."""
    from linkage import pepper
    from linkage.ledger.audit import seals

    folder, key = pepper.audit_folder(session.settings), pepper.audit_key(session.settings)
    with session.ledger() as ledger:
        made = seals.seal(ledger, folder, key, datetime.now(UTC))
    said = f"entry {made.seq:,} signed and kept in {folder}" if made else "the chain has no entries yet"
    return Answer({"folder": str(folder), "head": asdict(made) if made else None}, (said,))
