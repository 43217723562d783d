"""What a publication says, as answers: rings, a ring, an account, what ties two."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import RenderableType

from linkage.cli.session import Answer
from linkage.cli.tables import Fitted, table
from linkage.cli.tables import shown as plainly
from linkage.errors import NotFound, UnknownAccount
from linkage.explain import answers, evidence, why_not
from linkage.explain.answers import document
from linkage.ledger.decisions import effective
from linkage.ledger.decisions.policy import DecisionState, answered
from linkage.model import TIERS
from linkage.printable import iso, shown
from linkage.publication.reader import Publication

Row = dict[str, Any]

SLIGHT = "does not count by itself"
TIMES = ("first_seen", "last_seen", "other_first_seen", "other_last_seen")
SPARE = ("first seen", "possible", "member", "core", "growth", "closed", "state")
"""Columns of the list of rings that a narrow terminal does without, the least first."""
TIE_COLUMNS = ("kind", "masked", "bits", "counts", "holders", "members", *TIMES)


@dataclass(frozen=True)
class Found:
    """What a name turned out to be: a ring, or an account and the ring it is in."""

    ring: int
    """Index of the ring, -1 for none."""
    account: int | None = None
    account_id: str | None = None


def rings(publication: Publication, found: pl.DataFrame, decided: DecisionState, limit: int) -> Answer:
    """List published rings, in the order in which they were found."""
    rows = [summary(row, decided) for row in found.head(limit).iter_rows(named=True)]
    document = {"publication": publication.run, "total": found.height, "rings": rows}
    columns = (
        "ring",
        "state",
        "closed",
        "size",
        "growth",
        *TIERS,
        "score",
        "first seen",
        "last seen",
        "what it is",
    )
    days = ("first_seen", "last_seen")
    cells = [[str(cell or "–")[:10] if name in days else cell for name, cell in row.items()] for row in rows]
    drawn = table(columns, cells, None, SPARE)
    left = found.height - len(rows)
    return Answer(document, (drawn, *([f"not shown: {left:,} more (--limit)"] if left else [])))


def summary(row: Row, decided: DecisionState) -> Row:
    """A ring in one row."""
    return {
        "ring_id": row["ring_id"],
        "state": decided.ring(row["ring_id"]),
        "closed": row["ring_id"] in decided.closed,
        "size": row["size"],
        "growth": row["growth"],
        "core": row["core"],
        "member": row["member"],
        "possible": row["possible"],
        "score": round(float(row["score"]), 4),
        "first_seen": iso(row["first_seen"]),
        "last_seen": iso(row["last_seen"]),
        "summary": row["summary"],
    }


def find(publication: Publication, name: str) -> Found | None:
    """The ring or account of that name; None when it is neither."""
    at = publication.ring_row(name)
    if at is not None:
        return Found(at)
    known = publication.seen(publication.accounts.lazy().filter(pl.col("account_id") == name).collect())
    if not known.height:
        return None
    row = known.row(0, named=True)
    return Found(int(row["ring"]), int(row["account"]), name)


def full(publication: Publication, found: Found, decided: DecisionState, limit: int) -> Answer:
    """A ring with its members, sentences, links and ignored values."""
    row = publication.rings.row(found.ring, named=True)
    members = publication.members_of(found.ring)
    values = evidence.ring_ties(publication, found.ring)
    crowds = values.filter(pl.col("crowd"))
    ties = values.filter(~pl.col("crowd"))
    listed = members.head(limit).select(
        "account_id",
        effective.tiers(members.head(limit), decided).alias("tier"),
        pl.col("tier").alias("run_tier"),
        *("confidence", "bits", "groups", "reasons"),
    )
    same = listed["tier"].equals(listed["run_tier"].cast(pl.String))
    told = listed.drop("run_tier") if same else listed
    drawn = [tie(each) for each in ties.head(limit).to_dicts()]
    left = [ignored(tie(each)) for each in crowds.head(limit).to_dicts()]
    answer = {
        "publication": publication.run,
        **summary(row, decided),
        "exchanges": row["exchanges"],
        "spend": row["spend"],
        "sentences": row["sentences"],
        "members": {"total": members.height, "items": listed.to_dicts()},
        "ties": {"total": ties.height, "items": drawn},
        "ignored": left,
    }
    head = [
        f"Ring {row['ring_id']}, {answer['state']}: {row['summary']}",
        *(f"  {each}" for each in row["sentences"]),
    ]
    views: tuple[RenderableType, ...] = (
        "\n".join(head),
        table(told.columns, told.rows(), f"members ({listed.height:,} of {members.height:,})"),
        tie_table(drawn, f"links ({len(drawn):,} of {ties.height:,})"),
        *ignored_lines(left),
    )
    return Answer(answer, views)


def of_account(
    publication: Publication,
    found: Found,
    decided: DecisionState,
    limit: int,
    notes: list[Row] | None = None,
) -> Answer:
    """One account: its place in a ring, each link to the ring, and the notes on it; None where they are not known."""
    assert found.account is not None
    ring = publication.rings.row(found.ring, named=True) if found.ring >= 0 else None
    account = {
        "publication": publication.run,
        "account_id": found.account_id,
        "ring": summary(ring, decided) if ring else None,
        **membership(publication, found, decided),
        **linked(publication, found, limit),
        "notes": notes and notes[:limit],
    }
    if ring is None or account["standing"] is None:
        kept_out = against(publication, found.account, decided)
        return Answer(account | {"why_not": kept_out}, without_ring(account, kept_out))
    return Answer(account, within_ring(account))


def membership(publication: Publication, found: Found, decided: DecisionState) -> Row:
    """The place of an account in its ring, after decisions (tier, confidence, reasons) and with what the run found
    (standing; None without one), and the decisions on it."""
    members = publication.members_of(found.ring).filter(pl.col("account") == found.account)
    tier, run_tier = effective.tiers(members, decided).alias("tier"), pl.col("tier").alias("run_tier")
    rows = members.select(tier, run_tier, "confidence", "bits", "groups", "certificate", "reasons").to_dicts()
    own = rows[0] if rows else None
    shown = own if own and own["tier"] else {"tier": None, "confidence": None, "reasons": []}
    state = decided.of(int(found.account or 0))
    ring_id = publication.rings["ring_id"][found.ring] if found.ring >= 0 else None
    return {
        "tier": shown["tier"],
        "confidence": shown["confidence"] and round(shown["confidence"], 4),
        "reasons": shown["reasons"],
        "standing": own,
        "decided": answered(state, decided.rings.get(ring_id) if ring_id else None),
        "allowlisted": state.allowlisted,
    }


def linked(publication: Publication, found: Found, limit: int) -> Row:
    """The evidence on an account: bits, ties (to its ring), groups, ignored and counterfactual."""
    said = document(answers.of_account(publication, int(found.account or 0)))
    ties = said["ties"] if found.ring >= 0 else []
    return {
        "bits": said["bits"],
        "ties": {"total": len(ties), "items": ties[:limit]},
        "groups": said["groups"] if found.ring >= 0 else [],
        "ignored": [ignored(each) for each in said["ignored"][:limit]],
        "counterfactual": said["counterfactual"],
    }


def without_ring(account: Row, kept_out: Row) -> tuple[RenderableType, ...]:
    """An account that is in no ring, for people."""
    head = f"{shown(account['account_id'])} is in no ring"
    return (head, *kept_out["sentences"], *ignored_lines(account["ignored"]), *written(account["notes"]))


def within_ring(account: Row) -> tuple[RenderableType, ...]:
    """An account that is in a ring, for people."""
    return (
        heading(account),
        tie_table(account["ties"]["items"], "links to its ring"),
        table(
            ("group", "bits", "values", "counts"),
            [list(each.values()) for each in account["groups"]],
            f"bits by group, {account['standing']['bits']:,.2f} total",
        ),
        account["counterfactual"]["sentence"],
        *ignored_lines(account["ignored"]),
        *written(account["notes"]),
    )


def written(notes: list[Row] | None) -> list[str]:
    """Notes, a line each."""
    return [shown(f"noted {plainly(each['at'])} by {each['name']}: {each['text']}") for each in notes or []]


def against(publication: Publication, account: int, decided: DecisionState) -> Row:
    """The ring whose community an account was in, what was measured of it, and what stood against it."""
    found = why_not.why_not(publication, account, None, decided)
    ring = why_not.ring_id(publication, found.ring)
    said = {"bits": found.bits, "groups": found.groups, "score": found.score}
    conditions = [each.sentence for each in found.conditions] or [found.sentence]
    sentences = [*judged(ring, {"community_size": found.together, **said}), *conditions]
    return {"ring": ring, **said, "community_size": found.together, "sentences": sentences}


def measured(said: Row) -> str:
    """What was measured of an account, in a row; nothing where nothing was."""
    return ", ".join(
        f"{name.replace('_', ' ')} {number}" for name, number in said.items() if number is not None
    )


def judged(ring: str | None, said: Row) -> list[str]:
    """Where an account was judged, and what was measured; nothing where nothing was."""
    numbers = measured(said)
    where = f"it was judged with ring {ring}" if ring else "it was judged in a community that is not a ring"
    return [f"{where}: {numbers}"] if numbers else []


def plot(publication: Publication, decided: DecisionState) -> str:
    """SVG of all rings: size against score."""
    from linkage.export.scatter import draw

    states = [decided.ring(each) for each in publication.rings["ring_id"]]
    rings = publication.rings.select("ring_id", "size", "score", pl.Series("state", states, pl.String()))
    return draw(rings, f"{rings.height:,} rings of {publication.run}")


def heading(account: Row) -> str:
    """Where an account in a ring stands, and what its run found where people decided otherwise."""
    own, ring = account["standing"], account["ring"]
    head = (
        f"{shown(account['account_id'])}: {own['tier'] or 'not'} of ring {ring['ring_id']}, "
        f"confidence {own['confidence']:.3f}, {', '.join(own['reasons'])}\n  {ring['summary']}"
    )
    if own["tier"] == own["run_tier"]:
        return head
    word = "on the allowlist" if account["allowlisted"] else account["decided"] or "not of this ring"
    return f"{head}\n  {word}: look-ups answer {own['tier'] or 'no ring'}, the run found {own['run_tier']}"


def between(publication: Publication, name: str, other: str) -> Answer:
    """What ties two accounts."""
    first, second = of_name(publication, name, FIRST), of_name(publication, other, SECOND)
    said = document(answers.between(publication, (name, first), (other, second)))
    bits, ties = said["bits"], [timed(each) for each in said["ties"]]
    crowds = [ignored(each) for each in said["ignored"]]
    each_of = {name: said["counterfactual"], other: said["other_counterfactual"]}
    told: Row = {
        "publication": publication.run,
        **said,
        "ties": ties,
        "ignored": crowds,
        "groups": evidence.by_group(evidence.shared(publication, first, second)).to_dicts(),
        "accounts": [name, other],
        "counterfactuals": each_of,
    }
    words = f"{bits:.1f} bits, sum of the best of each group" if ties else "no significant links"
    views: list[RenderableType] = [
        shown(f"{name} and {other}: {words}"),
        *([pair_table(ties)] if ties else []),
        *ignored_lines(crowds),
        *(shown(f"{name}: {each['sentence']}") for name, each in each_of.items() if each),
    ]
    return Answer(told, (*views,))


def picture(publication: Publication, found: Found) -> str:
    """SVG of a ring, or of the ring an account is in."""
    from linkage.export.picture import draw

    if found.ring < 0:
        raise NotFound("that account is in no ring, so there is nothing to draw")
    row = publication.rings.row(found.ring, named=True)
    members = publication.members_of(found.ring)
    links = publication.links_of(members["account"].to_numpy())
    masks = publication.verdicts_of(links["value"].to_numpy())
    title = f"Ring {row['ring_id']}: {row['size']:,} accounts, score {float(row['score']):.2f}"
    return draw(title, members, links, masks, publication.positions_of(found.ring))


FIRST, SECOND = "the first id", "the second id"
"""How two accounts of a question are told apart without echoing them."""


def of_name(publication: Publication, account_id: str, which: str = "that id") -> int:
    """Key of an account; `UnknownAccount` when the publication has none of that id."""
    known = publication.seen(publication.accounts.lazy().filter(pl.col("account_id") == account_id).collect())
    if not known.height:
        raise UnknownAccount(f"no account in the publication has {which}: check it, or run `linkage detect`")
    return int(known["account"][0])


def tie(row: Row) -> Row:
    """A row of `evidence.told` as people may see it."""
    times = {name: iso(row.get(name)) for name in ("first_seen", "last_seen")}
    return document(answers.value(row)) | times


def timed(shared: Row) -> Row:
    """A value two accounts share, with the times of each also under their names of earlier versions."""
    own, other = shared["account"], shared["other"]
    times: Row = own | {f"other_{name}": moment for name, moment in other.items()}
    return shared | times


def ignored(value: Row) -> Row:
    """A value that does not count; `reason` is its verdict under the name of earlier versions."""
    return value | {"reason": value["verdict"]}


def tie_table(ties: list[Row], title: str | None) -> Fitted:
    """Shared values, strongest first; a column that says nothing is left out."""
    rows = [{**each, **{name: day(each, name) for name in TIMES}} for each in ties]
    said = [name for name in TIE_COLUMNS if any(row[name] is not None for row in rows)]
    return table(
        [name.replace("_", " ") for name in said], [[row[name] for name in said] for row in rows], title
    )


def pair_table(ties: list[Row]) -> Fitted:
    """Values two accounts share, strongest first, with the days of both, which a narrow terminal keeps."""
    columns = ("kind", "masked", "bits", "counts", "holders", "first account", "second account")
    cells = [
        (*(each[name] for name in columns[:5]), days(each, *TIMES[:2]), days(each, *TIMES[2:]))
        for each in ties
    ]
    return table(columns, cells, None, ("holders", "counts"))


def days(row: Row, first: str, last: str) -> str | None:
    """From the first day to the last; one day where they are the same, None where neither is known."""
    known = dict.fromkeys(filter(None, (day(row, first), day(row, last))))
    return " – ".join(known) or None


def day(row: Row, name: str) -> str | None:
    """The day of a time in a row; None for an unknown one."""
    return row[name][:10] if row.get(name) else None


def ignored_lines(rows: list[Row]) -> list[str]:
    """What was ignored, in words."""
    named = [" ".join(filter(None, (row["kind"], row["masked"]))) for row in rows]
    return [
        shown(f"{ignoring(row['reason'])}: {name}, {why(row)}") for name, row in zip(named, rows, strict=True)
    ]


def ignoring(reason: str) -> str:
    """Whether a common value was ignored, or is in the evidence of members and counts for none."""
    return SLIGHT if reason.startswith(SLIGHT) else "ignored"


def why(row: Row) -> str:
    """Why it is a common value, without what is said before it."""
    return str(row["reason"]).removeprefix(f"{SLIGHT}: ").removeprefix("ignored: ")
