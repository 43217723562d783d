"""Things known by facts alone, of kinds nobody declared: sites, pages, followers and apps, with the truth.

Use: python records.py OUT --accounts N --seed S --scene NAME (sites, pages, followers, fans, apps or circles).

An account is a web site, a reported page, a member of a network, or an app. Honest ones share a host, a registrar, a
library, an idol; clients of an agency share its address and its analytics id, and a publisher has a few sites of his
own. Rings are networks of sham sites, phishing campaigns, bought followers, and builds of one vendor. What they share,
how many they are and how fast they come is drawn by the seed. Written by the hand that wrote decisions 0084 and 0085,
after public reports of such rings; seeds 1 to 8 were looked at.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import polars as pl

Rng = np.random.Generator
Values = np.ndarray

START = int(datetime(2024, 1, 1, tzinfo=UTC).timestamp())
DAY = 86_400


@dataclass
class Sheet:
    """Accounts so far, and what they hold."""

    rng: Rng
    rings: list[str | None] = field(default_factory=list)
    days: list[np.ndarray] = field(default_factory=list)
    facts: list[pl.DataFrame] = field(default_factory=list)

    def join(
        self, count: int, days: float, ring: str | None = None, since: float | None = None
    ) -> np.ndarray:
        """New accounts, within so many days since a day that is drawn; their numbers."""
        first = self.rng.uniform(0, max(700 - days, 1)) if since is None else since
        numbers = len(self.rings) + np.arange(count)
        self.rings += [ring] * count
        self.days.append(first + self.rng.uniform(0, days, count))
        return numbers

    def hold(self, kind: str, accounts: np.ndarray, values: Values, share: float = 1.0) -> None:
        """Let a share of accounts hold a value each."""
        some = self.rng.random(len(accounts)) < share
        text = [f"{kind}-{value}" if kind != "ip" else str(value) for value in np.asarray(values)[some]]
        self.facts.append(pl.DataFrame({"number": accounts[some], "kind": kind, "value": text}))

    def own(self, kind: str, accounts: np.ndarray, share: float = 1.0) -> None:
        """Let a share of accounts hold a value of their own each."""
        self.hold(kind, accounts, np.char.add("own", accounts.astype(str)), share)

    def write(self, out: Path) -> None:
        """The feeds and the truth."""
        at = START + (np.concatenate(self.days) * DAY).astype(np.int64)
        created = pl.Series(at).cast(pl.Int64) * 1_000_000
        named = pl.DataFrame(
            {"number": np.arange(len(at)), "created_at": created.cast(pl.Datetime("us", "UTC"))}
        )
        named = named.with_columns(account_id=pl.format("r{}", "number"))
        facts = (
            pl.concat(self.facts).unique(maintain_order=True).join(named, on="number", maintain_order="left")
        )
        (out / "input").mkdir(parents=True)
        named.select("account_id", "created_at").write_parquet(out / "input" / "accounts.parquet")
        facts.select("account_id", "kind", "value", at="created_at").write_parquet(
            out / "input" / "facts.parquet"
        )
        roles = pl.Series(["honest" if ring is None else "ring" for ring in self.rings])
        truth = named.select("account_id", ring=pl.Series(self.rings, dtype=pl.String), role=roles)
        truth.write_parquet(out / "truth.parquet")


def popular(rng: Rng, variety: int, count: int, steep: float = 1.0) -> np.ndarray:
    """Values of which few are held by many: numbers below `variety`."""
    odds = 1 / np.arange(1, variety + 1) ** steep
    return rng.choice(variety, count, p=odds / odds.sum())


def stock(rng: Rng, ring: str, size: int, each: float) -> Callable[[int], np.ndarray]:
    """A ring's values of one kind, each for so many accounts: a function that deals them out."""
    values = np.array([f"{ring}.{number}" for number in range(max(1, round(size / each)))])
    return lambda count: rng.choice(values, count)


def address(part: int, values: np.ndarray) -> np.ndarray:
    """Addresses for numbers, of the networks of one part of the internet."""
    return np.array(
        [f"{part}.{value // 60_000 % 250}.{value // 240 % 250}.{value % 240 + 1}" for value in values]
    )


def sizes(rng: Rng, total: int, low: int, high: int) -> list[int]:
    """Sizes of rings, as many larger as smaller ones by their logarithm, up to so many accounts together."""
    drawn: list[int] = []
    while sum(drawn) < total:
        drawn.append(round(float(np.exp(rng.uniform(np.log(low), np.log(high))))))
    return drawn


