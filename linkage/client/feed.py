"""The feed of changes, read on from a cursor."""

from collections.abc import Callable, Iterator

from linkage.client.decided import Change, Changes


class Feed:
    """Changes after a cursor, until there is none more now; iterate again later for what came since."""

    def __init__(self, page: Callable[[str | None], Changes], cursor: str | None = None) -> None:
        self._page = page
        self.cursor = cursor
        """Where to go on: keep it when what came before it was dealt with. It moves page by page, so that who
        is cut off within a page is told all of the page again, and never misses a change."""

    def __iter__(self) -> Iterator[Change]:
        more = True
        while more:
            page = self._page(self.cursor)
            yield from page.items
            self.cursor, more = page.next, page.more
