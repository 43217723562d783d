"""Real users of a payment platform: load, detect, and what of the known fraud lies in rings.

usage: python -m bench.real FOLDER [--home DIR]

FOLDER holds feeds, `labels.csv` (account_id, label) among them. The home is made anew. Prints Markdown.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

SIZES = {"3–9": (3, 9), "10–99": (10, 99), "100 and more": (100, 10**9)}


def linkage(home: Path, *arguments: str) -> Any:
    """The answer of one command."""
    call = [sys.executable, "-m", "linkage", "--home", str(home), "--json", *arguments]
    return json.loads(subprocess.run(call, check=True, stdout=subprocess.PIPE).stdout)


def known(folder: Path) -> set[str]:
    """Accounts labelled as fraud."""
    labels = pl.read_csv(next(folder.glob("labels.csv*")), infer_schema=False)
    return set(labels.filter(pl.col("label") == "fraud")["account_id"])


def share(rows: pl.DataFrame, fraud: set[str]) -> tuple[int, int]:
    """Accounts, and known fraud among them."""
    return rows.height, rows.filter(pl.col("account_id").is_in(sorted(fraud))).height


def lift(members: pl.DataFrame, fraud: set[str], accounts: int) -> list[tuple[str, str]]:
    """How much more of the known fraud lies in rings than chance would put there."""
    base = len(fraud) / accounts
    sets = {
        "members of any tier": members,
        "enforceable (core and member)": members.filter(pl.col("tier") != "possible"),
        "core": members.filter(pl.col("tier") == "core"),
    }
    rows = []
    for name, rows_of in sets.items():
        total, found = share(rows_of, fraud)
        times = f"{found / total / base:.1f} times chance" if total else "–"
        rows.append((name, f"{total:,} accounts, {found:,} of {len(fraud):,} known fraud, {times}"))
    return rows


def by_size(rings: Sequence[dict[str, Any]]) -> list[tuple[str, str]]:
    """Rings by how many core and members they have."""
    return [
        (f"rings of {name}", f"{sum(low <= ring['size'] <= high for ring in rings):,}")
        for name, (low, high) in SIZES.items()
    ]


def measured(folder: Path, home: Path) -> list[tuple[str, str]]:
    """The whole path, and its figures as rows."""
    began = time.perf_counter()
    loaded = linkage(home, "ingest", str(folder))
    between = time.perf_counter()
    run = linkage(home, "detect")
    ended = time.perf_counter()
    out = home / "members.parquet"
    linkage(home, "export", "members", "-o", str(out))
    rings = linkage(home, "rings", "--limit", "100000")["rings"]
    rows = sum(feed["rows"] for feed in loaded["feeds"].values())
    return [
        ("rows loaded", f"{rows:,} in {between - began:.1f} s"),
        ("detect", f"{ended - between:.1f} s"),
        ("accounts", f"{run['counts']['accounts']:,}"),
        ("rings", f"{run['counts']['rings']:,}"),
        *by_size(rings),
        *lift(pl.read_parquet(out), known(folder), run["counts"]["accounts"]),
        ("reviewed", str(run["reviewed"])),
        ("largest", rings[0]["summary"] if rings else "–"),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Load and judge real users.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--home", type=Path, default=Path(".work/real"))
    given = parser.parse_args()
    shutil.rmtree(given.home, ignore_errors=True)
    given.home.mkdir(parents=True)
    print("| what | figure |\n|---|---|")
    for name, figure in measured(given.folder, given.home):
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
