"""The contract: OpenAPI as it truly is, written down by `python -m api.openapi`."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from api.auth import SCHEME
from api.described import describe
from api.errors import MEDIA_TYPE
from api.schemas.service import ProblemBody
from linkage.settings import Settings

SAID = {
    304: "Not modified: the caller holds this answer, by its ETag.",
    308: "The ring was merged into another, where this is answered.",
    400: "The body cannot be read: not UTF-8, or nested too deep (`bad-request`).",
    401: "No key, or one that is not known (`unknown-key`).",
    403: "The key lacks the scope (`lacks-scope`).",
    404: "Not there (`unknown-account`, `unknown-ring`).",
    409: "Not now (`refused`, `still-running`): it conflicts with the current state, or the same write is in progress.",
    410: "The cursor is of another publication or question (`stale-cursor`): start again.",
    413: "The body is too large (`too-large`).",
    415: "The body is of another media type than those named (`foreign-media-type`); `Accept` names them.",
    431: "The head of the request is too large, or has too many fields.",
    422: "The request breaks a rule (`wrong-use`, `too-many`, `idempotency-key-reused`); nothing of it is echoed.",
    429: "The key has made as many requests as it may (`over-limit`): ask again after `Retry-After` seconds.",
    500: "It failed here (`internal`).",
    503: "Not now (`nothing-published`, `ledger-unavailable`): ask again after `Retry-After` seconds.",
}

ABOUT = """Which accounts are in which ring of coordinated fraudulent accounts, why, and how sure that is.

Every `/v1` operation takes a key as `Authorization: Bearer lk_…`; the scopes stand with each operation, and
one of them is enough. Refusals are problems after RFC 9457 with a `code`, and echo nothing of the request."""


ALLOWANCE = {
    "RateLimit": 'What the key may still ask of this process, and in how many seconds all of it: `"key";r=…;t=…`.',
    "RateLimit-Policy": 'What the key may ask: `"key";q=…;w=…`, requests and seconds.',
}
"""Headers of every answer to a known key (draft-ietf-httpapi-ratelimit-headers)."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an operation may answer instead, for its contract."""
    problem = {"content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}}
    known = (429,) if 401 in statuses else ()
    all_of_them = (*statuses, *known, 500)
    return {each: {"description": SAID[each]} | (problem if each >= 400 else {}) for each in all_of_them}


def document(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """FastAPI's document, put right: its own 422 out, the problem shape, the key and the limits in."""
    told = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
    shapes = told["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        shapes.pop(name, None)
    shapes["ProblemBody"] = ProblemBody.model_json_schema(ref_template="#/components/schemas/{model}")
    shapes |= shapes["ProblemBody"].pop("$defs", {})
    for name, examples in _examples(app).items():
        shapes[name]["examples"] = examples
    shapes["Lookup"]["properties"]["account_ids"]["maxItems"] = settings.batch_limit
    told["components"]["headers"] = {
        name: {"description": says, "schema": {"type": "string"}} for name, says in ALLOWANCE.items()
    }
    told["components"]["securitySchemes"] = {
        SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "lk_…"}
    }
    for operation in (each for path in told["paths"].values() for each in path.values()):
        _bound(operation, settings.page_limit)
        always = (415,) * ("requestBody" in operation) + (422,) * bool(operation.get("security"))
        told_so = {str(status): answer for status, answer in refusals(*always).items()}
        if told_so.keys() - operation["responses"].keys():
            operation["responses"] = dict(sorted((told_so | operation["responses"]).items()))
        _allowance(operation)
    describe(told)
    return told


def _examples(app: FastAPI) -> dict[str, list[Any]]:
    """The examples of every shape as they are told there: FastAPI's document drops what is null in them."""
    routes = [each for each in app.routes if isinstance(each, APIRoute) and each.include_in_schema]
    asked = [each.body_field.field_info.annotation for each in routes if each.body_field is not None]
    shapes = [*asked, *(each.response_model for each in routes if each.response_model is not None)]
    adapters = (TypeAdapter[Any](each) for each in shapes)
    told = TypeAdapter.json_schemas((n, "validation", each) for n, each in enumerate(adapters))[1]["$defs"]
    return {name: shape["examples"] for name, shape in told.items() if "examples" in shape}


def _allowance(operation: dict[str, Any]) -> None:
    """Name the headers that tell what is left to the key, where there is one."""
    if {} in operation["security"]:
        return
    for status, answer in operation["responses"].items():
        if status != "401":
            answer.setdefault("headers", {}).update(
                {name: {"$ref": f"#/components/headers/{name}"} for name in ALLOWANCE}
            )


def _present(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema of a parameter that may be left out: there is no null in a URL or a header."""
    real = [each for each in schema.get("anyOf", []) if each != {"type": "null"}]
    return schema if len(real) != 1 else {k: v for k, v in schema.items() if k != "anyOf"} | real[0]


def _bound(operation: dict[str, Any], most: int) -> None:
    """State the largest page, and drop the refusals FastAPI adds by itself."""
    for parameter in operation.get("parameters", []):
        parameter["schema"] = _present(parameter["schema"])
        if parameter["name"] == "limit":
            parameter["schema"]["maximum"] = most
    for status, answer in list(operation["responses"].items()):
        if "HTTPValidationError" in str(answer):
            del operation["responses"][status]
