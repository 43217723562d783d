"""Check a home: every check side by side, each finding with what to do about it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from importlib import import_module

from linkage.errors import place
from linkage.home import findings, integrity
from linkage.home.findings import Finding
from linkage.home.home import Home

CHECKS = (
    findings.python,
    findings.packages,
    findings.disk,
    integrity.kept,
    findings.pepper,
    integrity.graph,
    findings.ledger,
    integrity.ledger,
    integrity.overlay,
    integrity.published,
    integrity.clock,
)
OUTSIDE = (findings.python, findings.packages, integrity.kept)
"""Checks where the home is no folder."""
NEEDED = (
    "linkage.consistency",
    "linkage.graph.neo4j.health",
    "linkage.graph.health",
    "linkage.graph.postgres",
    "linkage.ledger.audit.log",
    "linkage.ledger.audit.strays",
    "linkage.ledger.health",
    "linkage.ledger.db.server",
    "linkage.normalise",
    "linkage.pepper",
    "linkage.publication.reader",
    "linkage.publication.writer",
)
"""Modules that the checks need."""


def check(home: Home) -> list[Finding]:
    """All findings; the checks run side by side, since each may wait for a server that is away."""
    # Before there are threads: two that import at once what imports one another find half a module each.
    for name in NEEDED:
        with suppress(ModuleNotFoundError):
            import_module(name)
    folder = home.settings.home
    checks = CHECKS if folder.is_dir() or not folder.exists() else OUTSIDE
    with ThreadPoolExecutor(len(checks)) as pool:
        return [finding for found in pool.map(lambda each: taken(each, home), checks) for finding in found]


def taken(check: Callable[[Home], Iterator[Finding]], home: Home) -> list[Finding]:
    """The findings of one check; one that breaks off is a finding itself."""
    try:
        return list(check(home))
    except Exception as error:  # a doctor tells of what is broken, whatever it is
        says = f"it cannot be looked at: {type(error).__name__} in {place(error)}"
        return [Finding(check.__name__, False, says, "see whether its files can be read, or restore them")]
