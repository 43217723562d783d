"""PostgreSQL of Debian's packages, as another user than root."""

import os
import pwd
import secrets
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any, Final

from tools.servers.process import Address, Missing, child, free_port, packages

SETTINGS: Final = (
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "max_connections=60",
)
"""Without fsync a killed server loses nothing, since the machine still runs; only a power cut would show."""


class Postgres:
    """One server on one data folder."""

    name = "postgres"
    ending = signal.SIGINT

    def __init__(self) -> None:
        self._port = free_port()
        self._folder = Path()
        self._password = secrets.token_urlsafe(18)

    def prepare(self, folder: Path) -> None:
        """An empty cluster with a password."""
        packages(lambda: binaries() is not None, ("postgresql",), "PostgreSQL")
        self._folder = folder
        (folder / "logs").mkdir()
        secret = folder / "password"
        secret.write_text(self._password)
        for each in (folder, folder / "logs", secret):
            os.chown(each, *owner())
        call = [self._program("initdb"), "-D", str(self._data), "-U", "linkage", "-E", "UTF8", "--no-locale"]
        call += ["--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync"]
        done = subprocess.run(call, capture_output=True, text=True, check=False, **self._as())
        if done.returncode:
            raise Missing(f"PostgreSQL's initdb failed: {done.stderr.strip()[-400:]}")

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server."""
        options = [part for each in (*SETTINGS, f"port={self._port}") for part in ("-c", each)]
        return child([self._program("postgres"), "-D", str(self._data), *options], self.log, **self._as())

    @property
    def log(self) -> Path:
        """What it says on its console."""
        return self._folder / "logs" / "console.log"

    def answers(self) -> bool:
        """Whether it takes connections."""
        call = [self._program("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return subprocess.run(call, check=False).returncode == 0

    def address(self, pid: int) -> Address:
        """Where it is."""
        return Address(self.name, "127.0.0.1", self._port, "linkage", self._password, pid, str(self._folder))

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _program(self, name: str) -> str:
        return str((binaries() or Path()) / name)

    def _as(self) -> dict[str, Any]:
        """The user it runs as: PostgreSQL refuses to run as root."""
        user, group = owner()
        rest = {"user": user, "group": group, "extra_groups": []} if os.geteuid() == 0 else {}
        return {**rest, "cwd": str(self._folder)}


def binaries() -> Path | None:
    """The folder of PostgreSQL's programs: the newest of Debian's, else where `postgres` is on the path."""
    found = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    on_path = shutil.which("initdb")
    newest = max(found, key=lambda each: float(each.parent.name), default=None)
    return newest or (Path(on_path).resolve().parent if on_path else None)


def owner() -> tuple[int, int]:
    """User and group of the server: `postgres` where this process is root, else its own."""
    if os.geteuid() != 0:
        return os.geteuid(), os.getegid()
    try:
        known = pwd.getpwnam("postgres")
    except KeyError:
        raise Missing("there is no user postgres to run PostgreSQL as: it does not run as root") from None
    return known.pw_uid, known.pw_gid
