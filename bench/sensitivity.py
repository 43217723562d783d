"""What a quarter more and a quarter less of each constant does to what is found, on three worlds.

usage: python -m bench.sensitivity [--accounts N] [--seed S] [--only NAME …] [--jobs N] [--out FILE]

Each world is made, loaded and read once. A constant of `detect` or `score` is changed on the weights as they were,
since no stage before it reads it. Defaults in all else. Constants are read from the sources: `bench.constants`.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from multiprocessing import get_context
from pathlib import Path

from bench import stages
from bench.constants import Constant, changed, constants, other
from bench.quality import measures as m
from bench.quality import parts
from bench.quality.__main__ import SHARED, loaded
from bench.quality.sets import OURS, Source
from bench.tables import NONE, number, of, table
from bench.worlds import World
from linkage import pipeline
from linkage.pipeline import Facts
from linkage.score import Scored, assemble
from linkage.score import judge as judged_by
from linkage.weigh import Weighed, weigh

SCENES = ((OURS, "small"), ("bazaar", "everyday"), ("parlour", "everyday"))
LESS, MORE = 0.75, 1.25
HEADS = ("constant", "value", "unit", "origin", "what it is")

Figures = tuple[float | None, m.Counts, float | None]
"""B³ F1, rings found and rings there are, honest accounts flagged per 100,000."""
Found = dict[tuple[str, float], Figures]
"""By the place of a constant and the share of it; an empty place is the run with nothing changed."""


@dataclass(frozen=True)
class Scene:
    """A world that is loaded, and what is read from it once."""

    world: World

    @cached_property
    def facts(self) -> Facts:
        """Everything that was loaded."""
        return stages.facts_of(self.world.settings)

    @cached_property
    def weighed(self) -> tuple[stages.Traits, Weighed, Facts]:
        """What kinds and values say with nothing changed, and the facts that tell."""
        traits = stages.learned(self.facts, stages.traits_of(self.world.settings))
        found = weigh(self.facts.shared, traits, self.facts.about.total)
        told = pipeline.uncommon_facts(self.facts.shared, found.verdicts, self.facts.about.total)
        return traits, found, replace(self.facts, shared=told)

    def figures(self, stage: str) -> Figures:
        """What is found, with a constant of that stage changed."""
        scored = self._whole() if stage == "weigh" else self._from_links()
        said = stages.members(scored, self.facts.accounts)
        row = parts.row(self.world, stage, stages.judge(self.world.truth, said), {})
        rings = m.total([m.rings(row, "small"), m.rings(row, "large")])
        return m.figure(row, "b3_f1"), rings, m.rate(m.honest(row))

    def _whole(self) -> Scored:
        settings = self.world.settings
        return stages.run(self.facts, stages.traits_of(settings), settings)

    def _from_links(self) -> Scored:
        settings = self.world.settings
        traits, weighed, facts = self.weighed
        communities = stages.ladder(weighed.links, settings, facts.about.total)
        means = stages.means(settings)
        judged = judged_by(communities, facts.shared, weighed.verdicts, traits, facts.about, means)
        return assemble(judged, settings.publish_at)


def measure(source: Source, names: Sequence[str], work: Path) -> Found:
    """One world: nothing changed, then each constant in turn."""
    with loaded(source, work, SHARED) as world:
        scene = Scene(world)
        found: Found = {("", 1.0): scene.figures("score")}
        for each in chosen(names):
            for by in (LESS, MORE):
                with changed(each, other(each, by)):
                    found[each.place, by] = scene.figures(each.stage)
                print(f"{source.name}: {each.place} × {by:g}", file=sys.stderr, flush=True)
    return found


def chosen(names: Sequence[str]) -> list[Constant]:
    """The constants of these names, or all."""
    return [each for each in constants() if not names or each.place in names or each.name in names]


def cell(found: Figures) -> str:
    """One world in a table."""
    f1, rings, honest = found
    return f"{number(f1)} · {of(rings)} · {number(honest, 1)}"


def draw(found: Mapping[str, Found], every: Sequence[Constant], accounts: int) -> str:
    """The document: what each constant is, what changing it does, and which change nothing."""
    moved = [each for each in every if any(moves(each, one) for one in found.values())]
    still = [f"`{each.place}`" for each in every if each not in moved]
    told = [[f"`{e.place}`", shown(e.value), e.unit, e.origin, e.says or NONE] for e in every]
    return "\n".join(
        [
            "# What the constants do",
            f"`python -m bench.sensitivity`, {accounts:,} accounts a world, one seed, defaults only. "
            f"{len(every)} constants of `weigh`, `detect` and `score`, each a quarter less and a quarter more, "
            "whole numbers by one at least. A cell: B³ F1 · rings found · honest accounts flagged per 100,000.\n",
            f"## The {len(moved)} that change something\n",
            table(["constant", "is", *found], rows(found, moved)),
            f"## The {len(still)} that change nothing on these worlds\n",
            f"{', '.join(still) or NONE}\n",
            "## What each is\n\nThe origin is the decision record that names it, or its docstring where that says "
            "what was measured; a dash where neither does.\n",
            table(HEADS, told),
        ]
    )


def rows(found: Mapping[str, Found], moved: Sequence[Constant]) -> list[list[str]]:
    """The run with nothing changed, and two rows a constant."""
    first = ["nothing changed", NONE, *(cell(each["", 1.0]) for each in found.values())]
    return [first] + [
        [f"`{constant.place}`", shown(other(constant, by)), *cells(constant.place, by, found)]
        for constant in moved
        for by in (LESS, MORE)
    ]


def shown(value: object) -> str:
    """A value with few digits."""
    return ", ".join(map(shown, value)) if isinstance(value, tuple) else f"{value:.6g}"


def cells(place: str, by: float, found: Mapping[str, Found]) -> list[str]:
    """Figures by world; a dash where they are those of the run with nothing changed."""
    return [NONE if one[place, by] == one["", 1.0] else cell(one[place, by]) for one in found.values()]


def moves(constant: Constant, found: Found) -> bool:
    """Whether a world's figures change with it."""
    return any(found[constant.place, by] != found["", 1.0] for by in (LESS, MORE))


def main() -> None:
    """Measure every world and write the document."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=4_000)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME")
    parser.add_argument("--jobs", type=int, default=2, help="worlds side by side")
    parser.add_argument("--work", type=Path, default=Path(".work/sensitivity"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "sensitivity.md")
    asked = parser.parse_args()
    sources = [Source(hand, scene, asked.seed, asked.accounts) for hand, scene in SCENES]
    with ProcessPoolExecutor(asked.jobs, get_context("spawn")) as pool:
        done = pool.map(partial(measure, names=asked.only, work=asked.work), sources)
        found = {source.name: each for source, each in zip(sources, done, strict=True)}
    asked.out.write_text(draw(found, chosen(asked.only), asked.accounts), encoding="utf-8")


if __name__ == "__main__":
    main()
