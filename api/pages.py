"""Pages of a list, by cursors that hold for one publication and one question."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeVar

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field

from linkage.errors import StaleCursor, TooMany

Item = TypeVar("Item")


def dated(said: object) -> object:
    """A time as ISO 8601 writes it; a bare number, which could be seconds or a year, is refused."""
    if isinstance(said, str) and said.lstrip("+-").replace(".", "", 1).isdigit():
        raise ValueError("a date and time with its zone, such as 2026-11-20T00:00:00Z")
    return said


Moment = Annotated[AwareDatetime, BeforeValidator(dated)]
"""A time in a query, with its zone."""

NAME, PLACE = 16, 12
"""Hexadecimal digits of a cursor: which list it is of, and the place in it."""

FORM = f"^[0-9a-f]{{{NAME + PLACE}}}$"
"""What a cursor looks like: of another form it was never given (422), of this form it may be stale (410)."""


class Paging(BaseModel):
    """Where in a list to go on, as callers ask for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")  # a filter misspelt must not be a filter ignored

    cursor: Annotated[str | None, Field(pattern=FORM, description="`next` of the page before.")] = None
    limit: Annotated[int, Field(ge=1, description="Most items on the page.")] = 50


@dataclass(frozen=True)
class Page:
    """Where in a list to go on: `limit` items from `start`; `question` names the list and its publication."""

    question: str
    start: int
    limit: int

    def cut(self, items: Sequence[Item]) -> Sequence[Item]:
        """The items of this page, of all items."""
        return items[self.start : self.start + self.limit]

    def next(self, total: int) -> str | None:
        """Cursor of the page after this one, None at the end."""
        end = self.start + self.limit
        return encode(self.question, end) if end < total else None


def page(question: Sequence[object], asked: Paging, most: int) -> Page:
    """The page asked for of a list, named by its publication and filters.

    Raises TooMany for more than `most` items, StaleCursor for a cursor of another list.
    """
    bound(asked.limit, most)
    name = hashlib.blake2b(repr(tuple(question)).encode(), digest_size=NAME // 2).hexdigest()
    return Page(name, decode(name, asked.cursor) if asked.cursor is not None else 0, asked.limit)


def bound(limit: int, most: int) -> None:
    """Raise TooMany for more items than a page may have."""
    if limit > most:
        raise TooMany(f"Ask for at most {most} items a page.")


def encode(question: str, start: int) -> str:
    """A place in a list as an opaque word."""
    return f"{question}{start:0{PLACE}x}"


def decode(question: str, cursor: str) -> int:
    """The place a well-formed cursor stands for; raises StaleCursor unless it is of this very list."""
    name, start = cursor[:NAME], cursor[NAME:]
    if name != question:
        raise StaleCursor("Start again without a cursor: the list this one belongs to is no longer served.")
    return int(start, 16)
