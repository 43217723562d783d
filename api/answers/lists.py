"""Pages of rows: filters and order in common, and for rows that people wrote cursors that always hold."""

from collections.abc import Iterable
from typing import ClassVar, Literal

from pydantic import Field

from api.pages import Item, Moment, Page, Paging, encode, page
from linkage.ledger import Ledger, lists
from linkage.ledger.lists import Row


class Filtered(Paging):
    """Filters of rows: values of columns of the same name, and `author`, `since` and `sort` where the list has them."""

    EQUAL: ClassVar[tuple[str, ...]] = ()
    """Filters that are columns of the same name."""
    TIME: ClassVar[str] = "at"
    """The column that `since` is about."""

    def wanted(self) -> lists.Wanted:
        """The same for the ledger; a filter that the list does not have is not asked for."""
        equal = {name: getattr(self, name) for name in self.EQUAL}
        author, since, sort = (getattr(self, name, None) for name in ("author", "since", "sort"))
        return lists.Wanted(equal, author, since, sort == "at")

    def kept(self, rows: Iterable[Item]) -> list[Item]:
        """The rows that are asked for."""
        wanted = self.wanted()
        return [row for row in rows if wanted.fits(row, self.TIME)]


class Written(Filtered):
    """Whose rows, of when."""

    author: str | None = Field(
        None, min_length=1, max_length=256, description="Those of this prefix of a key, or this owner's name."
    )
    since: Moment | None = Field(None, description="Those from this time on, with its zone.")


class Asked(Written):
    """Whose rows, of when, in which order."""

    sort: Literal["at", "-at"] = Field("-at", description="Oldest first, or newest first (`-at`).")

    def page(self, name: str, most: int) -> Page:
        """Where in the list of that name to go on."""
        return page([name, *self.model_dump(exclude={"cursor", "limit"}).items()], self, most)


def listed(ledger: Ledger, table: type[Row], asked: Asked, most: int) -> tuple[list[Row], str | None]:
    """The rows of a page, and the cursor of the page after it."""
    at = asked.page(table.__tablename__, most)
    return cut(at, lists.rows(ledger, table, asked.wanted(), at.start or None, at.limit + 1))


def cut(at: Page, found: list[Row]) -> tuple[list[Row], str | None]:
    """The first of the rows, and the cursor of those after them; a cursor is the last row that was shown."""
    shown = found[: at.limit]
    return shown, encode(at.question, shown[-1].seq) if len(found) > at.limit else None
