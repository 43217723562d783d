"""Loads as the command line shows them: what became of the rows, and every batch."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from linkage.cli.progress import bar
from linkage.cli.session import Answer, Session
from linkage.cli.tables import table
from linkage.home.load import Taken, Wish, load
from linkage.ledger import Ledger
from linkage.ledger.runs import batches
from linkage.printable import shown

LEFT_OUT = "was withdrawn before and is not loaded: `linkage ingest --even-withdrawn` loads it"
DIGEST = re.compile(r"[0-9a-f]{32,}")
COUNTS = ("rows", "accepted", "duplicate", "quarantined", "cells")


def take(session: Session, paths: list[str], wish: Wish) -> Answer:
    """Load what lies at the paths, and show what became of it."""
    with bar(session.console) as shown:
        taken = load(session, paths, wish, shown)
    for sentence in taken.sentences():
        session.notice(sentence)
    return answer(taken)


def answer(taken: Taken) -> Answer:
    """What became of the rows, per batch and per feed; bad news when a table could not be read."""
    loaded = taken.loaded
    feeds: dict[str, dict[str, int]] = {}
    for each in loaded:
        sums = feeds.setdefault(each.feed, dict.fromkeys(COUNTS, 0))
        for name in COUNTS:
            sums[name] += getattr(each.counts, name)
    document = {
        "feeds": feeds,
        "batches": [
            {
                "batch": each.batch.id,
                "seq": each.batch.seq,
                "feed": each.feed,
                "file": each.file,
                **asdict(each.counts),
                "repeated": each.repeated,
                "withdrawn": each.withdrawn,
                "ignored_columns": list(each.ignored),
                "units": each.units,
            }
            for each in loaded
        ],
        "unmet": [asdict(each) for each in taken.unmet],
        "failed": [{"file": label, "error": str(error)} for label, error in taken.failed.items()],
    }
    ids = [{"batch": each.batch.id} for each in loaded]
    rows = [
        (each.file, each.feed, *(getattr(each.counts, name) for name in COUNTS), short(each.batch.id, ids))
        for each in loaded
    ]
    notes = [f"{each.file}: columns ignored: {', '.join(each.ignored)}" for each in loaded if each.ignored]
    if any(each.counts.quarantined or each.counts.cells for each in loaded):
        notes.append("to see what was set aside and why: linkage quarantine")
    notes += [f"{each.file} {LEFT_OUT}" for each in loaded if each.withdrawn]
    notes += [f"{each.file} was already loaded: nothing changed" for each in loaded if each.repeated]
    columns = ("file", "feed", *COUNTS[:-1], "cells set aside", "batch")
    view = table(columns, rows, None, ("accepted", "feed", "duplicate"))
    return Answer(document, (view, *map(shown, notes)), failed=bool(taken.failed))


def listed(ledger: Ledger) -> Answer:
    """All batches ever loaded, in order of commit."""
    found = [
        {
            "batch": row.id,
            "seq": row.seq,
            "feed": row.feed,
            "file": row.file,
            **row.counts,
            "loaded_at": row.loaded_at,
            "withdrawn_at": row.withdrawn_at,
        }
        for row in batches.batches(ledger)
    ]
    columns = ["batch", "seq", "feed", "file", *COUNTS, "loaded at", "withdrawn at"]
    if not any(each["withdrawn_at"] for each in found):
        columns.pop()  # room for the id of the batch
    rows = [list(each.values())[: len(columns)] for each in found]
    rows = [[short(str(row[0]), found), *row[1:]] for row in rows]
    spare = [each for each in ("loaded at", *COUNTS[1:], "seq") if each in columns]
    return Answer({"batches": found}, (table(columns, rows, None, spare),))


def short(batch: str, found: Sequence[Mapping[str, object]]) -> str:
    """The beginning of a digest that no other begins with, 8 letters at least; `withdraw` and `quarantine` take it."""
    others = [str(each["batch"]) for each in found if each["batch"] != batch]
    if not DIGEST.fullmatch(batch):  # a key of the caller's own
        return batch
    length = next((n for n in range(8, len(batch)) if not any(o.startswith(batch[:n]) for o in others)), None)
    return batch[:length]
