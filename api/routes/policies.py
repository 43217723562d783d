"""Policies: versions, a dry run, and the export that one asks for; the same words as `linkage policies`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answers import exporting, terms
from api.answers.lists import Written
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow
from api.schemas.exports import Export
from api.schemas.policies import Activating, Applying, PolicyVersion, PolicyVersions, Tried, Trying
from api.writes import WriteNow, refused

router = APIRouter(route_class=Guarded, tags=["policies"])

VersionPath = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$", description="A version of the policies.")]
PolicyPath = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_-]{0,63}$", description="A policy's name.")]
LOOK = allow("operate", "export", "approve", "investigate")
WRITES = refused(400, 401, 403, 404, 413, 503)


@router.get(
    "/v1/policies",
    operation_id="listPolicies",
    response_model=PolicyVersions,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=LOOK,
)
def listed(live: LiveNow, asked: Annotated[Written, Query()]) -> PolicyVersions:
    """Versions of the policies as they were activated, newest first; the first is in force."""
    return terms.page_of(live.ledger(), asked, live.settings.page_limit)


@router.post(
    "/v1/policies",
    operation_id="activatePolicies",
    status_code=201,
    response_model=PolicyVersion,
    responses=WRITES,
    openapi_extra=allow("operate"),
)
def activate(wanted: Activating, who: ActorNow, write: WriteNow) -> Response:
    """Have a version of the policies in force from now on; activating the one in force changes nothing."""
    said = exporting.spoken(who, wanted.reason)
    return write.once(
        lambda ledger: terms.activate(ledger, wanted.toml, said), at="/v1/policy-versions/{version}"
    )


@router.post(
    "/v1/policies/run",
    operation_id="runPolicies",
    response_model=Tried,
    responses=refusals(400, 401, 403, 404, 413, 422, 503),
    openapi_extra=LOOK,
)
def run(wanted: Trying, live: LiveNow) -> Tried:
    """Try policies on what is served: counts of whom each covers. Nothing is asked for or written."""
    return terms.tried(live, wanted.toml)


@router.get(
    "/v1/policy-versions/{version}",
    operation_id="getPolicies",
    response_model=PolicyVersion,
    responses=refusals(401, 403, 404, 422, 503),
    openapi_extra=LOOK,
)
def one(version: VersionPath, live: LiveNow) -> PolicyVersion:
    """One version, as it was activated last."""
    return terms.one(live.ledger(), version)


@router.post(
    "/v1/policies/{policy}/apply",
    operation_id="applyPolicy",
    status_code=201,
    response_model=Export,
    responses=WRITES,
    openapi_extra=allow("export"),
)
def apply(policy: PolicyPath, wanted: Applying, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Ask for an export of whom a policy in force covers; it is previewed and approved as any other."""
    said = exporting.spoken(who, wanted.reason)
    return write.once(lambda ledger: terms.apply(live, ledger, policy, wanted, said), at="/v1/exports/{id}")
