"""What each kind of value says, by its prior and as it was learned."""

from typing import TYPE_CHECKING

import typer

from linkage.cli.session import Answer, Session, command

if TYPE_CHECKING:
    import polars as pl

    from linkage.publication.reader import Publication

HEADS = ("kind", "group", "bits by prior", "learned", "values", "crowds", "rests on")
BEFORE = "an earlier version wrote this publication and did not record it"


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(weights)


def weights(session: Session) -> Answer:
    """Maximum evidence per attribute type in bits: prior, learned, and what it was learned from."""
    from linkage.cli.tables import table

    publication = session.publication()
    rows = by_kind(publication)
    shown = rows.select("kind", "group", "prior", "learned", "values", "crowds", "rests_on")
    document = {"publication": publication.run, "weights": rows.to_dicts()}
    return Answer(document, (table(HEADS, shown.rows(), publication.run, ("values", "crowds", "group")),))


def by_kind(publication: "Publication") -> "pl.DataFrame":
    """Every kind that accounts share: `tables.WEIGHTS`, the values seen and the crowds among them."""
    import polars as pl

    names = pl.col("kind", "group").cast(pl.String)
    verdicts = publication.verdicts.select(names, "crowd").group_by("kind")
    seen = verdicts.agg(pl.col("group").first(), values=pl.len(), crowds=pl.col("crowd").sum())
    told = seen.join(publication.weights.drop("group"), on="kind", how="left").sort("kind")
    filled = told.with_columns(pl.col("rests_on").fill_null(BEFORE))
    return filled.select(*publication.weights.columns, "values", "crowds")
