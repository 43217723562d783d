"""What is set, what is installed, what can be reached, and what to do about the rest."""

import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from importlib import metadata
from urllib.parse import parse_qsl, urlencode, urlsplit

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
LOOKS = (
    findings.python,
    findings.packages,
    findings.disk,
    findings.pepper,
    findings.graph,
    findings.ledger,
    findings.published,
)
SECRETS = {
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
    with ThreadPoolExecutor(len(LOOKS)) as pool:
        return [finding for found in pool.map(lambda look: list(look(session)), LOOKS) for finding in found]


def shown(session: Session) -> dict[str, object]:
    """The settings without secrets: keys and pepper are left out, a password is blanked."""
    settings = session.settings
    values = settings.model_dump(mode="json", exclude=SECRETS)
    return {
        **values,
        "graph": without_password(settings.graph),
        "ledger": without_password(settings.ledger_url or settings.ledger),
    }


def without_password(url: str) -> str:
    """A URL that may be shown: no password, neither before the host nor among what is asked."""
    parts = urlsplit(url)
    asked = [(name, "***" if "pass" in name.lower() else each) for name, each in parse_qsl(parts.query)]
    if any(each == "***" for _, each in asked):
        url = url.replace(parts.query, urlencode(asked, safe="*/"))
    before, at, after = url.rpartition("@")
    scheme, slashes, names = before.partition("://")
    if not at or ":" not in names:
        return url
    return f"{scheme}{slashes}{names.partition(':')[0]}:***@{after}"


def installed() -> dict[str, str]:
    """Versions of what matters for the result."""
    return {name: metadata.version(name) for name in PACKAGES}
