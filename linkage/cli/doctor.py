"""What is set, what is installed, what can be reached, and what to do about the rest."""

import platform
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata

import typer

from linkage.cli.session import Answer, Session, command
from linkage.errors import LinkageError

PACKAGES = (
    "linkage",
    "polars",
    "pyarrow",
    "numpy",
    "networkit",
    "sqlalchemy",
    "fastapi",
    "uvicorn",
    "pydantic",
)
PASSWORD = re.compile(r"(//[^:/@?]*):.*@")
"""What stands between the user and the last @: an @ or a / in it should be written otherwise, and often is not."""
SECRETS = re.compile(r"([?&][^=&]*(?:pass|secret|key)[^=&]*=)[^&]*", re.IGNORECASE)
"""Parameters that may hold a secret."""
SCARCE = 2_000_000_000
"""Bytes free below which a load may not end."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, and what to do when it is not well."""

    name: str
    well: bool
    says: str
    advice: str | None = None


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(doctor)


def doctor(session: Session) -> Answer:
    """Settings, versions, what can be reached, and what to do about the rest."""
    from linkage.cli.tables import table

    found = [finding for look in LOOKS for finding in look(session)]
    settings, versions = shown(session), {"python": platform.python_version(), **installed()}
    rows = [("well" if each.well else "not well", each.name, each.says, each.advice or "") for each in found]
    document = {
        "well": all(each.well for each in found),
        "findings": [asdict(each) for each in found],
        "settings": settings,
        "versions": versions,
    }
    views = (
        table(("", "what", "how it stands", "what to do"), rows),
        table(("setting", "value"), [(name, str(value)) for name, value in settings.items()]),
        table(("package", "version"), list(versions.items())),
    )
    return Answer(document, views, failed=not document["well"])


def shown(session: Session) -> dict[str, object]:
    """The settings without secrets: keys and pepper are left out, a password is blanked."""
    secret = {"pepper", "audit_key", "operator_key", "graph_url", "ledger_url", "graph_password"}
    values = session.settings.model_dump(mode="json", exclude=secret)
    return {
        **values,
        "graph": without_password(session.settings.graph),
        "ledger": without_password(session.settings.ledger),
    }


def without_password(url: str) -> str:
    """A URL that may be shown, however badly the password in it is written."""
    return SECRETS.sub(r"\1***", PASSWORD.sub(r"\1:***@", url))


def installed() -> dict[str, str]:
    """Versions of what matters for the result."""
    return {name: metadata.version(name) for name in PACKAGES}


def home(session: Session) -> Iterator[Finding]:
    """Is there room where the state lives?"""
    folder = session.settings.home.absolute()
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free = shutil.disk_usage(there).free
    says = f"{session.settings.home}, {free / 1e9:,.0f} GB free"
    yield Finding("home", free > SCARCE, says, None if free > SCARCE else "make room, or move it by --home")


def pepper(session: Session) -> Iterator[Finding]:
    """Where the key of the tokens comes from; it is not made here."""
    from linkage import pepper as peppers

    path = session.settings.pepper_file or peppers.default_file()
    if session.settings.pepper is None and not path.exists():
        yield Finding("pepper", True, f"will be made at the first load: {path}")
        return
    try:
        peppers.find(session.settings)
    except LinkageError as error:
        yield Finding("pepper", False, str(error), "without it nothing new can be loaded")
        return
    yield Finding("pepper", True, "from the environment" if session.settings.pepper else str(path))


def reached(name: str, door: Callable[[Session], str]) -> Callable[[Session], Iterator[Finding]]:
    """Look through a door: whatever it says when it opens, or why it does not."""

    def look(session: Session) -> Iterator[Finding]:
        try:
            yield Finding(name, True, door(session))
        except LinkageError as error:
            yield Finding(name, False, str(error), f"check LINKAGE_{name.upper()}_URL, and that it is up")

    return look


def graph(session: Session) -> str:
    """What the graph holds."""
    with session.store() as store:
        counts = store.counts()
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number) or "empty"


def ledger(session: Session) -> str:
    """Whether the ledger answers."""
    with session.ledger() as opened:
        opened.ready()
    return "answers, its tables are those of this version"


def published(session: Session) -> Iterator[Finding]:
    """What is served."""
    try:
        manifest = session.publication().manifest
    except LinkageError as error:
        yield Finding("publication", True, str(error))
        return
    yield Finding("publication", True, f"{manifest.run}, {manifest.counts['rings']:,} rings")


LOOKS = (home, pepper, reached("graph", graph), reached("ledger", ledger), published)
