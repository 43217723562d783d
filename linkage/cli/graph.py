"""The graph as a whole."""

from pathlib import Path
from typing import Annotated

import typer

from linkage.cli.session import Answer, Session, add_group, command


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "graph", "The graph as a whole.")
    command(group, "export-import")(export_import)
    command(group)(show)


def show(session: Session) -> Answer:
    """Write the served rings into the graph for display; every publication does so automatically."""
    from linkage.errors import WrongUse
    from linkage.graph import shows

    if not shows(session.settings.graph):
        raise WrongUse("this graph shows no rings: set LINKAGE_GRAPH_URL to a Neo4j")
    publication = session.publication()
    session.show(publication)
    return Answer({"publication": publication.run}, (f"the graph shows {publication.run}",))


def export_import(
    session: Session,
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty or new folder.")],
) -> Answer:
    """Write the graph as files for `neo4j-admin database import`: the fastest way into Neo4j."""
    from linkage.cli.progress import bar
    from linkage.cli.tables import table
    from linkage.extras import extra

    with extra("neo4j"):
        from linkage.graph.neo4j import files
    with session.store() as store, bar(session.console) as shown:
        rows = files.export(store, folder, shown.tell)
    arguments = folder.absolute() / files.ARGUMENTS
    call = f"neo4j-admin database import full neo4j --overwrite-destination @{arguments}"
    steps = (
        table(("file", "rows"), list(rows.items())),
        "stop the server, and on its machine run",
        f"  {call}",
        "then start it; the first `linkage` command with its LINKAGE_GRAPH_URL creates the indexes",
    )
    return Answer({"folder": str(folder), "rows": rows, "run": call}, steps)
