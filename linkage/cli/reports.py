"""What a run came to, for people and machines."""

from rich.console import RenderableType

from linkage.cli.session import Answer
from linkage.cli.tables import table
from linkage.evaluate.samples import UNKNOWN, Expected, plain
from linkage.publication.reader import Publication

COUNTS = ("accounts", "rings", "core", "member", "possible", "enforceable", "paying")


def run(publication: Publication, held: list[str], expected: Expected | None = None) -> Answer:
    """Rings, members by tier, times by stage, whether people reviewed a sample, and whether it is served.

    `expected` is what reviewers of the same findings said of them, None where nobody looked.
    """
    manifest = publication.manifest
    document = {
        "run": manifest.run,
        "published": not held,
        "held": held,
        "watermark": manifest.watermark,
        "detector": manifest.detector,
        "seed": manifest.seed,
        "digest": manifest.digest,
        "counts": manifest.counts,
        "reviewed": expected is not None,
        "expected_false_positives": plain(expected),
        "times": manifest.times,
    }
    fate = [f"published as {manifest.run}"]
    if held:
        fate = [f"held: {reason}" for reason in held] + [f"to publish it: linkage publish {manifest.run}"]
    figures = [(name, manifest.counts[name]) for name in COUNTS]
    slowest = sorted(manifest.times.items(), key=lambda stage: -stage[1])
    stages = [*slowest, ("total", sum(manifest.times.values()))]
    views: tuple[RenderableType, ...] = (
        table(("what", "how many"), figures),
        table(("stage", "seconds"), stages),
        f"expected false positives: {false_positives(expected)}",
        *fate,
        *([] if manifest.counts["rings"] else no_rings(manifest.counts["accounts"])),
    )
    return Answer(document, views)


FEW = 100
"""Accounts below which hardly any value is rare enough to count (0071)."""

NO_RINGS = (
    "no ring was found: `linkage trust --published` lists the nearest misses, `linkage trust` what is lacking"
)
"""What to do next where nothing was found."""


def no_rings(accounts: int) -> list[str]:
    """What to do next where nothing was found among so many accounts."""
    few = f"{accounts} accounts are too few to tell what is rare: load everybody, not only those under suspicion"
    return [NO_RINGS, few] if accounts < FEW else [NO_RINGS]


def false_positives(expected: Expected | None) -> str:
    """What reviewers found, in words; where nobody looked, how to find out."""
    return (
        f"{UNKNOWN} (`linkage sample` draws some accounts to review)" if expected is None else str(expected)
    )
