"""What people are told, in a closed set of sentences: what would change a finding, what was failed, what the
owner of an account may know."""

from collections.abc import Mapping, Sequence

from linkage.model import Failure

FAILURES: Mapping[Failure, str] = {
    Failure.RELEASED: "A reviewer released the account: no run puts it in a ring.",
    Failure.ALLOWLISTED: "The account is on the allowlist: no action is taken against it, whatever a run finds.",
    Failure.NOT_SAME: "A reviewer found that the operator of this ring does not run the account.",
    Failure.DISMISSED: "A reviewer dismissed the finding on the account or its ring: the account is only possible.",
    Failure.NOTHING_SHARED: "It shares no value with another account, except values that most accounts hold.",
    Failure.ONLY_CROWDS: "It shares only common values: too many unrelated accounts hold them to be evidence.",
    Failure.NO_COMMUNITY: "It shares too little to be grouped with two other accounts.",
    Failure.FEW_BITS: "The evidence is too weak: the account is more likely unrelated than a member.",
    Failure.NOTHING_COUNTS: "The account fits the group, but it shares no strong enough value with two others.",
    Failure.ONLY_NETWORK: "Only network or place counts, and unrelated neighbours share those.",
    Failure.ONE_GROUP: "Only one group of evidence counts, and nothing else is strong enough to stand for a second.",
    Failure.ONE_VALUE: "Only one value counts, and two are required.",
    Failure.PLANTED: "Its hours, country or sign-up differ from the others', which what it shares does not outweigh.",
    Failure.HELD_FIRST: "It held its values first: the others may have copied them, and nothing else links it to them.",
    Failure.SMALL_RING: "Too few accounts of its community pass every check: with itself fewer than three.",
    Failure.LOW_SCORE: "The score of its group is too low for it to be published as a ring.",
}
"""What each code says to an investigator."""

KEPT_OUT = "A decision that was in force at publication kept the account out: the next run judges it again."
ELSEWHERE = "The account is in another ring."
PASSES = "All checks passed: the account is in this ring."
UNTOLD = "The published run did not record failed checks: ask again after the next run."
UNJUDGED = "The account is newer than the publication: it has not been judged yet."


def counterfactual(fewest: int, labels: Sequence[str]) -> str:
    """What would have to be otherwise for an account to leave its ring; `labels` are the values, if known."""
    if fewest == 0:
        return "The account does not pass the gate: investigators see it, and it is never exported."
    if labels:
        return f"Without {listed(labels)} this account would leave the ring."
    if fewest == 1:
        return "Without any one of these values the account would leave the ring."
    return f"Any {fewest - 1} of these values could be wrong and the account would still be in the ring."


def label(kind: str, mask: str | None) -> str:
    """A value in a sentence: its kind and its mask, which may begin with the kind; one of the kind without."""
    if mask is None:
        return f"one {kind}"
    return mask if mask.startswith(f"{kind} ") else f"{kind} {mask}"


def listed(labels: Sequence[str]) -> str:
    """Some words in a row: a, b and c."""
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def connected(values: int, found: bool, truncated: bool) -> str:
    """Whether a chain of so many values connects two accounts."""
    if not found:
        cut = "The search reached its limit before it found a chain: there may be one."
        return cut if truncated else "No chain of values that count connects them."
    if values < 2:
        return "They share a value that counts." if values else "Both are the same account."
    return (
        f"A chain of {values} values that count connects them, over {values - 1} other{'s' * (values > 2)}."
    )


STATEMENTS: Mapping[str, str] = {
    "unjudged": "This account has not been looked at yet.",
    "clear": "We have no finding against this account.",
    "linked": (
        "We believe this account is operated by someone who also operates other accounts, against the terms of use. "
        "This is based on independent evidence; sharing a network with others is never enough. "
        "We do not say which evidence it is, because that would help others to avoid detection. "
        "If you think this is wrong, ask for a review: a person who sees all the evidence will decide, and can "
        "reverse it."
    ),
    "known": (
        "We believe this account is operated by someone who also operates other accounts, against the terms of use. "
        "An earlier finding about this account was taken into account. We do not say which evidence this is based "
        "on, because that would help others to avoid detection. If you think this is wrong, ask for a review: a "
        "person who sees all the evidence will decide, and can reverse it."
    ),
}
"""What the owner of an account is told, by code; never a value, a kind, a number or a ring."""


def statement(judged: bool, tier: str | None, reasons: Sequence[str]) -> str:
    """Which of `STATEMENTS` holds for an account.

    It depends on nothing that tells one linking value or kind from another. What was found about an account
    that is not enforceable is not held against it, so it is told the same as everybody.
    """
    if not judged:
        return "unjudged"
    if tier in (None, "possible"):
        return "clear"
    return "known" if "known_bad" in reasons else "linked"


def tied(ties: int, bits: float) -> str:
    """What ties two accounts, in one sentence."""
    if not ties:
        return "Nothing that counts ties these two accounts."
    shared = "one value that counts" if ties == 1 else f"{ties} values that count"
    return f"They share {shared}: {bits:.1f} bits, sum of the best of each group."
