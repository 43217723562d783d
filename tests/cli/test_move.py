"""A home moved by one command: the same rings under the same ids, wherever graph and ledger lie."""

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import polars as pl
import pytest

from linkage.cli import main
from linkage.cli.move import aimed
from linkage.errors import WrongUse
from linkage.graph import open_store
from linkage.ledger import open_ledger
from linkage.ledger.audit import log
from linkage.settings import Settings
from tests import warm
from tests.cli.conftest import PEPPER, Run
from tests.graph.build import holds, load, part
from tests.graph.empty import empty
from tests.ledgers import Databases

ACCOUNTS = 1_000
KILLED = 137, -9
MOVING = "import sys; from tests import moving; moving.main(*sys.argv[1:])"
PATIENCE = 120.0
"""Seconds for one move of a home."""


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A home with three loads, one of them withdrawn, a publication, a decision and an audit with a head."""
    folder = tmp_path_factory.mktemp("world")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINKAGE_PEPPER", PEPPER)
        patch.setenv("LINKAGE_HOME", str(folder / "home"))
        patch.setenv("LINKAGE_AUDIT_FOLDER", str(folder / "heads"))
        for name in ("GRAPH_URL", "LEDGER_URL"):
            patch.delenv(f"LINKAGE_{name}", raising=False)
        call("simulate", folder / "out", "--accounts", ACCOUNTS, "--seed", 3)
        feeds = folder / "out" / "input"
        extra = folder / "devices.csv"
        extra.write_text("account_id,device_id\nacc_x,device-1\nacc_y,device-1\n")
        call("ingest", extra, "--batch", "mistaken")
        call("ingest", feeds)
        call("withdraw", "mistaken")
        call("detect")
        ring = rings(folder / "home")["ring_id"][0]
        call("decide", "confirm", ring, "--reason", "seen by two of us")
        call("audit", "seal")
        yield folder


def call(*arguments: object) -> None:
    """A command that ends well."""
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    assert not left.value.code


def rings(home: Path) -> pl.DataFrame:
    """The rings that are served from a home, with their ids."""
    from linkage.publication import writer
    from linkage.publication.reader import Publication

    run = writer.current(home / "publications")
    assert run is not None
    return (
        Publication.open(home / "publications", run).rings.select("ring_id", "size", "core").sort("ring_id")
    )


def digest(home: Path) -> str:
    """Of the rings that are served, by content."""
    from linkage.publication import manifest, writer

    return manifest.read(home / "publications" / str(writer.current(home / "publications"))).digest


@pytest.fixture
def home(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """A copy of that home, which is set."""
    copytree(world / "home", tmp_path / "home")
    monkeypatch.setenv("LINKAGE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LINKAGE_AUDIT_FOLDER", str(world / "heads"))
    return tmp_path / "home"


@pytest.fixture(
    params=["sqlite", pytest.param("servers", marks=[pytest.mark.neo4j, pytest.mark.postgres])],
)
def there(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """Settings of where to move: files, or the servers."""
    if request.param == "sqlite":
        yield {
            "LINKAGE_GRAPH_URL": f"sqlite:///{tmp_path / 'new' / 'graph.sqlite'}",
            "LINKAGE_LEDGER_URL": f"sqlite:///{tmp_path / 'new' / 'ledger.sqlite'}",
        }
        return
    server = request.getfixturevalue("neo4j_server")
    databases: Databases = request.getfixturevalue("databases")
    secret = tmp_path / "graph-password"
    secret.write_text(server.password)
    with empty("neo4j", request) as graph, databases.empty() as ledger:
        yield {
            "LINKAGE_GRAPH_URL": graph.url,
            "LINKAGE_GRAPH_USER": server.user,
            "LINKAGE_GRAPH_PASSWORD_FILE": str(secret),
            "LINKAGE_LEDGER_URL": ledger,
        }


@pytest.mark.slow
def test_detecting_after_a_move_gives_the_same_rings_under_the_same_ids(
    run: Run, home: Path, there: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, content = rings(home), digest(home)
    assert before.height >= 2
    target = tmp_path / "servers.env"
    target.write_text("".join(f"{name}={value}\n" for name, value in there.items()))
    done = run("move", "--to", target, "--json")
    assert done.code == 0, done.err
    assert done.document["graph"]["withdrawn_places"] == 1
    assert done.document["ledger"]["rows"]["decisions"] == 1
    assert set(done.document["settings"]) == set(there)
    for name, value in there.items():
        monkeypatch.setenv(name, value)
    assert run("doctor").code == 0
    assert run("audit", "verify").code == 0
    again = run("detect", "--json")
    assert again.code == 0, again.err
    assert again.document["published"] is True
    assert digest(home) == content
    assert rings(home).equals(before)
    assert run("decisions", "--json").document["decisions"][0]["reason"] == "seen by two of us"


@pytest.mark.slow
def test_it_can_be_killed_at_any_step_and_run_again(run: Run, home: Path, tmp_path: Path) -> None:
    to = [f"{name}=sqlite:///{tmp_path / 'new' / name}.sqlite" for name in ("graph", "ledger")]
    step, killed = 3, 0
    while killed < 40:
        died = warm.start(MOVING, [str(step), *to], os.environ)
        said = died.communicate(PATIENCE)
        if died.returncode not in KILLED:
            assert died.returncode == 0, said
            break
        killed, step = killed + 1, step + 11
    assert killed > 2
    done = run("move", "--json", *(part for each in to for part in ("--to", each)))
    assert done.code == 0, done.err
    with (
        closing(open_store(f"sqlite:///{home / 'graph.sqlite'}")) as old,
        closing(open_store(to[0][6:])) as new,
    ):
        assert new.records() == old.records()
        assert new.held(99).shared.equals(old.held(99).shared)
    with closing(open_ledger(to[1][7:])) as ledger:
        assert log.verify(ledger).broken_at is None


def test_a_ledger_that_was_used_since_it_was_copied_is_never_written_over(
    run: Run, home: Path, tmp_path: Path
) -> None:
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert run("move", "--to", f"ledger={new}").code == 0
    with closing(open_ledger(new)) as ledger, ledger.write() as session:
        from datetime import UTC, datetime

        log.append(session, log.Act("cli", "look"), datetime(2026, 11, 22, tzinfo=UTC))
    done = run("move", "--to", f"ledger={new}")
    assert done.code == 1
    assert "neither empty" in done.err


def test_an_unused_copy_is_brought_up_to_date(run: Run, home: Path, tmp_path: Path) -> None:
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert run("move", "--to", f"ledger={new}").code == 0
    ring = rings(home)["ring_id"][1]
    assert run("decide", "watch", ring, "--reason", "came later").code == 0
    done = run("move", "--to", f"ledger={new}", "--json")
    assert done.code == 0, done.err
    assert done.document["ledger"]["rows"]["decisions"] == 2


def test_a_graph_with_something_else_in_it_is_refused(run: Run, home: Path, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'mine.sqlite'}"
    with closing(open_store(url)) as store:
        load(store, "mine", part(holds(1, 100)))
    done = run("move", "--to", f"graph={url}")
    assert done.code == 1
    assert "not empty" in done.err


def test_the_heads_of_the_audit_go_along_where_their_folder_goes_by_the_ledger(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LINKAGE_AUDIT_FOLDER")
    assert run("audit", "seal").code == 0
    new = f"sqlite:///{tmp_path / 'new.sqlite'}"
    assert run("move", "--to", f"ledger={new}").code == 0
    monkeypatch.setenv("LINKAGE_LEDGER_URL", new)
    assert run("audit", "verify", "--json").document["heads"] == 1


@pytest.mark.parametrize(
    ("to", "says"),
    [
        ("nowhere", "names no store"),
        ("postgresql://me:hunter2@db/x", "names no store"),
        ("graph=sqlite:///.linkage/graph.sqlite", "already there"),
    ],
)
def test_wrong_use_is_told_without_what_may_be_secret(run: Run, to: str, says: str) -> None:
    done = run("move", "--to", to)
    assert done.code == 2
    assert says in done.err
    assert "hunter2" not in done.err


def test_a_file_sets_who_asks_anew(tmp_path: Path) -> None:
    path = tmp_path / "servers.env"
    path.write_text("LINKAGE_GRAPH_URL=bolt://db:7687\nLINKAGE_GRAPH_USER=neo4j\nLINKAGE_HOME=/elsewhere\n")
    old = Settings(home=tmp_path, graph_url="bolt://old:7687", graph_password="hunter2", ledger_user="me")
    new = aimed(old, [str(path)])
    told: dict[str, Any] = new.model_dump()
    assert (told["graph_url"], told["graph_user"], told["graph_password"]) == (
        "bolt://db:7687",
        "neo4j",
        None,
    )
    assert (told["home"], told["ledger_user"]) == (tmp_path, "me")
    path.write_text("LINKAGE_HOME=/elsewhere\n")
    with pytest.raises(WrongUse, match="neither"):
        aimed(old, [str(path)])
