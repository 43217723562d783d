"""What a publication says, as answers: rings, a ring, an account, what ties two."""

from dataclasses import dataclass
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.table import Table

from linkage.cli.session import Answer
from linkage.cli.tables import moment, table
from linkage.errors import NotFound, UnknownAccount
from linkage.explain import evidence, sentences
from linkage.ledger.decisions.state import PROPOSED, Stance, Standing, shown
from linkage.model import TIERS
from linkage.publication.reader import Publication

Row = dict[str, Any]

TIE_COLUMNS = ("kind", "masked", "bits", "holders", "members", "first_seen", "last_seen")


@dataclass(frozen=True)
class Found:
    """What a name turned out to be: a ring, or an account and the ring it is in."""

    ring: int
    """Index of the ring, -1 for none."""
    account: int | None = None
    account_id: str | None = None


def rings(publication: Publication, decided: Standing, limit: int) -> Answer:
    """The published rings, largest first."""
    listed = publication.rings.head(limit)
    rows = [summary(row, decided) for row in listed.iter_rows(named=True)]
    document = {"publication": publication.run, "total": publication.rings.height, "rings": rows}
    columns = ("ring", "state", "size", *TIERS, "score", "first seen", "last seen", "what it is")
    days = ("first_seen", "last_seen")
    cells = [[str(cell or "–")[:10] if name in days else cell for name, cell in row.items()] for row in rows]
    drawn = table(columns, cells)
    left = publication.rings.height - len(rows)
    return Answer(document, (drawn, *([f"not shown: {left:,} smaller (--limit)"] if left else [])))


