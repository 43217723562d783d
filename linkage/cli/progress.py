"""How far it is: a bar on stderr for people at a terminal, nothing for everybody else."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn


class Bar:
    """Told what is under way, and how much of it is done where that is known."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        self._progress, self._task = progress, task

    def tell(self, name: str) -> None:
        """Another part begins, of unknown length."""
        self._progress.update(self._task, description=name, completed=0, total=None)

    def step(self, name: str, done: int, total: int | None) -> None:
        """So much of a part is done."""
        self._progress.update(self._task, description=name, completed=done, total=total)


@contextmanager
def bar(console: Console) -> Iterator[Bar]:
    """A bar that goes away when the work is done."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield Bar(progress, progress.add_task("", total=None))
