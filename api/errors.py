"""Errors as RFC 9457 problems, by one table: what the engine raises, what the caller gets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match, Route
from starlette.types import Scope

from api import misspelt
from linkage import errors

MEDIA_TYPE = "application/problem+json"
REQUEST = "linkage.request"
"""Where in a request's scope its id is noted."""


@dataclass(frozen=True)
class Problem:
    """One kind of refusal: status, a title that never varies, and what to do when the error does not say."""

    status: int
    title: str
    advice: str | None = None
    headers: Mapping[str, str] | None = None


AGAIN = {"Retry-After": "2"}
WAIT = "Try again in a moment; look-ups still work."
NOT_DONE = "Nothing was changed: send it again in a moment. Look-ups still work."
UNSURE = (
    "The ledger was lost during this write, so it may or may not be done: send it again under the same "
    "Idempotency-Key, or check before you send it without one. Look-ups still work."
)
BEARER = {"WWW-Authenticate": "Bearer"}

PROBLEMS: dict[type[errors.LinkageError], Problem] = {
    errors.UnknownAccount: Problem(404, "Unknown account."),
    errors.UnknownRing: Problem(404, "No such ring.", "Check the id: no current ring has it."),
    errors.NotFound: Problem(404, "Not found.", "Check the id."),
    errors.TooMany: Problem(422, "The request asks for more items than one call returns."),
    errors.WrongUse: Problem(422, "The request does not have the form that this operation takes."),
    errors.UnknownKey: Problem(401, "A valid key is required.", headers=BEARER),
    errors.LacksScope: Problem(403, "This key lacks the scope that this operation requires."),
    errors.OverLimit: Problem(429, "This key has reached its request limit."),
    errors.Barred: Problem(403, "The caller is not allowed to do this."),
    errors.StaleCursor: Problem(410, "This cursor is of another publication or another question."),
    errors.NothingPublished: Problem(503, "Nothing is published yet.", headers=AGAIN),
    errors.IdempotencyKeyReused: Problem(422, "This idempotency key was used for another request."),
    errors.StillRunning: Problem(409, "The same write is in progress.", headers={"Retry-After": "1"}),
    errors.Refused: Problem(409, "Conflicts with current state."),
    errors.StoreUnavailable: Problem(503, "The graph cannot be reached.", WAIT, AGAIN),
    errors.LedgerUnavailable: Problem(503, "The ledger cannot be reached.", WAIT, AGAIN),
    errors.Unavailable: Problem(503, "A required service cannot be reached.", WAIT, AGAIN),
    errors.LinkageError: Problem(500, "Internal error.", "Report the time to an operator."),
}
"""What each error comes to; one that is not named here comes to what its nearest ancestor does."""

READS = frozenset({"GET", "HEAD"})
"""Methods that ask; whoever sends another must be told what became of it."""

PLAIN: dict[int, tuple[str, str]] = {
    400: ("bad-request", "The request cannot be read."),
    404: ("not-found", "No such path."),
    405: ("method-not-allowed", "This path does not take this method."),
    408: ("too-slow", "The request took too long to arrive."),
    431: ("head-too-large", "The headers of the request are more than this service reads."),
    503: ("busy", "The service is busy: ask again after `Retry-After` seconds."),
    413: ("too-large", "The body is larger than this service reads."),
    415: ("foreign-media-type", "The body is of a media type that this operation does not take."),
    422: ("wrong-use", "The request does not have the form that this operation takes."),
    500: ("internal", "Internal error."),
}
"""Code and title of what goes wrong before an operation is reached, by status."""


def code(kind: type[errors.LinkageError]) -> str:
    """Code of an error: its name in the tree, in small letters (`unknown-account`)."""
    return errors.code(kind)


