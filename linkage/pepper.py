"""The pepper: the key of all tokens, from the environment or from a file that only its owner can read.

It never lies in the home, where every backup would carry it along with what it protects. The key that signs
heads of the audit chain is kept the same way, and the folder of those heads is found here too.
"""

import os
import secrets
import stat
from hashlib import blake2b
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import SecretStr

from linkage.errors import WrongUse
from linkage.settings import Settings

HEADS = "heads.jsonl"
"""In the folder of the heads: what was signed."""
SHORTEST = 16
"""Fewest bytes of a pepper, and of the audit's key."""


def find(settings: Settings, new: bool = True) -> bytes:
    """The pepper, made where it may be `new`; `WrongUse` when it is short, open to others, lost or in the home.

    With a new one nothing that was loaded is found again: in a home with facts the old one must come back.
    """
    if settings.pepper is not None:
        return _long_enough(_told(settings.pepper), "the pepper in LINKAGE_PEPPER")
    return _kept(settings, settings.pepper_file or default_file(), "the pepper file", new)


def audit_key(settings: Settings) -> bytes:
    """The key of the heads of the audit chain, made before the first of them; `WrongUse` as for the pepper."""
    if settings.audit_key is not None:
        return _long_enough(_told(settings.audit_key), "the audit's key in LINKAGE_AUDIT_KEY")
    path = settings.audit_key_file or default_file().with_name("audit-key")
    signed = (audit_folder(settings) / HEADS).exists()
    return _kept(settings, path, "the file of the audit's key", new=not signed)


def export_key(settings: Settings) -> bytes:
    """The secret of the key that signs exports, made before the first of them; `WrongUse` as for the pepper."""
    if settings.export_key is not None:
        return _long_enough(_told(settings.export_key), "the key of exports in LINKAGE_EXPORT_KEY")
    path = settings.export_key_file or default_file().with_name("export-key")
    signed = any(settings.exports.glob("*/*.manifest.json"))
    return _kept(settings, path, "the file of the key of exports", new=not signed)


def _told(secret: SecretStr) -> bytes:
    """A secret from the environment, without the blanks and line ends around it: as it is read from a file."""
    return secret.get_secret_value().encode().strip()


def audit_folder(settings: Settings) -> Path:
    """Where heads of this ledger's chain are written; `WrongUse` within the home, where a tail is cut with them."""
    folder = settings.audit_folder or _state() / "linkage" / "audit" / _ledger(settings)
    if _within(settings.home, folder):
        raise WrongUse("the folder of LINKAGE_AUDIT_FOLDER must not lie in the home: name one elsewhere")
    return folder


def _ledger(settings: Settings) -> str:
    """A name for the ledger of these settings; a new password or another driver does not change it."""
    where = f"file:{settings.home.absolute().resolve()}"
    if settings.ledger_url is not None:
        parts = urlsplit(settings.ledger_url)
        scheme = parts.scheme.partition("+")[0]
        where = parts._replace(scheme=scheme, netloc=parts.netloc.rpartition("@")[2]).geturl()
    return blake2b(where.encode(), digest_size=8).hexdigest()


def default_file() -> Path:
    """`linkage/pepper` under the user's configuration folder."""
    return _base("XDG_CONFIG_HOME", ".config") / "linkage" / "pepper"


def _state() -> Path:
    """The user's folder for what programs leave behind."""
    return _base("XDG_STATE_HOME", ".local/state")


def _base(name: str, otherwise: str) -> Path:
    folder = os.environ.get(name, "")
    # The specification has relative paths ignored.
    return Path(folder) if Path(folder).is_absolute() else Path.home() / otherwise


def _kept(settings: Settings, path: Path, name: str, new: bool) -> bytes:
    """The secret in a file, made unless it is there."""
    if _within(settings.home, path):
        raise WrongUse(f"{name} must not lie in the home, where every backup would carry it")
    if not path.exists():
        if not new:
            raise WrongUse(f"{name} {path} is missing, and stored data depends on it: restore the old one")
        _make(path)
    return _read(path, name)


def _within(home: Path, path: Path) -> bool:
    return path.absolute().resolve().is_relative_to(home.absolute().resolve())


def _long_enough(secret: bytes, name: str) -> bytes:
    if len(secret) < SHORTEST:
        raise WrongUse(f"{name} is shorter than {SHORTEST} bytes: give a longer one")
    return secret


def _make(path: Path) -> None:
    """Make a new secret, unless another process is first: written whole, then linked to its name."""
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


def _read(path: Path, name: str) -> bytes:
    """What the file holds; refused when anybody but its owner may read it."""
    with path.open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise WrongUse(f"others may read {name}: chmod 600 {path}")
        return _long_enough(file.read().strip(), name)
