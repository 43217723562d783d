"""Feeds of a ring to be loaded beside a simulated world, and of a stranger whose values it copied."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl

RING = [f"ring-{number:02}" for number in range(24)]
STRANGER = "stranger"
OPENED = datetime(2026, 3, 1, tzinfo=UTC)
"""When the ring began; the stranger was there a year before."""

BROWSER = (
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)


def feeds(folder: Path) -> Path:
    """Write a ring that shares cards, devices, exits and hours, and copied a device and an address."""
    folder.mkdir()
    write(folder / "accounts.csv", (account(number, name) for number, name in enumerate(RING)), stranger())
    write(
        folder / "billing.csv", (payment(number, name) for number, name in enumerate(RING)), copied_address()
    )
    write(folder / "devices.csv", machines())
    write(folder / "network.csv", exits())
    write(folder / "usage.csv", work())
    return folder


def write(path: Path, *parts: Iterable[dict[str, object]]) -> None:
    """Rows of parts as one table."""
    pl.DataFrame([row for part in parts for row in part]).write_csv(path)


def when(days: float) -> str:
    """A moment, so many days after the ring began."""
    return (OPENED + timedelta(days=days)).isoformat()


def account(number: int, name: str) -> dict[str, object]:
    """An account of the ring: all made within two days."""
    mail = f"{'abcdefgh'[number % 8]}{'klmnop'[number % 6]}{number * 37 + 1000}@quickmail-box.net"
    return {"account_id": name, "created_at": when(number / 12), "email": mail, "country": "US"}


def stranger() -> list[dict[str, object]]:
    """An honest account, a year older."""
    row: dict[str, object] = {"account_id": STRANGER, "created_at": when(-365), "country": "US"}
    return [row | {"email": "martha.ostrander@example.org"}]


def payment(number: int, name: str) -> dict[str, object]:
    """A payment by one of five cards; the first five give the stranger's address as theirs."""
    card = f"card-fingerprint-{number % 5}"
    place = HOUSE if number < 5 else f"{number * 3 + 10} Copper Mill Road, Dayton 45402, US"
    return {"account_id": name, "at": when(3 + number / 24), "amount": 20.0} | {
        "card_fingerprint": card,
        "billing_address": place,
    }


HOUSE = "7 Larkspur Terrace, Ithaca 14850, US"


def copied_address() -> list[dict[str, object]]:
    """What the stranger has paid long before."""
    row: dict[str, object] = {"account_id": STRANGER, "at": when(-360), "amount": 20.0}
    return [row | {"card_fingerprint": "card-of-her-own", "billing_address": HOUSE}]


def machines() -> list[dict[str, object]]:
    """Six devices for the ring, and the stranger's replayed by five of it."""
    rows = [(name, f"device-{number // 4}-of-the-ring", 2.0) for number, name in enumerate(RING)]
    rows += [(name, "device-of-the-stranger", 5.0) for name in RING[6:11]]
    rows.append((STRANGER, "device-of-the-stranger", -364.0))
    seen = [(name, device, BROWSER, when(since), when(since + 9)) for name, device, since in rows]
    names = ("account_id", "device_id", "user_agent", "first_seen", "last_seen")
    return [dict(zip(names, row, strict=True)) for row in seen]


def exits() -> list[dict[str, object]]:
    """Four exits for the ring, each account on two of them."""
    return [
        {"account_id": name, "ip": f"198.51.{(number + turn) % 4 + 100}.{17 * turn + 9}", "asn": 64_500}
        | {"network_type": "hosting", "first_seen": when(2), "last_seen": when(12)}
        for number, name in enumerate(RING)
        for turn in range(2)
    ]


def work() -> list[dict[str, object]]:
    """The same hours for all of the ring, hard at it, one prompt."""
    return [
        {"account_id": name, "hour": when(4 + day + hour / 24), "requests": 400, "output_tokens": 90_000}
        | {"model": "model-5", "prompt_template": "List every step of the reasoning before you answer: {x}"}
        for name in RING
        for day in range(8)
        for hour in (2, 3, 4, 5)
    ]
