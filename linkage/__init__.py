"""Finds rings of coordinated fraudulent accounts and answers, with proof, who is in them."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from linkage.home.workspace import Linkage, Run

__all__ = ["Linkage", "Run"]


def __getattr__(name: str) -> Any:
    """`Linkage` and `Run`, read when they are first asked for: a command line that needs neither starts faster."""
    if name in __all__:
        from linkage.home import workspace

        return getattr(workspace, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
