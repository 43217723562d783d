"""Where accounts were seen: read by policies of a home that was loaded and judged, and by nothing else."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import polars as pl
import pytest
from pydantic import SecretStr

from linkage.enforcement import known
from linkage.home.batches import compact, withdraw
from linkage.home.erase import taken_out
from linkage.home.home import Home
from linkage.home.load import Taken, Wish, load
from linkage.home.run import detect
from linkage.settings import Settings
from linkage.simulate import write
from tests.cli.conftest import PEPPER, Run, run

__all__ = ["run"]

POLICIES = """
[policies.barred]
leads_to = "export"
action = "suspend"
ground = "model_harvesting"
days = 30
accounts = { exits = ["XA", "XB"] }

[policies.elsewhere]
leads_to = "review"
accounts = { exits = ["XD"] }

[policies.half]
leads_to = "review"
rings = { exits = { countries = ["XA", "XB"], share = 0.5 } }

[policies.all]
leads_to = "review"
"""


class Nobody:
    """Looks at no progress."""

    def tell(self, name: str) -> None: ...

    def step(self, name: str, done: int, total: int | None) -> None: ...


def home_at(folder: Path) -> Home:
    secret = SecretStr(PEPPER)
    return Home(
        Settings(home=folder / ".linkage", pepper=secret, audit_key=secret, audit_folder=folder / "a")
    )


def loaded(home: Home, *paths: Path) -> Taken:
    return load(home, [str(each) for each in paths], Wish(), Nobody())


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feeds with a ring in them, addresses without countries; `network.parquet` stands apart."""
    folder = tmp_path_factory.mktemp("world")
    write(folder, 500, 3, "campaigns")
    network = pl.read_parquet(folder / "input" / "network.parquet").drop("country")
    network.write_parquet(folder / "network.parquet")
    (folder / "input" / "network.parquet").unlink()
    return folder


