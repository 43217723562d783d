"""What was measured, one JSON line each, so that an interrupted bench goes on where it was and is drawn again."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[1] / "linkage"

OVER = "over"
"""Name among the times of a measurement that ran out of time: the seconds it was given."""


@dataclass(frozen=True)
class Row:
    """One thing measured on one world."""

    scene: str
    seed: int
    accounts: int
    part: str
    """What was run: `linkage`, or a peer or an ablation by its name."""
    found: Mapping[str, Any] = field(default_factory=dict)
    """The document of `linkage evaluate`; empty where nothing was judged."""
    times: Mapping[str, float] = field(default_factory=dict)
    """Seconds by name, and `rss`, megabytes."""
    code: str = ""
    """Digest of the code that was measured."""

    @property
    def key(self) -> tuple[str, int, int, str]:
        """What the row is of."""
        return (self.scene, self.seed, self.accounts, self.part)


@dataclass(frozen=True)
class Results:
    """The rows of one file; those of another state of the code are kept there and not looked at."""

    path: Path
    code: str

    def keep(self, row: Row) -> None:
        """Add a row at the end, whole or not at all: one write, so that threads may write side by side."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        line = json.dumps({**asdict(row), "code": self.code}, ensure_ascii=False)
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            # The line feed comes first, so that a line torn by a crash does not take the next with it.
            os.write(file, f"\n{line}".encode())
        finally:
            os.close(file)

    def rows(self) -> list[Row]:
        """What was measured of this code, the newest of each, in order."""
        newest = {row.key: row for row in read(self.path) if row.code == self.code}
        return [newest[key] for key in sorted(newest)]


def read(path: Path) -> list[Row]:
    """Every row of a file as it was written; a torn line is left out."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        try:
            rows.append(Row(**json.loads(line)))
        except (json.JSONDecodeError, TypeError):
            continue
    return rows


def latest(path: Path) -> str:
    """The code the last row of a file is of; that which is here when there is none."""
    rows = read(path)
    return rows[-1].code if rows else code()


def code(folder: Path = PACKAGE, suffixes: Sequence[str] = (".py", ".json")) -> str:
    """Digest of everything in a package that bears on a result."""
    digest = blake2b(digest_size=6)
    for path in sorted(each for each in folder.rglob("*") if each.suffix in suffixes):
        digest.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
