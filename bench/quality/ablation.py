"""What each part adds: the same run with one part taken away, from outside, on a world that is loaded.

usage: python -m bench.quality.ablation NAME --home DIR --truth FILE

Nothing in Linkage can be switched off; what a part takes or gives is replaced between the stages. Prints JSON.
"""

import argparse
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import orjson
import polars as pl

from bench import peers, stages
from bench.stages import Changed, Traits
from linkage.model import UNDECLARED, Group
from linkage.pipeline import Facts
from linkage.score import Scored
from linkage.settings import Settings
from linkage.tables import LINKS
from linkage.weigh import Weighed

HOLDERS = 50
"""Most holders of a value that is no crowd, where crowds are told by their number alone."""

WHOLE = "all parts"

TIMED: tuple[str, ...] = ()
"""Kinds that are made of times: left out where time is taken away."""


def alike(weighed: Weighed, _: Facts, traits: Traits) -> Weighed:
    """Every value of a kind says the same: what the kind says before anything is learned."""
    kinds = weighed.verdicts["kind"].unique().cast(pl.String).sort().to_list()
    said = pl.DataFrame(
        {"kind": kinds, "said": [traits.get(kind, UNDECLARED).most for kind in kinds]},
        schema={"kind": pl.Categorical(), "said": pl.Float32()},
    )

    def uniform(table: pl.DataFrame) -> pl.DataFrame:
        joined = table.join(said, on="kind", how="left", maintain_order="left")
        return joined.with_columns(bits="said").drop("said")

    return replace(weighed, links=uniform(weighed.links), verdicts=uniform(weighed.verdicts))


def counted(weighed: Weighed, facts: Facts, _: Traits) -> Weighed:
    """A value is a crowd when more than `HOLDERS` hold it, however diverse they are.

    One that was a crowd and is none now says what the values of its kind that were none say in the middle.
    """
    usual = weighed.verdicts.filter(~pl.col("crowd")).group_by("kind").agg(usual=pl.col("bits").median())
    freed = pl.col("crowd") & (pl.col("holders") <= HOLDERS)
    judged = weighed.verdicts.join(usual, on="kind", how="left", maintain_order="left")
    judged = judged.with_columns(
        bits=pl.when(freed).then(pl.col("usual").fill_null(0)).otherwise("bits").cast(pl.Float32),
        crowd=pl.col("holders") > HOLDERS,
    ).drop("usual")
    tying = judged.filter(~pl.col("crowd")).select("value", "group", "bits", "holders")
    links = facts.shared.join(tying, on="value").select(*LINKS).sort("value", "account")
    return replace(weighed, links=links, verdicts=judged)


def timeless(facts: Facts, _: Traits) -> Facts:
    """The holders of a value come to it evenly over all the time there is, in their old order; nobody signed up.

    The order stays because the gate asks who held a value first: that is no news of time.
    """
    shared = facts.shared.filter(~pl.col("kind").cast(pl.String).is_in(TIMED))
    begin, end = (shared.select(pl.col("first_seen").quantile(share)).item() or 0 for share in (0.01, 0.99))
    rank = pl.col("first_seen").rank("dense").over("value")
    even = begin + (end - begin) * rank / (pl.col("first_seen").n_unique().over("value") + 1)
    moved = even.cast(shared.schema["first_seen"])
    shared = shared.with_columns(first_seen=moved, last_seen=pl.lit(None, shared.schema["last_seen"]))
    measures = facts.about.measures.with_columns(created_at=pl.lit(None, pl.Int64))
    return replace(facts, shared=shared, about=replace(facts.about, measures=measures))


def idle(facts: Facts, traits: Traits) -> Facts:
    """Nobody sends a prompt, chooses a model or keeps hours."""
    doing = sorted(kind for kind, trait in traits.items() if trait.group == Group.BEHAVIOUR)
    shared = facts.shared.filter(~pl.col("kind").cast(pl.String).is_in(doing))
    measures = facts.about.measures.with_columns(hours=pl.lit(None, facts.about.measures.schema["hours"]))
    return replace(facts, shared=shared, about=replace(facts.about, measures=measures))


def ungated(scored: Scored) -> Scored:
    """Everybody whom detection put beside a ring is enforceable."""
    tier = pl.col("tier").replace({"possible": "member"})
    return replace(scored, members=scored.members.with_columns(tier))


WITHOUT: Mapping[str, Changed] = {
    WHOLE: Changed(),
    "weights": Changed("every value of a kind weighs what the kind does at most", weighed=alike),
    "crowds": Changed(
        f"a value of more than {HOLDERS} holders is a crowd, any other is none", weighed=counted
    ),
    "time": Changed("no sign-up times, values come by evenly over the year", facts=timeless),
    "behaviour": Changed("no prompts, models or hours", facts=idle),
    "communities": Changed(
        "one partition at resolution 1 (networkit's Louvain with refinement) for the ladder",
        find=peers.found_by("networkit PLM"),
    ),
    "gate": Changed("who stands beside a ring without passing the gate is enforceable too", scored=ungated),
    "score": Changed("every community with three proved members is published", least=0.0),
}
"""Runs of which one part is taken away, by the part's name; the first is the run as it is."""


def main() -> None:
    """Read the arguments and print what was found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("name", choices=WITHOUT)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--truth", type=Path, required=True)
    asked = parser.parse_args()
    settings = Settings(home=asked.home)
    facts, traits = stages.facts_of(settings), stages.traits_of(settings)
    began = time.perf_counter()
    scored = stages.run(facts, traits, settings, WITHOUT[asked.name])
    seconds = time.perf_counter() - began
    found = stages.judge(asked.truth, stages.members(scored, facts.accounts))
    print(orjson.dumps({"found": found, "times": {"seconds": seconds}}).decode())


if __name__ == "__main__":
    main()
