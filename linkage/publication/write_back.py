"""What is published, shown in the graph itself, where the graph is one that people look at.

The publication is what counts and what is served; this is a copy for explorers of the graph. So it comes after,
never fails a run, and can be made again at any time.
"""

import polars as pl

from linkage.errors import Unavailable
from linkage.graph.store import Shows, Store
from linkage.publication.reader import Publication


def write_back(store: Store, publication: Publication) -> str | None:
    """Write rings beside the facts instead of those of the publication before; why not, when that fails.

    Stores that show nothing are left alone.
    """
    if not isinstance(store, Shows):
        return None
    hidden = pl.DataFrame({"account": sorted(publication.hidden)}, {"account": pl.Int64()})
    members = publication.members.select("account", "ring_id", "tier", "confidence")
    rings = publication.rings.select("ring_id", "score", "size", "summary")
    try:
        store.show(publication.run, rings, members.join(hidden, on="account", how="anti"))
    except Unavailable as error:
        return str(error)
    return None
