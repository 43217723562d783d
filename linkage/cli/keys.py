"""Keys of the API: made, listed, revoked."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from linkage.cli.session import Answer, Session, add_group, command
from linkage.errors import WrongUse


def register(app: typer.Typer) -> None:
    """Add these commands."""
    group = add_group(app, "keys", "Keys of the API.")
    command(group)(create)
    command(group, "list")(listed)
    command(group)(revoke)


def create(
    session: Session,
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is.")],
    more: Annotated[list[str] | None, typer.Argument(metavar="[SCOPE…]", hidden=True)] = None,
    scope: Annotated[
        list[str] | None, typer.Option("--scope", metavar="SCOPE…", help="What it may do; may be repeated.")
    ] = None,
    person: Annotated[bool, typer.Option("--person", help="It belongs to a person, not a service.")] = False,
) -> Answer:
    """Make a key and print it, once, alone on stdout.

    Scopes: enforce, investigate, export, approve, operate.
    """
    from linkage.ledger import keys

    scopes = spread([*(scope or []), *(more or [])])
    if not scopes:
        raise WrongUse(f"say what the key may do: --scope {' or --scope '.join(keys.SCOPES)}")
    owner = "person" if person else "service"
    with session.ledger() as ledger:
        key = keys.create_key(ledger, name, scopes, datetime.now(UTC), owner_kind=owner)
        session.lay_over(ledger)
    return Answer({"name": name, "scopes": scopes, "owner": owner, "key": key}, (key,))


def listed(session: Session) -> Answer:
    """Every key ever made: name, scopes, when it was made, used and revoked; never the key."""
    from linkage.cli.tables import table
    from linkage.ledger import keys

    with session.ledger() as ledger:
        rows = [
            {
                "prefix": key.prefix,
                "name": key.name,
                "owner": key.owner_kind,
                "scopes": key.scopes,
                "created_at": key.created_at,
                "last_used": key.last_used,
                "revoked_at": key.revoked_at,
            }
            for key in keys.keys(ledger)
        ]
    columns = ["prefix", "name", "owner", "scopes", "created_at", "last_used", "revoked_at"]
    return Answer({"keys": rows}, (table(columns, [list(row.values()) for row in rows]),))


def revoke(session: Session, prefix: Annotated[str, typer.Argument(metavar="PREFIX")]) -> Answer:
    """Revoke a key for good, by its prefix."""
    from linkage.ledger import keys

    with session.ledger() as ledger:
        keys.revoke_key(ledger, prefix, datetime.now(UTC))
        session.lay_over(ledger)
    return Answer({"revoked": prefix}, (f"revoked {prefix}",))


def spread(given: list[str]) -> list[str]:
    """Scopes as people write them: repeated, with commas, with spaces; each once, in the order given."""
    return list(dict.fromkeys(word for each in given for word in each.replace(",", " ").split()))
