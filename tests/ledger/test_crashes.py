"""A process that is killed leaves each of its writes done or not done, and the same key says which."""

import subprocess
import sys
from pathlib import Path

from linkage.ledger import open_ledger
from linkage.ledger.audit import log
from tests.ledger.writing import once

ROOT = Path(__file__).parents[2]


def killed(url: str, first: int, after: int) -> int:
    """Run the writer and kill it when it has begun so many writes; the last it began."""
    command = [sys.executable, "-m", "tests.ledger.writing", url, str(first)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(after):
            last = int(process.stdout.readline())
        process.kill()
        told = process.stdout.read().split()
    return int(told[-1]) if told else last


def test_writes_of_killed_processes_are_each_done_once_in_the_end(url: str) -> None:
    ledger = open_ledger(url)
    begun = 0
    for after in (1, 7, 20):
        begun = killed(url, begun, after) + 1
    replayed = [once(ledger, number).replayed for number in range(begun)]
    notes = log.entries(ledger, 10_000, log.Act("", "note"))
    assert sorted(int(each.subject) for each in notes) == list(range(begun))
    assert log.verify(ledger).broken_at is None
    assert replayed.count(False) <= 3
    ledger.close()