def summary(row: Row, decided: Standing) -> Row:
    """A ring in one row."""
    return {
        "ring_id": row["ring_id"],
        "state": decided.rings.get(row["ring_id"], PROPOSED),
        "size": row["size"],
        "core": row["core"],
        "member": row["member"],
        "possible": row["possible"],
        "score": round(float(row["score"]), 4),
        "first_seen": moment(row["first_seen"]),
        "last_seen": moment(row["last_seen"]),
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


def full(publication: Publication, found: Found, decided: Standing, limit: int) -> Answer:
    """A ring with its members, grounds, ties and what was ignored; for an account, what it itself holds."""
    if found.account is not None:
        return of_account(publication, found, decided, limit)
    row = publication.rings.row(found.ring, named=True)
    members = publication.members_of(found.ring)
    values = evidence.ring_ties(publication, found.ring)
    crowds = values.filter(pl.col("crowd"))
    ties = values.filter(~pl.col("crowd"))
    listed = members.head(limit).select(
        "account_id",
        "tier",
        pl.Series("shown", tiers(members.head(limit), decided), pl.String()),
        *("confidence", "bits", "groups", "reasons"),
    )
    told = listed.drop("shown") if listed["shown"].equals(listed["tier"].cast(pl.String)) else listed
    drawn = [tie(each) for each in ties.head(limit).to_dicts()]
    left = [ignored(each) for each in crowds.head(limit).to_dicts()]
    document = {
        "publication": publication.run,
        **summary(row, decided),
        "sentences": row["sentences"],
        "members": {"total": members.height, "items": listed.to_dicts()},
        "ties": {"total": ties.height, "items": drawn},
        "ignored": left,
    }
    head = [
        f"Ring {row['ring_id']}, {document['state']}: {row['summary']}",
        *(f"  {each}" for each in row["sentences"]),
    ]
    views: tuple[RenderableType, ...] = (
        "\n".join(head),
        table(told.columns, told.rows(), f"members ({listed.height:,} of {members.height:,})"),
        tie_table(drawn, f"what ties it ({len(drawn):,} of {ties.height:,})"),
        *ignored_lines(left),
    )
    return Answer(document, views)


def tiers(members: pl.DataFrame, decided: Standing) -> list[str | None]:
    """What look-ups answer of members: the tier with decisions laid over it, None for one who was released."""
    rows = members.select("account", "ring_id", "tier").iter_rows()
    return [shown(decided.accounts.get(key), decided.rings.get(ring), ring, tier) for key, ring, tier in rows]


def of_account(publication: Publication, found: Found, decided: Standing, limit: int) -> Answer:
    """One account: where it stands, and each tie to its ring."""
    assert found.account is not None
    ring = publication.rings.row(found.ring, named=True) if found.ring >= 0 else None
    held = evidence.ties(publication, found.account, found.ring)
    ties = [tie(each) for each in held.head(limit).to_dicts()] if ring else []
    crowds = [ignored(each) for each in evidence.crowds(publication, found.account).head(limit).to_dicts()]
    standing = publication.members_of(found.ring).filter(pl.col("account") == found.account)
    laid = pl.Series("shown", tiers(standing, decided), pl.String())
    own = standing.select("tier", laid, "confidence", "bits", "groups", "certificate", "reasons").to_dicts()
    stance = decided.accounts.get(found.account, Stance())
    document: Row = {
        "publication": publication.run,
        "account_id": found.account_id,
        "ring": summary(ring, decided) if ring else None,
        "standing": own[0] if own else None,
        "decided": stance.decided or (ring and decided.rings.get(ring["ring_id"])),
        "allowlisted": stance.allowlisted,
        "ties": {"total": held.height if ring else 0, "items": ties},
        "ignored": crowds,
        "counterfactual": counterfactual(publication, found.account),
    }
    if ring is None or not own:
        return Answer(document, (f"{found.account_id} is in no ring", *ignored_lines(crowds)))
    drawn = tie_table(ties, "what ties it to its ring")
    sentence = document["counterfactual"]["sentence"]
    return Answer(document, (heading(document), drawn, sentence, *ignored_lines(crowds)))


def heading(account: Row) -> str:
    """Where an account in a ring stands, and what look-ups answer where people decided otherwise."""
    own, ring = account["standing"], account["ring"]
    head = (
        f"{account['account_id']}: {own['tier']} of ring {ring['ring_id']}, "
        f"confidence {own['confidence']:.3f}, {', '.join(own['reasons'])}\n  {ring['summary']}"
    )
    if own["shown"] == own["tier"]:
        return head
    word = "on the allowlist" if account["allowlisted"] else account["decided"] or "not of this ring"
    return f"{head}\n  {word}: look-ups answer {own['shown'] or 'no ring'}"


def between(publication: Publication, name: str, other: str) -> Answer:
    """What ties two accounts."""
    first, second = (of_name(publication, each) for each in (name, other))
    shared = evidence.shared(publication, first, second)
    ties = [tie(each) for each in shared.to_dicts()]
    groups = evidence.by_group(shared).to_dicts()
    crowds = [ignored(each) for each in evidence.crowds(publication, first, second).to_dicts()]
    bits = sum(float(each["bits"]) for each in groups)
    document: Row = {
        "publication": publication.run,
        "accounts": [name, other],
        "bits": round(bits, 2),
        "groups": groups,
        "ties": ties,
        "ignored": crowds,
        "counterfactuals": {
            name: counterfactual(publication, first),
            other: counterfactual(publication, second),
        },
    }
    words = f"{bits:.1f} bits, the best of each group summed" if ties else "nothing that counts"
    views: list[RenderableType] = [
        f"{name} and {other}: {words}",
        *([tie_table(ties, None)] if ties else []),
        *ignored_lines(crowds),
        *(f"{each}: {said['sentence']}" for each, said in document["counterfactuals"].items() if said),
    ]
    return Answer(document, (*views,))


def counterfactual(publication: Publication, account: int) -> Row | None:
    """The fewest values without which an account would leave its ring; None for one in no ring."""
    row = publication.row(account)
    member = -1 if row is None else int(publication.accounts["member"][row])
    if member < 0:
        return None
    fewest = int(publication.members["certificate"][member])
    without = [tie(each) for each in evidence.decisive(publication, account).to_dicts()]
    labels = [sentences.label(each["kind"], each["masked"]) for each in without]
    return {"values": fewest, "sentence": sentences.counterfactual(fewest, labels), "without": without}


def picture(publication: Publication, found: Found) -> str:
    """SVG of a ring, or of the ring an account is in."""
    from linkage.export.picture import draw

    if found.ring < 0:
        raise NotFound("that account is in no ring: there is nothing to draw")
    row = publication.rings.row(found.ring, named=True)
    members = publication.members_of(found.ring)
    links = publication.links_of(members["account"].to_numpy())
    masks = publication.verdicts_of(links["value"].to_numpy())
    title = f"Ring {row['ring_id']}: {row['size']:,} accounts, score {float(row['score']):.2f}"
    return draw(title, members, links, masks)


def of_name(publication: Publication, account_id: str) -> int:
    """Key of an account; `UnknownAccount` when the publication has none of that id."""
    known = publication.seen(publication.accounts.lazy().filter(pl.col("account_id") == account_id).collect())
    if not known.height:
        raise UnknownAccount("one of the two is no account of the publication: check the id")
    return int(known["account"][0])


def tie(row: Row) -> Row:
    """A shared value as people may see it."""
    return {
        "kind": row["kind"],
        "group": row["group"],
        "masked": row["mask"],
        "bits": round(float(row["bits"]), 2),
        "holders": row["holders"],
        "members": row.get("members"),
        "first_seen": moment(row.get("first_seen")),
        "last_seen": moment(row.get("last_seen")),
    }


def ignored(row: Row) -> Row:
    """A crowd, and why it says nothing."""
    return {"kind": row["kind"], "masked": row["mask"], "holders": row["holders"], "reason": row["reason"]}


def tie_table(ties: list[Row], title: str | None) -> Table:
    """Shared values, strongest first; a column that says nothing is left out."""
    rows = [
        {**each, "first_seen": day(each, "first_seen"), "last_seen": day(each, "last_seen")} for each in ties
    ]
    said = [name for name in TIE_COLUMNS if any(row[name] is not None for row in rows)]
    return table(
        [name.replace("_", " ") for name in said], [[row[name] for name in said] for row in rows], title
    )


def day(row: Row, name: str) -> str | None:
    """The day of a time in a row; None for an unknown one."""
    return row[name][:10] if row[name] else None


def ignored_lines(rows: list[Row]) -> list[str]:
    """What was ignored, in words."""
    named = [" ".join(filter(None, (row["kind"], row["masked"]))) for row in rows]
    return [f"ignored: {name}, {row['reason']}" for name, row in zip(named, rows, strict=True)]
