"""Every kind of problem the service answers with, as a page: `python -m api.problems > docs/problems.md`."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from api.errors import PLAIN, PROBLEMS, code
from linkage import errors

NEXT = {
    "bad-request": "Send JSON in UTF-8, as the contract shows it.",
    "barred": "Ask an operator what this key may do.",
    "busy": "Wait as many seconds as `Retry-After` says, then ask again; ask for less at a time.",
    "damaged": "Tell an operator: `linkage doctor` names the file.",
    "damaged-publication": "Tell an operator: `linkage doctor` names the file.",
    "foreign-media-type": "Set `Content-Type` to one of the types that `Accept` names.",
    "head-too-large": "Send fewer or shorter headers, and put long lists of ids in a body.",
    "idempotency-key-reused": "Use a new `Idempotency-Key` for each write that differs.",
    "internal": "Tell an operator the `instance`: it is in the log.",
    "lacks-scope": "Use a key with a scope that `detail` names; the contract names those of each operation.",
    "method-not-allowed": "Use a method that `Allow` names.",
    "not-found": "Check the path, or the id in it.",
    "nothing-published": "Ask again after `Retry-After` seconds. `linkage detect` publishes a run.",
    "over-limit": "Wait as many seconds as `Retry-After` says; `RateLimit` says with each answer what is left.",
    "refused": "Read `detail`: it names the state that forbids it. Look at the thing again before sending anew.",
    "stale-cursor": "Start the list again, without a cursor.",
    "still-running": "Send the same write again in a second, under the same `Idempotency-Key`.",
    "too-large": "Send less at a time; the limit is the operator's `LINKAGE_BODY_LIMIT`.",
    "too-many": "Ask in several calls; `detail` names the most of one call.",
    "too-slow": "Send the request anew; a head and a body have some seconds each.",
    "unknown-account": "Check the id, or the token of the value: `detail` says which.",
    "unknown-key": "Send `Authorization: Bearer lk_…` with a key that is good; an operator makes one.",
    "wrong-use": "Put right what `errors` names: the place, the rule, and the field that may be meant.",
}
"""What to do about a problem, where the table of errors does not say."""
HEAD = """# Problems
What the service answers when it refuses, after RFC 9457 (`application/problem+json`). `code` and `type` name the \
kind, `title` never varies with the request, `detail` says what to do about this one, `instance` names this one by \
the id of its request (`X-Request-ID`), and `errors` lists the places of a request of the wrong form. Nothing of a \
request is repeated, but for a field that is nearly one there is. The service shows this page at `/problems`, and \
each kind at its `type`.
"""


@dataclass(frozen=True)
class Kind:
    """One kind of problem."""

    code: str
    status: int
    title: str
    says: str
    """What it means; empty where the title says it."""
    advice: str


def kinds() -> list[Kind]:
    """Every kind, by code."""
    of_paths = (Kind(name, status, title, "", NEXT[name]) for status, (name, title) in PLAIN.items())
    found = {each.code: each for each in (*of_paths, *map(_kind, _tree(errors.LinkageError)))}
    return [found[each] for each in sorted(found)]


def _kind(error: type[errors.LinkageError]) -> Kind:
    name, problem = code(error), next(PROBLEMS[each] for each in error.__mro__ if each in PROBLEMS)
    advice = NEXT.get(name) or problem.advice or "Read `detail`: it says what to do."
    says = " ".join((error.__doc__ or "").split()).replace(problem.title, "")
    beside = dict(PLAIN.values()).get(name, problem.title)
    says += "" if beside == problem.title else f" Of a path: {beside}"
    return Kind(name, problem.status, problem.title, says, advice)


def _tree(root: type[errors.LinkageError]) -> Iterator[type[errors.LinkageError]]:
    """An error and all beneath it, those of our own tree alone."""
    yield root
    for each in root.__subclasses__():
        if each.__module__ == errors.__name__:
            yield from _tree(each)


def markdown() -> str:
    """All kinds as the page that is committed."""
    rows = (f"| `{k.code}` | {k.status} | {k.title} | {k.says} | {k.advice} |" for k in kinds())
    head = ("| code | status | title | meaning | what to do |", "|---|---|---|---|---|")
    return "\n".join((HEAD, *head, *rows, ""))


def html(shown: list[Kind]) -> str:
    """Some kinds as a page that asks for nothing else."""
    parts = "".join(
        f"<h2 id={k.code}>{k.code}</h2><p>{k.status} · {escape(k.title)} {escape(k.says)}<p>{escape(k.advice)}"
        for k in shown
    )
    return f"<!doctype html><html lang=en><meta charset=utf-8><title>Problems</title><h1>Problems</h1>{parts}</html>"


if __name__ == "__main__":
    sys.stdout.write(markdown())
