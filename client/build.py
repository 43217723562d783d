"""Maps `linkage/client` of the repository to the package `linkage_client`; see docs/decisions/0056 and 0058."""

import re
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

IMPORT = re.compile(r"^(\s*from )linkage\.client\b", re.MULTILINE)


def laid(source: Path, target: Path) -> None:
    """Write the package to a new folder; what it imports of itself, by its own name."""
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    for path in target.rglob("*.py"):
        path.write_text(IMPORT.sub(r"\1linkage_client", path.read_text(encoding="utf-8")), encoding="utf-8")
    (target / "py.typed").touch()


class Mapping(BuildHookInterface[Any]):
    """What hatchling calls before it writes a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Lay the package out, and have it packed."""
        self._folder = tempfile.TemporaryDirectory()
        target = Path(self._folder.name) / "linkage_client"
        laid(Path(self.root).parent / "linkage" / "client", target)
        build_data["force_include"][str(target)] = "linkage_client"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Drop what was laid out."""
        self._folder.cleanup()
