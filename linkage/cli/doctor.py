"""Check settings, packages and servers, and say what to do about each problem."""

import platform
import re
from dataclasses import asdict
from importlib import metadata

import typer

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
    from linkage.home.doctor import check

    found = check(session)
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
