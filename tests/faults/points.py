"""Break a command at one of its writes after another, each time from the same beginning, in children of one process.

usage: LD_PRELOAD=failing.so python -m tests.faults.points SPEC

A command costs a second to import, and a child that is forked has done so already. `SPEC` is a file with a list of
`Spec` as JSON; a line of JSON is printed for each crash point.
"""

import ctypes
import hashlib
import json
import os
import re
import shutil
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import psycopg

import linkage.cli
from linkage.graph import open_graph
from linkage.ledger import exports, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.decisions import overlay
from linkage.ledger.runs import batches
from linkage.publication import writer
from linkage.publication.reader import Publication
from linkage.settings import Settings
from tests import warm

HOWS: Final = ("kill", "fail")
BROKEN: Final = re.compile(r"Traceback|unexpected \w+ in ")
"""What a command says that was not ready for what happened."""
LEAVE: Final = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
"""Whoever is still on a database: none may be while it is copied."""


@dataclass(frozen=True)
class Spec:
    """A command, and the home it is broken in."""

    home: str
    """Folder of the home as it is before; it may be missing."""
    words: list[str]
    points: int
    """Crash points of each sort, evenly over all there are."""
    before: list[list[str]]
    """Commands that make the home what it is before."""
    server: str = ""
    """Of PostgreSQL, as a URL without a database; empty for SQLite. The database of that name is what the home has."""
    database: str = ""
    environment: dict[str, str] | None = None
    once: bool = False
    """Whether the command said again does more where it ended well."""

    @property
    def port(self) -> str:
        """Of the server."""
        return self.server.rpartition(":")[2].strip("/")


@dataclass(frozen=True)
class Place:
    """Where one trial works."""

    home: Path
    url: str = ""


def forked(call: Callable[[], int], said: Path) -> int:
    """How a call ends in a child; below 0 when it was killed. What it prints goes to a file."""
    child = os.fork()
    if child == 0:
        code = 99
        try:
            handle = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(handle, 1)
            os.dup2(handle, 2)
            code = call()
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(ValueError, OSError):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def command(place: Place, words: Sequence[str], at: int = 0, how: str = "fail", port: str = "") -> int:
    """Run a command there, broken at that call; how it ends."""
    os.environ |= {"LINKAGE_HOME": str(place.home), "FAULT_UNDER": str(place.home), "FAULT_HOW": how}
    if place.url:
        os.environ |= {"LINKAGE_GRAPH_URL": place.url, "LINKAGE_LEDGER_URL": place.url, "FAULT_PORT": port}
    os.environ["FAULT_AT"] = str(at)
    try:
        linkage.cli.main(list(words))
    except SystemExit as end:
        return int(end.code or 0)
    finally:
        os.environ["FAULT_AT"] = "0"
        (place.home.parent / "calls").write_text(str(ctypes.CDLL(None).fault_calls()))
    return 0


def state(place: Place) -> str:
    """What a home holds, as one document: equal for homes in which the same was done."""
    settings = Settings(home=place.home, **_urls(place))
    run = writer.current(settings.publications)
    served = Publication.open(settings.publications, run).manifest.digest if run else ""
    with closing(open_graph(settings)) as store, closing(open_ledger(settings.ledger)) as ledger:
        laid = overlay.snapshot(ledger)
        told = {
            "served": served,
            "graph": hashlib.sha256(repr(_contents(store)).encode()).hexdigest(),
            "batches": sorted((each.id, each.withdrawn_at is None) for each in batches.batches(ledger)),
            "decided": [laid["rings"], laid["accounts"], laid["erased"]],
            "exports": [(each.id, each.state, each.accounts) for each in exports.listed(ledger)],
            "audit": log.verify(ledger).whole,
        }
    return json.dumps(told, sort_keys=True)


def _contents(store: Any) -> object:
    mark = store.watermark()
    held = store.held(mark)
    tables = (held.shared, *(getattr(store, name)(mark) for name in ("accounts", "measures", "labels")))
    return [each.sort(each.columns[:2]).rows() for each in tables], [each.id for each in store.batches()]


def _urls(place: Place) -> dict[str, Any]:
    return {"graph_url": place.url, "ledger_url": place.url} if place.url else {}


def copied(spec: Spec, number: int) -> Place:
    """The home as it is before, for one trial."""
    home = Path(spec.home).with_name("tried")
    shutil.rmtree(home, ignore_errors=True)
    if Path(spec.home).exists():
        shutil.copytree(spec.home, home)
    if not spec.server:
        return Place(home)
    name = f"{spec.database}_{number}"
    with psycopg.connect(f"{spec.server}/postgres", autocommit=True) as connection:
        if number:
            connection.execute(f"DROP DATABASE IF EXISTS {spec.database}_{number - 1} WITH (FORCE)".encode())
        connection.execute(LEAVE, [spec.database])
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {spec.database}".encode())
    return Place(home, f"{spec.server}/{name}")


def prepared(spec: Spec, said: Path) -> None:
    """Make the home what it is before."""
    place = Place(Path(spec.home), f"{spec.server}/{spec.database}" if spec.server else "")
    for given in spec.before:
        code = forked(lambda given=given: command(place, given), said)  # type: ignore[misc]
        assert code == 0, (given, said.read_text())


def tried(spec: Spec) -> Iterator[dict[str, Any]]:
    """Every crash point: what was wrong with it, None for nothing."""
    said = Path(spec.home).with_name("said")
    prepared(spec, said)
    place = copied(spec, 0)
    code = forked(lambda: command(place, spec.words, port=spec.port), said)
    assert code == 0, said.read_text()
    writes = int(said.with_name("calls").read_text())
    wanted = ended(spec, place, said, code)
    chosen = sorted({1 + (writes - 1) * each // max(spec.points - 1, 1) for each in range(spec.points)})
    for number, (how, at) in enumerate(((how, at) for how in HOWS for at in chosen), start=1):
        place = copied(spec, number)
        found = _wrong(spec, place, (at, how), said, wanted)
        yield {"how": how, "at": at, "writes": writes, "wrong": found}


def _wrong(spec: Spec, place: Place, where: tuple[int, str], said: Path, wanted: str) -> str | None:
    """What went wrong after a command was broken at that call, and said again."""
    code = forked(lambda: command(place, spec.words, *where, spec.port), said)
    if BROKEN.search(said.read_text()):
        return f"left with {code}: {said.read_text()[-600:]}"
    found = ended(spec, place, said, code)
    return None if found == wanted else f"left with {code}, then {found} instead of {wanted}"


def ended(spec: Spec, place: Place, said: Path, code: int) -> str:
    """What a home holds once the command was said again, unless it ended well and would do more then."""
    held = said.with_name("held")

    def again() -> int:
        if code or not spec.once:
            assert command(place, spec.words, port=spec.port) == 0
        held.write_text(state(place))
        return 0

    return held.read_text() if forked(again, said) == 0 else f"no end: {said.read_text()[-900:]}"


def main(path: Path) -> None:
    """Try all commands of a file."""
    warm.imported()
    given = dict(os.environ)
    for told in json.loads(path.read_text()):
        spec = Spec(**told)
        os.environ.clear()
        os.environ |= given | (spec.environment or {})
        for each in tried(spec):
            print(json.dumps({"command": spec.words[0], **each}), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(Path(sys.argv[1]))
