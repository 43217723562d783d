"""Whoever answers of an account's place in a ring gives the tier of the one policy, whatever people decided."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.answers import canvas, ring_list
from api.runtime import overlay as overlays
from api.runtime.served import Served
from linkage.cli import explain, views
from linkage.enforcement import selection
from linkage.errors import NotFound, Refused, UnknownAccount
from linkage.explain.why_not import why_not
from linkage.export import members
from linkage.hashing import account_key as key
from linkage.home.home import Home
from linkage.home.workspace import Linkage
from linkage.ledger.db.decision_models import MemberRow
from linkage.ledger.decisions import allowlist, changes, erasures, overlay, record
from linkage.ledger.decisions.policy import CONFIRMED, DISPUTED, DecisionState, effective_tier
from linkage.ledger.decisions.record import Author, EvidenceSnapshot, Spoken, Subject
from linkage.ledger.decisions.run_decisions import run_decisions
from linkage.ledger.decisions.state import decision_state
from linkage.ledger.keys.api_keys import create_key
from linkage.model import ENFORCEABLE
from linkage.publication.reader import Publication
from linkage.score import apply_decisions
from tests.api.world import HONEST, NOON, RINGS, World, findings
from tests.keys import prefix_of

IDS = tuple(each for held in RINGS.values() for each in held)
ASKED = (*IDS, *HONEST[:2])
AUTHORS = ("Ada", "Bob")
LATER = timedelta(minutes=30)
"""From the first decision to the moment that everybody is asked about."""

Tiers = dict[str, str | None]
"""Effective tier by account id; None for an account in no ring."""


@dataclass(frozen=True)
class Step:
    """One act of a person: what, on which ring or account, with which other account or ring."""

    act: str
    ring: str
    account: str
    author: int
    place: int
    """Which earlier decision an `undo` is of, counted from the newest; minutes after which an entry ends."""


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(
            [
                *("confirm ring", "dismiss ring", "release ring", "watch ring"),
                *("confirm", "dismiss", "release", "not_same", "allow", "disallow", "undo", "erase"),
            ]
        ),
        st.sampled_from(tuple(RINGS)),
        st.sampled_from(ASKED),
        st.integers(0, 1),
        st.integers(0, 60),
    ),
    max_size=7,
)


@dataclass
class Decided:
    """A home where people decided, and how each caller answers of it."""

    world: World
    authors: Sequence[str]
    run: str
    rings: dict[str, str]
    """Id by name of a ring."""

    @cached_property
    def publication(self) -> Publication:
        return Home(self.world.settings).publication()

    @cached_property
    def found(self) -> pl.DataFrame:
        """Members as the run found them, the erased left out."""
        return self.publication.seen(self.publication.members)

    @cached_property
    def state(self) -> DecisionState:
        with self.world.ledger.read() as session:
            return decision_state(session, self.world.clock + LATER)

    @cached_property
    def served(self) -> Served:
        laid = overlays.read(self.world.settings.overlay, self.publication.watermark)
        return Served(self.publication, laid, self.world.clock, 1000)

    def take(self, step: Step) -> None:
        """Do one act; one that is refused does nothing."""
        by = Spoken(Author(self.authors[step.author]), "because", self.world.clock)
        about = Subject(None, step.account, key(step.account))
        try:
            self._acts()[step.act](step, about, by)
        except (NotFound, Refused, UnknownAccount):
            return

    def _acts(self) -> dict[str, Callable[[Step, Subject, Spoken], object]]:
        whole = ("confirm ring", "dismiss ring", "release ring", "watch ring")
        return {
            **dict.fromkeys(whole, self._on_ring),
            **dict.fromkeys(("confirm", "dismiss", "release"), self._on_account),
            "not_same": self._apart,
            "allow": self._allow,
            "disallow": self._allow,
            "undo": self._undo,
            "erase": self._erase,
        }

    def _on_ring(self, step: Step, _: Subject, by: Spoken) -> None:
        about = Subject(self.rings[step.ring])
        record.record(self.world.ledger, step.act.removesuffix(" ring"), about, self._held(step.ring), by)

    def _on_account(self, step: Step, about: Subject, by: Spoken) -> None:
        record.record(self.world.ledger, step.act, about, self._held(None), by)

    def _apart(self, step: Step, about: Subject, by: Spoken) -> None:
        about = Subject(self.rings[step.ring], about.account_id, about.account)
        record.record(self.world.ledger, "not_same", about, self._held(step.ring), by)

    def _allow(self, step: Step, about: Subject, by: Spoken) -> None:
        ends = by.at + timedelta(minutes=step.place) if step.place else None
        listed = step.act == "allow"
        entry = allowlist.Entry(step.account, key(step.account), listed, ends if listed else None)
        allowlist.allow(self.world.ledger, entry, by)

    def _undo(self, step: Step, _: Subject, by: Spoken) -> None:
        made = record.decisions(self.world.ledger)
        if made:
            record.undo(self.world.ledger, made[step.place % len(made)].seq, by)

    def _erase(self, step: Step, about: Subject, by: Spoken) -> None:
        erasures.erase(self.world.ledger, step.account, key(step.account), by, True)

    def _held(self, ring: str | None) -> EvidenceSnapshot:
        proved = [key(each) for each in RINGS[ring][:-1]] if ring else []
        return EvidenceSnapshot(self.run, "0", "0", "0", {}, proved)

    # How each caller answers.

    def policy(self) -> Tiers:
        rows = self.found.select("account_id", "account", "ring_id", "tier").iter_rows()
        found = {
            name: effective_tier(self.state.of(account), self.state.rings.get(ring), ring, tier)
            for name, account, ring, tier in rows
        }
        return dict.fromkeys(ASKED) | found

    def look_up(self) -> Tiers:
        answers = {name: self.served.one(name, False) for name in ASKED}
        return {name: orjson.loads(said)["tier"] if said else None for name, said in answers.items()}

    def look_ups(self) -> Tiers:
        said = orjson.loads(self.served.many(ASKED, False))["items"]
        return {each["account_id"]: each["tier"] for each in said}

    def members_of_rings(self) -> Tiers:
        pages = [
            ring_list.members(self.served, row, ring_list.Among(limit=100))
            for row in range(len(self.served.rings))
        ]
        return dict.fromkeys(ASKED) | {each.account_id: each.tier for page in pages for each in page.items}

    def drawn(self) -> Tiers:
        rows = self.publication.seen(self.publication.accounts).with_columns(
            first_seen=pl.lit(None), last_seen=pl.lit(None), x=pl.lit(None), y=pl.lit(None)
        )
        found = [canvas.account(self.served, row) for row in rows.to_dicts()]
        return dict.fromkeys(ASKED) | {
            each["account_id"]: each["tier"] for each in found if each["account_id"] in ASKED
        }

    def show(self) -> Tiers:
        found: Tiers = dict.fromkeys(ASKED)
        for name in ASKED:
            there = views.find(self.publication, name)
            if there is not None:
                said = views.of_account(self.publication, there, self.state, 10).document
                assert isinstance(said, dict)
                found[name] = said["standing"] and said["standing"]["tier"]
        return found

    def show_rings(self) -> Tiers:
        found: Tiers = dict.fromkeys(ASKED)
        for ring in self.publication.rings["ring_id"]:
            there = views.find(self.publication, ring)
            assert there is not None
            said = views.full(self.publication, there, self.state, 10).document
            assert isinstance(said, dict)
            found |= {each["account_id"]: each["tier"] for each in said["members"]["items"]}
        return found

    def exported(self) -> Tiers:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "members.parquet"
            members.write(self.publication, path, self.state)
            rows = pl.read_parquet(path)
        return dict.fromkeys(ASKED) | dict(rows.select("account_id", "tier").iter_rows())

    def from_python(self) -> Tiers:
        home = Linkage(self.world.home, pepper=self.world.settings.pepper)
        return dict.fromkeys(ASKED) | dict(home.members().select("account_id", "tier").iter_rows())

    def ledgered(self) -> Tiers:
        """What the feed of changes last told."""
        with self.world.ledger.read() as session:
            rows = session.query(MemberRow.account_id, MemberRow.shown).all()
        return dict.fromkeys(ASKED) | {row.account_id: row.shown for row in rows}


CALLERS = (
    *("look_up", "look_ups", "members_of_rings", "drawn", "show", "show_rings"),
    *("exported", "from_python", "ledgered"),
)


@dataclass(frozen=True)
class Fresh:
    """A home with a publication that nobody decided about, and two people who may."""

    home: Path
    authors: tuple[str, ...]
    run: str
    rings: dict[str, str]

    def after(self, folder: Path, steps: Sequence[Step]) -> Decided:
        """A copy of it after some acts."""
        shutil.copytree(self.home, folder)
        world = World(folder, clock=NOON)
        decided = Decided(world, self.authors, self.run, self.rings)
        for step in steps:
            decided.take(step)
        overlay.copy(world.ledger, world.settings.overlay, world.clock + LATER)
        changes.expire(world.ledger, world.clock + LATER)
        return decided


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Fresh:
    world = World(tmp_path_factory.mktemp("fresh") / "home")
    made = world.publish()
    keys = [create_key(world.ledger, each, ["investigate"], NOON, owner_kind="person") for each in AUTHORS]
    world.ledger.close()
    ids = dict(made.members.select("account_id", "ring_id").iter_rows())
    rings = {name: ids[held[0]] for name, held in RINGS.items()}
    return Fresh(world.home, tuple(prefix_of(each) for each in keys), made.run, rings)


ONCE = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@ONCE
@given(STEPS)
def test_every_caller_gives_the_tier_of_the_policy(fresh: Fresh, steps: list[Step]) -> None:
    with TemporaryDirectory() as folder:
        decided = fresh.after(Path(folder) / "home", steps)
        wanted = decided.policy()
        for caller in CALLERS:
            assert (caller, getattr(decided, caller)()) == (caller, wanted)
        enforceable(decided, wanted)
        next_run(decided, wanted)
        decided.world.ledger.close()


def enforceable(decided: Decided, wanted: Tiers) -> None:
    """Why-not, statements and exports of actions agree with the policy on whom it lets be acted against."""
    proved = {name for name, tier in wanted.items() if tier in ENFORCEABLE}
    known = [name for name in ASKED if decided.publication.row(key(name)) is not None]
    for name in known:
        found = why_not(decided.publication, key(name), None, decided.state)
        assert (name, found.enforceable) == (name, name in proved)
        said = explain.statement(decided.publication, name, decided.state).document
        assert isinstance(said, dict)
        assert (name, said["code"] in ("linked", "known")) == (name, name in proved)
    ring_of = dict(decided.found.select("account_id", "ring_id").iter_rows())
    free = {name for name in proved if decided.state.rings.get(ring_of[name]) == CONFIRMED}
    free -= {name for name in free if decided.state.of(key(name)).decided == DISPUTED}
    try:
        rows = selection.select(decided.publication, decided.state, selection.Choice("ban"))
    except Refused:
        rows = pl.DataFrame({"account_id": []})
    assert set(rows["account_id"]) == free


def next_run(decided: Decided, wanted: Tiers) -> None:
    """A run that finds the same again makes enforceable whom the policy lets be, where the ring is one still."""
    found = findings(RINGS, 8)
    ruled = run_decisions(decided.world.ledger, decided.world.clock + LATER)
    _, applied = apply_decisions.apply(found.rings, found.members, found.links, ruled)
    names = {key(name): name for name in IDS}
    left = {names[account]: tier for account, tier in applied.select("account", "tier").iter_rows()}
    gone = {name for held in RINGS.values() if not set(held) & set(left) for name in held}
    erased = {name for name in IDS if decided.publication.row(key(name)) is None}
    for name in set(IDS) - gone - erased:
        assert (name, left.get(name) in ENFORCEABLE) == (name, wanted[name] in ENFORCEABLE)
