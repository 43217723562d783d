"""What a graph explorer draws, as shapes."""

from typing import Annotated, Any, Literal

import numpy as np
import polars as pl
from fastapi import Query
from pydantic import Field

from api.answers import evidence as findings
from api.pages import Paging, page
from api.runtime.served import Served
from api.schemas.base import MAX_ID, NAMED
from api.schemas.canvas import Neighbours, RingGraph, Shared
from api.times import iso
from api.tokens import UNSHARED, token, value
from linkage.errors import UnknownAccount, WrongUse
from linkage.explain import answers, canvas, evidence
from linkage.explain.answers import document
from linkage.explain.canvas import Canvas
from linkage.explain.facets import FACETS, facets
from linkage.hashing import account_keys

FOLD = 1_000
"""Accounts from which on a ring is drawn as its pieces, unless it is asked for whole."""
PIECES = 150
"""Most pieces of a ring."""
MOST = 25_000
"""Most accounts of a ring that is drawn whole."""

NAMED_AT_MOST = 20
"""Accounts that the audit of one read names."""

View = Annotated[
    Literal["auto", "pieces", "whole"],
    Query(description=f"`auto` folds a ring of more than {FOLD:,} accounts into pieces."),
]
PieceToken = Annotated[
    str | None, Query(pattern=NAMED, description="Draw only the accounts of the piece with this token.")
]
Row = dict[str, Any]

NODE = r"^(a:[\s\S]+|v:[0-9a-f]{16})$"


class Around(Paging):
    """Whose neighbours: those of an account or those of a value."""

    node: str = Field(
        max_length=MAX_ID + 2,
        pattern=NODE,
        description="`a:` and an account's id, or `v:` and a value's token.",
        examples=["a:acct-19", "v:5f0c9a1e77b2d340"],
    )
    kind: str | None = Field(None, max_length=64, description="Only those of this kind.")
    limit: Annotated[int, Field(ge=1, description="Most items on the page.")] = 25

    @property
    def account_id(self) -> str | None:
        """The account it is about, None for a value."""
        return self.node[2:] if self.node.startswith("a:") else None

    @property
    def token(self) -> str:
        """The value it is about."""
        return self.node[2:]


def ring(served: Served, row: int, view: str, piece: str | None, stale: bool) -> RingGraph:
    """A ring as it is to be drawn; raises WrongUse for one too large to be drawn whole."""
    publication, size = served.publication, served.publication.members_of(row).height
    empty: Row = {"folded": False, "pieces": [], "bridges": [], "loose": 0, "ring_id": served.ring_id(row)}
    if piece is not None:
        made = drawing(served, canvas.piece(publication, row, value(piece), PIECES))
    elif view == "pieces" or (view == "auto" and size > FOLD):
        made = folded(served, row)
    elif size > MOST:
        raise WrongUse(f"Draw it in pieces: it has more than {MOST:,} accounts.")
    else:
        made = drawing(served, canvas.whole(publication, row))
    return RingGraph.model_validate(served.heading(stale) | empty | made)


def folded(served: Served, row: int) -> Row:
    """The pieces of a ring."""
    found = canvas.folded(served.publication, row, PIECES)
    places = found.pieces.select("value").with_row_index("place")
    bridges = found.bridges.join(places, on="value").join(places, left_on="other", right_on="value")
    ends = bridges.select("place", "place_right", "shared").sort("place", "place_right")
    return {
        "folded": True,
        "pieces": [named(each) for each in found.pieces.to_dicts()],
        "bridges": [list(each) for each in ends.iter_rows()],
        "loose": found.loose,
        "accounts": [],
        "values": [],
        "links": [],
        "left_out": 0,
    }


def shared(served: Served, account_ids: list[str], stale: bool) -> Shared:
    """Some accounts and all that two of them share."""
    wanted = account_keys(account_ids)
    known = wanted[served.publication.rows(wanted) >= 0]
    found = canvas.among(served.publication, np.unique(known))
    tying = found.values.filter(~pl.col("crowd")).with_columns(counts=pl.lit(None, pl.Boolean))
    groups = evidence.by_group(tying)
    lost = set(wanted.tolist()) - set(known.tolist())
    unknown = [name for name, each in zip(account_ids, wanted.tolist(), strict=True) if each in lost]
    return Shared.model_validate(
        served.heading(stale)
        | drawing(served, found)
        | {
            "bits": round(float(groups["bits"].sum()), 2),
            "groups": groups.to_dicts(),
            "unknown": unknown,
        }
    )


