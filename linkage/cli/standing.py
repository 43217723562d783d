"""Where an export stands, in lines for people."""

from collections.abc import Iterator
from typing import Any

from linkage.cli.tables import table
from linkage.printable import stamp


def lines(document: dict[str, Any]) -> list[Any]:
    """Its document, for people."""
    taken = [
        (name, each["of"], each["taken"], each["accounts"], f"{each['share']:.1%}")
        for name, classes in document["preview"].get("by", {}).items()
        for each in classes
    ]
    head = (
        f"{document['id']}: {document['action']} of {document['accounts']:,} accounts, {document['state']}\n"
        f"  reviewed {sum(document['reviewed'].values())} of {document['to_review']}, "
        f"honest {document['reviewed']['honest']}; approved by {len(document['approvals'])} of "
        f"{document['approvals_needed']}\n  digest {document['digest']}"
    )
    drawn = [table(("by", "class", "taken", "of", "share"), taken)] if taken else []
    return [head, *(f"  {each}" for each in expecting(document)), *drawn, *following(document)]


def expecting(document: dict[str, Any]) -> Iterator[str]:
    """How many honest accounts to expect, how many pay, and who was let go since."""
    found, paying = document["expected_false_positives"], document["preview"].get("paying")
    if document["preview"]:
        told = "unknown"
        if found is not None:
            basis = "accounts of the sample" if found["basis"] == "sample" else "labels given since the run"
            told = (
                f"{found['expected']:,} ({found['level']:.0%}: {found['low']:,} to {found['high']:,}), "
                f"from {found['reviewed']:,} {basis}"
            )
        pay = "" if paying is None else f"; {paying:,} pay"
        yield f"honest accounts to expect: {told}{pay}"
    if document["left_out"]:
        yield f"left out of the file, since they were let go after the preview: {document['left_out']:,}"


def following(document: dict[str, Any]) -> Iterator[str]:
    """What is to be done next, and by whom."""
    name, left = document["id"], document["to_review"] - sum(document["reviewed"].values())
    lacks = document["approvals_needed"] - len(document["approvals"])
    match document["state"] if document["kind"] == "action" else None:
        case "previewed" if left > 0:
            yield f"next: somebody else reviews {left:,} accounts: linkage exports sample {name}"
        case "previewed" if not document["reviewed"]["honest"]:
            yield f"next: {lacks} more to approve it: linkage exports approve {name} {document['digest']}"
        case "approved":
            yield f"next: linkage exports produce {name}, before it expires at {stamp(document['expires_at'])}"
        case "produced":
            yield f"next, once it was acted on: linkage exports receipts {name} FILE"
