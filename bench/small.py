"""Detection on small platforms: one ring, or one honest group, among two thousand customers; seconds each.

usage: python -m bench.small [--seeds S …] [--only NAME …] [--out FILE]

The customers live in families and firms, have devices and addresses with a history, and pay by card. Into
each platform one group is put, of the sorts that people who do this job describe, and detection runs with defaults.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import polars as pl

from bench.tables import table
from linkage import Linkage
from linkage.model import ENFORCEABLE
from linkage.simulate import lists
from linkage.simulate.text import plain

CUSTOMERS = 2_000
BEGUN = datetime(2026, 3, 1, tzinfo=UTC)
FREE = ("gmail.com",) * 5 + ("outlook.com", "gmx.de", "yahoo.com")
FIRST = [plain(each) for words in lists.GIVEN.values() for each in words.split()]
LAST = [plain(each) for words in lists.STEMS.values() for each in words.split()]
SEASON = timedelta(days=200)
HEADS = ("group", "accounts", "enforceable by seed", "others enforceable")


@dataclass
class Platform:
    """Feeds as they grow, and who was put in last."""

    rng: Random
    feeds: dict[str, list[dict[str, object]]] = field(
        default_factory=lambda: {name: [] for name in ("accounts", "devices", "network", "billing")}
    )
    group: list[str] = field(default_factory=list)

    def ip(self) -> str:
        """An address."""
        return ".".join(str(self.rng.randint(11, 190)) for _ in range(4))

    def token(self, kind: str) -> str:
        """A device, a card, a street."""
        return f"{kind}-{self.rng.getrandbits(32):08x}"

    def stock(self, make: Callable[[], str], count: int) -> list[str]:
        """So many of them."""
        return [make() for _ in range(count)]

    def moment(self, within: timedelta = SEASON, start: datetime = BEGUN) -> datetime:
        """Some time within so long."""
        return start + within * self.rng.random()

    def add(
        self, when: datetime, ips: list[str], devices: list[str], card: str | None = None, **more: str
    ) -> None:
        """One account, and what it does in its first weeks; `more` may name host, surname, payer and street, and
        columns of accounts."""
        host, surname, payer, street = (more.pop(name, "") for name in ("host", "surname", "payer", "street"))
        rng, first, last = self.rng, self.rng.choice(FIRST), surname or self.rng.choice(LAST)
        key = {"account_id": f"u{len(self.feeds['accounts']):05d}"}
        mailbox = f"{first}.{last}{rng.randint(1, 99_999)}@{host or rng.choice(FREE)}"
        name, country = f"{first} {last}{rng.randint(1, 60)}", rng.choice(["DE", "DE", "FR"])
        who = {"email": mailbox, "full_name": name, "country": country}
        phone = f"+49151{rng.randint(10**7, 10**8 - 1)}"
        self.feeds["accounts"].append({**key, "created_at": when.isoformat(), **who, "phone": phone, **more})
        for _ in range(rng.randint(2, 5)):
            seen = {**key, "first_seen": self.moment(timedelta(days=20), when).isoformat()}
            self.feeds["devices"].append({**seen, "device_id": rng.choice(devices)})
            self.feeds["network"].append({**seen, "ip": rng.choice(ips)})
        if card:
            paid = {"at": (when + timedelta(hours=2)).isoformat(), "card_fingerprint": card, "amount": 19.0}
            named = {"payer_name": payer or name, "billing_address": street or self.token("street")}
            self.feeds["billing"].append({**key, **paid, **named})
        self.group.append(key["account_id"])


def customers(seed: int) -> Platform:
    """Families, three firms, and people of their own behind a carrier."""
    p = Platform(Random(seed))  # noqa: S311
    carrier = p.stock(p.ip, 6)
    for _ in range(CUSTOMERS // 12):
        home, name = p.ip(), p.rng.choice(LAST)
        card, device, street = (p.token(kind) for kind in ("c", "d", "s"))
        for _ in range(p.rng.choice([2, 2, 3, 4])):
            own = [device, p.token("d")] if p.rng.random() < 0.4 else [p.token("d")]
            paying = card if p.rng.random() < 0.5 else None
            p.add(p.moment(), [home, p.rng.choice(carrier)], own, paying, surname=name, street=street)
    for firm in range(3):
        office, card, start = p.ip(), p.token("c"), p.moment()
        for _ in range(p.rng.randint(8, 25)):
            paying = card if p.rng.random() < 0.3 else None
            p.add(
                p.moment(SEASON / 4, start),
                [office, p.ip()],
                [p.token("d")],
                paying,
                host=f"firm{firm}.example.net",
            )
    while len(p.feeds["accounts"]) < CUSTOMERS:
        own = p.stock(lambda: p.token("d"), p.rng.choice([1, 1, 2]))
        p.add(
            p.moment(), [p.ip(), p.rng.choice(carrier)], own, p.token("c") if p.rng.random() < 0.5 else None
        )
    p.group.clear()
    return p


def dealt(p: Platform, accounts: int, devices: int, ips: int, cards: int, within: timedelta) -> None:
    """A ring that deals out a stock of devices, addresses and cards at random; 0 for one of each account's own."""
    machines, paid = p.stock(lambda: p.token("d"), devices), p.stock(lambda: p.token("c"), cards)
    exits, start = p.stock(p.ip, ips), p.moment()
    for _ in range(accounts):
        device = p.rng.choice(machines or [p.token("d")])
        card = p.rng.choice(paid) if paid else None
        p.add(p.moment(within, start), [p.rng.choice(exits or [p.ip()])], [device], card)


