"""Make the weights of the ring score: fitted on simulated worlds other than those that are reported.

usage: python -m bench.fit [--accounts N] [--seeds S …] [--scenes NAME …] [--out FILE] [--keep DIR]

Every scene is simulated, loaded and detected; the readings of every community that is proved are fitted to the
truth: `known` as the worlds are, `quiet` on the same worlds without the usage feed. `plain`, and the features
of which simulated people show too little, keep the weights that were set by hand. Prints what is missed and what
is false, scene by scene, with weights fitted on other scenes and other seeds, beside the weights that are
shipped; and whether a probability is one. --keep holds what was read of each world, so that a second fit takes seconds.
"""

import argparse
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import polars as pl

from linkage import pipeline, simulate
from linkage.graph import open_graph
from linkage.ingest.load import Options, load
from linkage.normalise import account_keys
from linkage.score import fit, signs, weights
from linkage.settings import Settings

PEPPER = b"of simulated people, who have no secrets"

STRENGTH = {"known": 5e-5, "quiet": 3e-4}
"""How hard weights are drawn to nothing, a ring. Scenes left out are told best with less; but simulated worlds
are more like one another than like a real one, and weights without a bridle grow on what they have in common;
most where there is no usage, and little else to tell a ring by."""

BY_HAND = ("addresses", "looks", "brief", "paying", "bad", "honest", "related")
"""Features of which simulated people show too little."""

FITTED = ("known", "quiet")

USAGE = ("rhythm", "alike", "behaviour", "volume", "balance", "eager", "brief")
"""Features that read usage."""

ABOUT = (
    "Log-odds that a ring is one operator's coordinated abuse: intercept + sum of weight x reading. The readings "
    "are the functions of linkage/score/features/, their signs are fixed in linkage/score/signs.py. `known`: "
    "rings tied by kinds whose meaning is known, where there is usage; `quiet`: the same without usage; `plain`: "
    "rings tied only by kinds nobody declared, of which it is not known what families share. Made by `{command}`, "
    "but for all of `plain` and for {by_hand}, of which simulated people show too little: these are set by hand."
)


def rings_of(world: Path, usage: bool) -> pl.DataFrame:
    """The readings of every proved community of a world whose truth is clear; see `fit.sample`."""
    feeds = [path for path in sorted((world / "input").iterdir()) if usage or path.stem != "usage"]
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(home=Path(home))
        store = open_graph(settings)
        try:
            load([str(path) for path in feeds], store, lambda *_: None, Options(PEPPER))
            clock = pipeline.Clock(lambda _: None)
            facts = pipeline.proved(settings, store, pipeline.traits({}), clock)
        finally:
            store.close()
    truth = pl.read_parquet(world / "truth.parquet")
    known = truth.select(account=account_keys(truth["account_id"]), bad=pl.col("ring").is_not_null())
    return fit.sample(facts, fit.truth_of(facts, known))


def kept(folder: Path, world_of: tuple[str, int, int], tables: list[str]) -> pl.DataFrame:
    """The same of a scene, a seed and a size for each table, from the folder where it was kept before."""
    parts = []
    scene, seed, accounts = world_of
    for name in tables:
        path = folder / f"{scene}-{seed}-{accounts}-{name}.parquet"
        if not path.exists():
            with tempfile.TemporaryDirectory() as world:
                simulate.write(Path(world), accounts, seed, scene)
                rings_of(Path(world), usage=name == "known").write_parquet(path)
        read = pl.read_parquet(path).drop("scene", "seed", strict=False)
        parts.append(read.with_columns(scene=pl.lit(scene), seed=pl.lit(seed)))
    return pl.concat(parts)


def prior(name: str, count: int) -> fit.Prior:
    """What is believed before the fit: nothing, but for what is set by hand."""
    table = weights.shipped()[name]
    features = [each for each in signs.SIGNS if name == "known" or each not in USAGE]
    learn = [each for each in features if each not in BY_HAND]
    start = {each: 0.0 if each in learn else table.get(each, 0.0) for each in features}
    return fit.Prior({"intercept": 0.0, **start}, learn, STRENGTH[name] * count)


