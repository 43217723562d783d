"""The stages one after the other, on a real store and ledger."""

import shutil
from pathlib import Path

import polars as pl
import pytest

from linkage import pipeline, simulate
from linkage.errors import Refused, UnknownDetector
from linkage.evaluate import metrics
from linkage.explain import snapshot
from linkage.explain.why_not import why_not
from linkage.kinds import KINDS
from linkage.ledger import open_ledger
from linkage.ledger.decisions import changes, record
from linkage.ledger.decisions.record import Author, Spoken, Subject
from linkage.model import ENFORCEABLE, Failure, Group, Trait
from linkage.normalise import account_keys
from linkage.printable import stamp
from linkage.publication.reader import Publication
from linkage.score.calibration import Calibration
from linkage.settings import Settings
from linkage.weigh.composite import TRAITS as COMPOSED
from tests.score import planted
from tests.score.home import BEGAN, Home

ACCOUNTS = 6_000


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Feeds of a simulated platform, and of a planted ring beside it."""
    folder = tmp_path_factory.mktemp("world")
    simulate.write(folder / "simulated", ACCOUNTS, 3, "small")
    planted.feeds(folder / "planted")
    return folder


@pytest.fixture(scope="module")
def ran(world: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Publication]:
    """A home the platform was loaded into, and its first publication."""
    home = Home(tmp_path_factory.mktemp("home"))
    home.load(world / "simulated" / "input")
    return home, home.detect().publication


@pytest.fixture
def home(ran: tuple[Home, Publication], tmp_path: Path) -> Home:
    """A copy of that home, to be changed."""
    return Home(Path(shutil.copytree(ran[0].folder, tmp_path / "home")))


def enforceable(publication: Publication) -> set[str]:
    """Ids of the accounts that are core or member."""
    members = publication.members.filter(pl.col("tier").is_in(ENFORCEABLE))
    return set(members["account_id"])


def test_a_run_is_published(ran: tuple[Home, Publication]) -> None:
    home, publication = ran
    assert home.current() == publication.run == publication.manifest.run
    assert publication.manifest.created_at == stamp(BEGAN)
    assert publication.manifest.counts["accounts"] == ACCOUNTS
    assert publication.manifest.counts["rings"] == publication.rings.height > 0
    assert publication.manifest.counts["enforceable"] == len(enforceable(publication)) > 0
    with home.store() as store:
        assert publication.watermark == store.watermark()


def test_what_it_finds_are_the_rings_that_were_planted(world: Path, ran: tuple[Home, Publication]) -> None:
    truth = pl.read_parquet(world / "simulated" / "truth.parquet")
    report = metrics.evaluate(truth, ran[1].members)
    assert report.precision is not None
    assert report.precision > 0.9
    assert report.recall is not None
    assert report.recall > 0.6


def test_the_stages_are_told_and_timed_in_order(home: Home) -> None:
    told: list[str] = []
    times = home.detect(1, told).publication.manifest.times
    assert told == ["read", "weigh", "detect", "score", "explain", "publish"]
    assert set(times) == set(told[:-1])


def test_the_second_run_on_the_same_facts_keeps_every_id_and_the_digest(home: Home) -> None:
    with_ids = pl.col("ring_id"), pl.col("account")
    first = Publication.open(home.folder / "publications", str(home.current()))
    second = home.detect(1)
    assert second.held == []
    assert home.current() == second.publication.run != first.run
    assert second.publication.manifest.digest == first.manifest.digest
    assert second.publication.manifest.parent == first.run
    assert second.publication.members.select(with_ids).equals(first.members.select(with_ids))
    assert second.publication.events.is_empty()


def test_a_ring_that_is_planted_is_found_and_its_stranger_is_not_enforceable(world: Path, home: Home) -> None:
    before = enforceable(Publication.open(home.folder / "publications", str(home.current())))
    home.load(world / "planted")
    after = home.detect(1, max_change_rings=9.0, max_change_accounts=9.0).publication
    found = enforceable(after)
    assert found >= set(planted.RING)
    assert planted.STRANGER not in found
    rings = after.members.filter(pl.col("account_id").is_in(planted.RING))["ring_id"]
    assert rings.n_unique() == 1
    assert len(before & found) > 0.95 * len(before)


def test_everyone_is_told_what_his_finding_hangs_on_or_what_he_failed(ran: tuple[Home, Publication]) -> None:
    _, publication = ran
    proved = publication.members.filter(pl.col("tier").is_in(ENFORCEABLE))
    told = set(publication.certificates["account"])
    assert told == set(proved.filter(pl.col("certificate") < 4)["account"])
    held = publication.certificates.join(publication.links, on=["account", "value"], how="anti")
    assert held.join(publication.ignored, on=["account", "value"], how="anti").is_empty()
    assert set(publication.failed["account"]).isdisjoint(proved["account"])
    possible = publication.members.filter(pl.col("tier") == "possible")
    assert set(possible["account"]) <= set(publication.failed["account"])


def test_the_stranger_of_a_planted_ring_is_told_what_keeps_him_out(world: Path, home: Home) -> None:
    home.load(world / "planted")
    publication = home.detect(1).publication
    stranger = int(account_keys(pl.Series([planted.STRANGER]))[0])
    found = why_not(publication, stranger)
    assert not found.enforceable
    assert found.conditions
    assert all(each.sentence for each in found.conditions)


def test_whom_only_crowds_tie_is_told_which(ran: tuple[Home, Publication]) -> None:
    _, publication = ran
    judged = pl.concat([publication.failed["account"], publication.links["account"]])
    adrift = publication.ignored.filter(~pl.col("account").is_in(judged.implode()))
    found = why_not(publication, int(adrift["account"][0]))
    assert [each.code for each in found.conditions] == [Failure.ONLY_CROWDS]
    assert found.conditions[0].values["crowd"].all()
    assert found.conditions[0].values["mask"].is_not_null().any()


def test_feeds_in_another_order_and_split_otherwise_give_the_same_digest(
    world: Path, ran: tuple[Home, Publication], tmp_path: Path
) -> None:
    other = Home(tmp_path / "other")
    other.folder.mkdir()
    for number, path in enumerate(sorted((world / "simulated" / "input").iterdir(), reverse=True)):
        if path.suffix == ".parquet":
            rows = pl.read_parquet(path).sample(fraction=1, shuffle=True, seed=number)
            for part in (0, 1):
                folder = tmp_path / f"part-{part}"
                folder.mkdir(exist_ok=True)
                rows[part::2].write_parquet(folder / path.name)
    other.load(*(tmp_path / f"part-{part}" for part in (1, 0)))
    again = other.detect(5).publication
    assert again.manifest.digest == ran[1].manifest.digest
    assert enforceable(again) == enforceable(ran[1])


def test_a_batch_taken_back_changes_the_result_and_loading_it_again_restores_it(
    world: Path, home: Home, ran: tuple[Home, Publication]
) -> None:
    with home.store() as store:
        [batch] = [each for each in store.batches() if each.feed == "billing"]
        store.withdraw(batch.id)
    without = home.detect(1).publication
    assert "payment" not in set(without.links["group"].cast(pl.String))
    assert without.manifest.digest != ran[1].manifest.digest
    home.load(world / "simulated" / "input")
    assert home.detect(2).publication.manifest.digest == ran[1].manifest.digest


def test_an_erased_account_is_in_no_later_publication(home: Home, ran: tuple[Home, Publication]) -> None:
    gone = ran[1].members.sort("ring", "account")["account_id"][0]
    with home.store() as store:
        assert store.erase(int(account_keys(pl.Series([gone]))[0]))
    after = home.detect(1).publication
    assert gone not in after.accounts["account_id"]
    assert gone not in after.members["account_id"]
    assert after.manifest.digest != ran[1].manifest.digest


def test_nothing_is_published_below_the_least_score(home: Home) -> None:
    publication = home.detect(1, publish_at=1.0, max_change_rings=9.0, max_change_accounts=9.0).publication
    assert publication.rings.is_empty()
    assert publication.members.is_empty()
    assert publication.manifest.counts["accounts"] == ACCOUNTS


def test_a_run_that_moves_too_much_is_held_and_the_one_before_is_served(home: Home) -> None:
    before = home.current()
    report = home.detect(1, publish_at=1.0)
    assert report.held
    assert home.current() == before


def test_a_run_before_anything_is_loaded_is_refused(tmp_path: Path) -> None:
    empty = Home(tmp_path)
    with pytest.raises(Refused, match="linkage ingest"):
        empty.detect()
    assert empty.current() is None


def test_a_detector_that_is_not_there_publishes_nothing(home: Home) -> None:
    before = home.current()
    with pytest.raises(UnknownDetector):
        home.detect(1, detector="magic")
    assert home.current() == before


def test_accounts_that_share_nothing_are_published_without_a_ring(tmp_path: Path) -> None:
    path = tmp_path / "accounts.csv"
    pl.DataFrame(
        {"account_id": ["a", "b", "c"], "email": [f"{each}@example.com" for each in "xyz"]}
    ).write_csv(path)
    quiet = Home(tmp_path)
    quiet.load(path)
    report = quiet.detect()
    assert report.held == []
    assert report.publication.rings.is_empty()
    assert report.publication.manifest.counts["accounts"] == 3


def test_kinds_nobody_declared_go_through_every_stage(tmp_path: Path) -> None:
    """Six accounts share three kinds of the platform's own, among others who share none."""
    rows = [
        (f"u{who:03}", kind, f"{kind}-{who}") for who in range(300) for kind in ("bank", "imei", "handle")
    ]
    rows += [
        (f"u{who:03}", kind, f"{kind}-of-all") for who in range(6) for kind in ("bank", "imei", "handle")
    ]
    pl.DataFrame(rows, ["account_id", "kind", "value"], orient="row").write_csv(tmp_path / "facts.csv")
    own = Home(tmp_path)
    own.load(tmp_path / "facts.csv")
    publication = own.detect(publish_at=0.0).publication
    assert enforceable(publication) == {f"u{who:03}" for who in range(6)}