def sites(sheet: Sheet, count: int) -> None:
    """Web sites: networks of sham newspapers among those of people, agencies' clients and small publishers."""
    rng, hosts = sheet.rng, round(count / 10)
    plain = sheet.join(count, 700, since=0)
    groups = [sheet.join(int(rng.integers(4, 20)), 700, since=0) for _ in range(count // 120)]
    for place, group in enumerate(groups):
        sheet.hold("ip", group, address(60, np.full(len(group), place)))
        sheet.hold("analytics_id", group, np.full(len(group), f"agency{place}"), 0.6)
    sheet.hold("ip", plain, address(40, popular(rng, hosts, count, 0.9)))
    everyone = np.concatenate([plain, *groups])
    sheet.own("analytics_id", plain, 0.6)
    sheet.own("ads_id", everyone, 0.3)
    sheet.own("contact_email", everyone, 0.7)
    furnish(sheet, everyone)
    for place, size in enumerate(sizes(rng, count // 20, 8, 150)):
        network(sheet, f"net{place}", size)


def furnish(sheet: Sheet, group: np.ndarray) -> None:
    """What any site has: a nameserver, a registrar, a theme."""
    for kind, variety in (("nameserver", 120), ("registrar", 40), ("theme", 400)):
        sheet.hold(kind, group, popular(sheet.rng, variety, len(group)))


def network(sheet: Sheet, ring: str, size: int) -> None:
    """A network of sham sites: a few ids of analytics and advertising, mailboxes, and hosts of its own."""
    rng = sheet.rng
    group = sheet.join(size, rng.uniform(10, 60), ring)
    sheet.hold("ip", group, address(80, rng.integers(0, max(2, size // 6), size) + 240 * 7 * int(ring[3:])))
    for kind, each, share in (
        ("analytics_id", 9, 0.7),
        ("ads_id", 14, 0.5),
        ("contact_email", 5, 0.5),
        ("theme", 20, 1),
    ):
        sheet.hold(kind, group, stock(rng, ring, size, each * rng.uniform(0.7, 1.5))(size), share)
    for kind, variety in (("nameserver", 120), ("registrar", 40)):
        sheet.hold(kind, group, np.full(size, rng.integers(variety)), 0.9)


def pages(sheet: Sheet, count: int) -> None:
    """Reported pages: phishing campaigns, each by a few kits, among pages of people on the hosts of many."""
    rng = sheet.rng
    plain = sheet.join(count, 365, since=0)
    sheet.hold("ip", plain, address(40, popular(rng, count // 5, count, 0.8)))
    for kind, variety, share in (
        ("registrar", 60, 1),
        ("issuer", 4, 1),
        ("title", count, 1),
        ("icon", count // 2, 0.5),
    ):
        sheet.hold(kind, plain, popular(rng, variety, count, 0.5 if variety > 60 else 1), share)
    sheet.own("registrant", plain, 0.3)
    sheet.own("dom_hash", plain)
    for place, size in enumerate(sizes(rng, count // 5, 4, 200)):
        campaign(sheet, f"kit{place}", size)


def campaign(sheet: Sheet, ring: str, size: int) -> None:
    """Pages of one campaign: a brand's icon and title, a few kits, registrants, and hosts of its own."""
    rng = sheet.rng
    group = sheet.join(size, rng.uniform(2, 25), ring)
    sheet.hold("ip", group, address(80, rng.integers(0, max(1, size // 5), size) + 240 * 7 * int(ring[3:])))
    brand = np.full(size, f"brand{rng.integers(30)}")
    for kind in ("title", "icon"):
        sheet.hold(kind, group, brand)
    sheet.hold("issuer", group, np.zeros(size, int))
    sheet.hold("registrar", group, np.full(size, rng.integers(60)), 0.8)
    sheet.hold("dom_hash", group, stock(rng, ring, size, size / rng.integers(1, 4))(size), 0.8)
    sheet.hold("registrant", group, stock(rng, ring, size, rng.uniform(4, 10))(size), 0.6)


def followers(sheet: Sheet, count: int, more: bool = True) -> None:
    """Members of a network: bots that follow who pays for it, among circles of people of one taste."""
    rng = sheet.rng
    plain = sheet.join(count, 700, since=0)
    follow(sheet, plain, popular(rng, count, count * 25, 0.8), 5, 40)
    taste = 60 * rng.integers(0, max(1, count // 120), count)
    each = np.repeat(np.arange(count), 20)
    follow(sheet, plain, 10**6 + taste[each] + rng.integers(0, 60, each.size), 0, 20)
    if more:
        sheet.own("image", plain)
    for place, size in enumerate(sizes(rng, count // 6, 12, round(count / 25))):
        bots(sheet, f"bots{place}", size, more)


def follow(sheet: Sheet, group: np.ndarray, drawn: np.ndarray, low: int, high: int) -> None:
    """Let accounts follow between so many of those drawn for them, an equal number for each."""
    each = len(drawn) // len(group)
    takes = np.minimum(sheet.rng.integers(low, high, len(group)), each)
    kept = (np.arange(each) < takes[:, None]).ravel()
    sheet.hold("follows", np.repeat(group, each)[kept], drawn[: each * len(group)][kept])


def bots(sheet: Sheet, ring: str, size: int, more: bool) -> None:
    """Followers for sale: they follow some of the seller's customers, and a few of those whom everybody follows."""
    rng = sheet.rng
    group = sheet.join(size, rng.uniform(3, 30), ring)
    customers = 2 * 10**6 + 1_000 * int(ring[4:]) + rng.integers(0, rng.integers(30, 120), size * 30)
    follow(sheet, group, customers, 10, 30)
    follow(sheet, group, popular(rng, size * 50, size * 15, 0.8), 0, 15)
    if more:
        sheet.hold("image", group, stock(rng, ring, size, 3)(size))


def apps(sheet: Sheet, count: int) -> None:
    """Apps: vendors who build many under many names, among developers with a few of their own."""
    rng = sheet.rng
    developers = np.minimum(np.floor(rng.pareto(1.3, count) + 1), 8).astype(int)
    developers = developers[: np.searchsorted(np.cumsum(developers), count) + 1]
    plain = sheet.join(int(developers.sum()), 700, since=0)
    developer = np.repeat(np.arange(len(developers)), developers)
    for kind, share in (("certificate", 0.8), ("developer_email", 1.0), ("endpoint", 0.7)):
        sheet.hold(kind, plain, np.char.add("dev", developer.astype(str)), share)
    sheet.hold("permissions", plain, rng.integers(0, count // 3, len(plain)))
    for _ in range(8):
        sheet.hold("library", plain, popular(rng, 300, len(plain)))
    for place, size in enumerate(sizes(rng, count // 5, 10, 120)):
        vendor(sheet, f"vendor{place}", size)


def vendor(sheet: Sheet, ring: str, size: int) -> None:
    """Builds of one vendor: certificates, mailboxes and servers dealt out at random, and libraries of his own."""
    rng = sheet.rng
    group = sheet.join(size, rng.uniform(20, 90), ring)
    for kind, each in (
        ("certificate", 6),
        ("endpoint", 10),
        ("developer_email", 4),
        ("permissions", size / 3),
    ):
        sheet.hold(kind, group, stock(rng, ring, size, each * rng.uniform(0.7, 1.5))(size))
    for library in (ring, *popular(rng, 300, 6)):
        sheet.hold("library", group, np.full(size, library))


def fans(sheet: Sheet, count: int) -> None:
    """Followers of whom nothing else is known."""
    followers(sheet, count, more=False)


def circles(sheet: Sheet, count: int) -> None:
    """The same, with honest circles who follow each other: classes, teams, families; some joined together."""
    fans(sheet, count)
    rng = sheet.rng
    for place, size in enumerate(sizes(rng, count // 5, 6, 40)):
        group = sheet.join(size, float(np.exp(rng.uniform(np.log(5), np.log(700)))))
        friends = 5 * 10**6 + 1_000 * place + rng.integers(0, size, size * size * 3)
        follow(sheet, group, friends, size // 3, size)
        follow(sheet, group, popular(rng, count, size * 25, 0.8), 5, 25)


SCENES: dict[str, Callable[[Sheet, int], None]] = {
    each.__name__: each for each in (sites, pages, followers, fans, apps, circles)
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Write one world."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--accounts", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", choices=tuple(SCENES), default="sites")
    asked = parser.parse_args(arguments)
    sheet = Sheet(np.random.default_rng([asked.seed, [*SCENES].index(asked.scene)]))
    SCENES[asked.scene](sheet, asked.accounts)
    sheet.write(asked.out)


if __name__ == "__main__":
    main()
