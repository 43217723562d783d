"""Appeals against exports: one queue, answered by people who had no part in the export."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api.answers import appealing, exporting
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow, ReadingNow
from api.schemas.appeals import Answering, Appeal, Appealing, Appeals, Assigning, Rates, Weighing
from api.writes import WriteNow, refused
from linkage.ledger import appeals

router = APIRouter(route_class=Guarded, tags=["appeals"])

AppealPath = Annotated[int, Path(ge=1, le=2**53, description="An appeal's number.")]
HERE = "/v1/appeals/{appeal}"
WRITES = refused(400, 401, 403, 404, 413, 503)
PEOPLE = allow("approve", "investigate")


@router.post(
    "/v1/appeals",
    operation_id="openAppeal",
    status_code=201,
    response_model=Appeal,
    responses=WRITES,
    openapi_extra=allow("enforce", "export", "approve", "investigate"),
)
def open_one(wanted: Appealing, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Open an appeal against the action on an account; an appeal that is already open is returned."""
    return write.once(lambda ledger: appealing.open_one(live, ledger, who, wanted), at=HERE)


@router.get(
    "/v1/appeals",
    operation_id="listAppeals",
    response_model=Appeals,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=PEOPLE,
)
def listed(live: LiveNow, asked: Annotated[appealing.Queue, Query()]) -> Appeals:
    """The queue, newest first unless `sort` says otherwise."""
    return appealing.page_of(live, live.ledger(), asked, live.settings.page_limit)


@router.get(
    "/v1/appeals/rates",
    operation_id="getOverturnRates",
    response_model=Rates,
    responses=refusals(401, 403, 503),
    openapi_extra=PEOPLE,
)
def rates(live: LiveNow) -> Rates:
    """How many appeals answered in 30 days were granted: by ground, ring, and who approved the export."""
    return appealing.rates(live)


@router.get(
    "/v1/appeals/{appeal}",
    operation_id="getAppeal",
    response_model=Weighing,
    responses=refusals(401, 403, 404, 409, 422, 503),
    openapi_extra=PEOPLE,
)
def one(appeal: AppealPath, live: LiveNow, reading: ReadingNow) -> Weighing:
    """An appeal, with the evidence as it stood beside the evidence now; this read is audited."""
    return appealing.weighed(live, appeal, reading)


@router.post(
    "/v1/appeals/{appeal}/assign",
    operation_id="assignAppeal",
    status_code=201,
    response_model=Appeal,
    responses=WRITES,
    openapi_extra=PEOPLE,
)
def assign(appeal: AppealPath, wanted: Assigning, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Give an appeal to a person who neither asked for the export, nor reviewed nor approved it."""
    said = exporting.spoken(who, wanted.reason)
    return write.once(
        lambda ledger: appealing.shape(live, ledger, appeals.assign(ledger, appeal, wanted.key, said)),
        at=HERE,
    )


@router.post(
    "/v1/appeals/{appeal}/answer",
    operation_id="answerAppeal",
    status_code=201,
    response_model=Appeal,
    responses=WRITES,
    openapi_extra=PEOPLE,
)
def answer(appeal: AppealPath, wanted: Answering, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Answer an appeal assigned to you. If granted, the account is released at once, and an export restores it."""
    made = write.once(lambda ledger: appealing.answered(live, ledger, who, appeal, wanted), at=HERE)
    appealing.restore(live, who, appeal)
    return made