def figures(judged: pl.DataFrame, said: pl.Series) -> tuple[int, int, float]:
    """Rings of abuse that are missed, honest ones that are not told apart, and the log-loss a ring."""
    abuse, probability = judged["abuse"], said.clip(1e-6, 1 - 1e-6)
    missed = int((abuse & (probability < 0.5)).sum())
    false = int((~abuse & (probability >= 0.5)).sum())
    right = pl.select(pl.when(abuse).then(probability).otherwise(1 - probability)).to_series()
    return missed, false, -float(np.log(right.to_numpy()).mean())


def scenes(rings: pl.DataFrame, crossed: pl.DataFrame, name: str) -> Iterator[tuple[object, ...]]:
    """A row a scene, and one of all: fitted without it, beside the shipped weights."""
    shipped = weights.shipped()[name]
    for scene in [*rings["scene"].unique(maintain_order=True), None]:
        only = pl.lit(True) if scene is None else pl.col("scene") == scene
        own, out = rings.filter(only), crossed.filter(only)
        fitted, before = figures(out, out["said"]), figures(own, fit.said(own, shipped))
        counts = (own.height, int(own["abuse"].sum()))
        cells = [f"{new:.4f} ({old:.4f})" for new, old in [(fitted[2], before[2])]]
        yield (scene or "all", *counts, *map(beside, fitted[:2], before[:2]), *cells)


def beside(new: int, old: int) -> str:
    """A count, and what it is with the shipped weights."""
    return f"{new} ({old})"


def rows(heads: tuple[str, ...], body: Iterator[tuple[object, ...]]) -> None:
    """Print a table in Markdown."""
    for each in (heads, ("---",) * len(heads), *body):
        print("|", " | ".join(map(str, each)), "|", flush=True)
    print()


def report(rings: pl.DataFrame, name: str, table: Mapping[str, float]) -> None:
    """Print how well the table does on scenes it was not fitted on, what it is, and whether it is calibrated."""
    crossed = fit.left_out(rings, prior(name, rings.height))
    heads = ("scene", "rings", "of abuse", "missed (shipped)", "false (shipped)", "log-loss (shipped)")
    print(f"`{name}`, fitted on other scenes and other seeds:\n")
    rows(heads, scenes(rings, crossed, name))
    shipped = weights.shipped()[name]
    rows(("feature", "fitted", "shipped"), ((each, table[each], shipped.get(each)) for each in table))
    tenths = fit.reliability(crossed).iter_rows()
    cells = (
        (f"{tenth / 10:.1f}–{(tenth + 1) / 10:.1f}", n, f"{a:.3f}", f"{b:.3f}") for tenth, n, a, b in tenths
    )
    rows(("probability", "rings", "said", "so"), cells)


def main() -> None:
    """Read the arguments, print the report, and write the file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--accounts", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12])
    parser.add_argument("--scenes", nargs="+", default=list(simulate.SCENES))
    parser.add_argument("--out", type=Path, default=weights.SHIPPED)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--tables", nargs="+", default=list(FITTED), choices=FITTED)
    asked = parser.parse_args()
    worlds = [(scene, seed) for scene in asked.scenes for seed in asked.seeds]
    with tempfile.TemporaryDirectory() as folder:
        keep = asked.keep or Path(folder)
        keep.mkdir(parents=True, exist_ok=True)
        rings = pl.concat([kept(keep, (*world, asked.accounts), asked.tables) for world in worlds])
    made = dict(weights.shipped())
    for name in asked.tables:
        own = rings.filter(pl.col("table") == name)
        made[name] = fit.fit(own, prior(name, own.height))
        report(own, name, made[name])
    command = f"python -m bench.fit --accounts {asked.accounts} --seeds {' '.join(map(str, asked.seeds))}"
    if asked.tables != list(FITTED):
        command += f" --tables {' '.join(asked.tables)}"
    if asked.scenes != list(simulate.SCENES):
        command += f" --scenes {' '.join(asked.scenes)}"
    asked.out.write_bytes(weights.text(made, ABOUT.format(command=command, by_hand=", ".join(BY_HAND))))


if __name__ == "__main__":
    main()
