"""The built page is served from a wheel, and a page that is not what its sources build is told by name."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from api.routes.explorer import FILES
from tools.page import BUILT, LIMIT, compressed, differing

ROOT = Path(__file__).parents[2]


def built(target: str, folder: Path, source: Path = ROOT) -> Path:
    """A wheel or sdist of the project."""
    call = [sys.executable, "-m", "hatchling", "build", "-t", target, "-d", str(folder)]
    subprocess.run(call, cwd=source, check=True, capture_output=True)
    (made,) = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as it is unpacked elsewhere."""
    folder = tmp_path_factory.mktemp("sdist")
    shutil.unpack_archive(built("sdist", folder / "made"), folder)
    return next(each for each in folder.iterdir() if each.name.startswith("linkage"))


def test_a_wheel_built_elsewhere_has_the_page(sdist: Path, tmp_path: Path) -> None:
    names = zipfile.ZipFile(built("wheel", tmp_path, sdist)).namelist()
    assert {f"linkage/api/explorer/{name}" for name in FILES} <= set(names)
    assert not [name for name in names if "node_modules" in name]
    assert (sdist / "explorer" / "package-lock.json").exists()


def test_the_page_has_fixed_names_and_is_small() -> None:
    assert {each.name for each in BUILT.iterdir()} == set(FILES)
    assert compressed(BUILT) < LIMIT


def test_files_that_differ_or_lack_are_named(tmp_path: Path) -> None:
    shutil.copytree(BUILT, tmp_path / "one")
    (tmp_path / "one" / "explorer.js").write_text("changed")
    (tmp_path / "one" / "explorer.css").unlink()
    assert differing(BUILT, tmp_path / "one") == ["explorer.css", "explorer.js"]
    assert differing(BUILT, BUILT) == []
