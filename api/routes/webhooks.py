"""Webhooks: addresses that are told of events; the same words as `linkage webhooks`."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.answers import exporting, hooks
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import ActorNow, LiveNow, ReadingNow
from api.pages import bound
from api.schemas.exports import Stepping
from api.schemas.webhooks import Adding, Deliveries, Replayed, Replaying, Secret, Webhook, Webhooks
from api.writes import WriteNow, refused
from linkage.ledger import subscriptions

router = APIRouter(route_class=Guarded, tags=["webhooks"])

NamePath = Annotated[str, Path(min_length=1, max_length=64, description="A webhook's name.")]
OPERATE = allow("operate")
READS = refusals(401, 403, 404, 422, 503)
STEP = refused(400, 401, 403, 404, 413, 503, done=200)


class Newest(BaseModel):
    """How much of a log."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limit: int = Field(50, ge=1, le=1000, description="Most deliveries, the newest first.")
    done: bool | None = Field(None, description="Those delivered or given up, or those under way.")
    type: str | None = Field(None, max_length=64, description="Those of this type of event.")


@router.post(
    "/v1/webhooks",
    operation_id="addWebhook",
    status_code=201,
    response_model=Webhook,
    responses=refused(400, 401, 403, 413, 503),
    openapi_extra=OPERATE,
)
def add(wanted: Adding, who: ActorNow, write: WriteNow) -> Response:
    """Register an address for events from now on; its secret is read by itself."""
    said, events = exporting.spoken(who, wanted.reason), tuple(wanted.events)
    return write.once(
        lambda ledger: hooks.shape(subscriptions.add(ledger, wanted.name, wanted.url, events, said)),
        at="/v1/webhooks/{name}",
    )


@router.get(
    "/v1/webhooks",
    operation_id="listWebhooks",
    response_model=Webhooks,
    responses=refusals(401, 403, 503),
    openapi_extra=OPERATE,
)
def listed(live: LiveNow) -> Webhooks:
    """Every webhook, by name, those that ended too."""
    return Webhooks(items=list(map(hooks.shape, subscriptions.listed(live.ledger()))))


@router.get(
    "/v1/webhooks/{name}",
    operation_id="getWebhook",
    response_model=Webhook,
    responses=READS,
    openapi_extra=OPERATE,
)
def one(name: NamePath, live: LiveNow) -> Webhook:
    """One webhook."""
    return hooks.shape(hooks.one(live.ledger(), name))


@router.get(
    "/v1/webhooks/{name}/secret",
    operation_id="getWebhookSecret",
    response_model=Secret,
    responses=READS,
    openapi_extra=OPERATE,
)
def secret(name: NamePath, live: LiveNow, reading: ReadingNow) -> Secret:
    """The secret with which a receiver checks signatures; this read is audited."""
    found = hooks.secret(live, name)
    reading.witness("read webhook secret", name)
    return found


@router.post(
    "/v1/webhooks/{name}/rotate",
    operation_id="rotateWebhook",
    response_model=Webhook,
    responses=STEP,
    openapi_extra=OPERATE,
)
def rotate(name: NamePath, why: Stepping, who: ActorNow, write: WriteNow) -> Response:
    """Create a new secret; the old one also signs for one more day."""
    said = exporting.spoken(who, why.reason)
    return write.once(lambda ledger: hooks.shape(subscriptions.rotate(ledger, name, said)), 200)


@router.post(
    "/v1/webhooks/{name}/end",
    operation_id="endWebhook",
    response_model=Webhook,
    responses=STEP,
    openapi_extra=OPERATE,
)
def end(name: NamePath, why: Stepping, who: ActorNow, write: WriteNow) -> Response:
    """Stop sending events to an address."""
    said = exporting.spoken(who, why.reason)
    return write.once(lambda ledger: hooks.shape(subscriptions.end(ledger, name, said)), 200)


@router.get(
    "/v1/webhooks/{name}/deliveries",
    operation_id="listDeliveries",
    response_model=Deliveries,
    responses=READS,
    openapi_extra=OPERATE,
)
def deliveries(name: NamePath, live: LiveNow, asked: Annotated[Newest, Query()]) -> Deliveries:
    """What an address was sent, newest first, how often, and with what result."""
    bound(asked.limit, live.settings.page_limit)
    return hooks.deliveries(live.ledger(), name, asked.limit, done=asked.done, type=asked.type)


@router.post(
    "/v1/webhooks/{name}/replay",
    operation_id="replayWebhook",
    response_model=Replayed,
    responses=STEP,
    openapi_extra=OPERATE,
)
def replay(name: NamePath, wanted: Replaying, who: ActorNow, write: WriteNow) -> Response:
    """Send an event again, or all that failed for good."""
    said = exporting.spoken(who, wanted.reason)
    return write.once(
        lambda ledger: Replayed(replayed=subscriptions.replay(ledger, name, wanted.event, said)), 200
    )
