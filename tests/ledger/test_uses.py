"""Look-ups are counted by key and hour."""

from linkage.ledger import Ledger
from linkage.ledger.keys import uses
from tests.ledger.moments import NOW, later


def test_counts_of_an_hour_add_up(ledger: Ledger) -> None:
    hour = uses.hour(NOW)
    uses.write(ledger, {}, {("a", hour): 3, ("b", hour): 1, ("c", hour): 0})
    uses.write(ledger, {}, {("a", hour): 4, ("a", uses.hour(later(60))): 10})
    assert uses.looked_up(ledger, NOW) == {"a": 17, "b": 1}
    assert uses.looked_up(ledger, later(60)) == {"a": 10}


def test_what_was_never_looked_up_is_not_told(ledger: Ledger) -> None:
    assert uses.looked_up(ledger, uses.day_before(NOW)) == {}


def test_an_hour_begins_at_its_beginning() -> None:
    assert (uses.hour(NOW).minute, uses.hour(NOW).second) == (0, 0)
    assert uses.hour(uses.hour(NOW)) == uses.hour(NOW)
