"""Is the explorer's built page what its sources build? Installs its packages, checks types, runs its tests, compares.

usage: python -m tools.page [--build]

With --build the page is written to `api/explorer/` instead of compared. Needs node 20 and npm.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.turns import turn

ROOT = Path(__file__).parents[1]
SOURCES, BUILT = ROOT / "explorer", ROOT / "api" / "explorer"
LIMIT = 150_000
"""Most bytes of the page, compressed by gzip."""
INSTALLED = ".package-lock.json"


def run(*call: str) -> None:
    """One step of npm, quiet unless it fails; exits with what it said."""
    environment = {**os.environ, "CI": "true", "NO_COLOR": "1"}
    done = subprocess.run(
        ["npm", *call], cwd=SOURCES, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"npm {' '.join(call)} failed:\n{done.stdout[-4000:]}{done.stderr[-4000:]}")


def installed() -> Path:
    """The packages of the lock file, installed unless they are; their folder."""
    modules = SOURCES / "node_modules"
    with turn("npm"):
        mark = modules / INSTALLED
        lock = SOURCES / "package-lock.json"
        if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
            run("ci", "--no-audit", "--no-fund", "--ignore-scripts")
            mark.touch()
    return modules


def differing(one: Path, other: Path) -> list[str]:
    """Names of files that are not the same in both folders."""
    names = {each.name for folder in (one, other) for each in folder.iterdir()}
    content = [
        {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in names}
        for folder in (one, other)
    ]
    return sorted(name for name in names if content[0][name] != content[1][name])


def compressed(folder: Path) -> int:
    """Bytes of the page as it travels."""
    import gzip

    return sum(len(gzip.compress(each.read_bytes(), 9)) for each in folder.iterdir())


def main(arguments: list[str]) -> int:
    """Check the page, or build it."""
    if shutil.which("npm") is None:
        print("page: npm is not here, so that the built page was not compared with its sources")
        return 1 if os.environ.get("CI", "").lower() in {"1", "true", "yes"} else 0
    installed()
    if arguments == ["--build"]:
        run("run", "build")
    run("run", "check")
    run("run", "test")
    with tempfile.TemporaryDirectory() as folder:
        run("run", "build", "--", "--outDir", folder)
        differs = differing(BUILT, Path(folder))
    if differs:
        print(f"page: {', '.join(differs)} in api/explorer is not what explorer/ builds: make page")
        return 1
    size = compressed(BUILT)
    print(f"page: as its sources build it, {size:,} bytes compressed")
    return int(size > LIMIT)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
