"""Exports of actions: asked for, previewed, reviewed, approved by people, produced, taken back."""

from pathlib import Path as FilePath
from typing import Annotated

from fastapi import APIRouter, Body, Path, Query
from starlette.responses import FileResponse, Response

from api.answers import exporting
from api.auth import Guarded, allow
from api.contract import refusals
from api.deps import AccountPath, ActorNow, LiveNow, ReadingNow
from api.replies import JSON
from api.schemas.exports import (
    Approving,
    Export,
    Exports,
    Reasons,
    Record,
    Requesting,
    Reviewing,
    Revoking,
    Sample,
    Stepping,
)
from api.writes import WriteNow, refused
from linkage.enforcement import files, produce, record
from linkage.errors import NotFound
from linkage.hashing import account_key
from linkage.ledger import Ledger, approvals, exports

router = APIRouter(route_class=Guarded, tags=["exports"])

ExportPath = Annotated[str, Path(min_length=1, max_length=64, description="An export's id.")]
HERE = "/v1/exports/{id}"
WRITES = refused(400, 401, 403, 404, 413, 503)
READS = refusals(401, 403, 404, 422, 503)
LOOK = allow("export", "approve", "investigate")
EXPORT = allow("export")
FILES = {200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}}


@router.post(
    "/v1/exports",
    operation_id="requestExport",
    status_code=201,
    response_model=Export,
    responses=WRITES,
    openapi_extra=EXPORT,
)
def request(wanted: Annotated[Requesting, Body()], live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Ask for an export of what is served now: an action on the core and member accounts of confirmed rings."""
    return write.once(lambda ledger: exporting.request(live, ledger, who, wanted), at=HERE)


@router.get(
    "/v1/exports",
    operation_id="listExports",
    response_model=Exports,
    responses=refusals(401, 403, 410, 422, 503),
    openapi_extra=LOOK,
)
def listed(live: LiveNow, asked: Annotated[exporting.Wanting, Query()]) -> Exports:
    """List exports, newest first unless `sort` says otherwise."""
    return exporting.page_of(live.ledger(), asked, live.settings.page_limit)


@router.get(
    "/v1/exports/{export_id}",
    operation_id="getExport",
    response_model=Export,
    responses=READS,
    openapi_extra=allow("export", "approve", "investigate", "enforce"),
)
def one(export_id: ExportPath, live: LiveNow) -> Export:
    """One export. Who acts on its file asks before each wave: `cancelled` and `revoked` stop it."""
    return exporting.shape(live.ledger(), exports.one(live.ledger(), export_id))


@router.post(
    "/v1/exports/{export_id}/preview",
    operation_id="previewExport",
    response_model=Export,
    responses=refused(400, 401, 403, 404, 413, 503, done=200),
    openapi_extra=EXPORT,
)
def preview(export_id: ExportPath, why: Stepping, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Choose the accounts of an export, once, show its effect, and draw the sample to review."""
    found, said = exporting.look(live, export_id), exporting.spoken(who, why.reason)
    return write.once(lambda ledger: exporting.previewed(ledger, export_id, found, said), 200)


@router.get(
    "/v1/exports/{export_id}/sample",
    operation_id="getSample",
    response_model=Sample,
    responses=READS,
    openapi_extra=allow("approve", "investigate"),
)
def sample(export_id: ExportPath, live: LiveNow, reading: ReadingNow) -> Sample:
    """The accounts drawn at random that have to be reviewed; this read is audited."""
    found = exporting.sample(live, export_id)
    reading.witness("read sample", export_id)
    return found


@router.post(
    "/v1/exports/{export_id}/reviews",
    operation_id="reviewExport",
    status_code=201,
    response_model=Export,
    responses=WRITES,
    openapi_extra=allow("approve", "investigate"),
)
def review(export_id: ExportPath, wanted: Reviewing, who: ActorNow, write: WriteNow) -> Response:
    """Say of an account of the sample whether it is fraudulent; an honest one stops the export for good."""
    said, account = exporting.spoken(who, wanted.reason), account_key(wanted.account_id)

    def act(ledger: Ledger) -> Export:
        approvals.review(ledger, export_id, account, wanted.verdict, said)
        return exporting.shape(ledger, exports.one(ledger, export_id))

    return write.once(act, at=HERE)


@router.post(
    "/v1/exports/{export_id}/approve",
    operation_id="approveExport",
    status_code=201,
    response_model=Export,
    responses=WRITES,
    openapi_extra=allow("approve"),
)
def approve(export_id: ExportPath, wanted: Approving, who: ActorNow, write: WriteNow) -> Response:
    """Approve the content of the digest. People count, not keys; whoever requested the export may not approve."""
    said = exporting.spoken(who, wanted.reason)
    return write.once(
        lambda ledger: exporting.shape(ledger, approvals.approve(ledger, export_id, wanted.digest, said)),
        at=HERE,
    )


@router.post(
    "/v1/exports/{export_id}/produce",
    operation_id="produceExport",
    response_model=Export,
    responses=refused(400, 401, 403, 404, 413, 503, done=200),
    openapi_extra=EXPORT,
)
def produced(export_id: ExportPath, why: Stepping, live: LiveNow, who: ActorNow, write: WriteNow) -> Response:
    """Write the file of an approved export, and sign it; repeating gives the same file."""
    made, said = exporting.write(live, export_id), exporting.spoken(who, why.reason)
    return write.once(
        lambda ledger: exporting.shape(ledger, exports.produced(ledger, export_id, made, said)), 200
    )


@router.post(
    "/v1/exports/{export_id}/cancel",
    operation_id="cancelExport",
    response_model=Export,
    responses=refused(400, 401, 403, 404, 413, 503, done=200),
    openapi_extra=allow("export", "approve"),
)
def cancel(export_id: ExportPath, why: Stepping, who: ActorNow, write: WriteNow) -> Response:
    """Cancel an export: accounts not acted on yet are left alone."""
    said = exporting.spoken(who, why.reason)
    return write.once(lambda ledger: exporting.shape(ledger, exports.cancel(ledger, export_id, said)), 200)


@router.post(
    "/v1/exports/{export_id}/revoke",
    operation_id="revokeExport",
    status_code=201,
    response_model=Export,
    responses=WRITES,
    openapi_extra=allow("approve"),
)
def revoke(
    export_id: ExportPath, wanted: Revoking, live: LiveNow, who: ActorNow, write: WriteNow
) -> Response:
    """Revoke an export for some or all accounts: the answer is a new export, whose file says what to restore."""
    made = exporting.take_back(live, export_id, wanted, who)
    return write.once(lambda ledger: exporting.shape(ledger, exports.one(ledger, made.id)), at=HERE)


@router.get(
    "/v1/exports/{export_id}/file",
    operation_id="getExportFile",
    response_class=FileResponse,
    responses=FILES | READS | refusals(409),
    openapi_extra=EXPORT,
)
def file(export_id: ExportPath, live: LiveNow, reading: ReadingNow) -> FileResponse:
    """The file; `Range` resumes an interrupted download. This read is audited."""
    path = _there(live, export_id)
    reading.witness("download export", export_id)
    return FileResponse(path, media_type="application/octet-stream", filename=path.name)


@router.get(
    "/v1/exports/{export_id}/manifest",
    operation_id="getManifest",
    responses={200: {"content": {JSON: {"schema": {"type": "object"}}}}} | READS | refusals(409),
    response_class=Response,
    openapi_extra=EXPORT,
)
def manifest(export_id: ExportPath, live: LiveNow) -> Response:
    """The signed manifest, byte for byte: `linkage verify` checks the file by it."""
    return Response(files.manifest_of(_there(live, export_id)).read_bytes(), media_type=JSON)


@router.get(
    "/v1/exports/{export_id}/accounts/{account_id}",
    operation_id="getRecord",
    response_model=Record,
    responses=READS | refusals(409),
    openapi_extra=allow("investigate", "approve"),
)
def recorded(export_id: ExportPath, account_id: AccountPath, live: LiveNow, reading: ReadingNow) -> Record:
    """All that is kept of an exported account, with the evidence as it stood; this read is audited."""
    found = record.record(live.settings, live.ledger(), export_id, account_key(account_id))
    reading.witness("read record", f"{export_id} {account_id}")
    return Record.model_validate(found)


@router.get(
    "/v1/exports/{export_id}/accounts/{account_id}/reasons",
    operation_id="getReasons",
    response_model=Reasons,
    responses=READS | refusals(409),
    openapi_extra=allow("investigate", "approve", "export"),
)
def reasons(export_id: ExportPath, account_id: AccountPath, live: LiveNow, reading: ReadingNow) -> Reasons:
    """The statement of reasons for an exported account; this read is audited."""
    found = record.record(live.settings, live.ledger(), export_id, account_key(account_id))
    reading.witness("read reasons", f"{export_id} {account_id}")
    return Reasons.model_validate(record.statement(found))


def _there(live: LiveNow, export_id: str) -> FilePath:
    """The file of an export; raises NotFound while there is none."""
    row = exports.one(live.ledger(), export_id)
    path = produce.file_of(live.settings, row)
    if not row.file or not path.is_file():
        raise NotFound("the export has no file yet")
    return path
