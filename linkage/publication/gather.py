"""What of a run's findings is published beside its rings and links: the facts that are shown, labels, activity."""

import polars as pl

from linkage.graph.store import Store
from linkage.model import ENFORCEABLE
from linkage.publication.labels import active, apart
from linkage.publication.schema import IGNORED
from linkage.score import About, Scored
from linkage.weigh import Weighed


def shown(found: Scored, shared: pl.DataFrame, weighed: Weighed) -> pl.DataFrame:
    """The facts (`tables.SHARED`) of members, and those on common values of accounts that nothing links."""
    ours = shared.join(found.members.select("account"), on="account", how="semi")
    known = pl.concat([weighed.links.select("account"), ours.select("account")]).unique()
    unlinked = shared.join(known, on="account", how="anti").join(common(weighed), on="value", how="semi")
    return pl.concat([ours, unlinked])


def common(weighed: Weighed) -> pl.DataFrame:
    """The values that are too common to count: value."""
    return weighed.verdicts.filter("crowd").select("value")


def rings(found: Scored, facts: pl.DataFrame, about: About) -> pl.DataFrame:
    """The rings (`tables.RINGS`), each last seen when its accounts were last active."""
    return active(found.rings, found.members, facts, about.measures)


def ignored(facts: pl.DataFrame, weighed: Weighed) -> pl.DataFrame:
    """Those of the facts that are on common values; columns of `schema.IGNORED`."""
    return facts.join(common(weighed), on="value", how="semi").select(
        pl.col(name).cast(kind) for name, kind in IGNORED.items()
    )


def labelled(facts: pl.DataFrame, weighed: Weighed, store: Store) -> pl.DataFrame:
    """The verdicts (`tables.VERDICTS`), with the labels of the values in the facts."""
    masks = apart(store.values(facts["value"].unique().sort())).select("value", "mask")
    return weighed.verdicts.join(masks, on="value", how="left")


def paying(found: Scored, about: About) -> int:
    """How many core and member accounts have paid."""
    proved = found.members.filter(pl.col("tier").is_in(ENFORCEABLE))
    paid = about.measures.filter(pl.col("paid_days").list.len() > 0)
    return proved.join(paid, on="account", how="semi").height