def together(
    p: Platform, accounts: int, within: timedelta, *, machine: bool, card: bool, home: bool, **more: str
) -> None:
    """A group at one address that may share a machine and a card, with an address of each one's own or not."""
    ip, device, paid, start = p.ip(), p.token("d"), p.token("c"), p.moment()
    for _ in range(accounts):
        ips = [ip, p.ip()] if home else [ip]
        own = [device, p.token("d")] if machine and home else [device if machine else p.token("d")]
        p.add(p.moment(within, start), ips, own, paid if card else None, **more)


HOURS, DAYS = timedelta(hours=1), timedelta(days=1)

RINGS: Mapping[str, Callable[[Platform], None]] = {
    "200 on 40 cards, 25 devices, 13 addresses in two days": lambda p: dealt(p, 200, 25, 13, 40, 2 * DAYS),
    "50 on 10 devices and 12 addresses in 200 days": lambda p: dealt(p, 50, 10, 12, 0, SEASON),
    "25 on 5 cards, devices and addresses of their own": lambda p: dealt(p, 25, 0, 0, 5, 4 * DAYS),
    "10 on 3 devices, 3 addresses, 3 cards in an evening": lambda p: dealt(p, 10, 3, 3, 3, 10 * HOURS),
    "6 on 2 devices, 2 addresses, 2 cards in an evening": lambda p: dealt(p, 6, 2, 2, 2, 10 * HOURS),
    "20 on one machine, one address, one card in six hours": lambda p: together(
        p, 20, 6 * HOURS, machine=True, card=True, home=False, payer="K Drop"
    ),
    "40 on one machine, one address, paying nothing": lambda p: together(
        p, 40, 6 * HOURS, machine=True, card=False, home=False
    ),
}
HONEST: Mapping[str, Callable[[Platform], None]] = {
    "25 pupils set up by their teacher": lambda p: together(
        p, 25, HOURS, machine=True, card=False, home=False
    ),
    "25 customers of a shop, set up there": lambda p: together(
        p, 25, SEASON, machine=True, card=False, home=True
    ),
    "20 clients of an agency that pays": lambda p: together(
        p, 20, SEASON, machine=True, card=True, home=True, payer="Agency North", street="Pier 3"
    ),
    "15 founders in their first week": lambda p: together(
        p, 15, 6 * DAYS, machine=False, card=True, home=True, payer="Startup", organization="Startup"
    ),
    "60 in a shared office": lambda p: together(p, 60, SEASON, machine=False, card=False, home=True),
    "30 at a call centre on 12 machines": lambda p: dealt(p, 30, 12, 1, 0, SEASON),
    "30 pupils on 15 machines of their school": lambda p: dealt(p, 30, 15, 1, 0, HOURS),
    "a family of seven": lambda p: together(
        p, 7, DAYS, machine=False, card=True, home=False, surname="Novak", payer="Jan Novak", street="Lane 77"
    ),
}


def found(put: Callable[[Platform], None], seed: int) -> tuple[int, int, int]:
    """How many the group has, how many of it and of everybody else are enforceable."""
    platform = customers(seed)
    put(platform)
    with tempfile.TemporaryDirectory() as folder:
        home = Linkage(folder)
        home.load(
            {name: pl.DataFrame(rows, infer_schema_length=None) for name, rows in platform.feeds.items()}
        )
        home.detect()
        members = home.members()
    taken = set(members.filter(pl.col("tier").is_in(ENFORCEABLE))["account_id"])
    group = set(platform.group)
    return len(group), len(taken & group), len(taken - group)


def measured(seeds: list[int], only: list[str]) -> Iterator[list[str]]:
    """One row a group."""
    for kind, groups in (("ring", RINGS), ("honest", HONEST)):
        for name, put in groups.items():
            if not only or any(each in name for each in only):
                said = [found(put, seed) for seed in seeds]
                by_seed = ", ".join(str(hit) for _, hit, _ in said)
                yield [f"{kind}: {name}", str(said[0][0]), by_seed, str(sum(more for *_, more in said))]
                print(" | ".join([name, by_seed]), file=sys.stderr, flush=True)


def main() -> None:
    """Measure every group and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "small.md")
    asked = parser.parse_args()
    rows = list(measured(asked.seeds, asked.only))
    head = f"# Small platforms\n`python -m bench.small`, {CUSTOMERS:,} customers and one group, defaults only.\n\n"
    asked.out.write_text(head + table(HEADS, rows), encoding="utf-8")


if __name__ == "__main__":
    main()
