"""A small home to ask questions of: two rings, a crowd, honest accounts, newcomers, keys."""

import atexit
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

import polars as pl
from fastapi.testclient import TestClient
from httpx2 import Response
from pydantic import SecretStr

from api.app import create_app
from linkage import tables
from linkage.hashing import account_key as key
from linkage.ledger import Ledger, open_ledger
from linkage.ledger.decisions.overlay import write_newcomers
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import release
from linkage.publication import writer as publish
from linkage.publication.manifest import new_run_id
from linkage.publication.reader import Publication
from linkage.publication.schema import IGNORED, Findings
from linkage.settings import Settings
from tests.api.running import PEPPER
from tests.dates import checked
from tests.ledgers import blank

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DAY = 86_400
SPRING = 1_780_000_000
CROWD = "ignored: 4,812 unrelated accounts use it"

RINGS: Mapping[str, tuple[str, ...]] = {
    "farm": ("farm-1", "farm-2", "farm-3", "farm-4", "farm-5"),
    "mill": ("mill-1", "mill-2", "mill-3"),
}
HONEST = tuple(f"honest-{each}" for each in range(20))
VALUES = {1: ("card", "payment", 14.25), 2: ("device", "device", 9.5), 3: ("ip", "network", 4.0)}
"""By place: kind, group and bits of what every ring shares."""
EXIT = 999
"""A value that is a crowd: half of everybody holds it."""


@dataclass
class World:
    """A home folder with its ledger."""

    home: Path
    ledger_url: str | None = None
    keys: dict[str, str] = field(default_factory=dict)
    clock: datetime = NOON

    @cached_property
    def settings(self) -> Settings:
        return Settings(home=self.home, ledger_url=self.ledger_url, pepper=SecretStr(PEPPER))

    @cached_property
    def ledger(self) -> Ledger:
        return open_ledger(blank(self.settings.ledger))

    def key(self, *scopes: str) -> str:
        """A key of these scopes, made once."""
        name = " ".join(scopes)
        if name not in self.keys:
            self.keys[name] = create_key(self.ledger, name, scopes, NOON)
        return self.keys[name]

    def headers(self, *scopes: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key(*scopes)}"}

    def publish(self, rings: Mapping[str, tuple[str, ...]] = RINGS, watermark: int = 7) -> Publication:
        """One run that found these rings, published; a home of files in which nothing is yet has a copy of one."""
        self.clock += timedelta(hours=1)
        if self.ledger_url is None and not self.home.exists():
            shutil.copytree(_published(tuple(rings.items()), watermark, self.clock), self.home)
            return Publication.open(self.settings.publications, new_run_id(self.clock))
        return self._publish(rings, watermark)

    def _publish(self, rings: Mapping[str, tuple[str, ...]], watermark: int) -> Publication:
        folder = self.settings.publications
        serving_now = publish.current(folder)
        before = Publication.open(folder, serving_now) if serving_now else None
        written = publish.write(findings(rings, watermark), folder, new_run_id(self.clock), before)
        return release.publish(self.ledger, folder, written.run, self.clock)

    def copied(self, home: Path) -> "World":
        """The same in another folder; nobody has this ledger open."""
        shutil.copytree(self.home, home)
        return World(home, keys=dict(self.keys), clock=self.clock)

    def newcomers(self, seq: int, *ids: str) -> None:
        """A batch loaded since, with accounts never seen before."""
        write_newcomers(self.settings.overlay, seq, pl.Series([key(each) for each in ids], dtype=pl.Int64))

    def client(self) -> TestClient:
        """A client of the service, which checks the form of times; use it as a context, so that the service starts."""
        made = TestClient(create_app(self.settings), raise_server_exceptions=False)
        made.event_hooks = {"response": [checked]}
        return made


