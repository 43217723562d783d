"""What a publication says of itself, and whether it moved too far from the one before."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2b
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from linkage.errors import DamagedPublication, UnknownRun
from linkage.settings import Settings

FILE = "manifest.json"

_RUN = re.compile(r"(\d{8}T\d{6})Z-[0-9a-f]{6}")


@dataclass(frozen=True)
class Manifest:
    """A publication in short; `digest` is over its rings by content, the rest says where they come from."""

    run: str
    created_at: str
    """ISO 8601 in UTC: when the run began, as its id has it."""
    parent: str | None
    """The publication its rings were matched with; None for the first of a home."""
    watermark: int
    epoch: str
    digest: str
    detector: str
    seed: int
    versions: dict[str, str]
    """linkage, python, settings."""
    counts: dict[str, int]
    """accounts, rings, core, member, possible, enforceable, paying (of the enforceable)."""
    times: dict[str, float]
    """Seconds by stage."""
    files: dict[str, str]
    """BLAKE2b of each file, by name."""
    expected_false_positives: str = "unknown"
    """What is known of them when a run ends: nothing, before people have reviewed a sample of what it found.
    `linkage publications` says what is known since."""
    seq: int = 0
    """Its place among the publications of its home, whatever clocks say; 0 in those of earlier versions."""
    published_at: str | None = None
    """ISO 8601 in UTC: when it was last switched to; None while it is held, or was rolled back from."""
    check: str = ""
    """BLAKE2b of all but the files, which have digests of their own; empty in those of earlier versions."""


_ADAPTER = TypeAdapter(Manifest)


def new_run_id(now: datetime) -> str:
    """A name for a run that sorts by time, e.g. `20261122T150312Z-3f9a1c`; its end is of the microsecond."""
    utc = now.astimezone(UTC)
    mark = blake2b(utc.isoformat(timespec="microseconds").encode(), digest_size=3).hexdigest()
    return f"{utc:%Y%m%dT%H%M%SZ}-{mark}"


def is_run(name: str) -> bool:
    """Whether a text has the form of a run's id."""
    return _RUN.fullmatch(name) is not None


def began(run_id: str) -> datetime:
    """When a run began, by its id; `UnknownRun` for what is no id, so that none can name a path."""
    match = _RUN.fullmatch(run_id)
    if match is None:
        raise UnknownRun("not a run id")
    return datetime.strptime(match[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)


def read(folder: Path) -> Manifest:
    """The manifest in a publication's folder."""
    try:
        found = _ADAPTER.validate_json((folder / FILE).read_bytes())
        # Whatever has a place among publications was written with a check: without one, its name was changed.
        if (found.check or found.seq) and found.check != _check(found):
            raise DamagedPublication(f"publication {folder.name} has a changed {FILE}: roll back")
        return replace(found, check="")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise DamagedPublication(f"publication {folder.name} lacks {FILE}: roll back to another") from error
    except ValidationError as error:
        raise DamagedPublication(f"publication {folder.name} has no readable {FILE}: roll back") from error


def text(manifest: Manifest) -> bytes:
    """The manifest as it is written."""
    return _text(replace(manifest, check=_check(manifest)))


def _text(manifest: Manifest) -> bytes:
    return json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False).encode() + b"\n"


def _check(manifest: Manifest) -> str:
    return blake2b(_text(replace(manifest, check="", files={})), digest_size=16).hexdigest()


def held(previous: Manifest | None, manifest: Manifest, settings: Settings) -> list[str]:
    """Why a run has to wait for a person, as sentences; none for the first of a home."""
    if previous is None:
        return []
    was, now = previous.counts, manifest.counts
    moved = [
        _moved("rings", (was["rings"], now["rings"]), settings.max_change_rings),
        _moved(
            "enforceable accounts", (was["enforceable"], now["enforceable"]), settings.max_change_accounts
        ),
        _dearer(_paying(was), _paying(now), settings.max_change_paying),
    ]
    return [sentence for sentence in moved if sentence is not None]


def _moved(what: str, counts: tuple[int, int], limit: float) -> str | None:
    """Did a count move by more than a share of what it was? From none, any is more."""
    was, now = counts
    if abs(now - was) <= limit * was:
        return None
    return f"{what} went from {was:,} to {now:,}, by more than {limit:.0%}"


def _paying(counts: dict[str, int]) -> float:
    return counts["paying"] / counts["enforceable"] if counts["enforceable"] else 0.0


def _dearer(was: float, now: float, limit: float) -> str | None:
    """Did the share of paying accounts rise by more than the limit? A fall harms nobody who pays."""
    if now - was <= limit:
        return None
    return f"paying accounts went from {was:.1%} to {now:.1%} of the enforceable, by more than {limit:.0%}"
