"""Questions about what was published: who holds a value, how two accounts are connected, what changed."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from linkage.cli import complete
from linkage.cli.filters import moment
from linkage.cli.session import Answer, Session, command
from linkage.errors import UnknownRing, WrongUse
from linkage.printable import shown, stamp

if TYPE_CHECKING:
    from polars import DataFrame

    from linkage.publication.reader import Publication

Row = dict[str, Any]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    for each in (find, path, diff, changes):
        command(app)(each)


def find(
    session: Session,
    what: Annotated[str, typer.Argument(metavar="KIND=VALUE", autocompletion=complete.kind)],
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of accounts to list.")] = 50,
) -> Answer:
    """Who holds a value, how many, whether it is common, and in which rings.

    KIND is domain, ip, subnet, email, card, device, phone, or any other kind; VALUE the raw value, which is hashed
    and kept nowhere, or its masked label. With `KIND=-` the value is read from stdin, and stays out of the shell's
    history.
    """
    from linkage import pepper
    from linkage.explain import search
    from linkage.home import sole
    from linkage.home.kinds import declared as of

    kind, equals, text = what.partition("=")
    if not equals or not text:
        raise WrongUse("name what to find as KIND=VALUE, for example domain=example.org or ip=203.0.113.7")
    publication, declared = session.publication(), of(session)
    search.known(publication, kind, declared)
    raw = sys.stdin.readline().strip() if text == "-" else text
    found = search.search(publication, kind, raw, pepper.find(session.settings, new=False), declared)
    single = sole.holders(session.settings, found, publication.hidden)
    return holders(publication, found, single, limit)


def holders(publication: "Publication", found: Any, single: "DataFrame | None", limit: int) -> Answer:
    """What a search found, as an answer; `single` holders are in the graph alone, None while it is away."""
    from linkage.cli.tables import table
    from linkage.explain import search

    ids, more = search.accounts(publication, found, single)
    rows = search.matches(publication, found)
    document = {
        "publication": publication.run,
        "matches": rows,
        "accounts": ids,
        "truncated": more,
    }
    columns = ("kind", "label", "holders", "common", "rings")
    cells = [[row["kind"], row["label"], row["holders"], row["common"], told(row["rings"])] for row in rows]
    left = found.held["account"].n_unique() - min(len(ids), limit)
    listed = (
        [f"held by {', '.join(map(shown, ids[:limit]))}" + (f" and {left:,} more" if left > 0 else "")]
        if ids
        else []
    )
    return Answer(
        document, (*([table(columns, cells)] if rows else []), *listed, *unshared(found, single, limit))
    )


def unshared(found: Any, single: "DataFrame | None", limit: int) -> list[str]:
    """Who holds what no two accounts of the publication share, in lines; that nobody does, where nothing was found."""
    if single is None:
        return ["no two accounts share it; who holds it alone is not known, for the graph cannot be read"]
    kinds = [
        (str(kind), held["account_id"].to_list())
        for (kind,), held in single.group_by("kind", maintain_order=True)
    ]
    lines = [by(kind, ids, limit, found.label is not None) for kind, ids in kinds]
    nobody = "nobody holds it: check its form, or look whether its batch was loaded"
    return lines or ([nobody] if found.matches.is_empty() else [])


def by(kind: str, ids: list[str], limit: int, labelled: bool) -> str:
    """Who holds a value that no publication has, in a line; of a label, who holds one of its values."""
    from linkage.explain.search import MOST

    if len(ids) == 1:
        what = f"a value of this label ({kind})" if labelled else f"this {kind}"
        return f"{shown(ids[0])} alone holds {what}, so it links nobody"
    least = "at least " if len(ids) > MOST else ""
    left = f" and {least}{len(ids) - limit:,} more" if len(ids) > limit else ""
    named = f"{', '.join(map(shown, ids[:limit]))}{left}"
    if labelled:
        return f"{named} hold values of this label ({kind}) that no two accounts of the publication share"
    return f"{named} hold this {kind}, which the publication has not judged: `linkage detect` does"


def told(rings: list[Row]) -> str | None:
    """Rings in a line, the first five."""
    more = f" and {len(rings) - 5} more" if len(rings) > 5 else ""
    return ", ".join(f"{each['ring']} ({each['members']})" for each in rings[:5]) + more or None


def path(
    session: Session,
    account: Annotated[str, typer.Argument(metavar="A", autocompletion=complete.account)],
    other: Annotated[str, typer.Argument(metavar="B", autocompletion=complete.account)],
) -> Answer:
    """How two accounts are connected: the shortest chain of shared values, no common value among them."""
    from linkage.cli import views
    from linkage.cli.tables import table
    from linkage.explain import answers

    publication = session.publication()
    one = views.of_name(publication, account, views.FIRST)
    two = views.of_name(publication, other, views.SECOND)
    said = answers.document(answers.connection(publication, (account, one), (other, two)))
    steps = [views.timed(each) for each in said["steps"]]
    for each in steps:
        del each["token"]
    document = {"publication": publication.run, **said, "steps": steps, "accounts": [account, other]}
    names = ("account_id", "kind", "masked", "bits", "other_id")
    drawn = [table([each.replace("_", " ") for each in names], [[row[n] for n in names] for row in steps])]
    return Answer(document, (said["sentence"], *(drawn if steps else [])))


def diff(
    session: Session,
    before: Annotated[str, typer.Argument(metavar="RUN_A", autocompletion=complete.run)],
    after: Annotated[str | None, typer.Argument(metavar="[RUN_B]", autocompletion=complete.run)] = None,
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of rings to list, largest first.")] = 50,
) -> Answer:
    """What differs between two publications: rings and their accounts, as the runs found them.

    A run may be named by the beginning of its id; without RUN_B it is what is served now.
    """
    from linkage.cli.tables import table
    from linkage.publication import diff as differing

    old = session.published(before)
    new = session.publication() if after is None else session.published(after)
    found = differing.between(old, new)
    document = {"before": old.run, "after": new.run, "rings": found.rings.to_dicts(),
                "members": found.members.to_dicts()}  # fmt: skip
    line = f"{old.run} → {new.run}: {found.rings.height:,} rings and {found.members.height:,} accounts differ"
    drawn = [table(found.rings.columns, found.rings.head(limit).rows())] if found.rings.height else []
    return Answer(document, (line, *drawn))


def changes(
    session: Session,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME_OR_NUMBER", help="From this time, or after this change.")
    ] = "0",
    limit: Annotated[int, typer.Option(min=1, help="Maximum number of changes to list, oldest first.")] = 200,
) -> Answer:
    """Who came into a ring, left it or changed tier, by run or by decision: each change once and in order."""
    from linkage.cli.tables import table
    from linkage.ledger.decisions import changes as feed

    with session.ledger() as ledger:
        after = (
            int(since)
            if since.isdecimal()
            else feed.before(ledger, moment(since, ", or a number of the feed"))
        )
        found, last = feed.feed(ledger, after, limit)
    rows = [changed(each) for each in found]
    end = rows[-1]["seq"] if rows else after
    document = {"changes": rows, "next": end, "more": end < last}
    if not rows:
        return Answer(document, ("nothing changed since",))
    more = [f"more: linkage changes --since {end}"] if end < last else []
    return Answer(
        document, (table(list(rows[0]), [list(row.values()) for row in rows], None, ("cause", "at")), *more)
    )


def changed(row: Any) -> Row:
    """One change of the feed."""
    return {"seq": row.seq, "at": stamp(row.at), "account_id": row.account_id,
            "ring": row.ring_id, "before": row.before, "after": row.after, "cause": row.cause}  # fmt: skip


def ring(
    session: Session,
    ring_id: Annotated[str, typer.Argument(metavar="RING", autocompletion=complete.ring)],
    form: Annotated[
        str | None,
        typer.Option(
            "--to",
            metavar="FORM",
            help="csv, jsonl, parquet, xlsx, graphml or gexf.",
            autocompletion=complete.graph_form,
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("-o", "--out", metavar="FILE", help="File to write.")] = None,
) -> Answer:
    """One ring as a file: its accounts under their effective tiers, or accounts and shared values as a graph.

    Without -o it is written to RING.FORM in this folder; without --to the suffix of FILE says the form.
    """
    from linkage.export import ring as export
    from linkage.ledger.decisions import effective

    if form is None and out is None:
        raise WrongUse("name a form or a file: --to csv, or -o ring.csv")
    publication = session.publication()
    row = publication.ring_row(ring_id)
    if row is None:
        raise UnknownRing(f"{publication.run} has no ring of that name")
    target = out or Path(f"{ring_id}.{form}")
    members = effective.members(publication.members_of(row), session.decided())
    rows = export.write(publication, members, target, form or target.suffix.removeprefix("."))
    return Answer({"file": str(target), "ring": ring_id, "rows": rows}, (f"{rows:,} accounts to {target}",))
