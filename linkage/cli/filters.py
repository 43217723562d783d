"""Filters and orders that lists have in common."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from linkage.cli import complete
from linkage.errors import WrongUse

if TYPE_CHECKING:
    from linkage.ledger.lists import Wanted

ORDERS = ("at", "-at")


def option(name: str, metavar: str, text: str, completion: Callable[..., Any] | None = None) -> Any:
    """An option that filters or orders a list."""
    return typer.Option(f"--{name}", metavar=metavar, help=text, autocompletion=completion)


Author: TypeAlias = Annotated[
    str | None,
    option("author", "NAME", "Only those of this person, or of this prefix of a key.", complete.owner),
]
Since: TypeAlias = Annotated[
    str | None, option("since", "TIME", "Only those from this time on; UTC unless it names a zone.")
]
Sort: TypeAlias = Annotated[
    str,
    option("sort", "ORDER", "at for oldest first, -at for newest first.", complete.words(lambda: ORDERS)),
]
Limit: TypeAlias = Annotated[int, typer.Option(min=1, help="Maximum number to list.")]

RingState: TypeAlias = Annotated[
    str | None,
    option(
        "state",
        "STATE",
        "Only those of rings that are proposed, confirmed, dismissed or disputed.",
        complete.ring_state,
    ),
]


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
