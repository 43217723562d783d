"""How a Neo4j stands: version, GDS, constraints and indexes, clock."""

import re
import time
from typing import Final

from linkage.graph.access import Access
from linkage.graph.condition import Health
from linkage.graph.neo4j import gds, schema
from linkage.graph.neo4j.driver import Server, Transaction, ask

_VERSION: Final = "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0]"
_UNIQUE: Final = "SHOW CONSTRAINTS YIELD labelsOrTypes, properties RETURN labelsOrTypes, properties"
_INDEXED: Final = (
    "SHOW INDEXES YIELD labelsOrTypes, properties, state WHERE state = 'ONLINE' "
    "RETURN labelsOrTypes, properties"
)
_MADE: Final = f"MATCH (s:Store {{name: '{schema.STORE}'}}) RETURN count(s)"
_ON: Final = re.compile(r"FOR \(n:(\w+)\) (?:REQUIRE|ON) \(([^)]*)\)")


def look(url: str, access: Access, patience: float) -> Health:
    """Look at a Neo4j; what is missing is said by the statements that make it."""
    server = Server(url, access, patience)
    try:
        made = bool(_one(server, _MADE))
        return Health(
            "Neo4j",
            str(_one(server, _VERSION)),
            made,
            tuple(_missing(server)) if made else (),
            _ahead(server),
            str(_one(server, "RETURN gds.version()")) if gds.there(server) else None,
        )
    finally:
        server.close()


def _missing(server: Server) -> list[str]:
    """Statements of the layout for which there is nothing on the server."""
    there = {*_laid(server, _UNIQUE, "CONSTRAINT"), *_laid(server, _INDEXED, "INDEX")}
    return [each for each in schema.statements() if (each.split()[1], *_on(each)) not in there]


def _laid(server: Server, query: str, sort: str) -> list[tuple[str, str, tuple[str, ...]]]:
    rows = server.read(lambda transaction: ask(transaction, query))
    return [(sort, labels[0], tuple(names)) for labels, names in rows if labels and names]


def _on(statement: str) -> tuple[str, tuple[str, ...]]:
    """The label and the properties that a statement of the layout is about."""
    found = _ON.search(statement)
    assert found is not None
    return found[1], tuple(each.strip().removeprefix("n.") for each in found[2].split(","))


def _ahead(server: Server) -> float:
    before = time.time()
    theirs = float(str(_one(server, "RETURN datetime.realtime().epochMillis"))) / 1000
    return theirs - (before + time.time()) / 2


def _one(server: Server, query: str) -> object:
    def work(transaction: Transaction) -> object:
        return ask(transaction, query)[0][0]

    return server.read(work)
