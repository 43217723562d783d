"""The routes, one file a noun; every one is listed here, in the order they are tried."""

from fastapi import APIRouter

from api.routes import accounts, docs, rings, service

ROUTERS: tuple[APIRouter, ...] = (accounts.router, rings.router, service.router, docs.router)
