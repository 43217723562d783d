"""What docs/bans.md shows, runs as written."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from linkage.enforcement import files
from linkage.ledger.keys.api_keys import create_key
from tests.api.exported import Desk
from tests.api.world import NOON, World
from tests.cli.conftest import Run
from tests.enforcement.home import SECRET, Home
from tests.keys import prefix_of

TEXT = (Path(__file__).parents[2] / "docs" / "bans.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", TEXT, re.DOTALL)
PYTHON = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
RINGS = {"farm": ("farm-1", "farm-2", "farm-3", "farm-4", "farm-5")}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A home with a confirmed ring, and a publication before it."""
    made = World(tmp_path / "home")
    made.publish({"mill": ("mill-1", "mill-2", "mill-3", "mill-4")})
    Home(made).publish(RINGS)
    yield made
    made.ledger.close()


class Shell:
    """One shell after another, in one folder, with the keys of the people in its environment."""

    def __init__(self, world: World, folder: Path) -> None:
        here = {"XDG_CONFIG_HOME": str(folder / "config"), "XDG_STATE_HOME": str(folder / "state")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        plain = {name: value for name, value in os.environ.items() if not name.startswith("LINKAGE_")}
        self.env = {**plain, **here, "PATH": path, "LINKAGE_HOME": str(world.home)}
        self.folder = folder

    def run(self, *scripts: str) -> str:
        done = subprocess.run(
            ["sh", "-eu", "-c", "\n".join(scripts)],
            cwd=self.folder,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def document(self, name: str) -> Any:
        return orjson.loads((self.folder / name).read_bytes())


@pytest.mark.slow
def test_the_scripts_run_as_written(world: World, tmp_path: Path) -> None:
    shell = Shell(world, tmp_path)
    people, *scripts = SHELL
    keys = shell.run(people).split()
    names = ("REX", "RITA", "ADA", "DORA")
    shell.env |= dict(zip(names, keys, strict=True))
    told = shell.run(*scripts)
    assert "signature valid: 4 rows" in told
    assert "4 applied" in told
    back = shell.document("back.json")
    assert files.read(Path(back["path"])).select("action", "restore").unique().rows() == [
        ("restore", "active")
    ]
    undone = files.read(tmp_path / "undo.csv")
    assert sorted(undone["account_id"]) == ["farm-1", "farm-2", "farm-3", "farm-4"]
    assert shell.document("request.json")["preview"]["accounts"] == 4


def test_an_appeal_goes_as_written(world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    names: dict[str, Any] = {}
    for each in PYTHON:
        exec(compile(each, "docs/bans.md", "exec"), names)
    with world.client() as client:
        desk = Desk(client, world)
        row = desk.produced()
        desk.receive(row["id"], "account_id,outcome,before\nfarm-2,applied,active\n")
        key = create_key(world.ledger, "dora", ["approve", "investigate"], NOON, owner_kind="person")
        desk.keys["dora"] = key
        client.app.state.live.catch_up()  # type: ignore[attr-defined]

        def post(name: str, path: str, **body: object) -> Any:
            answer = client.post(path, json=body, headers=desk.headers(name))
            assert answer.status_code == 201, answer.text
            return answer.json()

        back = names["appeal"](post, desk.get, row["id"], "farm-2", prefix_of(key))
        assert desk.get("rex", f"/v1/exports/{back}")["accounts"] == 1


def test_who_was_released_since_is_taken_back_by_one_command(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_HOME", str(world.home))
    monkeypatch.setenv("LINKAGE_EXPORT_KEY", SECRET.decode())
    home = Home(world)
    row = home.produced()
    key = create_key(world.ledger, "dora", ["approve"], NOON, owner_kind="person")
    monkeypatch.setenv("LINKAGE_KEY", key)
    assert run("exports", "revoke-released", "--json").document == {"revocations": []}
    home.decide("release", "farm-2")
    (back,) = run("exports", "revoke-released", "--json").document["revocations"]
    assert back["revokes"] == row.id
    assert files.read(Path(back["path"]))["account_id"].to_list() == ["farm-2"]
    assert run("exports", "revoke-released", "--json").document == {"revocations": []}
    assert [each["id"] for each in run("exports", "list", "--json").document["exports"]] == [
        back["id"],
        row.id,
    ]


def test_an_export_that_may_not_be_previewed_is_cancelled(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINKAGE_HOME", str(world.home))
    monkeypatch.setenv("LINKAGE_KEY", create_key(world.ledger, "ann", ["export"], NOON, owner_kind="person"))
    monkeypatch.setenv("LINKAGE_EXPORT_MOST", "2")
    done = run("exports", "request", "ban", "--ground", "coordinated_fraud", "--reason", "x")
    assert (done.code, "LINKAGE_EXPORT_MOST" in done.err) == (1, True)
    assert [each["state"] for each in run("exports", "list", "--json").document["exports"]] == ["cancelled"]
    monkeypatch.setenv("LINKAGE_EXPORT_MOST", "10")
    assert run("exports", "request", "ban", "--ground", "coordinated_fraud", "--reason", "x").code == 0


def test_nobody_speaks_without_a_key(world: World, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_HOME", str(world.home))
    words = ("exports", "request", "ban", "--ground", "coordinated_fraud", "--reason", "x")
    monkeypatch.delenv("LINKAGE_KEY", raising=False)
    assert run(*words).code == 2
    monkeypatch.setenv("LINKAGE_KEY", create_key(world.ledger, "x", ["enforce"], NOON))
    done = run(*words)
    assert (done.code, "scope export" in done.err) == (1, True)


def test_every_setting_the_document_names_is_there(world: World) -> None:
    table = TEXT.partition("| setting |")[2]
    for name, default in re.findall(r"`LINKAGE_(\w+)` \| ([\d.,]+)", table):
        assert getattr(world.settings, name.lower()) == float(default.replace(",", ""))
