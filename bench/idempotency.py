"""One write sent many times at once: how often does it take effect?

usage: python -m bench.idempotency [--times N] [--processes P]

Several processes serve one home; all repeats, each on a connection of its own, are sent at once. Whoever is
told that the write is under way, or that the ledger is busy, or whose line is cut, sends it again under the
same key, as a client would. Prints what was answered (status 0 is a cut line) and what was done; exit 1 unless
it was done once and everybody was answered the same in the end.
"""

import argparse
import asyncio
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel
from starlette.responses import Response

from api import app as service
from api.auth import Guarded, allow
from api.writes import WriteNow
from bench.homes import server
from bench.tables import table
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.audit import log
from linkage.ledger.keys.api_keys import create_key
from linkage.settings import Settings

SERVE = "import uvicorn, bench.idempotency as b; uvicorn.run(b.create_app(), **b.service.options({port}))"
AGAIN = frozenset({0, 409, 503})
"""What one sends the same write again after; 0 is a line that was cut."""

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Note(BaseModel):
    """Something written down, and its place in the audit chain."""

    seq: int


def create_app() -> FastAPI:
    """The service with a route that writes one entry into the audit chain."""
    made = service.create_app(Settings())
    router = APIRouter(route_class=Guarded)

    @router.post("/v1/notes", openapi_extra=allow("operate"))
    def create(write: WriteNow) -> Response:
        def act(ledger: Ledger) -> Note:
            with ledger.write() as session:
                return Note(seq=log.append(session, log.Act(write.key.prefix, "note"), write.now).seq)

        return write.once(act)

    made.router.routes[:0] = router.routes
    return made


async def repeat(ports: list[int], key: str, times: int) -> Counter[tuple[int, bytes, bool]]:
    """Open so many connections, then send one write over all of them at once, each until it is answered."""
    request = (
        f"POST /v1/notes HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
        "Idempotency-Key: one-and-the-same\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    ).encode()
    found: Counter[tuple[int, bytes, bool]] = Counter()
    barrier = asyncio.Barrier(times)

    async def once(port: int) -> None:
        line = await connected(port)
        await barrier.wait()
        answer = await asked(line, request)
        found[answer] += 1
        while answer[0] in AGAIN:
            await asyncio.sleep(0.5)
            answer = await asked(await connected(port), request)
            found[answer] += 1

    await asyncio.gather(*(once(ports[number % len(ports)]) for number in range(times)))
    return found


async def connected(port: int) -> Line:
    """A connection, however long the queue for one is."""
    while True:
        try:
            return await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.2)


async def asked(line: Line, request: bytes) -> tuple[int, bytes, bool]:
    """Status, body, and whether it was a replay; status 0 when the line was cut."""
    reader, writer = line
    try:
        writer.write(request)
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    except OSError:
        return 0, b"", False
    finally:
        writer.close()
    return int(head[9:12] or 0), body, b"idempotency-replayed" in head


@dataclass(frozen=True)
class Found:
    """What was answered, and what was done."""

    answers: Counter[tuple[int, bytes, bool]]
    """How often which status and body came, as a replay or not."""
    effects: int
    seconds: float

    @property
    def different(self) -> int:
        """How many different answers were given in the end."""
        return len({body for status, body, _ in self.answers if status not in AGAIN})

    @property
    def fine(self) -> bool:
        """Whether it was done once and answered alike."""
        return self.effects == self.different == 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--times", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = measure(Path(name), given.times, given.processes)
    rows = [
        (str(status), "yes" if replayed else "no", f"{count:,}")
        for (status, _, replayed), count in sorted(found.answers.items())
    ]
    print(table(("answer", "replayed", "how often"), rows))
    print(
        f"{given.times:,} repeats at once over {given.processes} processes in {found.seconds:.1f} s: ", end=""
    )
    print(f"effects {found.effects}, different answers {found.different}")
    sys.exit(int(not found.fine))


def measure(home: Path, times: int, processes: int) -> Found:
    """Send one write so many times at once to that many processes."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a file a connection, here and in the servers
    ledger = open_ledger(Settings(home=home).ledger)
    key = create_key(ledger, "bench", ["operate"], datetime.now(UTC))
    with ExitStack() as stack:
        ports = [stack.enter_context(server(SERVE, home, subprocess.DEVNULL))[0] for _ in range(processes)]
        began = time.perf_counter()
        found = asyncio.run(repeat(ports, key, times))
        seconds = time.perf_counter() - began
    effects = len(log.entries(ledger, 100, log.Act("", "note")))
    ledger.close()
    return Found(found, effects, seconds)


if __name__ == "__main__":
    main()
