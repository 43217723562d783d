"""Exports of actions: asked for, reviewed, approved by people, produced, verified and taken back."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from linkage.cli import complete, lists
from linkage.cli.decide import Reason, said
from linkage.cli.lists import summary
from linkage.cli.session import Answer, Session, add_group, command
from linkage.errors import LinkageError, UnknownAccount, WrongUse
from linkage.hashing import account_key

if TYPE_CHECKING:
    from linkage.ledger import Ledger
    from linkage.ledger.actions import ExportRow
    from linkage.ledger.decisions.record import Spoken
    from linkage.ledger.exports import Wanted
    from linkage.publication.reader import Publication
    from linkage.settings import Settings

Id: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="EXPORT", help="As `linkage exports list` shows it.", autocompletion=complete.export
    ),
]
Accounts: TypeAlias = Annotated[
    list[str] | None,
    typer.Option(
        "--account",
        metavar="ID",
        help="This account alone; may be repeated.",
        autocompletion=complete.account,
    ),
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "exports", "Actions on accounts in bulk; LINKAGE_KEY says who is speaking.")
    for each in (request, show, sample, review, approve, produce, cancel, key):
        command(group)(each)
    command(group, "list")(lists.exports)
    command(group, "receipts")(received)
    command(group, "revoke")(take_back)
    command(group, "revoke-released")(released)
    command(app)(verify)
    command(app)(revoke)


def request(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    action: Annotated[
        str,
        typer.Argument(
            metavar="ACTION",
            help="challenge, throttle, hold_payouts, suspend or ban.",
            autocompletion=complete.action,
        ),
    ],
    ground: Annotated[
        str, typer.Option("--ground", help="The ground, one of a fixed list.", autocompletion=complete.ground)
    ],
    reason: Reason,
    ring: Annotated[
        list[str] | None,
        typer.Option(
            "--ring", help="Only these confirmed rings; may be repeated.", autocompletion=complete.ring
        ),
    ] = None,
    account: Accounts = None,
    days: Annotated[
        float | None, typer.Option("--days", min=0, help="Days until it ends; not for a ban.")
    ] = None,
    waves: Annotated[
        str, typer.Option("--waves", help="Share of accounts up to each wave, such as 0.01,0.1,1.")
    ] = "1",
    hold: Annotated[int, typer.Option("--hold", min=0, help="Seconds between waves.")] = 0,
    window: Annotated[
        int, typer.Option("--window", min=0, help="Seconds over which the accounts of a wave are spread.")
    ] = 0,
    format: Annotated[
        str, typer.Option("--format", help="csv, jsonl or parquet.", autocompletion=complete.form)
    ] = "csv",
) -> Answer:
    """Ask for an export of what is served now, and preview it."""
    from linkage.cli.keys import ahead
    from linkage.ledger import exports

    now = datetime.now(UTC)
    publication = session.publication()
    only = [seen(publication, each) for each in account] if account else None
    wanted = exports.Wanted(
        *(action, ground, tuple(ring or ()), ahead(now, days), shares(waves), hold, window, format),
        accounts=None if only is None else tuple(only),
    )
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "export")
        return told(ledger, previewed(session.settings, ledger, publication, wanted, speaks))


def previewed(
    settings: "Settings", ledger: "Ledger", publication: "Publication", wanted: "Wanted", speaks: "Spoken"
) -> "ExportRow":
    """Ask for an export and preview it; one of which there is no preview is cancelled."""
    from linkage.enforcement import produce
    from linkage.ledger import exports

    row = exports.request(ledger, wanted, produce.basis(publication), speaks)
    try:
        found = produce.look(settings, ledger, row.id, speaks.at)
    except LinkageError:
        exports.cancel(ledger, row.id, speaks)
        raise
    return exports.previewed(ledger, row.id, found, speaks)


def seen(publication: "Publication", account_id: str) -> int:
    """The key of an account; raises UnknownAccount for one that no feed has."""
    account = account_key(account_id)
    if publication.row(account) is None:
        raise UnknownAccount("one of the accounts is in no loaded feed: check their ids")
    return account


def shares(text: str) -> tuple[float, ...]:
    """Shares as they are written, with commas."""
    try:
        return tuple(float(each) for each in text.split(","))
    except ValueError:
        raise WrongUse("waves are shares separated by commas, such as 0.01,0.1,1") from None


def speaking(session: Session, ledger: "Ledger", reason: str, *scopes: str) -> "Spoken":
    """Who speaks, by the key in LINKAGE_KEY, which has to have one of these scopes."""
    from linkage.ledger.decisions.record import Author, Spoken
    from linkage.ledger.keys import api_keys

    given, now = session.settings.key, datetime.now(UTC)
    if given is None:
        raise WrongUse("say who you are: set LINKAGE_KEY to your own key; approvals count people")
    prefix = api_keys.holder(ledger, given.get_secret_value().strip(), now, *scopes)
    return Spoken(Author(prefix), said(reason), now)


def told(ledger: "Ledger", row: "ExportRow") -> Answer:
    """Where an export stands."""
    from linkage.cli.standing import lines
    from linkage.enforcement.preview import UNKNOWN, expects
    from linkage.ledger import approvals, exports

    with ledger.read() as session:
        voices, counts = approvals.approvals(session, row), approvals.counts(session, row)
    expected = expects(row.accounts, counts, row.preview)
    document = summary(row) | {
        "preview": {name: each for name, each in row.preview.items() if name != "evidence"},
        "expected_false_positives": None if expected == UNKNOWN else expected,
        "reviewed": counts,
        "to_review": row.to_review,
        "approvals": [each.name for each in voices],
        "approvals_needed": exports.needed(row.accounts) if row.kind == "action" else 0,
        "left_out": len(row.left_out),
        "policy": row.asked.get("policy"),
        "file": row.file or None,
    }
    return Answer(document, (*lines(document),))


def show(session: Session, export: Id) -> Answer:
    """One export: its preview, reviews, approvals and file."""
    from linkage.ledger import exports

    with session.ledger() as ledger:
        return told(ledger, exports.one(ledger, export))


def sample(session: Session, export: Id) -> Answer:
    """The accounts drawn at random that have to be reviewed."""
    from linkage.cli.tables import table
    from linkage.enforcement import produce as steps
    from linkage.ledger import exports

    with session.ledger() as ledger:
        speaking(session, ledger, "review", "approve", "investigate")
        rows = steps.sample(session.settings, exports.one(ledger, export))
    shown = rows.select("account_id", "ring_id", "tier")
    return Answer({"export": export, "accounts": shown.to_dicts()}, (table(shown.columns, shown.rows()),))


def review(
    session: Session,
    export: Id,
    account_id: Annotated[
        str,
        typer.Argument(metavar="ACCOUNT", help="An account of the sample.", autocompletion=complete.account),
    ],
    verdict: Annotated[
        str, typer.Argument(metavar="VERDICT", help="fraud or honest.", autocompletion=complete.verdict)
    ],
    reason: Reason,
) -> Answer:
    """Say of an account of the sample what it is; an honest one stops the export for good."""
    from linkage.enforcement import force
    from linkage.ledger import approvals, exports

    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "approve", "investigate")
        rows = force.written(session.settings, exports.one(ledger, export))
        found = rows.filter(force.is_named(account_id))["account"].to_list()
        approvals.review(ledger, export, found[0] if found else 0, verdict, speaks)
        return told(ledger, exports.one(ledger, export))


def approve(
    session: Session,
    export: Id,
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="Digest of the preview you checked.")],
    reason: Reason,
) -> Answer:
    """Approve what the digest stands for; who asked for it may not."""
    from linkage.ledger import approvals

    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "approve")
        return told(ledger, approvals.approve(ledger, export, digest, speaks))


def produce(session: Session, export: Id, reason: Reason = "as approved") -> Answer:
    """Write the file of an approved export, and sign it; repeating gives the same file."""
    from linkage import pepper
    from linkage.enforcement import produce as steps
    from linkage.ledger import exports

    settings = session.settings
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "export")
        made = steps.write(settings, ledger, export, pepper.export_key(settings), speaks.at)
        row = exports.produced(ledger, export, made, speaks)
        answer = told(ledger, row)
    path = steps.file_of(settings, row)
    assert isinstance(answer.document, dict)
    return Answer(answer.document | {"path": str(path)}, (*answer.view, f"{made['rows']:,} rows in {path}"))


def cancel(session: Session, export: Id, reason: Reason) -> Answer:
    """Cancel an export: accounts not acted on yet are left alone."""
    from linkage.ledger import exports

    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "export", "approve")
        return told(ledger, exports.cancel(ledger, export, speaks))


def received(
    session: Session,
    export: Id,
    path: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="CSV of receipts to take in.")] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="The receipts are of a trial run: nothing was done yet.")
    ] = False,
) -> Answer:
    """Take in what the consumer did with each account, and tell where receipts stand."""
    from linkage.enforcement import files, force
    from linkage.enforcement import produce as steps
    from linkage.ledger import exports, receipts

    with session.ledger() as ledger:
        row = exports.one(ledger, export)
        there = force.written(session.settings, row)
        bad = []
        if path is not None:
            speaks = speaking(session, ledger, "receipts", "export", "enforce")
            good, refused = receipts.checked(receipts.read(path.read_bytes()), there)
            bad = refused.to_dicts()
            receipts.take(ledger, export, good, dry, speaks)
        known = receipts.of(ledger, export, dry)
        last = files.last_moment(steps.terms_of(row))
        late = receipts.overdue(known, there, last, datetime.now(UTC))["account_id"].to_list()
    counts = receipts.counted(known)
    document = {"export": export, **counts, "unreported": there.height - known.height, "overdue": late}
    view = f"{', '.join(f'{count:,} {name}' for name, count in counts.items())}; {len(late):,} overdue"
    views = (view, *(f"line {each['line']}: {each['says']}" for each in bad))
    return Answer(document | {"errors": bad}, views, failed=bool(bad))


def take_back(session: Session, export: Id, reason: Reason, account: Accounts = None) -> Answer:
    """Take an export back, or some accounts of it: a file with the state to restore for each."""
    from linkage import pepper
    from linkage.enforcement import force
    from linkage.enforcement import produce as steps
    from linkage.enforcement import revoke as back
    from linkage.ledger import exports

    settings = session.settings
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "approve")
        rows = force.written(settings, exports.one(ledger, export))
        named = rows.filter(force.is_named(*account))["account"].to_list() if account else None
        if account and named is not None and len(named) < len(set(account)):
            raise WrongUse("an account is not in this export")
        made = back.revoke(settings, ledger, export, named, speaks)
        made = back.finish(settings, ledger, made, pepper.export_key(settings), speaks)
    path = steps.file_of(settings, made)
    document = summary(made) | {"file": made.file, "path": str(path)}
    return Answer(document, (f"{made.file['rows']:,} accounts to restore in {path}",))


def released(session: Session, reason: Reason = "released since") -> Answer:
    """Take back whom decisions protect since (released, dismissed, allowlisted, not of the ring); run it each night,
    before the next export."""
    from linkage import pepper
    from linkage.enforcement import produce as steps
    from linkage.enforcement import revoke as back

    settings, made = session.settings, []
    with session.ledger() as ledger:
        speaks = speaking(session, ledger, reason, "approve")
        for export, accounts in back.due(settings, ledger, speaks.at).items():
            row = back.revoke(settings, ledger, export, accounts, speaks)
            made.append(back.finish(settings, ledger, row, pepper.export_key(settings), speaks))
    rows = [summary(row) | {"path": str(steps.file_of(settings, row))} for row in made]
    said = tuple(f"{row.accounts:,} accounts to restore in {steps.file_of(settings, row)}" for row in made)
    return Answer({"revocations": rows}, said or ("nobody was released since",))


def key(session: Session) -> Answer:
    """Print the public key by which exports are verified."""
    from linkage import pepper
    from linkage.enforcement import signing

    public = signing.public(pepper.export_key(session.settings))
    text = signing.pem(public).decode()
    return Answer({"key": signing.fingerprint(public), "pem": text}, (text.strip(),))


def verify(
    session: Session,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An exported file, its manifest beside it.")],
    public: Annotated[
        Path | None,
        typer.Option(
            "--key", metavar="PEM", help="Public key of `linkage exports key`; default this home's."
        ),
    ] = None,
) -> Answer:
    """Is an exported file as it was signed? Any change of it or its manifest is refused."""
    from linkage import pepper
    from linkage.enforcement import files, signing

    key = signing.read_pem(public) if public else signing.public(pepper.export_key(session.settings))
    found = files.verify(path, key)
    rows, names = found["file"]["rows"], [each["name"] for each in found.get("approvals", [])]
    said = f"signature valid: {rows:,} rows of {found['export']}, approved by {', '.join(names) or 'nobody'}"
    return Answer(found, (said,))


def revoke(
    session: Session,
    path: Annotated[Path, typer.Argument(metavar="FILE", help="An exported file, its manifest beside it.")],
    out: Annotated[Path, typer.Option("-o", "--out", metavar="FILE", help="File to write.")],
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", metavar="CSV", help="CSV of receipts, with the state before each action."),
    ] = None,
) -> Answer:
    """Undo an export by its file alone: each account with the state to restore."""
    from linkage import pepper
    from linkage.enforcement import revoke as back

    if out.exists() or not out.parent.is_dir():
        raise WrongUse(f"{out} already exists, or its folder does not: name another")
    now = datetime.now(UTC)
    found = back.from_file(path, out, pepper.export_key(session.settings), receipts, now)
    return Answer(found | {"path": str(out)}, (f"{found['file']['rows']:,} accounts to restore in {out}",))
