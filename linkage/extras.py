"""What is installed only where it is asked for, and what to do where it is not."""

from collections.abc import Iterator
from contextlib import contextmanager

from linkage.errors import WrongUse


@contextmanager
def extra(name: str) -> Iterator[None]:
    """Imports of an extra stand within; `WrongUse` says how to install it."""
    try:
        yield
    except ModuleNotFoundError as error:
        raise WrongUse(f"{error.name} is not installed: pip install 'linkage[{name}]'") from error
