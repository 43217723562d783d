"""What bulk bans cost and withstand: `python -m bench.bans`; writes bench/bans.md.

Rows are written in a child each, so that the peak of its memory is its own.
"""

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import polars as pl
from sqlalchemy.exc import DBAPIError

from linkage.enforcement import files, selection, signing
from linkage.errors import LinkageError
from linkage.ledger import exports
from tests.api.world import World
from tests.enforcement.home import BAN, Home, ring

OUT = Path(__file__).with_name("bans.md")
ROOT = OUT.parents[1]
SIZES = (24_000, 1_000_000)
FORMATS = ("csv", "jsonl", "parquet")
TAMPERS = 1_000
SECRET = b"a key for the bench alone"


def chosen(accounts: int) -> pl.DataFrame:
    """A selection of so many accounts, as a preview leaves it."""
    numbers = pl.DataFrame({"number": range(accounts)})
    told = numbers.select(
        account=(pl.col("number") * 7_919 - 2**40).cast(pl.Int64),
        account_id=pl.format("account-{}", "number"),
        ring_id=pl.format("R-{}", pl.col("number") // 900),
        tier=pl.lit("core"),
        confidence=pl.lit(0.987654),
        action=pl.lit("ban"),
        restore=pl.lit("active"),
    )
    lots = selection.lots(told["account"].to_numpy(), "bench")
    return told.with_columns(lot=pl.Series(lots)).select(list(selection.SELECTED))


@contextmanager
def room() -> Iterator[Path]:
    """A folder that is gone in the end."""
    folder = Path(tempfile.mkdtemp(prefix="bans-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def rates() -> Iterator[str]:
    """One row a size and format: the better of two."""
    yield "| rows | format | rows a second | seconds | MB written | peak MB | of which before the first row |"
    yield "|---|---|---|---|---|---|---|"
    for accounts in SIZES:
        with room() as folder:
            digest = selection.keep(chosen(accounts), folder)
            for format in FORMATS:
                words = ["bench.bans_rows", str(folder), digest, str(accounts), format]
                runs = [child(words) for _ in range(2)]
                best = min(runs, key=lambda each: float(each["seconds"]))
                yield (
                    f"| {accounts:,} | {format} | {accounts / best['seconds']:,.0f} | {best['seconds']:.2f} "
                    f"| {best['bytes'] / 1e6:.1f} | {best['peak']:.0f} | {best['base']:.0f} |"
                )


def child(words: list[str]) -> dict[str, Any]:
    """What a module says in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def attacks() -> Iterator[str]:
    """One row a kind of attack on the approval: how many were tried, and how many succeeded."""
    from tests.enforcement.attacks import KINDS

    yield "| attacks on the approval | tried | succeeded |"
    yield "|---|---|---|"
    tried, won = 0, 0
    for kind, each in KINDS.items():
        through = sum(map(succeeds, each))
        tried, won = tried + len(each), won + through
        yield f"| {kind} | {len(each)} | {through} |"
    yield f"| all | {tried} | {won} |"


def succeeds(attack: Callable[[Home], object]) -> bool:
    """Whether an attack is not refused, or leaves a file."""
    refused = False
    with room() as folder:
        home = Home(World(folder / "home"))
        try:
            attack(home)
        except (LinkageError, DBAPIError) as error:
            refused = True
            print(attack.__name__, error, file=sys.stderr)
        left = list(home.world.settings.exports.glob("*/*.csv"))
        home.ledger.close()
    return bool(left) or not refused


def kills() -> str:
    """Steps at which the writing was killed."""
    with room() as folder:
        home = Home(World(folder / "home"))
        home.publish(ring("farm", 300))
        row = home.approved()
        home.ledger.close()
        words = ["-m", "tests.enforcement.killing", str(home.world.home), row.id, home.clock.isoformat()]
        done = subprocess.run([sys.executable, *words], cwd=ROOT, capture_output=True, text=True, check=True)
        told = [json.loads(line) for line in done.stdout.splitlines()]
    partial = sum(not each["left"].items() <= each["whole"].items() for each in told)
    other = sum(each["again"] != each["expected"] for each in told)
    count = sum(each["killed"] for each in told)
    return f"SIGKILL at each of {count} steps: {partial} partial files, {other} repeats that gave other bytes"


def tampers() -> str:
    """Changes of a file or its manifest that were made, and seen."""
    from tests.enforcement.test_files import signed, tampered

    key, draw, seen = signing.public(b"a key for tests alone"), random.Random(11), 0  # noqa: S311
    with room() as folder:
        path = signed(folder / "x.csv", [f"account-{each}" for each in range(200)])
        for number in range(TAMPERS):
            target = path if number % 2 else files.manifest_of(path)
            before = target.read_bytes()
            target.write_bytes(tampered(before, draw))
            try:
                files.verify(path, key)
            except LinkageError:
                seen += 1
            target.write_bytes(before)
    return f"{TAMPERS:,} tampers with file and manifest: {seen:,} seen"


def republished() -> str:
    """An export that is produced while others publish."""
    with room() as folder:
        home = Home(World(folder / "home"))
        home.publish(ring("farm", 90))
        mixed, done = 0, 0
        for number in range(10):
            serving = home.serving
            row = home.approved(exports.Wanted("ban", "coordinated_fraud"))
            for more in range(3):
                home.publish(ring("farm", 90) | ring(f"mill-{number}-{more}", 9))
            rows = home.rows(home.produce(row.id))
            mixed += set(rows["publication"]) != {serving}
            done += rows.height
            home.revoke(exports.one(home.ledger, row.id))
            home.clock += timedelta(days=2)
        home.ledger.close()
    return f"10 exports of {done:,} rows, three publications after each approval: {mixed} with rows of another one"


def rolled_back(accounts: int) -> str:
    """How long it takes to serve the publication before again, and whether its revocation is exact."""
    from linkage.publication import release as serving

    with room() as folder:
        home = Home(World(folder / "home"))
        home.world.__dict__["settings"] = home.world.settings.model_copy(
            update={"export_most": accounts * 2, "export_most_day": accounts * 2}
        )
        home.publish(ring("mill", 5))
        home.publish(ring("farm", accounts))
        row = home.produced(BAN)
        everyone = home.written(row)
        outcomes = pl.Series(["applied", "applied", "already", "failed"])
        told = everyone.select(
            "account_id",
            outcome=outcomes.gather(pl.Series(range(accounts)) % 4),
            before=pl.lit("premium"),
        )
        for part in told.iter_slices(100_000):
            home.receive(row, part)
        began, busy = perf_counter(), process_time()
        serving.rollback(home.ledger, home.world.settings.publications, home.clock, untold=True)
        seconds, busy = perf_counter() - began, process_time() - busy
        began = perf_counter()
        back = home.rows(home.revoke(row))
        taking = perf_counter() - began
        home.ledger.close()
    wanted = set(told.filter(pl.col("outcome") == "applied")["account_id"])
    exact = set(back["account_id"]) == wanted and set(back["restore"]) == {"premium"}
    return (
        f"A publication of {accounts:,} accounts is rolled back in {seconds:.2f} s ({busy:.2f} s of "
        f"processor time); its revocation of "
        f"{back.height:,} applied accounts takes {taking:.1f} s and is {'exact' if exact else 'NOT exact'}"
    )


def on_server(accounts: int) -> str:
    """The same rollback with the ledger on PostgreSQL, started for this alone."""
    from linkage.ledger.db.session import connect
    from linkage.ledger.upgrade import upgrade
    from linkage.publication import release as serving
    from tests.ledgers import url
    from tools.servers.postgres import Postgres
    from tools.servers.process import Missing, running

    try:
        with room() as folder, running(Postgres()) as server:
            there = url(server, "postgres")
            engine = connect(there)
            upgrade(engine)
            engine.dispose()
            home = Home(World(folder / "home", there))
            home.publish(ring("mill", 5), confirm=False)
            home.publish(ring("farm", accounts), confirm=False)
            began, busy = perf_counter(), process_time()
            serving.rollback(home.ledger, home.world.settings.publications, home.clock, untold=True)
            seconds, busy = perf_counter() - began, process_time() - busy
            home.ledger.close()
    except Missing as error:
        return f"With the ledger on PostgreSQL nothing was measured: {error}"
    return f"With the ledger on PostgreSQL the same rollback takes {seconds:.2f} s ({busy:.2f} s of our processor time)"


def by_command(accounts: int) -> str:
    """`linkage rollback` from its start to its end, beside a command that does nothing."""
    linkage = Path(sys.executable).with_name("linkage")
    with room() as folder:
        home = Home(World(folder / "home"))
        home.publish(ring("mill", 5), confirm=False)
        home.publish(ring("farm", accounts), confirm=False)
        home.ledger.close()
        pepper = home.world.settings.pepper
        env = {**os.environ, "LINKAGE_HOME": str(folder / "home")}
        env |= {} if pepper is None else {"LINKAGE_PEPPER": pepper.get_secret_value()}
        times = []
        for word in ("publications", "rollback"):
            began = perf_counter()
            subprocess.run([linkage, word], env=env, check=True, capture_output=True)
            times.append(perf_counter() - began)
    return (
        f"`linkage rollback` of it takes {times[1]:.2f} s from start to end; `linkage publications`, which only lists, "
        f"{times[0]:.2f} s"
    )


def main(arguments: list[str] | None = None) -> None:
    """Measure all of it, and write the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=100_000, help="of the publication rolled back")
    given = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    lines = list(rates())
    lines += ["", *attacks()]
    found = [kills(), tampers(), republished()]
    found += [each(given.accounts) for each in (rolled_back, on_server, by_command)]
    text = [
        "# Bulk bans, measured",
        "",
        f"By `python -m bench.bans`, {os.cpu_count()} cores. The load of the machine was {load:.1f} at the "
        f"beginning and {os.getloadavg()[0]:.1f} at the end: where it is above the number of cores, others "
        "were at work and times are longer than they need be.",
        "",
        *lines,
        "",
        *(f"- {each}" for each in found),
        "",
    ]
    OUT.write_text("\n".join(text), encoding="utf-8")
    print("\n".join(text))


if __name__ == "__main__":
    main()
