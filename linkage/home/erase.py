"""Erase an account from a home, for good."""

import numpy as np
import polars as pl

from linkage.erasure import sweep
from linkage.errors import NothingPublished, StoreUnavailable
from linkage.graph import is_there
from linkage.home.home import Home
from linkage.ledger.db.decision_models import ErasureRow
from linkage.ledger.decisions import erasures
from linkage.ledger.decisions.overlay import read_newcomers
from linkage.ledger.decisions.record import Spoken
from linkage.normalise import account_keys


def erase(home: Home, account: str, spoken: Spoken) -> tuple[ErasureRow, bool]:
    """Forget an account; the ledger's row, and whether the graph is rid of it already.

    The ledger is written first. Where the graph is away, the next load or run takes the account out of it.
    """
    key = key_of(account)
    with home.ledger() as ledger:
        row = erasures.erase(ledger, account, key, spoken, known(home, key))
        home.lay_over(ledger)
    return row, taken_out(home, key)


def key_of(account_id: str) -> int:
    """Key of an account id."""
    return int(account_keys(pl.Series([account_id]))[0])


def known(home: Home, account: int) -> bool:
    """Whether an account was ever loaded, judged or not."""

    try:
        publication = home.publication(verify=False)  # nobody waits to be erased until it is mended
    except NothingPublished:
        return bool(np.isin(account, read_newcomers(home.settings.overlay, 0)))
    newcomers = read_newcomers(home.settings.overlay, publication.watermark)
    return publication.row(account) is not None or bool(np.isin(account, newcomers))


def taken_out(home: Home, account: int) -> bool:
    """Take the account out of the graph now; False when the graph is away, and it has to be done later."""
    if not is_there(home.settings.graph):
        return True  # nothing is in it, and what comes back from a backup is swept before the next run
    try:
        with home.store() as store:
            sweep(store, [account])
    except StoreUnavailable:
        return False
    return True
