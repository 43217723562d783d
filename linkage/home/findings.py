"""What a doctor looks at, each a function of a home to findings; nothing is made or changed by looking."""

import platform
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

from linkage.errors import LinkageError, StoreUnavailable, WrongUse
from linkage.home.home import Home

if TYPE_CHECKING:
    from linkage.graph import health as graphs
    from linkage.ledger import health as ledgers

PATIENCE = 0.7
"""Seconds to wait for a server: a doctor says within two that it is away."""
COUNTED = 5.0
"""Seconds to count what is in a graph: it is not asked for anything, and is left out where it takes longer."""
SKEW = 5.0
"""Most seconds a server's clock may be off: the audit and the ends of keys go by it."""
SPARE = 2_000_000_000
"""Bytes asked for beside what is there: parts of a load, and the database's own files."""
OLDEST_PYTHON = (3, 11)
OLDEST = {"Neo4j": (5, 26), "PostgreSQL": (14,), "SQLite": (3, 38)}
"""Oldest versions of what keeps graph and ledger."""
UPGRADE = "run `python -m linkage.ledger.upgrade`"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it stands, and what to do when it is not well."""

    name: str
    well: bool
    says: str
    advice: str | None = None


def judged(name: str, well: bool, says: str, advice: str) -> Finding:
    """A finding whose advice is given only when it is needed."""
    return Finding(name, well, says, None if well else advice)


def python(_: Home) -> Iterator[Finding]:
    """Is it a Python this runs on?"""
    running = platform.python_version()
    wanted = ".".join(map(str, OLDEST_PYTHON))
    fits = numbers(running) >= OLDEST_PYTHON
    yield judged(
        "python", fits, f"{running}, {wanted} or newer asked for", f"install Python {wanted} or newer"
    )


def packages(_: Home) -> Iterator[Finding]:
    """Is every package there that is asked for, and none too old?"""
    asked = [each for each in metadata.requires("linkage") or [] if "extra ==" not in each]
    lacking = [found for each in asked if (found := lack(each)) is not None]
    says = f"{len(asked)} there, none too old" if not lacking else "; ".join(lacking)
    yield judged(
        "packages", not lacking, says, "`make install`, or install the wheel again with what it asks for"
    )


def lack(requirement: str) -> str | None:
    """What is wrong with a package that is asked for, e.g. `numpy>=2.0`; None when nothing is."""
    found = re.match(r"([\w.-]+)(?:\[[^]]*\])?(?:>=([\w.]+))?", requirement)
    if found is None:
        return None
    name, oldest = found[1], found[2] or "0"
    try:
        there = metadata.version(name)
    except metadata.PackageNotFoundError:
        return None if ";" in requirement else f"{name} is not installed"
    return None if numbers(there) >= numbers(oldest) else f"{name} is {there}, {oldest} or newer is asked for"


def numbers(version: str) -> tuple[int, ...]:
    """The numbers a version begins with, to compare."""
    found = re.match(r"[\d.]+", version)
    return tuple(int(each) for each in found[0].strip(".").split(".")) if found else (0,)


def disk(home: Home) -> Iterator[Finding]:
    """Is there room for a run where the state lives?"""
    folder = home.settings.home.absolute()
    if folder.exists() and not folder.is_dir():
        return
    there = next(each for each in (folder, *folder.parents) if each.exists())
    free, asked = shutil.disk_usage(there).free, wanted_for_a_run(home)
    says = f"{home.settings.home}: {free / 1e9:,.1f} GB free, {asked / 1e9:,.1f} GB asked for a run"
    yield judged(
        "home", free >= asked, says, "make room, drop publications by LINKAGE_KEEP, or move it by --home"
    )


def wanted_for_a_run(home: Home) -> int:
    """Bytes a load and a run may take: a publication like the largest, the embedded graph once more, and some."""
    folder = home.settings.publications
    runs = [each for each in folder.iterdir() if each.is_dir()] if folder.is_dir() else []
    graph = home.settings.home / "graph.sqlite"
    own = graph.stat().st_size if home.settings.graph_url is None and graph.exists() else 0
    return SPARE + own + max((size(each) for each in runs), default=0)


def size(folder: Path) -> int:
    """Bytes of the files in a folder."""
    return sum(each.stat().st_size for each in folder.iterdir() if each.is_file())


def pepper(home: Home) -> Iterator[Finding]:
    """Where the key of the tokens comes from, and whether others may read it; it is not made here."""
    from linkage import pepper as peppers

    path = home.settings.pepper_file or peppers.default_file()
    if home.settings.pepper is None and not path.exists() and not facts(home):
        yield Finding("pepper", True, f"will be made at the first load: {path}")
        return
    try:
        peppers.find(home.settings, new=False)
    except (LinkageError, OSError) as error:
        says = str(error) if isinstance(error, LinkageError) else f"{path}: {error.strerror}"
        yield Finding("pepper", False, says, "without it nothing new can be loaded")
        return
    kept = (
        "from the environment"
        if home.settings.pepper
        else f"{path}, mode {stat.S_IMODE(path.stat().st_mode):04o}"
    )
    yield Finding("pepper", True, f"{kept}, {peppers.SHORTEST} bytes or more")


def facts(home: Home) -> bool:
    """Whether anything was loaded here; a graph that cannot be opened holds something."""
    from linkage.consistency import holds_facts

    try:
        return holds_facts(home.settings)
    except LinkageError:
        return True


def graph(home: Home) -> Iterator[Finding]:
    """Does the graph answer, is all of its layout there, does its clock go right?"""
    from linkage.graph import health

    try:
        found = health.look(home.settings, PATIENCE)
    except LinkageError as error:
        yield Finding("graph", False, str(error), away(error, "GRAPH"))
        return
    if not found.made:
        yield Finding("graph", True, f"{found.product}: not made yet, the first load does it")
        return
    yield versioned("graph", found.product, found.version, contents(home))
    yield from laid_out(found)
    if found.product == "Neo4j":
        yield science(home, found)
    if found.product != "SQLite":
        yield clock("graph", found.ahead)


def contents(home: Home) -> str:
    """How much is in the graph; where somebody locks it, or it is very large, that cannot be told in time."""
    from linkage.graph import health, open_graph

    def counted() -> dict[str, int]:
        with closing(open_graph(home.settings, PATIENCE)) as store:
            return store.counts()

    try:
        counts = health.within(COUNTED, counted)
    except StoreUnavailable as error:
        return f"answers, but what is in it was not counted: {error}"
    except LinkageError as error:
        return str(error)
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number) or "empty"


def laid_out(found: "graphs.Health") -> Iterator[Finding]:
    """Tables and indexes, or constraints and indexes."""
    what = "constraints and indexes" if found.product == "Neo4j" else "tables and indexes"
    if not found.missing:
        yield Finding("graph layout", True, f"{what}: complete")
    for each in found.missing:
        short = " ".join(each.split()[:3])
        do = f"run in cypher-shell: {each}" if found.product == "Neo4j" else "restore the graph from a backup"
        yield Finding("graph layout", False, f"missing: {short}", do)


def science(home: Home, found: "graphs.Health") -> Finding:
    """GDS, which one detector needs."""
    says = f"GDS {found.gds}" if found.gds else "GDS is not installed: only the detector gds needs it"
    needed = home.settings.detector == "gds"
    return judged(
        "gds",
        bool(found.gds) or not needed,
        says,
        "install the plugin Graph Data Science, or set LINKAGE_DETECTOR",
    )


def ledger(home: Home) -> Iterator[Finding]:
    """Does the ledger answer, are its migrations and tables those of this version, does its clock go right?"""
    from linkage.ledger import health

    try:
        found = health.look(home.settings.ledger)
    except LinkageError as error:
        yield Finding("ledger", False, str(error), away(error, "LEDGER"))
        return
    if not found.version:
        yield Finding(
            "ledger", True, f"{found.product}: not made yet, the first command that needs it does it"
        )
        return
    yield versioned("ledger", found.product, found.version, "answers")
    yield migrated(found)
    if found.missing:
        yield Finding(
            "ledger tables", False, f"missing: {', '.join(found.missing)}", "restore the ledger from a backup"
        )
    if found.product != "SQLite":
        yield clock("ledger", found.ahead)


def migrated(found: "ledgers.Health") -> Finding:
    """Whether the migrations are those of this version; an embedded ledger is brought there by the next command."""
    if found.newer:
        return Finding(
            "migrations", False, f"at {found.revision}, which this version does not know", "upgrade linkage"
        )
    if found.revision == found.head:
        return Finding("migrations", True, f"at {found.head}, the newest")
    says = f"at {found.revision or 'none'}, {found.head} is the newest"
    if found.product == "SQLite":
        return Finding("migrations", True, f"{says}: the next command that needs the ledger runs them")
    return Finding("migrations", False, says, UPGRADE)


def versioned(name: str, product: str, version: str, says: str) -> Finding:
    """What answers, and whether it is new enough."""
    oldest = OLDEST[product]
    advice = f"upgrade {product} to {'.'.join(map(str, oldest))} or newer"
    return judged(name, numbers(version) >= oldest, f"{product} {version}: {says}", advice)


def clock(name: str, ahead: float) -> Finding:
    """Whether a server's clock goes with ours."""
    says = f"{abs(ahead):,.1f} s {'ahead of' if ahead > 0 else 'behind'} this machine's, {SKEW:g} s allowed"
    return judged(
        f"{name} clock",
        abs(ahead) <= SKEW,
        says,
        "set both clocks by NTP: the audit and the ends of keys go by them",
    )


def away(error: LinkageError, which: str) -> str:
    """What to do about a server that does not answer, or refuses."""
    if isinstance(error, WrongUse):
        return f"check LINKAGE_{which}_URL, LINKAGE_{which}_USER and LINKAGE_{which}_PASSWORD_FILE"
    return f"check LINKAGE_{which}_URL and the password, and that the server is up"
