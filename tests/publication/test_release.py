"""Publishing, holding, going back: folder and ledger as one."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from linkage.errors import (
    DamagedPublication,
    NothingPublished,
    Refused,
    StoreUnavailable,
    UnknownRing,
    UnknownRun,
)
from linkage.ledger import open_ledger
from linkage.ledger.db.models import Run
from linkage.ledger.decisions import overlay
from linkage.ledger.runs import publications, rings
from linkage.publication import release, writer
from linkage.settings import Settings
from tests.ledgers import blank
from tests.publication.builders import at, findings, names, run_id
from tests.publication.conftest import Home

ONE = findings(names("x", 4), names("y", 4))
GROWN = findings(names("x", 5), names("y", 4))
MANY = findings(*(names(prefix, 4) for prefix in "abcdefg"))


def states(home: Home) -> dict[str, str]:
    return {row.id: row.state for row in publications.runs(home.ledger)}


def ring(home: Home, member: str) -> str:
    made = home.serving()
    assert made is not None
    found: str = made.members.filter(pl.col("account_id") == member)["ring_id"][0]
    return found


def test_the_first_run_of_a_home_is_published(home: Home) -> None:
    assert home.run(0, ONE) == []
    assert writer.current(home.folder) == run_id(0)
    (row,) = publications.publications(home.ledger)
    assert (row.run, row.action, row.published_at, row.parent) == (run_id(0), "published", at(0), None)
    assert row.counts["rings"] == 2
    assert states(home) == {run_id(0): "published"}


def test_a_run_that_moves_little_takes_over(home: Home) -> None:
    home.run(0, ONE)
    assert home.run(1, GROWN) == []
    assert states(home) == {run_id(0): "superseded", run_id(1): "published"}
    assert [row.event for row in rings.ring_events(home.ledger, ring(home, "x0"))] == ["born", "grown"]


def test_a_run_that_moves_too_much_waits_for_a_person(home: Home) -> None:
    home.run(0, ONE)
    reasons = home.run(1, MANY)
    assert len(reasons) == 2
    assert writer.current(home.folder) == run_id(0)
    _, (held,) = release.listed(home.ledger)
    assert (held.id, held.reasons, held.finished) == (run_id(1), reasons, at(1))
    made = release.publish(home.ledger, home.folder, run_id(1), at(2))
    assert (made.run, writer.current(home.folder)) == (run_id(1), run_id(1))
    assert states(home)[run_id(1)] == "published"


def test_old_publications_go_when_a_new_one_is_served(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, keep=2)
    home = Home(settings, open_ledger(blank(f"sqlite:///{tmp_path / 'ledger.sqlite'}")))
    for seq in (1, 2):
        overlay.write_newcomers(settings.overlay, seq, pl.Series([seq]))
    for minute in range(4):
        home.run(minute, replace(ONE, watermark=max(minute - 1, 0)))
    assert writer.written(home.folder) == [run_id(2), run_id(3)]
    assert overlay.read_newcomers(settings.overlay, 0).tolist() == [2], "the publication before knows batch 1"
    release.rollback(home.ledger, home.folder, at(9))
    with pytest.raises(Refused, match="no longer kept"):
        release.rollback(home.ledger, home.folder, at(10))
    home.ledger.close()


def test_a_held_run_outlives_those_that_are_not_kept(tmp_path: Path) -> None:
    home = Home(
        Settings(home=tmp_path, keep=2), open_ledger(blank(f"sqlite:///{tmp_path / 'ledger.sqlite'}"))
    )
    for minute in range(3):
        home.run(minute, ONE)
    assert home.run(3, MANY) != []
    release.tidy(home.settings)
    assert writer.written(home.folder) == [run_id(1), run_id(2), run_id(3)]
    home.ledger.close()


def test_a_broken_old_publication_stops_nobody(tmp_path: Path) -> None:
    home = Home(
        Settings(home=tmp_path, keep=2), open_ledger(blank(f"sqlite:///{tmp_path / 'ledger.sqlite'}"))
    )
    home.run(0, ONE)
    home.run(1, ONE)
    (home.folder / run_id(0) / "manifest.json").write_text("{")
    assert home.run(2, GROWN) == []
    assert writer.current(home.folder) == run_id(2)
    home.ledger.close()


def test_publishing_again_changes_nothing(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, GROWN)
    release.publish(home.ledger, home.folder, run_id(1), at(9))
    assert len(publications.publications(home.ledger)) == 2
    assert len(rings.ring_events(home.ledger, ring(home, "x0"))) == 2


def test_a_run_that_was_never_written_cannot_be_published(home: Home) -> None:
    with pytest.raises(UnknownRun):
        release.publish(home.ledger, home.folder, run_id(1), at(2))


def test_a_run_compared_with_what_is_no_longer_served_cannot_be_published(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, MANY)
    home.run(2, GROWN)
    assert states(home)[run_id(1)] == "superseded"
    with pytest.raises(Refused, match="detect again"):
        release.publish(home.ledger, home.folder, run_id(1), at(3))


def test_a_run_overtaken_by_another_is_held(home: Home) -> None:
    home.run(0, ONE)
    slow = home.write(1, GROWN)
    home.run(2, GROWN)
    (reason,) = release.conclude(home.ledger, home.folder, slow, home.settings, at(3))
    assert "another run was published" in reason


def test_a_damaged_publication_is_not_published(home: Home) -> None:
    home.run(0, ONE)
    written = home.write(1, GROWN)
    (written.folder / "links.arrow").write_bytes(b"")
    with pytest.raises(DamagedPublication):
        release.publish(home.ledger, home.folder, run_id(1), at(1))
    assert writer.current(home.folder) == run_id(0)
    assert len(publications.publications(home.ledger)) == 1


def test_going_back_serves_the_publication_before_and_is_written_down(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, GROWN)
    assert release.rollback(home.ledger, home.folder, at(2)).run == run_id(0)
    assert writer.current(home.folder) == run_id(0)
    assert [(row.run, row.action) for row in publications.publications(home.ledger)] == [
        (run_id(0), "rolled back to"),
        (run_id(1), "published"),
        (run_id(0), "published"),
    ]
    assert states(home) == {run_id(0): "published", run_id(1): "superseded"}


def test_there_is_nothing_to_go_back_to_before_the_second_publication(home: Home) -> None:
    with pytest.raises(NothingPublished):
        release.rollback(home.ledger, home.folder, at(0))
    home.run(0, ONE)
    with pytest.raises(Refused, match="first publication"):
        release.rollback(home.ledger, home.folder, at(1))


def test_going_back_from_a_damaged_publication_works_and_to_one_does_not(home: Home) -> None:
    for minute, found in enumerate((ONE, GROWN, ONE)):
        home.run(minute, found)
    for file in (home.folder / run_id(2)).iterdir():
        file.unlink()
    assert release.rollback(home.ledger, home.folder, at(3)).run == run_id(1)
    (home.folder / run_id(0) / "rings.arrow").unlink()
    with pytest.raises(DamagedPublication):
        release.rollback(home.ledger, home.folder, at(4))
    assert writer.current(home.folder) == run_id(1)


def test_what_was_left_can_be_published_again(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, GROWN)
    release.rollback(home.ledger, home.folder, at(2))
    events = rings.ring_events(home.ledger, ring(home, "x0"))
    assert [(row.event, row.undone_at) for row in events] == [("born", None), ("grown", at(2))]
    release.publish(home.ledger, home.folder, run_id(1), at(3))
    events = rings.ring_events(home.ledger, ring(home, "x0"))
    assert [(row.event, row.undone_at) for row in events] == [("born", None), ("grown", None)]


def test_rings_stand_as_in_what_is_served_also_after_going_back(home: Home) -> None:
    home.run(0, ONE)
    x, y = ring(home, "x0"), ring(home, "y0")
    home.run(1, findings([*names("x", 4), *names("y", 4)]))
    survivor = ring(home, "x0")
    other = y if survivor == x else x
    assert rings.resolve(home.ledger, other) == survivor
    merged, live = sorted(rings.ring_rows(home.ledger, [x, y, "R-00000000"]), key=lambda row: row.state)[::-1]
    assert (merged.state, merged.redirect_to, live.state, live.size) == ("merged", survivor, "live", 8)
    release.rollback(home.ledger, home.folder, at(2))
    assert rings.resolve(home.ledger, other) == other
    assert {row.state for row in rings.ring_rows(home.ledger, [x, y])} == {"live"}


def test_the_history_of_a_ring_goes_on_in_the_one_that_took_it_up(home: Home) -> None:
    home.run(0, ONE)
    x, y = ring(home, "x0"), ring(home, "y0")
    home.run(1, findings([*names("x", 4), *names("y", 4)]))
    survivor = ring(home, "x0")
    other = y if survivor == x else x
    told = [(row.ring_id, row.event) for row in rings.ring_events(home.ledger, other)]
    assert sorted(told[:2]) == sorted([(x, "born"), (y, "born")])
    assert sorted(told[2:]) == sorted([(survivor, "grown"), (other, "merged")])


def test_a_ring_that_goes_and_comes_back_keeps_its_id(home: Home) -> None:
    home.run(0, ONE)
    y = ring(home, "y0")
    home.run(1, findings(names("x", 4)))
    release.publish(home.ledger, home.folder, run_id(1), at(1))
    assert rings.ring_rows(home.ledger, [y])[0].state == "gone"
    home.run(2, ONE)
    release.publish(home.ledger, home.folder, run_id(2), at(2))
    assert ring(home, "y0") == y
    assert [row.event for row in rings.ring_events(home.ledger, y)] == ["born", "gone", "born"]
    assert rings.ring_rows(home.ledger, [y])[0].born_run == run_id(0)


def test_a_ring_nobody_ever_had_is_unknown(home: Home) -> None:
    with pytest.raises(UnknownRing):
        rings.resolve(home.ledger, "R-00000000")
    with pytest.raises(UnknownRing):
        rings.ring_events(home.ledger, "R-00000000")


def test_a_crash_between_ledger_and_switch_is_mended_forwards(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, GROWN)
    writer.switch(home.folder, run_id(0))
    release.repair(home.ledger, home.folder, at(2))
    assert writer.current(home.folder) == run_id(1)
    (home.folder / writer.CURRENT).unlink()
    release.repair(home.ledger, home.folder, at(2))
    assert writer.current(home.folder) == run_id(1)


def test_a_publication_the_ledger_never_heard_of_is_written_down(home: Home) -> None:
    written = home.write(0, ONE)
    writer.switch(home.folder, written.run)
    release.repair(home.ledger, home.folder, at(1))
    release.repair(home.ledger, home.folder, at(2))
    (row,) = publications.publications(home.ledger)
    assert (row.run, row.published_at) == (run_id(0), at(1))
    assert rings.known(home.ledger) == frozenset(written.rings["ring_id"])


def test_a_home_in_order_is_left_as_it_is(home: Home) -> None:
    release.repair(home.ledger, home.folder, at(0))
    assert writer.current(home.folder) is None
    home.run(0, ONE)
    release.repair(home.ledger, home.folder, at(1))
    assert len(publications.publications(home.ledger)) == 1


def test_equal_facts_have_equal_digests_run_after_run(home: Home) -> None:
    home.run(0, ONE)
    home.run(1, replace(ONE, watermark=5))
    first, second = publications.publications(home.ledger)
    assert first.digest == second.digest


def begun(minute: int) -> Run:
    return Run(id=run_id(minute), started=at(minute), detector="leiden", seed=1, watermark=1)


def detect(home: Home, minute: int) -> None:
    with release.underway(home.ledger, home.folder, begun(minute), lambda: at(minute + 1)):
        assert states(home)[run_id(minute)] == "running"
        home.run(minute, GROWN if minute else ONE)


def test_a_run_is_running_until_it_is_published(home: Home) -> None:
    detect(home, 0)
    assert states(home) == {run_id(0): "published"}


def fail(home: Home, error: BaseException) -> None:
    with release.underway(home.ledger, home.folder, begun(0), lambda: at(1)):
        raise error


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (StoreUnavailable("the graph is away"), "the graph is away"),
        (KeyError("secret"), "KeyError"),
        (KeyboardInterrupt(), "KeyboardInterrupt"),
    ],
)
def test_a_run_that_ends_in_an_error_has_failed_and_says_why(
    home: Home, error: BaseException, why: str
) -> None:
    with pytest.raises(type(error)):
        fail(home, error)
    row = publications.run(home.ledger, run_id(0))
    assert (row.state, row.reasons, row.finished) == ("failed", [f"interrupted: {why}"], at(1))


def test_one_run_at_a_time_is_under_way(home: Home) -> None:
    with (
        release.underway(home.ledger, home.folder, begun(0), lambda: at(1)),
        pytest.raises(Refused, match="another run is under way"),
    ):
        detect(home, 1)
    detect(home, 2)


def test_runs_of_killed_processes_are_brought_to_an_end(home: Home) -> None:
    home.run(0, ONE)
    for minute in (1, 2):
        publications.start_run(home.ledger, begun(minute))
    home.write(2, GROWN)
    with release.underway(home.ledger, home.folder, begun(3), lambda: at(4)):
        assert [states(home)[run_id(minute)] for minute in (1, 2, 3)] == ["failed", "held", "running"]
    release.publish(home.ledger, home.folder, run_id(2), at(5))
    assert writer.current(home.folder) == run_id(2)


def test_a_run_that_was_published_does_not_fail_afterwards(home: Home) -> None:
    home.run(0, ONE)
    publications.fail_run(home.ledger, run_id(0), "too late", at(1))
    assert states(home) == {run_id(0): "published"}
