"""A browser for tests and benches: Debian's Chromium without a window, installed when missing."""

import shutil
from pathlib import Path
from typing import Final

from tools.servers.process import packages

PACKAGE: Final = "chromium-headless-shell"
NAMES: Final = (PACKAGE, "chromium")
FLAGS: Final = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
"""WebGL by the processor, and nothing asked of anybody else."""


def found() -> Path | None:
    """Where it is; None where it is not installed."""
    return next((Path(path) for path in map(shutil.which, NAMES) if path), None)


def chromium() -> Path:
    """Where it is, installed first if need be; `Missing` where it cannot be had."""
    packages(lambda: found() is not None, (PACKAGE,), "Chromium")
    path = found()
    assert path is not None
    return path
