"""The built wheel under other Pythons: each imports every module and finds the rings that this one finds.

`python -m tools.pythons PYTHON…` names interpreters; without names it takes those of `VERSIONS` on the path.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
VERSIONS = ("python3.12", "python3.13", "python3.14")
DEMO = ("demo", "--accounts", "310", "--no-serve", "--json")
SOURCE = ("--no-binary", "python-louvain")
"""What there is no wheel of, on any Python."""
IMPORTS = """
import importlib, pkgutil, linkage
for each in pkgutil.walk_packages(linkage.__path__, "linkage."):
    if not each.name.startswith(("linkage.__main__", "linkage.migrations")):
        importlib.import_module(each.name)
"""


def main(named: list[str]) -> int:
    """Try each; 1 where one fails or finds others, 2 where there is none to try."""
    found = there(named or VERSIONS)
    if not found:
        print("no other Python is here")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        wheel = built(Path(folder))
        expected = digest(Path(sys.executable).with_name("linkage"), Path(folder) / "here")
        told = [tried(each, wheel, Path(folder) / str(place)) for place, each in enumerate(found)]
    for name, version, content in told:
        print(f"{name}: {version}, {'the same rings' if content == expected else 'other rings'}")
    return int(any(content != expected for _, _, content in told))


def there(names: Iterable[str]) -> list[str]:
    """Those interpreters that start: a version manager leaves a command for versions that are not chosen."""
    paths = (path for each in names if (path := shutil.which(each)))
    return [
        each for each in paths if subprocess.run([each, "--version"], capture_output=True).returncode == 0
    ]


def built(folder: Path) -> Path:
    """The wheel, built anew."""
    call = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(call, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def tried(name: str, wheel: Path, folder: Path) -> tuple[str, str, str]:
    """An interpreter, its version, and the digest of what it finds; raises where a call fails."""
    subprocess.run([name, "-m", "venv", str(folder)], check=True)
    python = folder / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--only-binary", ":all:", *SOURCE]
    lock = ["--require-hashes", "-r", str(ROOT / "requirements.lock")]
    subprocess.run([*install, *lock], check=True)
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    subprocess.run([str(python), "-c", IMPORTS], cwd=folder, check=True)
    said = subprocess.run([str(python), "--version"], check=True, capture_output=True, text=True)
    return name, said.stdout.strip(), digest(folder / "bin" / "linkage", folder / "home")


def digest(command: Path, home: Path) -> str:
    """Digest of the rings of the demo."""
    call = [str(command), "--home", str(home), *DEMO]
    done = subprocess.run(call, cwd=home.parent, check=True, capture_output=True)
    return str(json.loads(done.stdout)["detect"]["digest"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
