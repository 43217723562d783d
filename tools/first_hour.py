"""Run the first hour with data of a foreign shape, and write down what each command says.

usage: python -m tools.first_hour [OUT] [--accounts N] [--port P]

Files are made as another system would export them: other names of columns, semicolons, days before months, decimal
commas. Every command that is shown is run, in a folder of its own, on a terminal of 80 columns.
"""

import fcntl
import os
import pty
import re
import shlex
import struct
import subprocess
import sys
import tempfile
import termios
import time
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import httpx2
import polars as pl

from linkage.simulate import write

PEPPER = "first-hour-only-0123456789abcdef0123456789"
COLUMNS, MOST = 80, 60
"""Width of the terminal; most lines shown of what a command says."""
KEY = re.compile(r"lk_\w+")

FOREIGN: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "accounts": (
        "kunden.csv",
        {"account_id": "Kunden-Nr", "created_at": "Angelegt am", "email": "Mail", "phone": "Handy",
         "full_name": "Name", "country": "Land", "organization": "Firma", "plan": "Tarif", "signup_ip": "IP-Address"},
    ),
    "billing": (
        "payments.csv",
        {"account_id": "Customer", "at": "Paid at", "amount": "Betrag", "currency": "Curr",
         "card_fingerprint": "Card token", "card_bin": "BIN", "payer_name": "Cardholder", "billing_address": "Street"},
    ),
    "devices": (
        "fingerprints.csv",
        {"account_id": "user", "device_id": "fingerprint", "user_agent": "browser", "first_seen": "first",
         "last_seen": "last"},
    ),
    "network": (
        "sessions.csv",
        {"account_id": "userID", "ip": "remote_addr", "asn": "as", "network_type": "conn", "first_seen": "first",
         "last_seen": "last", "hits": "logins"},
    ),
    "usage": (
        "activity.csv",
        {"account_id": "uid", "hour": "period", "requests": "calls", "output_tokens": "tokens", "model": "engine",
         "prompt_template": "prompt"},
    ),
}  # fmt: skip
"""By feed: the file as the other system calls it, and its names for our columns."""


def export(folder: Path, accounts: int) -> None:
    """Write files of a foreign shape about a small platform with planted rings."""
    with tempfile.TemporaryDirectory() as world:
        write(Path(world), accounts, 1, "campaigns", lambda _: None)
        folder.mkdir()
        for feed, (name, columns) in FOREIGN.items():
            known = pl.read_parquet(Path(world) / "input" / f"{feed}.parquet")
            told = known.select(pl.col(ours).alias(theirs) for ours, theirs in columns.items())
            abroad(told, columns).write_csv(folder / name, separator=";")


def abroad(frame: pl.DataFrame, columns: Mapping[str, str]) -> pl.DataFrame:
    """The cells as they are written there: 31.12.2026 23:59:59, and 22,66."""
    days = [columns[each] for each in ("created_at", "at") if each in columns]
    sums = [columns[each] for each in ("amount",) if each in columns]
    return frame.with_columns(
        *(pl.Series(each, [day(cell) for cell in frame[each].to_list()], pl.String) for each in days),
        *(pl.col(each).cast(pl.String).str.replace(".", ",", literal=True) for each in sums),
    )


def day(cell: object) -> str | None:
    """A time as it is written there."""
    if cell is None:
        return None
    at = (
        datetime.fromisoformat(str(cell))
        if isinstance(cell, str)
        else datetime.fromtimestamp(float(str(cell)), UTC)
    )
    return at.astimezone(UTC).strftime("%d.%m.%Y %H:%M:%S")


@dataclass
class Hour:
    """A folder in which commands are run, and the page about them."""

    folder: Path
    page: list[str] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    @property
    def environment(self) -> dict[str, str]:
        """What a new user's shell has, and nothing of this one's settings."""
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LINKAGE_")}
        path = f"{Path(sys.executable).parent}{os.pathsep}{clean.get('PATH', '')}"
        return clean | {"PATH": path, "LINKAGE_PEPPER": PEPPER, "TERM": "dumb", "COLUMNS": str(COLUMNS)}

    def say(self, text: str) -> None:
        """Write a paragraph."""
        self.page.append(text + "\n")

    def run(self, command: str, most: int = MOST) -> str:
        """Run a command, write down what it says, and return it; RuntimeError where it fails."""
        began = time.monotonic()
        told, code = terminal(command, self.folder, self.environment)
        if code:
            raise RuntimeError(f"{command} ended with {code}: {told}")
        lines = [line.rstrip() for line in told.splitlines()]
        more = [f"… {len(lines) - most} more lines"] if len(lines) > most else []
        shown = KEY.sub("lk_…", "\n".join([*lines[:most], *more]))
        self.page.append(
            f"```\n$ {KEY.sub('lk_…', command)}\n{shown}\n```\n{time.monotonic() - began:.1f} s.\n"
        )
        return told