def subject(account_ids: list[str]) -> str:
    """Whom a read of many accounts is about, for the audit: the first by name, and how many more."""
    rest = len(account_ids) - NAMED_AT_MOST
    return " ".join(account_ids[:NAMED_AT_MOST]) + (f" and {rest} more" if rest > 0 else "")


def neighbours(served: Served, asked: Around, stale: bool) -> Neighbours:
    """The page of a node's neighbours; raises UnknownAccount."""
    question = asked.model_dump(exclude={"cursor", "limit"})
    at = page([served.run, "neighbours", *question.items()], asked, served.page_limit)
    if asked.account_id is not None:
        found = canvas.around(served.publication, findings.known(served, asked.account_id))
        names, node = pl.col("kind").cast(pl.String), None
    else:
        found = canvas.holders(served.publication, value(asked.token))
        names, node = pl.lit("account"), itself(served, asked.token)
    rows = found.with_columns(named=names)
    crowd = pl.col("crowd") if asked.account_id is not None else pl.lit(False)
    counts = rows.group_by(kind="named").agg(total=pl.len(), crowds=crowd.sum()).sort("kind")
    fit = rows if asked.kind is None else rows.filter(pl.col("named") == asked.kind)
    shown = fit.slice(at.start, at.limit).to_dicts()
    accounts = [account(served, each) for each in shown] if node else []
    items = {"accounts": accounts, "values": [] if node else [named(each) for each in shown]}
    rest = {"counts": counts.to_dicts(), "total": fit.height, "node": node, "next": at.next(fit.height)}
    return Neighbours.model_validate(served.heading(stale) | items | rest)


def itself(served: Served, token: str) -> Row:
    """A value by its token; raises UnknownAccount when nobody shares it."""
    asked = pl.DataFrame({"value": [value(token)], "members": [0]})
    found = evidence.told(served.publication, asked)
    if found.is_empty():
        raise UnknownAccount(UNSHARED)
    return named(found.row(0, named=True))


def drawing(served: Served, found: Canvas) -> Row:
    """Accounts, values and links; of a link the places of its ends."""
    ones = found.accounts.select("account").with_row_index("one")
    others = found.values.select("value").with_row_index("other")
    ends = found.links.join(ones, on="account").join(others, on="value").sort("one", "other")
    sorted_by = facets(served.publication, found.accounts["account"].to_numpy())
    told = found.accounts.join(sorted_by, on="account", how="left", maintain_order="left")
    return {
        "accounts": [account(served, each) for each in told.to_dicts()],
        "values": [named(each) for each in found.values.to_dicts()],
        "links": [list(each) for each in ends.select("one", "other").iter_rows()],
        "left_out": found.left_out,
    }


def account(served: Served, row: Row) -> Row:
    """One account, in its ring under its effective tier; in none where decisions took it out."""
    ring_id = served.ring_id(row["ring"]) if row["ring"] >= 0 else None
    tier = served.effective_tier(row["account"], ring_id, row["tier"])
    ring_id = None if tier is None else ring_id
    times = {name: iso(row[name]) if row[name] is not None else None for name in ("first_seen", "last_seen")}
    unknown = dict.fromkeys(FACETS)
    return unknown | row | times | {"ring": ring_id, "tier": tier} | at(row)


def named(row: Row) -> Row:
    """One value or piece, with its token; whether it counts is asked of an account, and not here."""
    unasked: Row = {"counts": None}
    return row | document(answers.value(unasked | row)) | {"token": token(row["value"])} | at(row)


def at(row: Row) -> Row:
    """Where it stands, to a hundredth."""
    return {name: None if row.get(name) is None else round(float(row[name]), 2) for name in ("x", "y")}
