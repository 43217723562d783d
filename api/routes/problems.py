"""Where the `type` of a problem leads: a page of each kind, and of all."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse

from api import problems

router = APIRouter(include_in_schema=False)

HEADERS = {"Content-Security-Policy": "default-src 'none'", "Cache-Control": "public, max-age=3600"}


@router.get("/problems")
def every() -> HTMLResponse:
    """Every kind of problem."""
    return HTMLResponse(problems.html(problems.kinds()), headers=HEADERS)


@router.get("/problems/{code}")
def one(code: str) -> HTMLResponse:
    """One kind of problem."""
    found = [each for each in problems.kinds() if each.code == code]
    if not found:
        raise HTTPException(404)
    return HTMLResponse(problems.html(found), headers=HEADERS)
