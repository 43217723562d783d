"""What is missing on this machine is left out plainly; under CI=true leaving out is failing."""

import gc
import os
from collections.abc import Generator, Iterator

import pytest

from tests import groups, servers
from tests.ledgers import Databases
from tools.servers.process import Address

STRICT = os.environ.get("CI", "").lower() in {"1", "true", "yes"}


@pytest.fixture(autouse=True, scope="session")
def nobodys_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keys and heads that are kept outside a home go to a folder of the tests, and not to the user's own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        yield


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for garbage neither while tests are collected nor, later, among what was: a million objects that stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Generator[None, None, None]:
    """With several workers: who gets which tests, and in which order; see `tests.groups`."""
    if servers.worker():
        groups.deal(items)
    yield
    if servers.worker():
        groups.settled(items)
        groups.order(items)


def pytest_collection_finish(session: pytest.Session) -> None:
    """Start the servers that chosen tests need, without waiting: they come up beside the first tests."""
    for name in servers.NAMES:
        needed = any(item.get_closest_marker(name) for item in session.items)
        if needed and not session.config.option.collectonly:
            servers.begin(name, servers.shared(session.config))


@pytest.fixture(scope="session")
def neo4j_server(pytestconfig: pytest.Config) -> Address:
    """A Neo4j with GDS, one for all workers; tests that use it carry the mark `neo4j`."""
    return servers.reached("neo4j", servers.shared(pytestconfig))


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Address:
    """A PostgreSQL, one for all workers; tests that use it carry the mark `postgres`."""
    return servers.reached("postgres", servers.shared(pytestconfig))


@pytest.fixture(scope="session")
def databases(postgres_server: Address) -> Databases:
    """Databases of that server for ledgers."""
    return Databases(postgres_server)


def left_out(report: pytest.TestReport | pytest.CollectReport) -> bool:
    """Whether a report says skipped; an expected failure says so too, and is none."""
    return report.skipped and not hasattr(report, "wasxfail")


def reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """Why it was skipped, as its author wrote it."""
    text = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return text.removeprefix("Skipped: ")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure where nothing may be missing."""
    report = yield
    if STRICT and left_out(report):
        report.longrepr = f"left out, and CI=true leaves nothing out: {reason(report)}"
        report.outcome = "failed"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a whole file's skip into a failure where nothing may be missing."""
    report = yield
    if STRICT and left_out(report):
        report.longrepr = f"left out, and CI=true leaves nothing out: {reason(report)}"
        report.outcome = "failed"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what was left out, and why; or that nothing was."""
    skipped = terminalreporter.stats.get("skipped", [])
    terminalreporter.write_line("left out: nothing" if not skipped else f"left out: {len(skipped)}")
    for report in skipped:
        terminalreporter.write_line(f"  {report.nodeid}: {reason(report)}")
