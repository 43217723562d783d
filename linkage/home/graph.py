"""The graph of a home, for those who explore it in Neo4j."""

from pathlib import Path

from linkage.errors import WrongUse
from linkage.extras import extra
from linkage.graph import shows
from linkage.home.home import Home, Progress
from linkage.publication.reader import Publication


def show(home: Home) -> Publication:
    """Write the rings that are served into the graph, and return them; `WrongUse` for one that shows none."""
    if not shows(home.settings.graph):
        raise WrongUse("this graph shows no rings: set LINKAGE_GRAPH_URL to a Neo4j")
    publication = home.publication()
    home.show(publication)
    return publication


def export(home: Home, folder: Path, progress: Progress) -> tuple[dict[str, int], str]:
    """Write the graph as files for `neo4j-admin database import`: rows by file, and the call that reads them."""
    with extra("neo4j"):
        from linkage.graph.neo4j import files
    with home.store() as store:
        rows = files.export(store, folder, progress.tell)
    arguments = folder.absolute() / files.ARGUMENTS
    return rows, f"neo4j-admin database import full neo4j --overwrite-destination @{arguments}"
