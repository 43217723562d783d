"""Kinds that were declared in a home."""

from linkage import kinds
from linkage.home.home import Home
from linkage.ledger.runs.kinds import remembered


def declared(home: Home) -> dict[str, kinds.Kind]:
    """Kinds that loads declared, by name."""
    with home.ledger() as ledger:
        rows = remembered(ledger)
    return {each.name: kinds.declare(each.name, each.group, each.normaliser, each.forgeable) for each in rows}