@cache
def _published(rings: tuple[tuple[str, tuple[str, ...]], ...], watermark: int, clock: datetime) -> Path:
    """The home that is copied, with its ledger closed."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    made = World(folder / "home", clock=clock)
    made._publish(dict(rings), watermark)
    made.ledger.close()
    return made.home


def get(client: TestClient, world: World, path: str, scope: str = "investigate") -> Response:
    """The answer to someone with that scope."""
    return client.get(path, headers=world.headers(scope))


def findings(rings: Mapping[str, tuple[str, ...]], watermark: int) -> Findings:
    """What a run found: these rings, honest accounts, and one crowd."""
    ids = sorted({*HONEST, *(each for members in rings.values() for each in members)})
    accounts = pl.DataFrame(
        {"account": [key(each) for each in ids], "account_id": ids}, schema=tables.ACCOUNTS
    )
    links = _links(rings)
    return Findings(
        accounts=accounts,
        rings=_rings(rings),
        members=_members(rings),
        links=links,
        verdicts=_verdicts(links),
        watermark=watermark,
        epoch="3f2a91c0/1",
        detector="leiden",
        seed=1,
        ignored=_ignored(ids[::2] + [each for members in rings.values() for each in members]),
        decisive=_decisive(rings),
        failed=_failed(rings),
    )


def value(ring: str, place: int) -> int:
    """The value in that place that the accounts of a ring share."""
    return key(ring) // 10 + place


def _links(rings: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    rows = [
        (key(account), value(ring, place), *VALUES[place], len(members), SPRING + at * DAY, SPRING + 90 * DAY)
        for ring, members in rings.items()
        for place in VALUES
        for at, account in enumerate(members)
    ]
    return pl.DataFrame(rows, schema=tables.LINKS, orient="row").sort("value", "account")


def _verdicts(links: pl.DataFrame) -> pl.DataFrame:
    columns = [pl.col("kind", "group").cast(pl.String).first(), pl.col("holders", "bits").first()]
    kept = links.group_by("value").agg(columns).with_columns(crowd=pl.lit(False), reason=pl.lit(""))
    crowd = pl.DataFrame(
        [(EXIT, "ip", "network", 4812, 0.0, True, CROWD)], schema=kept.schema, orient="row"
    ).select(kept.columns)
    told = pl.concat([kept, crowd]).with_columns(mask=pl.format("masked {}", "kind"))
    return told.cast(dict(tables.VERDICTS.items()))


def _ignored(ids: list[str]) -> pl.DataFrame:
    rows = [(key(each), EXIT, SPRING, SPRING + DAY) for each in sorted(set(ids))]
    return pl.DataFrame(rows, schema=IGNORED, orient="row")


def _decisive(rings: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """Without the card a member leaves, without all three values the core but for its first does."""
    rows = [
        (key(account), value(ring, place))
        for ring, members in rings.items()
        for account in members[1:-1]
        for place in ([1] if account == members[-2] else VALUES)
    ]
    return pl.DataFrame(rows, schema=tables.DECISIVE, orient="row")


def _failed(rings: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """The last of each ring was tied by the network alone, and held its device first; honest-2 looks honest."""
    rows: list[tuple[object, ...]] = [
        (
            *(key(members[-1]), _community(members), ["only_network", "held_first"]),
            *(12.5, 1, "network", None, [value(ring, 2)], len(members)),
        )
        for ring, members in rings.items()
    ]
    rows.append((key("honest-2"), None, ["low_score"], 21.0, 3, None, 0.03125, None, 5))
    return pl.DataFrame(rows, schema=tables.FAILED, orient="row")


def _community(members: tuple[str, ...]) -> int:
    return min(key(each) for each in members)


def _members(rings: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    """The last of each ring is possible, the one before it a member, the others core."""
    tiers = {-1: ("possible", 0.31, 0), -2: ("member", 0.84, 1)}
    rows = [
        (community, key(each), tier, confidence, 27.75, 3, certificate, ["shared_payment", "burst"])
        for members in rings.values()
        for community in [_community(members)]
        for at, each in enumerate(members)
        for tier, confidence, certificate in [tiers.get(at - len(members), ("core", 0.97, 3))]
    ]
    return pl.DataFrame(rows, schema=tables.MEMBERS, orient="row")


def _rings(rings: Mapping[str, tuple[str, ...]]) -> pl.DataFrame:
    rows = [
        (
            _community(members),
            min(0.99, 0.9 + len(members) / 100),
            len(members) - 1,
            len(members) - 2,
            1,
            1,
            SPRING + at * DAY,
            SPRING + 30 * DAY,
            ["5 accounts on 1 card"],
            "5 accounts on one card",
        )
        for at, members in enumerate(rings.values())
    ]
    return pl.DataFrame(rows, schema=tables.RINGS, orient="row")
