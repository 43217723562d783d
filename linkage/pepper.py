"""The pepper: the key of all tokens, from the environment or from a file that only its owner can read.

It never lies in the home, where every backup would carry it along with what it protects.
"""

import os
import secrets
import stat
from pathlib import Path

from linkage.errors import WrongUse
from linkage.settings import Settings

SHORTEST = 16
"""Fewest bytes of a pepper."""


def find(settings: Settings) -> bytes:
    """The pepper, made on first use; `WrongUse` when it is short, open to others or in the home."""
    if settings.pepper is not None:
        return _long_enough(settings.pepper.get_secret_value().encode(), "LINKAGE_PEPPER")
    path = settings.pepper_file or default_file()
    if path.absolute().resolve().is_relative_to(settings.home.absolute().resolve()):
        raise WrongUse("the pepper file must not lie in the home, where every backup would carry it")
    if not path.exists():
        _make(path)
    return _read(path)


def default_file() -> Path:
    """`linkage/pepper` under the user's configuration folder."""
    folder = os.environ.get("XDG_CONFIG_HOME", "")
    # The specification has relative paths ignored.
    base = Path(folder) if Path(folder).is_absolute() else Path.home() / ".config"
    return base / "linkage" / "pepper"


def _long_enough(pepper: bytes, name: str) -> bytes:
    if len(pepper) < SHORTEST:
        raise WrongUse(f"the pepper in {name} is shorter than {SHORTEST} bytes: give a longer one")
    return pepper


def _make(path: Path) -> None:
    """Make a new pepper, unless another process is first: written whole, then linked to its name."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(secrets.token_hex(32).encode() + b"\n")
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(fresh, path)
        except FileExistsError:
            return
    finally:
        fresh.unlink()


def _read(path: Path) -> bytes:
    """What the file holds; refused when anybody but its owner may read it."""
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise WrongUse(f"others may read the pepper file: chmod 600 {path}")
        return _long_enough(file.read().strip(), "the pepper file")
