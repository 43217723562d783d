"""What people are told, in a closed set of sentences: what would change a finding, what was failed, what the
owner of an account may know."""

from collections.abc import Mapping, Sequence

from linkage.model import Failure

FAILURES: Mapping[Failure, str] = {
    Failure.RELEASED: "Somebody looked at it and let it go: it is held to be in no ring, whatever a run finds.",
    Failure.ALLOWLISTED: "It is on the allowlist: it is never to be acted against, whatever a run finds.",
    Failure.NOT_SAME: "Somebody looked at it and found that it is not of the operator of this ring.",
    Failure.DISMISSED: "Somebody looked at it or at its ring and dismissed the finding, so it is but possible.",
    Failure.NOTHING_SHARED: "It shares no value with another account, but for what a great part of everybody holds.",
    Failure.ONLY_CROWDS: "All it shares are crowds: values that so many unrelated accounts hold that they say nothing.",
    Failure.NO_COMMUNITY: "What it shares is not enough to put it together with two others.",
    Failure.FEW_BITS: "All it has in common with them says too little: it is likelier a stranger than one of them.",
    Failure.NOTHING_COUNTS: "It belongs, but no value counts: none that says enough is shared with two others.",
    Failure.ONLY_NETWORK: "Only network or place counts, and neighbours who do not know each other share those.",
    Failure.ONE_GROUP: "Only one kind of evidence counts, and nothing else says enough to stand for a second.",
    Failure.ONE_VALUE: "Only one value counts where two are asked for.",
    Failure.PLANTED: "Its hours, country or sign-up are unlike the others', and what it shares does not outweigh that.",
    Failure.HELD_FIRST: "It held values before the others, who may have copied them, and nothing else ties it to them.",
    Failure.SMALL_RING: "With those it is tied to it makes fewer than three.",
    Failure.LOW_SCORE: "The accounts it belongs with do not look abusive enough to be published as a ring.",
}
"""What each code says to an investigator."""

HEEDED = (
    "A decision of people that held when this was published kept it back: the next run looks at it again."
)
ELSEWHERE = "It is held to be in another ring."
PASSES = "It fails nothing: it is held to be in this ring."
UNTOLD = "The run that is published did not keep what accounts failed: ask again after the next run."
UNJUDGED = "It is newer than what is published: nobody looked at it yet."


def counterfactual(fewest: int, labels: Sequence[str]) -> str:
    """What would have to be otherwise for an account to leave its ring; `labels` are the values, if known."""
    if fewest == 0:
        return "It does not pass the gate as it is: it is shown to investigators and never exported."
    if labels:
        return f"Without {listed(labels)} this account would leave the ring."
    if fewest == 1:
        return "Without one of these values it would not be held to be in this ring."
    return f"Any {fewest - 1} of these values could be wrong and it would still be held to be in this ring."


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
        cut = "No chain was found before the search came to its bounds: there may be one."
        return cut if truncated else "No chain of values that count connects them."
    if values < 2:
        return "They share a value that counts." if values else "They are one and the same account."
    return (
        f"A chain of {values} values that count connects them, over {values - 1} other{'s' * (values > 2)}."
    )


STATEMENTS: Mapping[str, str] = {
    "unjudged": "This account has not been looked at yet.",
    "clear": "This account is not held to be run together with others, and nothing is held against it.",
    "linked": (
        "This account is held to be run by someone who runs other accounts as well, against the terms of use. "
        "That rests on independent indications; being on the same network as others is never "
        "enough for it. Which indications they are is not told, since that would help to avoid them. "
        "If you think this is wrong, ask for a person to look at it: someone who can see all of it will, and "
        "can undo it."
    ),
    "known": (
        "This account is held to be run by someone who runs other accounts as well, against the terms of use, "
        "and an earlier finding about this account itself was taken into account. Which indications this rests "
        "on is not told, since that would help to avoid them. If you think this is wrong, ask for a person to "
        "look at it: someone who can see all of it will, and can undo it."
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
