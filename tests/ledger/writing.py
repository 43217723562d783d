"""Write notes under keys of their own until somebody ends the process: `python -m tests.ledger.writing URL FIRST`."""

import sys
from datetime import UTC, datetime

from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.keys import idempotency
from linkage.ledger.keys.idempotency import Answer, Asked, Running


def write(number: int) -> Asked:
    return idempotency.asked("service:bot", f"key-{number}", "POST", "/v1/notes", b"%d" % number)


def once(ledger: Ledger, number: int) -> Answer:
    def note(within: Ledger) -> Answer:
        with within.write() as session:
            row = log.append(session, log.Act("bot", "note", str(number)), datetime.now(UTC))
        return Answer(201, b"%d" % row.seq)

    return idempotency.once(ledger, Running(), write(number), note, datetime.now(UTC))


if __name__ == "__main__":
    opened = open_ledger(sys.argv[1])
    for number in range(int(sys.argv[2]), 1_000_000):
        print(number, flush=True)  # noqa: T201 - told before it is begun
        once(opened, number)
