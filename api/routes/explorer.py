"""The investigator's graph explorer: a built page, all of it served from here under a strict policy."""

from hashlib import blake2b
from importlib import resources

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.replies import matches

router = APIRouter(include_in_schema=False)

PAGE = "index.html"
FILES = {"explorer.js": "text/javascript", "explorer.css": "text/css", PAGE: "text/html"}
"""What the page is made of, and the type of each; `explorer/` has its sources."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
"""Nothing from elsewhere and nothing inline; no form is sent, nobody frames it, no text becomes markup."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


@router.get("/explorer")
def page(request: Request) -> Response:
    """The page; its links are relative, so that it may stand behind a proxy's prefix."""
    return file(request, PAGE)


@router.get("/explorer/{name}")
def part(request: Request, name: str) -> Response:
    """A file of the page."""
    if name not in FILES or name == PAGE:
        raise HTTPException(404)
    return file(request, name)


def file(request: Request, name: str) -> Response:
    """A file with the headers of the page; 304 for who has it."""
    content = (resources.files(__name__.rpartition(".routes")[0]) / "explorer" / name).read_bytes()
    headers = HEADERS | {"ETag": f'"{blake2b(content, digest_size=12).hexdigest()}"'}
    if matches(request.headers.get("if-none-match", ""), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=f"{FILES[name]}; charset=utf-8", headers=headers)
