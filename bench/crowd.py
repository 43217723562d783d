"""Look-ups over many connections at once, and clients that are slow or hostile beside them."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import cycle

import numpy as np
import orjson

SLOW, HOSTILE = 20, 20
"""Connections of the clients beside."""


@dataclass
class Tally:
    """What was answered."""

    seconds: float
    taken: list[float] = field(default_factory=list)
    """Milliseconds of each accepted look-up."""
    shed: int = 0
    failed: int = 0

    @property
    def rate(self) -> float:
        """Accepted look-ups a second."""
        return len(self.taken) / self.seconds

    def at(self, percent: float) -> float:
        """Milliseconds that so many percent were answered within."""
        return float(np.percentile(self.taken, percent)) if self.taken else float("nan")


Beside = Callable[[int, float], Awaitable[None]]
"""A client beside the others: port, and the moment when it ends."""


def crowd(
    port: int, key: str, ids: Sequence[str], connections: int, seconds: float, *beside: Beside
) -> Tally:
    """So many connections ask for one account after the other for some seconds."""
    return asyncio.run(_crowd(port, key, ids, (connections, seconds), beside))


async def _crowd(
    port: int, key: str, ids: Sequence[str], load: tuple[int, float], beside: Sequence[Beside]
) -> Tally:
    connections, seconds = load
    tally, end = Tally(seconds), time.perf_counter() + seconds
    heads = [
        f"GET /v1/accounts/{each} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n\r\n".encode()
        for each in ids
    ]
    async with asyncio.TaskGroup() as group:
        for each in beside:
            group.create_task(_quiet(each(port, end)))
        for at in range(connections):
            group.create_task(_asker(port, heads[at::connections] or heads, tally, end))
    return tally


async def _asker(port: int, heads: Sequence[bytes], tally: Tally, end: float) -> None:
    """One connection, made anew where it is closed."""
    while time.perf_counter() < end:
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            for head in cycle(heads):
                began = time.perf_counter()
                if began >= end:
                    break
                writer.write(head)
                status = await answer(reader)
                if status == 200:
                    tally.taken.append((time.perf_counter() - began) * 1000)
                else:
                    tally.shed += status == 503
                    tally.failed += status != 503
                    await asyncio.sleep(0.05)
            writer.close()
        except (OSError, asyncio.IncompleteReadError):
            tally.failed += 1


async def answer(reader: asyncio.StreamReader) -> int:
    """The status of an answer, which is read to its end."""
    head = await reader.readuntil(b"\r\n\r\n")
    size = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
    await reader.readexactly(int(size or b"0"))
    return int(head.split()[1])


async def slow(port: int, end: float) -> None:
    """Connections that say a byte of a head each tenth of a second."""
    await asyncio.gather(*(_trickle(port, end) for _ in range(SLOW)))


async def _trickle(port: int, end: float) -> None:
    while time.perf_counter() < end:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            for byte in b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: " + b"a" * 500:
                if time.perf_counter() >= end:
                    break
                writer.write(bytes([byte]))
                await asyncio.sleep(0.1)
            writer.close()


async def hostile(port: int, end: float) -> None:
    """Connections that send heads without an end, or of a hundred thousand fields."""
    await asyncio.gather(
        *(_flood(port, end, b"a" * 65_536 if at % 2 else b"X: 1\r\n" * 10_000) for at in range(HOSTILE))
    )


async def _flood(port: int, end: float, part: bytes) -> None:
    while time.perf_counter() < end:
        with suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Long: ")
            while time.perf_counter() < end and not writer.transport.is_closing():
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0.01)
            writer.close()


def batches(key: str, ids: Sequence[str]) -> Beside:
    """A client that looks up all of those ids at once, again and again."""

    async def ask(port: int, end: float) -> None:
        body = orjson.dumps({"account_ids": list(ids)})
        head = f"POST /v1/accounts/lookup HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {key}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < end:
            writer.write(head.encode() + body)
            await answer(reader)
        writer.close()

    return ask


async def _quiet(client: Awaitable[None]) -> None:
    with suppress(OSError, asyncio.IncompleteReadError):
        await client
