"""The rules by which the EU's DSA Transparency Database takes a statement of reasons, as far as they are used here.

They are those of https://transparency.dsa.ec.europa.eu/page/api-documentation, told anew.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final

DECISIONS: Final = {
    "decision_account": ("DECISION_ACCOUNT_SUSPENDED", "DECISION_ACCOUNT_TERMINATED"),
    "decision_monetary": ("DECISION_MONETARY_SUSPENSION", "DECISION_MONETARY_TERMINATION"),
    "decision_provision": (
        *("DECISION_PROVISION_PARTIAL_SUSPENSION", "DECISION_PROVISION_TOTAL_SUSPENSION"),
        *("DECISION_PROVISION_PARTIAL_TERMINATION", "DECISION_PROVISION_TOTAL_TERMINATION"),
    ),
}
"""At least one of them is given; each is one of these words or null."""
ENDS: Final = {
    "decision_account": "end_date_account_restriction",
    "decision_monetary": "end_date_monetary_restriction",
    "decision_provision": "end_date_service_restriction",
}
WORDS: Final = {
    "decision_ground": ("DECISION_GROUND_INCOMPATIBLE_CONTENT",),
    "category": ("STATEMENT_CATEGORY_SCAMS_AND_FRAUD",),
    "incompatible_content_illegal": ("Yes", "No"),
    "source_type": ("SOURCE_VOLUNTARY",),
    "automated_detection": ("Yes", "No"),
    "automated_decision": (
        *("AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY", "AUTOMATED_DECISION_NOT_AUTOMATED"),
    ),
}
LENGTHS: Final = {
    "incompatible_content_ground": 500,
    "incompatible_content_explanation": 2_000,
    "content_type_other": 500,
    "decision_facts": 5_000,
    "puid": 500,
}
DAY: Final = re.compile(r"20[0-3]\d-[01]\d-[0-3]\d")


def faults(said: Mapping[str, object]) -> Iterator[str]:
    """The fields that would be refused."""
    if not any(said[each] for each in DECISIONS):
        yield "no decision"
    yield from (name for name, words in DECISIONS.items() if said[name] not in (None, *words))
    yield from (name for name, words in WORDS.items() if said.get(name) not in words)
    yield from (name for name, most in LENGTHS.items() if not 0 < len(str(said.get(name) or "")) <= most)
    for name in ("content_date", "application_date"):
        if not DAY.fullmatch(str(said.get(name))):
            yield name
    for decision, end in ENDS.items():
        if said[end] is not None and not (said[decision] and DAY.fullmatch(str(said[end]))):
            yield end
    if not re.fullmatch(r"[a-zA-Z0-9_-]+", str(said["puid"])):
        yield "puid"
    if said["content_type"] != ["CONTENT_TYPE_OTHER"] or said["category_specification"] != [
        "KEYWORD_INAUTHENTIC_ACCOUNTS"
    ]:
        yield "content_type or category_specification"