def test_traits_are_those_of_the_known_kinds_and_of_the_callers_own() -> None:
    wallet = Trait(Group.PAYMENT, 12.0, forgeable=False, derived=False)
    traits = pipeline.traits({"wallet": wallet})
    assert set(traits) == {*KINDS, *COMPOSED, "wallet"}
    assert traits["wallet"] == wallet
    assert (traits["card"].group, traits["card"].derived) == (Group.PAYMENT, False)
    assert (traits["bin"].group, traits["bin"].derived) == (Group.PAYMENT, True)
    assert traits["device"].forgeable
    assert traits["card"].max_weight > traits["bin"].max_weight


def test_a_fingerprint_changes_with_what_bears_on_the_result_alone() -> None:
    base, shipped = Settings(home=Path("one")), Calibration()
    first = pipeline.fingerprint(base, shipped)
    assert first == pipeline.fingerprint(Settings(home=Path("two"), page_limit=7), shipped)
    assert first != pipeline.fingerprint(base.model_copy(update={"seed": 2}), shipped)
    assert first != pipeline.fingerprint(base, Calibration(slope=1.0))


def test_a_run_heeds_what_people_decided(home: Home) -> None:
    first = Publication.open(home.folder / "publications", str(home.current()))
    ring, other, third = (str(each) for each in first.rings["ring_id"].head(3))
    barred, away = proved(first, other)[:2]
    pair = sorted(proved(first, third))[:2]
    ledger = open_ledger(Settings(home=home.folder).ledger)
    for action, about in (
        ("dismiss", Subject(ring)),
        ("release", named(barred)),
        ("not_same", Subject(other, away, key(away))),
        ("not_same", Subject(None, pair[0], key(pair[0]), pair[1], key(pair[1]))),
    ):
        record.record(ledger, action, about, snapshot.of(first, about), Spoken(Author(), "so", BEGAN))
    second, third_run = (
        home.detect(hour, max_change_rings=9.0, max_change_accounts=9.0).publication for hour in (1, 2)
    )
    for run in (second, third_run):
        tiers = dict(run.members.filter(pl.col("ring_id") == ring).select("account_id", "tier").iter_rows())
        assert set(proved(first, ring)) <= tiers.keys()
        assert set(tiers.values()) == {"possible"}
        assert barred not in enforceable(run)
        assert other not in homes(run, away)
        assert homes(run, pair[0]).isdisjoint(homes(run, pair[1]))
    assert second.manifest.digest == third_run.manifest.digest
    told, last = changes.feed(ledger, 0, 10_000)
    ledger.close()
    assert [row.seq for row in told] == list(range(1, last + 1))
    assert not any(row.by == third_run.run for row in told)


def named(name: str) -> Subject:
    """An account to decide about."""
    return Subject(None, name, key(name))


def key(name: str) -> int:
    """Key of an account."""
    return int(account_keys(pl.Series([name]))[0])


def proved(publication: Publication, ring: str) -> list[str]:
    """Core and member accounts of a ring, surest first."""
    found = publication.members.filter((pl.col("ring_id") == ring) & pl.col("tier").is_in(ENFORCEABLE))
    return [str(each) for each in found["account_id"]]


def homes(publication: Publication, name: str) -> set[str]:
    """Rings an account is in."""
    return set(publication.members.filter(pl.col("account_id") == name)["ring_id"])
