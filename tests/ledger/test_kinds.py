"""Declared kinds are remembered as a run needs them."""

from linkage.ledger import Ledger
from linkage.ledger.db.models import KindRow
from linkage.ledger.runs import kinds
from linkage.model import Group, Trait


def test_a_ledger_in_which_nothing_was_declared_knows_no_kinds(ledger: Ledger) -> None:
    assert kinds.declared(ledger) == {}


def test_a_declared_kind_is_known_with_its_group_and_forgeability(ledger: Ledger) -> None:
    kinds.declare(ledger, [KindRow("wallet", "payment", "exact", True), KindRow("tint", None)])
    assert kinds.declared(ledger) == {
        "tint": Trait(None, 12.0, False, False),
        "wallet": Trait(Group.PAYMENT, 12.0, True, False),
    }


def test_declaring_again_replaces_and_leaves_the_others(ledger: Ledger) -> None:
    kinds.declare(ledger, [KindRow("wallet", "payment"), KindRow("imei", "device", "digits")])
    kinds.declare(ledger, [KindRow("wallet", "identity")])
    assert [(row.name, row.group, row.normaliser) for row in kinds.remembered(ledger)] == [
        ("imei", "device", "digits"),
        ("wallet", "identity", "exact"),
    ]


def test_kinds_are_in_the_order_of_their_letters_on_any_server(ledger: Ledger) -> None:
    names = ["imei2", "imeiX", "imei_2", "imeia"]
    kinds.declare(ledger, [KindRow(name) for name in reversed(names)])
    assert list(kinds.declared(ledger)) == names
