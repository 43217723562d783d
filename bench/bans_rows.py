"""Write the file of an export in a process of its own: `python -m bench.bans_rows FOLDER DIGEST ACCOUNTS FORMAT`.

It imports what writing takes and nothing else, so that the peak of its memory is that of writing. Prints one line
of JSON: seconds, megabytes before the first row and at the most, bytes written.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from linkage.enforcement import files, selection

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def peak() -> float:
    """Most memory this process held so far, in MB; `getrusage` would count what its parent held too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def write(folder: Path, digest: str, accounts: int, format: str) -> dict[str, float]:
    """Write the file of a kept selection: seconds, MB before the first row and at the most, bytes."""
    terms = files.Terms(
        "X-000001-00000000", "run", "coordinated_fraud", NOON, accounts, (0.01, 0.1, 1.0), 86_400, 3_600
    )
    base, began = peak(), perf_counter()
    rows = (files.laid_out(part, terms) for part in selection.parts(folder, digest))
    made = files.write(rows, folder / f"x.{format}")
    return {"seconds": perf_counter() - began, "base": base, "peak": peak(), "bytes": made["bytes"]}


if __name__ == "__main__":
    print(json.dumps(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4])))
