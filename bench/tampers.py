"""Tampers with the audit chain, at random: how many are seen?

usage: python -m bench.tampers [--times N] [--seed S]

A chain is sealed from time to time and at its end; then each time one thing is done to it: an entry edited,
deleted, moved, put in, or the tail cut. A third of the time only that is done; a third of the time entries are
numbered anew after it; a third of the time all digests are made anew too, by someone who knows how. Nothing is
kept: each time begins with the chain as it was. Prints a table in Markdown; exit 1 unless all are seen.
"""

import argparse
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from bench.tables import table
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log, seals
from linkage.ledger.db.models import AuditRow
from linkage.ledger.db.session import Within

ENTRIES, SEALED_EVERY = 120, 25
KEY = b"for-the-bench-only-0123456789"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
FIELDS = ("at", "actor", "action", "subject", "purpose", "previous", "digest")
SKILLS = ("nothing more", "numbered anew", "digests made anew")

Entry = dict[str, Any]
Chain = list[Entry]


def edit(chain: Chain, rng: random.Random) -> None:
    """Change one field of one entry."""
    entry, field = rng.choice(chain), rng.choice(FIELDS)
    entry[field] = entry["at"] + timedelta(seconds=rng.randint(1, 9999)) if field == "at" else word(rng)


def remove(chain: Chain, rng: random.Random) -> None:
    """Take one entry out."""
    del chain[rng.randrange(len(chain))]


def reorder(chain: Chain, rng: random.Random) -> None:
    """Let two entries change places."""
    one, two = sorted(rng.sample(range(len(chain)), 2))
    chain[one], chain[two] = chain[two], chain[one]
    chain[one]["seq"], chain[two]["seq"] = chain[two]["seq"], chain[one]["seq"]


def put_in(chain: Chain, rng: random.Random) -> None:
    """Put in an entry that was never written, before one that was."""
    at = rng.randrange(len(chain))
    forged = chain[at] | {"actor": word(rng), "action": "export", "subject": word(rng)}
    chain.insert(at, forged)
    for entry in chain[at + 1 :]:
        entry["seq"] += 1


def cut(chain: Chain, rng: random.Random) -> None:
    """Cut off the last entries."""
    del chain[-rng.randint(1, len(chain)) :]


TAMPERS: dict[str, Callable[[Chain, random.Random], None]] = {
    "edit": edit,
    "delete": remove,
    "reorder": reorder,
    "insert": put_in,
    "cut tail": cut,
}


def word(rng: random.Random) -> str:
    """A word nobody wrote."""
    return f"{rng.getrandbits(64):016x}"


def finish(chain: Chain, skill: int) -> None:
    """Hide what was done, as well as it is known how."""
    previous = log.GENESIS
    for seq, entry in enumerate(chain, 1):
        if skill >= 1:
            entry["seq"] = seq
        if skill >= 2:
            entry["previous"] = previous
            entry["digest"] = previous = log.digest(AuditRow(**entry | {"digest": ""}))


def written(ledger: Ledger, folder: Path) -> log.Heads:
    """A chain, and its heads as they were sealed while it grew."""
    for number in range(1, ENTRIES + 1):
        now = NOON + timedelta(minutes=number)
        act = log.Act(f"key{number % 3}", "read evidence", f"acct-{number}", "case")
        with ledger.write() as session:
            log.append(session, act, now)
        if number % SEALED_EVERY == 0 or number == ENTRIES:
            seals.seal(ledger, folder, KEY, now)
    return seals.read(folder, KEY).heads()


def entries(session: Session) -> Chain:
    """The chain as plain values."""
    names = ("seq", *FIELDS)
    rows = session.scalars(select(AuditRow).order_by(AuditRow.seq))
    return [{name: getattr(row, name) for name in names} for row in rows]


def touched(before: Chain, tamper: str, skill: int, rng: random.Random) -> Chain:
    """Another chain: a digest edited and then made anew is the one before, and is tried again."""
    after = before
    while after == before:
        after = [dict(entry) for entry in before]
        TAMPERS[tamper](after, rng)
        finish(after, skill)
    return after


def seen(ledger: Ledger, heads: log.Heads, after: Chain) -> bool:
    """Whether it is found out that the chain was exchanged for another; nothing is committed."""
    with ledger.read() as session:
        session.execute(delete(AuditRow))
        if after:
            session.execute(insert(AuditRow), after)
        return log.verify(Within(session), heads).broken_at is not None


def measure(times: int, seed: int) -> dict[tuple[str, str], Counter[bool]]:
    """How often each tamper, done with each skill, was seen and was not."""
    rng = random.Random(seed)  # noqa: S311 - chance, not secrecy
    found: dict[tuple[str, str], Counter[bool]] = {}
    with tempfile.TemporaryDirectory() as name:
        ledger = open_ledger(f"sqlite:///{Path(name) / 'ledger.sqlite'}")
        heads = written(ledger, Path(name) / "elsewhere")
        with ledger.read() as session:
            before = entries(session)
        for number in range(times):
            tamper, skill = list(TAMPERS)[number % 5], number // 5 % 3
            told = seen(ledger, heads, touched(before, tamper, skill, rng))
            found.setdefault((tamper, SKILLS[skill]), Counter())[told] += 1
        ledger.close()
    return found


def report(found: dict[tuple[str, str], Counter[bool]]) -> str:
    """The table, a row for each way."""
    rows = [
        (f"{tamper}, {skill}", str(counts.total()), str(counts[True]))
        for (tamper, skill), counts in sorted(found.items())
    ]
    return table(("tamper, and then", "times", "seen"), rows)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    found = measure(asked.times, asked.seed)
    print(report(found))
    total = sum(found.values(), Counter())
    print(f"\n{total.total():,} tampers, {total[True]:,} seen")
    sys.exit(int(total[False] > 0))


if __name__ == "__main__":
    main()
