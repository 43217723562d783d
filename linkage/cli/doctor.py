"""What is set, what is installed, what can be reached, and what to do about the rest."""

import platform
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib import import_module, metadata

import typer

from linkage.cli import findings
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
    findings.pepper,
    findings.graph,
    findings.ledger,
    findings.published,
)
NEEDED = (
    "linkage.graph.gauge",
    "linkage.graph.health",
    "linkage.ledger.health",
    "linkage.ledger.server",
    "linkage.pepper",
    "linkage.rings.publication",
    "linkage.rings.publish",
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
    """Settings, versions, what can be reached, and what to do about the rest; exit 1 when something is not well."""
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
        import_module(name)
    with ThreadPoolExecutor(len(LOOKS)) as pool:
        return [finding for found in pool.map(lambda look: list(look(session)), LOOKS) for finding in found]


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
    return {name: metadata.version(name) for name in PACKAGES}
