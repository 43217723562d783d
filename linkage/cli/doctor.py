"""Check settings, packages and servers, and say what to do about each problem."""

import platform
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module, metadata

import typer

from linkage.cli import edge, findings, whole
from linkage.cli.findings import Finding
from linkage.cli.session import Answer, Session, command

PACKAGES = (
    "linkage",
    "polars",
    "pyarrow",
    "numpy",
    "networkit",
    "sqlalchemy",
    "psycopg",
    "neo4j",
    "fastapi",
    "uvicorn",
    "pydantic",
)
PASSWORD = re.compile(r"(//[^:/@?]*):.*@")
"""What stands between the user and the last @: an @ or a / in it should be written otherwise, and often is not."""
SECRETS = re.compile(r"([?&][^=&]*(?:pass|secret|key)[^=&]*=)[^&]*", re.IGNORECASE)
"""Parameters that may hold a secret."""
LOOKS = (
    findings.python,
    findings.packages,
    findings.disk,
    whole.kept,
    findings.pepper,
    whole.graph,
    findings.ledger,
    whole.ledger,
    whole.overlay,
    whole.published,
    whole.clock,
)
OUTSIDE = (findings.python, findings.packages, whole.kept)
"""What is looked at where the home is none."""
NEEDED = (
    "linkage.consistency",
    "linkage.graph.gauge",
    "linkage.graph.health",
    "linkage.ledger.health",
    "linkage.ledger.db.server",
    "linkage.normalise",
    "linkage.pepper",
    "linkage.publication.reader",
    "linkage.publication.writer",
)
"""Modules that the looks need."""
HIDDEN = {
    "pepper",
    "audit_key",
    "operator_key",
    "graph_url",
    "ledger_url",
    "graph_password",
    "ledger_password",
}
"""Settings that are never shown; the URLs are, without what is secret in them."""


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(doctor)


def doctor(session: Session) -> Answer:
    """Check settings, versions and servers, and say what to do about each problem; exit 1 when there is one."""
    from linkage.cli.tables import table

    found = looked(session)
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


def looked(session: Session) -> list[Finding]:
    """Everything that was found; the looks go side by side, since each may wait for a server that is away."""
    # Before there are threads: two that import at once what imports one another find half a module each.
    for name in NEEDED:
        with suppress(ModuleNotFoundError):
            import_module(name)
    home = session.settings.home
    looks = LOOKS if home.is_dir() or not home.exists() else OUTSIDE
    with ThreadPoolExecutor(len(looks)) as pool:
        return [finding for found in pool.map(lambda look: taken(look, session), looks) for finding in found]


def taken(look: Callable[[Session], Iterator[Finding]], session: Session) -> list[Finding]:
    """What a look finds; one that breaks off is a finding itself."""
    try:
        return list(look(session))
    except Exception as error:  # a doctor tells of what is broken, whatever it is
        says = f"it cannot be looked at: {type(error).__name__} in {edge.place(error)}"
        return [Finding(look.__name__, False, says, "see whether its files can be read, or restore them")]


def shown(session: Session) -> dict[str, object]:
    """The settings without secrets: keys and pepper are left out, a password is blanked."""
    settings = session.settings
    values = settings.model_dump(mode="json", exclude=HIDDEN)
    return {
        **values,
        "graph": without_password(settings.graph),
        "ledger": without_password(settings.ledger_url or settings.ledger),
    }


def without_password(url: str) -> str:
    """A URL that may be shown, however badly the password in it is written."""
    return SECRETS.sub(r"\1***", PASSWORD.sub(r"\1:***@", url))


def installed() -> dict[str, str]:
    """Versions of what matters for the result."""
    there = {each.metadata["Name"].lower() for each in metadata.distributions()}
    return {name: metadata.version(name) for name in PACKAGES if name in there}
