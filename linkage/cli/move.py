"""Moving a home's graph and ledger elsewhere, e.g. from the embedded default to the servers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from linkage.cli.session import Answer, Session, command
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from linkage.home.move import Moved
    from linkage.settings import Settings

To: TypeAlias = Annotated[
    list[str],
    typer.Option(
        "--to",
        metavar="WHERE",
        help="graph=URL, ledger=URL, or a file of settings (LINKAGE_GRAPH_URL=… and so on); may be repeated.",
    ),
]


def register(app: typer.Typer) -> None:
    """Add this command."""
    command(app)(move)


def move(session: Session, to: To) -> Answer:
    """Copy graph and ledger to other places, compare them, and say which settings to change.

    Ring ids, batches, decisions and the audit go along; publications stay in the home. Stop the service and all
    loads first. Killed anywhere, the same again completes it. What was there before is left as it is.
    """
    from linkage.cli.progress import bar
    from linkage.home import move as moving

    new = aimed(session.settings, to)
    with bar(session.console) as shown:
        found = moving.move(session.settings, new, shown.step)
    moving.show(session, Session(new, session.json))
    changes = changed(session.settings, new)
    document = {
        "graph": {
            "batches": found.batches,
            "withdrawn_places": found.holes,
            "left_behind": found.left,
            "watermark": found.watermark,
        },
        "ledger": {"rows": found.rows, "audited": found.audited},
        "settings": changes,
    }
    return Answer(document, tuple(sentences(found, changes)))


def aimed(settings: "Settings", to: list[str]) -> "Settings":
    """The settings to come; raises WrongUse for a place that names neither graph nor ledger."""
    from linkage.settings import elsewhere, from_file

    told: dict[str, object] = {}
    for each in to:
        name, equals, url = each.partition("=")
        if name in ("graph", "ledger") and equals:
            told[f"{name}_url"] = url
        elif Path(each).is_file():
            told |= from_file(Path(each))
        else:
            raise WrongUse("--to names no store: give graph=URL, ledger=URL, or a file of settings")
    return elsewhere(settings, told)


def changed(old: "Settings", new: "Settings") -> dict[str, str]:
    """Settings to change, by name; a password is blanked."""
    from linkage.cli.doctor import without_password

    pairs = {name: (getattr(old, name), getattr(new, name)) for name in type(new).model_fields}
    names = [name for name, (before, after) in pairs.items() if before != after]
    return {
        f"LINKAGE_{name.upper()}": "***"
        if name.endswith("password")
        else without_password(str(pairs[name][1] or ""))
        for name in names
    }


def sentences(found: "Moved", changes: dict[str, str]) -> list[str]:
    """What was moved and what to do now, for people."""
    said = []
    if found.watermark:
        said.append(
            f"graph: {found.batches:,} batches up to watermark {found.watermark:,}; both hold the same facts"
        )
    if found.holes:
        said.append(f"  {found.holes:,} numbers of withdrawn batches are not reused")
    if found.left:
        said.append(f"  {found.left:,} batches of an interrupted `reingest` were not copied: run it again")
    if found.rows:
        said.append(
            f"ledger: {sum(found.rows.values()):,} rows; all {found.audited:,} audit entries verified"
        )
    lines = [f"  {name}={value}" for name, value in changes.items()]
    return [
        *said,
        "from now on, set everywhere:",
        *lines,
        "then run `linkage doctor`; the old stores are left unchanged",
    ]
