"""What was asked of the service, measured: look-ups, batches, repeats of a write, tampers with the audit, releases.

usage: python -m bench.api [--accounts N] [--parts NAME …] [--brief] [--report]

The parts, one after the other: `lookups`, `idempotency`, `tampers`, `release`; each can be run alone as
`python -m bench.NAME`. Each measurement is kept in WORK/api.jsonl as it is made, and the newest of each counts.
`--report` draws what is there and measures nothing. `--brief` does a little of each, to see that it works, and
writes to stdout alone. Needs wrk, and a machine that does nothing else. Writes bench/api.md.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import idempotency, lookups, release, results, tampers
from bench.homes import IDS
from bench.lookups import LOOKUP, NOTHING
from bench.results import Results, Row
from bench.tables import mark, table

HERE = Path(__file__).parent
SHARE, TOGETHER = 0.8, 50.0
"""Least share of an empty route's requests a second, and most milliseconds of a batch."""


@dataclass(frozen=True)
class Amount:
    """How much is done of each."""

    accounts: int = 1_000_000
    seconds: int = 5
    rounds: int = 7
    repeats: int = 10_000
    tampers: int = 1_000
    releases: int = 50
    processes: int = 4
    """That a release is to show in."""


BRIEF = Amount(20_000, seconds=1, rounds=1, repeats=200, tampers=60, releases=4, processes=2)

Found = Mapping[str, Any]


def looked_up(amount: Amount, folder: Path) -> Found:
    """Look-ups at full and at half load beside an empty route, and batches."""
    lookups.need_wrk()
    found = lookups.measure(folder, amount.accounts, amount.seconds, amount.rounds)
    loads = {name: asdict(load) for name, load in found.full.items()}
    return {"full": loads, "half": asdict(found.half), "together": found.together, "cpu": found.cpu}


def repeated(amount: Amount, folder: Path) -> Found:
    """One write, sent many times at once to two processes."""
    found = idempotency.measure(folder, amount.repeats, 2)
    answers: Counter[str] = Counter()
    for (status, _, replayed), count in found.answers.items():
        answers[f"{status or 'cut'}{' replayed' if replayed else ''}"] += count
    told = {"effects": found.effects, "different": found.different, "seconds": found.seconds}
    return {**told, "answers": dict(sorted(answers.items())), "times": amount.repeats}


def tampered(amount: Amount, _: Path) -> Found:
    """Tampers with the audit by what was done: how many, and how many were seen."""
    found: dict[str, list[int]] = {}
    for (tamper, _skill), counts in sorted(tampers.measure(amount.tampers, seed=1).items()):
        done, seen = found.get(tamper, [0, 0])
        found[tamper] = [done + counts.total(), seen + counts[True]]
    return {"tampers": found}


def released(amount: Amount, folder: Path) -> Found:
    """Seconds of each release until every process has it."""
    return {
        "seconds": release.measure(folder, amount.releases, amount.processes),
        "processes": amount.processes,
    }


PARTS: Mapping[str, Callable[[Amount, Path], Found]] = {
    "lookups": looked_up,
    "idempotency": repeated,
    "tampers": tampered,
    "release": released,
}


def of_lookups(found: Found, accounts: int) -> str:
    """Look-ups and batches as a section."""
    loads = {name: lookups.Load(**load) for name, load in (*found["full"].items(), ("half", found["half"]))}
    full, empty, half = (loads[name] for name in (LOOKUP, NOTHING, "half"))
    heads = ("", "requests/s", "p50 ms", "p99 ms", "p99.9 ms", "not 200", "server's CPU µs")
    named = {
        "look-up": full,
        "empty FastAPI route": empty,
        f"look-up at {half.rate / full.rate:.2f} of that": half,
    }
    refused = sum(load.refused for load in loads.values())
    share, slowest = full.rate / empty.rate, found["together"][-1]
    said = [
        ("look-ups a second, as a share of the empty route", f"{share:.2f}{mark(share, least=SHARE)}"),
        ("the same by the server's processor time", f"{empty.cpu / full.cpu:.2f}"),
        ("answers other than 200", f"{refused}{mark(refused, most=0)}"),
        (f"batch of {IDS:,} ids, median ms", f"{statistics.median(found['together']):.1f}"),
        ("the same, slowest ms", f"{slowest:.1f}{mark(slowest, most=TOGETHER)}"),
    ]
    about = (
        f"{accounts:,} accounts, {IDS:,} rotating ids, a key with its scope, one process of each server, wrk with one "
        "thread and 32 connections turn by turn; medians of the rounds. At half load 256 connections each wait at "
        "random between two requests."
    )
    rows = [(name, *load.figures()) for name, load in named.items()]
    return f"## Look-ups\n{about}\n\n{table(heads, rows)}\n{table(('', 'measured'), said)}"


