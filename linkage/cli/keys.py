"""Keys of the API: made, rotated, listed, revoked."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from linkage.cli import complete
from linkage.cli.session import Answer, Session, add_group, command
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from linkage.ledger import Ledger

Prefix: TypeAlias = Annotated[
    str,
    typer.Argument(metavar="PREFIX", help="As `linkage keys list` shows it.", autocompletion=complete.key),
]


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "keys", "API keys.")
    command(group)(create)
    command(group)(rotate)
    command(group, "list")(listed)
    command(group)(revoke)


def create(  # noqa: PLR0913, PLR0917 - an argument is an option of the command
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the key's owner.")],
    more: Annotated[list[str] | None, typer.Argument(metavar="[SCOPE…]", hidden=True)] = None,
    scope: Annotated[
        list[str] | None,
        typer.Option(
            "--scope",
            metavar="SCOPE…",
            help="What the key may do; may be repeated.",
            autocompletion=complete.scope,
        ),
    ] = None,
    person: Annotated[
        bool, typer.Option("--person", help="The key belongs to a person, not a service.")
    ] = False,
    days: Annotated[
        float | None, typer.Option("--days", min=0, help="Days until the key expires; without it, never.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Requests per minute; default LINKAGE_KEY_LIMIT.")
    ] = None,
) -> Answer:
    """Make a key and print it, once, alone on stdout.

    Scopes: enforce, investigate, export, approve, operate. Nobody holds both operate and approve.
    """
    from linkage.ledger.keys import api_keys

    scopes, now = spread([*(scope or []), *(more or [])]), datetime.now(UTC)
    if not scopes:
        raise WrongUse(f"name the scopes of the key: --scope {' or --scope '.join(api_keys.SCOPES)}")
    terms = api_keys.Terms(
        owner_kind="person" if person else "service", expires_at=ahead(now, days), per_minute=limit
    )
    with session.ledger() as ledger:
        terms["made_by"] = maker(session, ledger)
        key = api_keys.create_key(ledger, name, scopes, now, **terms)
        session.lay_over(ledger)
    document = {"name": name, "scopes": scopes, "owner": terms["owner_kind"], "key": key}
    return Answer(document | {"expires_at": terms["expires_at"], "limit": limit}, (key,))


def rotate(
    session: Session,
    prefix: Prefix,
    overlap: Annotated[
        float, typer.Option("--overlap", min=0, help="Hours for which the old key stays valid.")
    ] = 24,
) -> Answer:
    """Make a new key in place of an old one and print it, once, alone on stdout.

    It has the old one's owner, scopes and limit; the old one ends when the overlap does.
    """
    from linkage.ledger.keys import api_keys

    now = datetime.now(UTC)
    with session.ledger() as ledger:
        key = api_keys.rotate_key(ledger, prefix, now, length(hours=overlap), maker(session, ledger))
        session.lay_over(ledger)
    return Answer({"replaces": prefix, "key": key, "old_key_ends": ahead(now, overlap / 24)}, (key,))


def listed(session: Session) -> Answer:
    """Every key ever made: name, scopes, when it was made, used and revoked; never the key."""
    from linkage.cli.tables import table
    from linkage.ledger.keys import api_keys, uses

    with session.ledger() as ledger:
        counted = uses.looked_up(ledger, uses.day_before(datetime.now(UTC)))
        rows = [
            {
                "prefix": key.prefix,
                "name": key.name,
                "owner": key.owner_kind,
                "scopes": key.scopes,
                "limit": key.per_minute,
                "created_at": key.created_at,
                "made_by": key.made_by,
                "replaces": key.replaces,
                "last_used": key.last_used,
                "lookups_last_day": counted.get(key.prefix, 0),
                "expires_at": key.expires_at,
                "revoked_at": key.revoked_at,
            }
            for key in api_keys.keys(ledger)
        ]
    columns = ["prefix", "name", "owner", "scopes", "created_at", "last_used", "expires_at", "revoked_at"]
    cells = [[row[name] for name in columns] for row in rows]
    return Answer({"keys": rows}, (table(columns, cells, None, ("created_at", "owner", "expires_at")),))


def revoke(session: Session, prefix: Prefix) -> Answer:
    """Revoke a key permanently, by its prefix."""
    from linkage.ledger.keys import api_keys

    with session.ledger() as ledger:
        api_keys.revoke_key(ledger, prefix, datetime.now(UTC), maker(session, ledger))
        session.lay_over(ledger)
    return Answer({"revoked": prefix}, (f"revoked {prefix}",))


def maker(session: Session, ledger: "Ledger") -> str | None:
    """Prefix of the key of who is at the command line; None where LINKAGE_OPERATOR_KEY names nobody."""
    from linkage.ledger.keys import api_keys

    said = session.settings.operator_key
    return (
        None if said is None else api_keys.maker(ledger, said.get_secret_value().strip(), datetime.now(UTC))
    )


def ahead(now: datetime, days: float | None) -> datetime | None:
    """So many days from now; None for never."""
    return None if days is None else now + length(hours=days * 24)


def length(hours: float) -> timedelta:
    """A length of time; wrong use beyond a hundred years, past which calendars end."""
    if not hours < 24 * 365 * 100:
        raise WrongUse("give a time of less than a hundred years")
    return timedelta(hours=hours)


def spread(given: list[str]) -> list[str]:
    """Scopes as people write them: repeated, with commas, with spaces; each once, in the order given."""
    return list(dict.fromkeys(word for each in given for word in each.replace(",", " ").split()))
