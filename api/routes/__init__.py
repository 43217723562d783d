"""The routes, one file a noun; every one is listed here, in the order they are tried."""

from fastapi import APIRouter

from api.routes import (
    accounts,
    allowlist,
    appeals,
    cases,
    changes,
    decisions,
    docs,
    erasures,
    explorer,
    exports,
    graph,
    notes,
    policies,
    problems,
    publications,
    receipts,
    rings,
    search,
    service,
    webhooks,
)

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    erasures.router,
    notes.router,
    rings.router,
    graph.router,
    search.router,
    decisions.router,
    cases.router,
    publications.router,
    allowlist.router,
    exports.router,
    receipts.router,
    appeals.router,
    policies.router,
    webhooks.router,
    changes.router,
    service.router,
    docs.router,
    problems.router,
    explorer.router,
)