def answer(
    status: int,
    name: str,
    title: str,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
    instance: str | None = None,
    **more: object,
) -> Response:
    """A problem as a response; `detail` says what to do about this one, and echoes nothing of the request."""
    body = {"type": f"/problems/{name}", "title": title, "status": status, "code": name}
    if detail:
        body["detail"] = detail
    if instance:
        body["instance"] = instance
    return Response(orjson.dumps(body | more), status, dict(headers or {}), MEDIA_TYPE)


def plain(
    status: int,
    headers: Mapping[str, str] | None = None,
    scope: Scope | None = None,
    detail: str | None = None,
) -> Response:
    """The problem of a status that no error of the tree stands for; no scope where no request was understood."""
    name, title = PLAIN.get(status, ("refused", "The request is refused."))
    return answer(status, name, title, detail, headers, occasion(scope))


def occasion(scope: Scope | None) -> str | None:
    """This one refusal by the id of its request, which the log and `X-Request-ID` have too; None without one."""
    return f"urn:linkage:request:{scope[REQUEST]}" if scope and REQUEST in scope else None


def refused(request: Request, error: Exception) -> Response:
    """Answer an error of the tree by the table, nearest ancestor first."""
    assert isinstance(error, errors.LinkageError)
    kind = next(each for each in type(error).__mro__ if each in PROBLEMS)
    problem = PROBLEMS[kind]
    detail = problem.advice or str(error) or None  # an error's own words may name what was sent, or a host
    if isinstance(error, errors.LedgerUnavailable) and request.method not in READS:
        detail = UNSURE if error.unsure else NOT_DONE
    headers = dict(problem.headers or {})
    if isinstance(error, errors.OverLimit):
        headers["Retry-After"] = str(error.seconds)
    return answer(problem.status, code(type(error)), problem.title, detail, headers, occasion(request.scope))


def http(request: Request, error: Exception) -> Response:
    """Answer an unknown path, a wrong method, a body too large; send on who is sent on."""
    assert isinstance(error, HTTPException)
    if error.status_code < 400:
        return Response(status_code=error.status_code, headers=dict(error.headers or {}))
    if error.status_code == 405:
        return plain(405, {"Allow": ", ".join(methods(request))}, request.scope)
    detail = str(error.detail) if error.status_code == 415 else None
    return plain(error.status_code, error.headers, request.scope, detail)


def methods(request: Request) -> list[str]:
    """Methods a path takes, by all routes that declare it: Starlette names those of the first."""
    routes = [each for each in request.app.routes if isinstance(each, Route)]
    met = next(each for each in routes if each.matches(request.scope)[0] is not Match.NONE)
    taken = {method for each in routes if each.path == met.path for method in each.methods or ()}
    return sorted(taken | ({"HEAD"} if "GET" in taken else set()))


def invalid(request: Request, error: Exception) -> Response:
    """Answer a request of the wrong form: where and why, never what was sent."""
    assert isinstance(error, RequestValidationError)
    if any(each["type"] == "json_invalid" for each in error.errors()):
        return plain(400, scope=request.scope, detail="The body is no JSON.")
    name, title = PLAIN[422]
    fields = misspelt.fields(request.scope.get("route"))
    faults = [_fault(each, fields) for each in list(error.errors())[:20]]
    return answer(422, name, title, instance=occasion(request.scope), errors=faults)


def _fault(each: Mapping[str, Any], fields: frozenset[str]) -> dict[str, str]:
    """One fault: the place and the rule it breaks; a name the caller made up is told only as a misspelt field."""
    place, message = list(each["loc"]), str(each["msg"])
    if each["type"] == "extra_forbidden":
        meant = misspelt.meant(place[-1], fields)
        place = place if meant else place[:-1]
        if meant:
            message = f"There is no such field; `{meant}` may be meant"
        elif place == ["query"]:
            message = f"Leave it out: this operation takes {misspelt.listed(fields)}"
    return {"where": ".".join(map(str, place)), "rule": str(each["type"]), "message": message}


def install(app: FastAPI) -> None:
    """Have every refusal of the app answered as a problem."""
    app.add_exception_handler(errors.LinkageError, refused)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
