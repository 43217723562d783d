"""Every command that writes, broken at its writes on either store: said again it ends as if nothing had been."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import polars as pl
import psycopg
import pytest

from bench.breaking import Breaker
from linkage.graph import open_store
from linkage.hashing import account_key as key
from linkage.ledger import upgrade
from linkage.ledger.db.session import connect
from linkage.ledger.keys.api_keys import create_key
from linkage.publication import release
from tests.api.running import PEPPER
from tests.api.world import NOON, World
from tests.enforcement.home import Home, ring
from tests.faults.points import HOWS, Spec
from tests.graph.build import holds, load, part
from tests.graph.empty import access, sql
from tests.ledgers import BOTH, url
from tools.servers.process import Address

ROOT: Final = Path(__file__).parents[2]
POINTS: Final = 40 if os.environ.get("SOAK") else 3
"""Of each command, killed and failed."""
DEVICES: Final = pl.DataFrame(
    {"account_id": [f"late-{n}" for n in range(40)], "device_id": ["d-1"] * 20 + ["d-2"] * 20}
)


@dataclass(frozen=True)
class Place:
    """Where homes are made whose ledger and graph are files, or databases of a server."""

    folder: Path
    server: Address | None

    def spec(self, name: str, *before: list[str]) -> Spec:
        """The beginning of a command on a home of its own, which these commands made."""
        made = Spec(
            str(self.folder / name / "home"), [], POINTS, [*before], environment={"LINKAGE_PEPPER": PEPPER}
        )
        (self.folder / name).mkdir()
        if self.server is None:
            return made
        database = f"p{uuid4().hex[:12]}"
        with self.admin() as connection:
            connection.execute(f"CREATE DATABASE {database}".encode())
        engine = connect(url(self.server, database))
        upgrade.upgrade(engine)
        engine.dispose()
        return replace(made, server=url(self.server, "").rstrip("/"), database=database)

    def admin(self) -> "psycopg.Connection[Any]":
        """To make and drop databases."""
        assert self.server is not None
        there = sql(self.server, "postgres")
        return psycopg.connect(there, password=self.server.password, autocommit=True)

    def desk(self, asked: Spec) -> Home:
        """A home with a confirmed ring, and its accounts in the graph."""
        began = datetime.now(UTC) - timedelta(hours=9)
        world = World(
            Path(asked.home), f"{asked.server}/{asked.database}" if self.server else None, clock=began
        )
        home = Home(world, clock=began + timedelta(hours=6))
        home.publish(ring("farm", 6))
        graph = sql(self.server, asked.database) if self.server else f"sqlite:///{asked.home}/graph.sqlite"
        secret = [access(self.server, self.folder / "look")] if self.server else []
        store = open_store(graph, 30.0, *secret)
        load(store, "a", part([row for each in range(7) for row in holds(key(f"farm-{each:05}"), 100, 200)]))
        store.close()
        return home


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Either of them; its databases are dropped."""
    server = None if request.param == "sqlite" else request.getfixturevalue("postgres_server")
    yield Place(tmp_path, server)
    if server is not None:
        with Place(tmp_path, server).admin() as connection:
            for (name,) in connection.execute(
                "SELECT datname FROM pg_database WHERE datname ~ '^p[0-9a-f]{12}'"
            ):
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def loading(place: Place) -> Iterator[Spec]:
    """A load, and a batch taken back."""
    feeds = place.folder / "feeds"
    feeds.mkdir()
    DEVICES.write_csv(feeds / "devices.csv")
    (feeds / "labels.csv").write_text("account_id,label\nlate-1,fraud\n")
    DEVICES.with_columns("d-3-" + pl.col("device_id").alias("device_id")).write_csv(
        place.folder / "devices.csv"
    )
    first, late = ["ingest", str(feeds)], ["ingest", str(place.folder / "devices.csv"), "--batch", "late"]
    yield replace(place.spec("ingest"), words=first)
    yield replace(place.spec("withdraw", first, late), words=["withdraw", "late"])


def deciding(place: Place) -> Iterator[Spec]:
    """An erasure, publications switched to and back, and the file of an export."""
    for name in ("erase", "publish", "rollback", "produce"):
        asked = place.spec(name)
        home = place.desk(asked)
        yield replace(named(home, asked, name), once=name == "rollback")
        home.ledger.close()


def named(home: Home, asked: Spec, name: str) -> Spec:
    """A command, once what it is about is there."""
    if name == "erase":
        return replace(asked, words=["erase", "farm-00002", "--reason", "asked for it"])
    if name == "produce":
        secret = create_key(home.ledger, "tess", ("export",), NOON, owner_kind="person")
        given = {**(asked.environment or {}), "LINKAGE_KEY": secret}
        return replace(asked, words=["exports", "produce", home.approved().id], environment=given)
    run = home.publish(ring("farm", 7)).run
    if name == "rollback":
        return replace(asked, words=["rollback"])
    release.rollback(home.ledger, home.world.settings.publications, home.clock)
    return replace(asked, words=["publish", run])


def test_commands_end_the_same_wherever_they_were_broken(place: Place) -> None:
    breaker = Breaker.built(place.folder)
    if breaker is None:
        pytest.skip("there is no C compiler")
    asked = [*loading(place), *deciding(place)]
    path = place.folder / "spec.json"
    path.write_text(json.dumps([asdict(each) for each in asked]))
    plain = {name: value for name, value in os.environ.items() if not name.startswith("LINKAGE_")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults.points", str(path)],
        cwd=ROOT,
        env=plain | {"LD_PRELOAD": str(breaker.library)},
        capture_output=True,
        text=True,
        timeout=540,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == len(asked) * POINTS * len(HOWS)
    assert all(each["writes"] > POINTS for each in found)
    assert [each for each in found if each["wrong"] is not None] == []
