"""Maps the folders of this repository to the one package of the wheel: `api` becomes `linkage.api`.

The build calls `Mapping`. Statements that import `api` or `migrations` are written anew on the way; sources stay as
they are. See docs/decisions/0056.
"""

import ast
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACKAGE = "linkage"
MOVED = ("api", "migrations")
"""Folders of the repository that are packages of their own there, and part of `PACKAGE` in the wheel."""
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc")


def rewritten(text: str) -> str:
    """A module whose imports of a moved package name it by where the wheel has it; the lines stay where they are."""
    lines = text.splitlines(keepends=True)
    for place, length, name in sorted(replaced(ast.parse(text)), reverse=True):
        line, column = place
        before, after = lines[line].encode()[:column], lines[line].encode()[column + length :]
        lines[line] = (before + name.encode() + after).decode()
    return "".join(lines)


def replaced(tree: ast.Module) -> Iterator[tuple[tuple[int, int], int, str]]:
    """Line and column (bytes, from 0), length and new text of each name that an import must say otherwise."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not node.level and moved(node.module):
            place = (node.lineno - 1, node.col_offset + len("from "))
            yield place, len(str(node.module)), f"{PACKAGE}.{node.module}"
        elif isinstance(node, ast.Import):
            for each in node.names:
                if moved(each.name):
                    place = (each.lineno - 1, each.col_offset)
                    yield place, len(each.name), said(each)


def said(name: ast.alias) -> str:
    """What `import` says of a moved package; one that is not called by another name keeps its own."""
    if name.asname is None and "." in name.name:
        raise ValueError(f"import {name.name} binds a name the wheel has not: write from … import")
    return f"{PACKAGE}.{name.name}" if name.asname else f"{PACKAGE}.{name.name} as {name.name}"


def moved(name: str | None) -> bool:
    """Whether a module is of a moved package."""
    return name is not None and name.split(".")[0] in MOVED


def laid(root: Path, target: Path) -> None:
    """Write the package of the wheel to a new folder."""
    shutil.copytree(root / PACKAGE, target, ignore=LEFT_OUT)
    for name in MOVED:
        shutil.copytree(root / name, target / name, ignore=LEFT_OUT)
    for path in target.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        path.write_text(rewritten(text), encoding="utf-8")


class Mapping(BuildHookInterface[Any]):
    """What hatchling calls before it writes a wheel; an editable install has the repository itself."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Lay the package out, and have it packed under its name."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / PACKAGE
        laid(Path(self.root), target)
        build_data["force_include"][str(target)] = PACKAGE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Drop what was laid out."""
        if version != "editable":
            self._folder.cleanup()