@pytest.fixture(scope="module")
def plain(begun: Path, world: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Those feeds, judged."""
    made = copied(begun, tmp_path_factory.mktemp("plain"))
    loaded(made, world / "network.parquet")
    detect(made, Nobody())
    return made


@pytest.fixture(scope="module")
def begun(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home, to be copied, into which all was loaded but the addresses."""
    folder = tmp_path_factory.mktemp("begun")
    loaded(home_at(folder), world / "input")
    return folder


@pytest.fixture(scope="module")
def whole(begun: Path, world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home, to be read or copied, with the addresses and their countries, judged."""
    folder = tmp_path_factory.mktemp("whole")
    judged(folder, begun, placed(world))
    return folder


def copied(made: Path, folder: Path) -> Home:
    """A home of one's own that is as one which was made before."""
    shutil.copytree(made, folder, dirs_exist_ok=True)
    return home_at(folder)


def placed(world: Path) -> pl.DataFrame:
    """The addresses with countries: of every third account XA, of the next XB and XC by turns, of the last none."""
    network = pl.read_parquet(world / "network.parquet")
    third = pl.col("account_id").rank("dense") % 3
    turn = (
        pl.when(pl.int_range(pl.len()).over("account_id") % 2 == 0).then(pl.lit("xb")).otherwise(pl.lit("XC"))
    )
    return network.with_columns(country=pl.when(third == 0).then(pl.lit("XA")).when(third == 1).then(turn))


def judged(folder: Path, begun: Path, *network: pl.DataFrame) -> Home:
    """A home with those tables of addresses, loaded one by one."""
    made = copied(begun, folder)
    for place, rows in enumerate(network):
        (folder / str(place)).mkdir()
        rows.write_parquet(folder / str(place) / "network.parquet")
        loaded(made, folder / str(place))
    detect(made, Nobody())
    return made


def counted(run: Run, home: Home) -> dict[str, int]:
    """Accounts that each policy covers, by a dry run."""
    path = home.settings.home / "policies.toml"
    path.write_text(POLICIES, encoding="utf-8")
    done = run("policies", "run", path, "--home", home.settings.home, "--json")
    assert done.code == 0, done.err
    return {name: each["accounts"] for name, each in done.document["policies"].items()}


def by_exits(run: Run, home: Home) -> dict[str, dict[str, int] | None]:
    """Accounts by country of exit, by the last dry run's policies."""
    done = run(
        "policies", "run", home.settings.home / "policies.toml", "--home", home.settings.home, "--json"
    )
    return {name: each["by"].get("exits") for name, each in done.document["policies"].items()}


def published(home: Home) -> dict[str, bytes]:
    folder = home.settings.publications / home.publication().run
    return {each.name: each.read_bytes() for each in folder.glob("*.arrow")}


def enforceable(home: Home) -> set[str]:
    members = home.publication().seen(home.publication().members)
    return set(members.filter(pl.col("tier") != "possible")["account_id"])


def barred(home: Home, network: pl.DataFrame) -> int:
    """How many core and member accounts were seen in XA or XB, by the feed itself."""
    there = network.filter(pl.col("country").is_in(["XA", "xb"]))["account_id"]
    return len(enforceable(home) & set(there))


def test_a_dry_run_counts_who_was_seen_there_and_nobody_else(
    run: Run, world: Path, whole: Path, tmp_path: Path
) -> None:
    network = placed(world)
    home = copied(whole, tmp_path)
    covered, every = barred(home, network), len(enforceable(home))
    assert 0 < covered < every
    counts = counted(run, home)
    assert (counts["barred"], counts["elsewhere"], counts["all"]) == (covered, 0, every)
    assert 0 < counts["half"] <= every
    seen = network.with_columns(pl.col("country").str.to_uppercase()).select("account_id", "country").unique()
    there = seen.filter(pl.col("country").is_in(["XA", "XB"]))["account_id"].unique()
    held = seen.filter(
        pl.col("account_id").is_in(there.implode()) & pl.col("account_id").is_in(enforceable(home))
    )
    wanted = dict(held.drop_nulls()["country"].value_counts().iter_rows())
    told = by_exits(run, home)
    assert (told["barred"], told["elsewhere"], told["all"]) == (wanted, {}, None)
    assert (told["half"] or {})["unknown"] > 0


def test_what_is_published_is_the_same_with_the_column_and_without(plain: Home, whole: Path) -> None:
    home = home_at(whole)
    assert published(home) == published(plain)
    assert known.exits(home.settings, 99).height > 0


def test_where_no_country_is_known_nobody_is_covered(run: Run, plain: Home) -> None:
    assert known.exits(plain.settings, 99).is_empty()
    assert counted(run, plain) == {"all": len(enforceable(plain)), "barred": 0, "elsewhere": 0, "half": 0}


def test_neither_order_nor_where_a_table_was_cut_shows(
    world: Path, begun: Path, whole: Path, tmp_path: Path
) -> None:
    mixed = placed(world).sample(fraction=1.0, shuffle=True, seed=5)
    cut = mixed.height // 3
    home = judged(tmp_path, begun, mixed[cut:], mixed[: cut * 2])
    assert known.exits(home.settings, 99).equals(known.exits(home_at(whole).settings, 99))


def test_a_withdrawn_load_takes_its_countries_back(
    run: Run, world: Path, begun: Path, tmp_path: Path
) -> None:
    network = placed(world)
    bare = network.with_columns(country=pl.lit(None, pl.String))
    more = network.filter(pl.col("country") == "XA")
    home = judged(tmp_path, begun, bare, more)
    assert counted(run, home)["barred"] == barred(home, more) > 0
    with home.store() as store:
        last = store.batches()[-1].id
    withdraw(home, last)
    assert counted(run, home)["barred"] == 0


def test_countries_outlive_folding_and_go_with_an_erased_account(whole: Path, tmp_path: Path) -> None:
    home = copied(whole, tmp_path)
    before = known.exits(home.settings, 99)
    compact(home)
    assert known.exits(home.settings, 99).equals(before)
    account = int(before["account"][0])
    assert taken_out(home, account)
    assert known.exits(home.settings, 99).equals(before.filter(pl.col("account") != account))


def test_a_home_written_before_there_were_exits_is_tried_as_one_without_countries(
    run: Run, whole: Path, tmp_path: Path
) -> None:
    home = copied(whole, tmp_path)
    every = counted(run, home)["all"]
    with closing(sqlite3.connect(home.settings.home / "graph.sqlite")) as graph, graph:
        graph.execute("DROP TABLE exits")
        graph.execute("DELETE FROM meta WHERE key LIKE 'sum exits %'")
        graph.execute("UPDATE meta SET value = '3' WHERE key = 'schema'")
    assert counted(run, home) == {"all": every, "barred": 0, "elsewhere": 0, "half": 0}


def test_a_bad_country_is_named_with_its_place_and_loses_nothing_else(
    run: Run, world: Path, tmp_path: Path
) -> None:
    (tmp_path / "feeds").mkdir()
    rows = pl.read_parquet(world / "network.parquet").head(5).with_columns(country=pl.lit("DE"))
    rows = rows.with_columns(country=pl.Series(["DE", "Atlantis", "fr", "", "ZZ"]))
    rows.write_csv(tmp_path / "feeds" / "network.csv")
    done = run("ingest", tmp_path / "feeds", "--json")
    assert done.code == 0, done.err
    (loaded,) = done.document["batches"]
    assert (loaded["accepted"], loaded["quarantined"]) == (5, 0)
    told = run("quarantine", "--json").document
    assert [(each["column"], each["code"], each["row"]) for each in told["items"]] == [
        ("country", "unreadable", 3),
        ("country", "unreadable", 6),
    ]


def test_countries_that_are_written_out_stop_no_load(run: Run, world: Path, tmp_path: Path) -> None:
    (tmp_path / "feeds").mkdir()
    rows = pl.read_parquet(world / "network.parquet").head(60)
    rows.with_columns(country=pl.lit("Germany")).write_csv(tmp_path / "feeds" / "network.csv")
    done = run("ingest", tmp_path / "feeds", "--json")
    assert done.code == 0, done.err
    assert done.document["batches"][0]["accepted"] == rows.height
    assert run("quarantine", "--json").document["items"][0]["column"] == "country"
