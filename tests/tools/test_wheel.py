"""The wheel brings one package, which works without the repository, without extras and without `fcntl`."""

import json
import os
import subprocess
import sys
import sysconfig
import time
import urllib.error
import urllib.request
import venv
import zipfile
from pathlib import Path

import polars as pl
import pytest

from tools.servers.process import free_port
from tools.wheel import rewritten

ROOT = Path(__file__).parents[2]
EXTRAS = ("neo4j", "psycopg", "adbc_driver_postgresql", "community", "fastexcel", "opentelemetry.sdk")
HIDDEN = ("fcntl", "resource", *EXTRAS)
IMPORTS = """
import importlib, pkgutil, sys
sys.modules.update(dict.fromkeys({hidden!r}))
import linkage
servers = ("linkage.graph.neo4j", "linkage.graph.gauge", "linkage.graph.postgres", "linkage.ledger.db.server")
for package in {packages!r}:
    package = importlib.import_module(package)
    for each in pkgutil.walk_packages(package.__path__, package.__name__ + ".", onerror=lambda name: None):
        if not each.name.startswith((*servers, "linkage.__main__", "linkage.migrations", "migrations")):
            importlib.import_module(each.name)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    call = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def fresh(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel; what it needs is that of the tests, extras hidden, the repository unknown."""
    folder = tmp_path_factory.mktemp("fresh")
    venv.create(folder, with_pip=False)
    packages = next(folder.glob("lib/python*/site-packages"))
    here = ["--python", str(folder / "bin" / "python"), "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([sys.executable, "-m", "pip", *here, str(wheel)], check=True, capture_output=True)
    # A path in a .pth file is not searched for .pth files: the repository stays unknown.
    (packages / "needed.pth").write_text(sysconfig.get_path("purelib"))
    (packages / "sitecustomize.py").write_text(f"import sys\nsys.modules.update(dict.fromkeys({EXTRAS!r}))\n")
    return folder / "bin"


def run(fresh: Path, *call: str) -> subprocess.CompletedProcess[str]:
    outside = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "COVERAGE")}
    return subprocess.run(
        [str(fresh / call[0]), *call[1:]],
        cwd=fresh,
        env=outside,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_the_wheel_brings_one_package(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"linkage", "linkage-0.1.0.dist-info"}
    for name in ("api/explorer/index.html", "migrations/env.py", "migrations/versions/0001_first_ledger.py"):
        assert f"linkage/{name}" in names


def test_a_wheel_of_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-d", str(tmp_path)]
    subprocess.run([*build, "-t", "sdist"], cwd=ROOT, check=True, capture_output=True)
    archive = next(tmp_path.glob("*.tar.gz"))
    subprocess.run(["tar", "xzf", str(archive), "-C", str(tmp_path)], check=True)
    inside = tmp_path / archive.name.removesuffix(".tar.gz")
    subprocess.run([*build, "-t", "wheel"], cwd=inside, check=True, capture_output=True)
    again = next(tmp_path.glob("*.whl"))
    assert zipfile.ZipFile(again).namelist() == zipfile.ZipFile(wheel).namelist()


def test_every_module_of_the_wheel_is_imported_without_extras_and_without_locks(fresh: Path) -> None:
    code = IMPORTS.format(hidden=HIDDEN, packages=("linkage",))
    done = run(fresh, "python", "-c", code)
    assert done.returncode == 0, done.stderr[-2000:]


def test_the_names_api_and_migrations_are_left_to_others(fresh: Path) -> None:
    done = run(fresh, "python", "-c", "import linkage.api.app\nimport api")
    assert "No module named 'api'" in done.stderr


def test_a_lock_where_there_is_none_says_so(fresh: Path) -> None:
    code = "import sys; sys.modules['fcntl'] = None; from linkage import locks; locks.hold(0)"
    assert "it runs on Linux and macOS" in run(fresh, "python", "-c", code).stderr


def test_an_extra_that_is_lacking_is_named(fresh: Path) -> None:
    code = "from linkage.graph import open_store; open_store('bolt://127.0.0.1:1')"
    assert "pip install 'linkage[neo4j]'" in run(fresh, "python", "-c", code).stderr


@pytest.mark.slow
def test_the_wheel_finds_rings_and_serves_them(fresh: Path) -> None:
    home = str(fresh / "home")
    done = run(fresh, "linkage", "--home", home, "demo", "--accounts", "310", "--no-serve", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    key = run(fresh, "linkage", "--home", home, "keys", "create", "me", "--scope", "enforce").stdout.strip()
    first = pl.read_parquet(fresh / "home" / "world" / "input" / "accounts.parquet")["account_id"][0]
    port = free_port()
    call = [str(fresh / "linkage"), "--home", home, "serve", "--port", str(port)]
    with subprocess.Popen(call, cwd=fresh, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as serving:
        try:
            asked = urllib.request.Request(
                f"http://127.0.0.1:{port}/v1/accounts/{first}", headers={"Authorization": f"Bearer {key}"}
            )
            found = json.loads(answered(asked))
            assert (found["account_id"], found["known"], found["judged"]) == (first, True, True)
            page = answered(urllib.request.Request(f"http://127.0.0.1:{port}/explorer"))
            assert b"<html" in page
        finally:
            serving.terminate()


def answered(request: urllib.request.Request) -> bytes:
    """What the service says, as soon as it is there."""
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bytes(answer.read())
        except ConnectionError:
            time.sleep(0.1)
        except urllib.error.URLError as error:
            if isinstance(error, urllib.error.HTTPError):
                raise
            time.sleep(0.1)
    raise AssertionError("the service does not answer")


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("from api.app import x\n", "from linkage.api.app import x\n"),
        ("from api import app\n", "from linkage.api import app\n"),
        ("import migrations\n", "import linkage.migrations as migrations\n"),
        (
            "if x:\n    from api import (\n        app,\n    )\n",
            "if x:\n    from linkage.api import (\n        app,\n    )\n",
        ),
        ("from apiary import x\n", "from apiary import x\n"),
        ("from . import api\n", "from . import api\n"),
        ('s = "from api import app"\n', 's = "from api import app"\n'),
    ],
)
def test_imports_are_written_anew_and_nothing_else(source: str, wanted: str) -> None:
    assert rewritten(source) == wanted


def test_an_import_that_would_bind_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match=r"import api\.app"):
        rewritten("import api.app\n")
