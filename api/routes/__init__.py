"""The routes, one file a noun; every one is listed here, in the order they are tried."""

from fastapi import APIRouter

from api.routes import accounts, allowlist, changes, decisions, docs, erasures, graph, rings, search, service

ROUTERS: tuple[APIRouter, ...] = (
    accounts.router,
    erasures.router,
    rings.router,
    graph.router,
    search.router,
    decisions.router,
    allowlist.router,
    changes.router,
    service.router,
    docs.router,
)
