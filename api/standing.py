"""What is said of each account of a publication, as bytes that are ready to send."""

import numpy as np
import numpy.typing as npt
import orjson

from linkage.model import TIERS
from linkage.rings.publication import Publication

CLEAR = b'"known":true,"judged":true,"ring":null,"tier":null,"confidence":null,"reasons":[]'
"""What is said of an account in no ring."""


class Standings:
    """The accounts of a publication by row: ring, tier, confidence, reasons."""

    def __init__(self, publication: Publication) -> None:
        accounts = publication.accounts
        self._ring = accounts["ring"].to_numpy()
        self._tier = accounts["tier"].to_numpy()
        self._confidence = accounts["confidence"].to_numpy()
        self._member = accounts["member"].to_numpy()
        self._rings = [orjson.dumps(each) for each in publication.rings["ring_id"]]
        self._tiers = [orjson.dumps(each) for each in TIERS]
        self._reasons, self._code = _coded(publication.members["reasons"].to_list())
        self._certificate = publication.members["certificate"].to_numpy()

    def ring(self, row: int) -> int:
        """Row of the ring an account is in, -1 for none."""
        return int(self._ring[row])

    def certificate(self, row: int) -> int:
        """The fewest values whose removal drops a member."""
        return int(self._certificate[self._member[row]])

    def said(self, row: int) -> bytes:
        """What is said of an account, as the inside of a JSON object."""
        ring = int(self._ring[row])
        if ring < 0:
            return CLEAR
        return b'"known":true,"judged":true,"ring":%b,"tier":%b,"confidence":%.4f,"reasons":%b' % (
            self._rings[ring],
            self._tiers[self._tier[row]],
            self._confidence[row],
            self._reasons[self._code[self._member[row]]],
        )


def _coded(reasons: list[list[str]]) -> tuple[list[bytes], npt.NDArray[np.uint32]]:
    """The JSON of each list of reasons there is, and which of them each member has: lists are few."""
    table: dict[bytes, int] = {}
    codes = [table.setdefault(orjson.dumps(each), len(table)) for each in reasons]
    return list(table), np.array(codes, np.uint32)