def of_idempotency(found: Found, _: int) -> str:
    """Repeats of one write as a section."""
    answers = ", ".join(f"{count:,} × {answer}" for answer, count in found["answers"].items())
    said = [
        ("effects", f"{found['effects']}{mark(found['effects'], most=1)}"),
        ("different answers", f"{found['different']}{mark(found['different'], most=1)}"),
        ("seconds until all were answered", f"{found['seconds']:.1f}"),
    ]
    about = (
        f"{found['times']:,} repeats at once over two processes, each on a connection of its own; whoever is told that "
        f"it is under way or busy, or whose line is cut, sends it again under the same key. Answers: {answers}."
    )
    return f"## One write, many times\n{about}\n\n{table(('', 'measured'), said)}"


def of_tampers(found: Found, _: int) -> str:
    """Tampers with the audit as a section."""
    rows = [
        (name, f"{done:,}", f"{seen:,}{mark(seen, least=done)}")
        for name, (done, seen) in found["tampers"].items()
    ]
    about = "Each done alone, or with entries numbered anew, or with all digests made anew by someone who knows how."
    return f"## Tampers with the audit\n{about}\n\n{table(('tamper', 'times', 'seen'), rows)}"


def of_release(found: Found, _: int) -> str:
    """Releases as a section."""
    about = f"{len(found['seconds'])} releases, {found['processes']} processes, one after the other asked to release."
    return f"## Releases\n{about}\n\n{release.report(found['seconds'])}"


SECTIONS: Mapping[str, Callable[[Found, int], str]] = {
    "lookups": of_lookups,
    "idempotency": of_idempotency,
    "tampers": of_tampers,
    "release": of_release,
}


def draw(rows: Sequence[Row]) -> str:
    """The report in Markdown."""
    have = {row.part: row for row in rows}
    if not have:
        return "# The service\nNothing was measured yet.\n"
    first = next(iter(have.values()))
    loads = ", ".join(f"{have[name].times['load']:.1f}" for name in SECTIONS if name in have)
    head = (
        f"# The service\n`python -m bench.api`, {first.times['cores']:.0f} cores, code {first.code}. "
        f"The machine's load before each part: {loads}."
    )
    parts = [draw(have[name].found, have[name].accounts) for name, draw in SECTIONS.items() if name in have]
    return "\n".join([head, "", *parts])


def measure(name: str, amount: Amount) -> Row:
    """One part, on a home of its own."""
    times = {"cores": float(os.cpu_count() or 0), "load": os.getloadavg()[0]}
    print(f"bench.api: {name}", file=sys.stderr)
    with tempfile.TemporaryDirectory() as folder:
        found = PARTS[name](amount, Path(folder) / "home")
    return Row("api", 0, amount.accounts, name, found, times, code())


def code() -> str:
    """Digest of all that bears on a result: the engine and the service."""
    return f"{results.code()}-{results.code(HERE.parent / 'api')}"


def main() -> None:
    """Measure, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=Amount.accounts)
    parser.add_argument("--parts", nargs="+", choices=list(PARTS), default=list(PARTS))
    parser.add_argument("--brief", action="store_true", help="a little of each, written to stdout alone")
    parser.add_argument("--report", action="store_true", help="draw what is there, measure nothing")
    parser.add_argument("--work", type=Path, default=Path(".work/api"))
    parser.add_argument("--out", type=Path, default=HERE / "api.md")
    asked = parser.parse_args()
    if asked.brief:
        sys.stdout.write(draw([measure(name, BRIEF) for name in asked.parts]))
        return
    file = asked.work / "api.jsonl"
    kept = Results(file, results.latest(file) if asked.report else code())
    for name in [] if asked.report else asked.parts:
        kept.keep(measure(name, Amount(asked.accounts)))
    asked.out.write_text(draw(kept.rows()), encoding="utf-8")


if __name__ == "__main__":
    main()
