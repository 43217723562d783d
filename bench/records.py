"""Detection where all that is known are facts of kinds nobody declared: sites, pages, followers, apps.

usage: python -m bench.records [--accounts N] [--seeds S …] [--out FILE]

The worlds are those of `bench/worlds/records.py`; the runs and the columns those of `bench.carried`.
"""

import argparse
import sys
from pathlib import Path

from bench.carried import HEADS, cells
from bench.quality import parts
from bench.quality.__main__ import SHARED, loaded
from bench.quality.sets import Source
from bench.tables import table
from bench.worlds.records import SCENES


def main() -> None:
    """Measure every scene and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=6_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[6, 7, 8])
    parser.add_argument("--work", type=Path, default=Path(".work/records"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "records.md")
    asked = parser.parse_args()
    rows = []
    for source in (
        Source("records", scene, seed, asked.accounts) for scene in SCENES for seed in asked.seeds
    ):
        with loaded(source, asked.work, SHARED) as world:
            rows.append(cells(source, parts.measure(parts.WHOLE, world, 0)))
        print(" | ".join(rows[-1]), file=sys.stderr, flush=True)
    head = (
        f"# Facts alone\n`python -m bench.records`, {asked.accounts:,} accounts a world, defaults only.\n\n"
    )
    asked.out.write_text(head + table(HEADS, rows), encoding="utf-8")


if __name__ == "__main__":
    main()
