"""Detection where all that is known are facts of kinds nobody declared: sites, pages, followers, apps.

usage: python -m bench.records [--accounts N] [--seeds S …] [--out FILE]

The worlds are those of `bench/worlds/records.py`; the runs and the columns those of `bench.carried`.
"""

import argparse
from pathlib import Path

from bench.carried import report
from bench.quality.__main__ import SHARED
from bench.quality.sets import Source
from bench.worlds.records import SCENES


def main() -> None:
    """Measure every scene and write the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--accounts", type=int, default=6_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[6, 7, 8])
    parser.add_argument("--work", type=Path, default=Path(".work/records"))
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "records.md")
    asked = parser.parse_args(namespace=argparse.Namespace(shared=SHARED))
    sources = (Source("records", scene, seed, asked.accounts) for scene in SCENES for seed in asked.seeds)
    asked.out.write_text(report("Facts alone", "records", sources, asked), encoding="utf-8")


if __name__ == "__main__":
    main()
