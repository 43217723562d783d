"""Writes one ring to a file: its accounts as a table, or accounts and shared values as a graph."""

from datetime import datetime
from pathlib import Path

import polars as pl

from linkage import atomic, printable
from linkage.errors import UnknownFormat, WrongUse
from linkage.explain import evidence
from linkage.explain.evidence import DIGITS
from linkage.export.sinks import SINKS, escaped
from linkage.extras import extra
from linkage.publication.reader import Publication

COLUMNS = [
    "account_id",
    "ring_id",
    "tier",
    "confidence",
    "bits",
    "groups",
    "certificate",
    "reasons",
    "publication",
]
TABLES, GRAPHS = ("csv", "jsonl", "parquet", "xlsx"), ("graphml", "gexf")
MADE = datetime(2000, 1, 1)
"""When every sheet says it was made: the clock is no part of a ring."""


def write(publication: Publication, members: pl.DataFrame, path: Path, form: str) -> int:
    """Write the members of a ring (rows of `layout.MEMBERS`, under their effective tiers); how many.

    `UnknownFormat` for a form that is none of `TABLES` and `GRAPHS`, `WrongUse` for a folder that is not there.
    """
    if form not in TABLES + GRAPHS:
        raise UnknownFormat(f"a ring is written as {', '.join(TABLES + GRAPHS)}: name one of these")
    if not path.parent.is_dir():
        raise WrongUse(f"no such folder: {path.parent}")
    with atomic.replaced(path) as temporary:
        if form == "xlsx":
            _sheet(table(publication, members), temporary)
        elif form in TABLES:
            rows = table(publication, members)
            with SINKS[f".{form}"](temporary, rows.schema, escaped) as put:
                put(rows)
        else:
            _graph(publication, members, temporary, form)
    return members.height


def table(publication: Publication, members: pl.DataFrame) -> pl.DataFrame:
    """One row a member, surest first; reasons in a row, apart by blanks."""
    numbers = pl.col("confidence", "bits").round(DIGITS)
    reasons = pl.col("reasons").list.join(" ")
    shown = members.with_columns(numbers, reasons, publication=pl.lit(publication.run))
    return shown.select(COLUMNS)


def ties(publication: Publication, members: pl.DataFrame) -> pl.DataFrame:
    """account_id, value, kind, label, bits, counts: what each member shares with others of the ring."""
    used = publication.evidence_of(members["account"].to_numpy())
    used = used.filter(pl.col("value").is_not_null() & (pl.col("bits") > 0))
    named = used.select("account", "value", "bits", "counts").join(
        members.select("account", "account_id"), on="account"
    )
    known = evidence.told(publication, named.select("value").unique()).select("value", "kind", label="mask")
    return named.join(known, on="value").sort("account_id", "value").drop("account")


def _sheet(rows: pl.DataFrame, path: Path) -> None:
    """One sheet; an id that begins as a formula or an address stays a text, and the same rows are the same bytes."""
    with extra("xlsx"):
        import xlsxwriter
    texts = {f"strings_to_{each}": False for each in ("formulas", "urls", "numbers")}
    with xlsxwriter.Workbook(path, texts) as book:
        book.set_properties({"created": MADE})
        rows.write_excel(book, "ring", autofit=True)


def _graph(publication: Publication, members: pl.DataFrame, path: Path, form: str) -> None:
    """Accounts and values are nodes; an edge says that the account holds the value, and with which match weight."""
    import networkx as nx

    graph = nx.Graph(publication=publication.run)
    for row in members.select("account_id", "tier", "confidence").iter_rows(named=True):
        told = {"tier": row["tier"], "confidence": round(row["confidence"], DIGITS)}
        name = printable.lines(row["account_id"])
        graph.add_node(f"account {name}", what="account", label=name, **told)
    for row in ties(publication, members).iter_rows(named=True):
        value = f"value {row['value'].to_bytes(8, 'little', signed=True).hex()}"
        graph.add_node(value, what=row["kind"], label=row["label"] or row["kind"])
        told = {"match_weight": row["bits"], "counts": row["counts"]}
        graph.add_edge(f"account {printable.lines(row['account_id'])}", value, **told)
    {"graphml": nx.write_graphml, "gexf": nx.write_gexf}[form](graph, path)
