"""Filters and orders that lists have in common."""

from collections.abc import Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from linkage.cli import complete
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from linkage.ledger.lists import Wanted

Author: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--author",
        metavar="NAME",
        help="Only those of this person, or of this prefix of a key.",
        autocompletion=complete.owner,
    ),
]
Since: TypeAlias = Annotated[
    str | None,
    typer.Option("--since", metavar="TIME", help="Only those from this time on; UTC unless it names a zone."),
]
Sort: TypeAlias = Annotated[
    str,
    typer.Option(
        "--sort",
        metavar="ORDER",
        help="at for oldest first, -at for newest first.",
        autocompletion=complete.words(lambda: ORDERS),
    ),
]
Limit: TypeAlias = Annotated[int, typer.Option(min=1, help="Maximum number to list.")]

RingState: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--state",
        metavar="STATE",
        help="Only those of rings that are proposed, confirmed, dismissed or disputed.",
        autocompletion=complete.words(lambda: STATES),
    ),
]

ORDERS = ("at", "-at")
STATES = ("proposed", "confirmed", "dismissed", "disputed")
"""States of a ring, after decisions."""


def moment(text: str, or_else: str = "") -> datetime:
    """A time as people write it, UTC unless it names a zone; `WrongUse` for what is none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise WrongUse(f"--since takes a time such as 2026-11-28T10:00Z{or_else}") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def one_of(name: str, word: str | None, words: Collection[str]) -> str | None:
    """A word of a closed set; `WrongUse` for another."""
    if word is not None and word not in words:
        raise WrongUse(f"--{name} is one of {', '.join(words)}")
    return word


def wanted(author: str | None, since: str | None, sort: str, **equal: str | None) -> "Wanted":
    """The same for the ledger; `equal` are values by column."""
    from linkage.ledger.lists import Wanted

    one_of("sort", sort, ORDERS)
    return Wanted(equal, author, None if since is None else moment(since), sort == "at")
