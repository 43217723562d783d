"""What a look at the graph's server finds, whichever product it is."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Health:
    """What a look at the graph's server found."""

    product: str
    version: str
    made: bool = True
    """False for a graph that nobody opened yet: the first load lays it out."""
    missing: tuple[str, ...] = ()
    """Of the layout: names of tables and indexes, or the statements that make what Neo4j lacks."""
    ahead: float = 0.0
    """Seconds its clock is ahead of ours; 0 where it has none of its own."""
    gds: str | None = None
    """Version of Neo4j's Graph Data Science; None where it is not installed."""