def terminal(command: str, folder: Path, environment: Mapping[str, str]) -> tuple[str, int]:
    """What a command says on a terminal of its own, and its exit code."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 50, COLUMNS, 0, 0))
    process = subprocess.Popen(
        shlex.split(command), cwd=folder, env=dict(environment), stdout=theirs, stderr=subprocess.DEVNULL
    )
    os.close(theirs)
    told = b"".join(chunks(ours))
    os.close(ours)
    return told.decode().replace("\r\n", "\n"), process.wait()


def chunks(terminal: int) -> Iterator[bytes]:
    """What comes out of a terminal until its command ends."""
    while True:
        try:
            chunk = os.read(terminal, 65_536)
        except OSError:  # on Linux, the end
            return
        if not chunk:
            return
        yield chunk


def hour(folder: Path, accounts: int, port: int) -> str:
    """The page: own files, loaded, judged, served and asked."""
    at = Hour(folder)
    export(folder / "export", accounts)
    at.say(
        "# The first hour\nFrom files of one's own to the first answer of the API, in five commands. Made by "
        "`python -m tools.first_hour docs/first-hour.md`, which runs each command it shows on a terminal of 80 "
        f"columns (a program stands in for curl); below is what they said, on {accounts:,} accounts of a made-up "
        "platform."
    )
    at.say("## The files\nAs another system exports them: its own names, semicolons, days before months.")
    for name in ("kunden.csv", "payments.csv"):
        at.run(f"head -n 3 export/{name}")
    at.say(
        "## 1. Load\n`--guess` proposes a map and shows ten rows of each file as it would read them, personal values "
        "masked; without `--yes` it stops there, so that the map can be read and changed."
    )
    at.run("linkage ingest --guess --yes export", 110)
    at.say("The map it wrote, and loads by:")
    at.run("cat map.toml")
    at.say("## 2. Detect")
    at.run("linkage detect")
    at.say("What was found:")
    at.run("linkage rings --limit 5")
    at.say("## 3. A key")
    key = at.run("linkage keys create gateway --scope enforce").strip()
    at.say("## 4. Serve")
    asked(at, key, port)
    at.say(f"From the files to the answer: {time.monotonic() - at.began:.0f} s in all, reading apart.")
    return "\n".join(at.page)


def asked(at: Hour, key: str, port: int) -> None:
    """Serve, and ask about an account of the largest ring."""
    document, _ = terminal("linkage export members -o members.csv", at.folder, at.environment)
    members = pl.read_csv(at.folder / "members.csv", infer_schema=False)
    if not members.height:
        raise RuntimeError(f"no ring was found: {document}")
    line = f"linkage serve --port {port}"
    at.page.append(f"```\n$ {line} &\n```\n")
    with (at.folder / "service.log").open("wb") as log:
        service = subprocess.Popen(
            shlex.split(line), cwd=at.folder, env=at.environment, stdout=log, stderr=log
        )
    try:
        up(service, port)
        at.say("## 5. Ask")
        url = f"http://127.0.0.1:{port}/v1/accounts/{members['account_id'][0]}"
        at.say(f"```\n$ curl -s -H 'Authorization: Bearer lk_…' {url}\n{got(url, key)}\n```")
    finally:
        service.terminate()
        service.wait(timeout=20)


def up(service: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait until it answers; RuntimeError where it ends or does not within 30 seconds."""
    for _ in range(150):
        if service.poll() is not None:
            break
        with suppress(httpx2.HTTPError):
            got(f"http://127.0.0.1:{port}/readyz", "none")
            return
        time.sleep(0.2)
    raise RuntimeError("the service did not start")


def got(url: str, key: str) -> str:
    """What the service answers, asked as curl asks."""
    answer = httpx2.get(url, headers={"Authorization": f"Bearer {key}"}, timeout=10)
    answer.raise_for_status()
    return str(answer.text)


def main(arguments: list[str] | None = None) -> None:
    """Write the page to a file, or to stdout."""
    parser = ArgumentParser(description="Run the first hour and write down what each command says.")
    parser.add_argument("out", nargs="?", type=Path)
    parser.add_argument("--accounts", type=int, default=2_000)
    parser.add_argument("--port", type=int, default=8000)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        page = hour(Path(folder), given.accounts, given.port)
    if given.out is None:
        sys.stdout.write(page)
    else:
        given.out.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
