"""The contract as a page: Swagger UI, all of it served from here: it works where nothing else is reached."""

from importlib import resources

from fastapi import APIRouter, Request
from fastapi.openapi.docs import get_swagger_ui_html
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, Response

router = APIRouter(include_in_schema=False)

FILES = {
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui.css": "text/css",
    "favicon-32x32.png": "image/png",
}
"""What the page is made of, and the type of each."""

POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:"
)
"""The browser asks nobody but this service; inline are the start of the page and Swagger UI's own styles."""


@router.get("/docs")
def page(request: Request) -> HTMLResponse:
    """The page; its links are relative, so that it may stand behind a proxy's prefix."""
    made = get_swagger_ui_html(
        openapi_url="openapi.json",
        title=request.app.title,
        swagger_js_url="docs/swagger-ui-bundle.js",
        swagger_css_url="docs/swagger-ui.css",
        swagger_favicon_url="docs/favicon-32x32.png",
        swagger_ui_parameters={"validatorUrl": None, "displayRequestDuration": True},
    )
    made.headers["Content-Security-Policy"] = POLICY
    return made


@router.get("/docs/{name}")
def part(name: str) -> Response:
    """A file of the page."""
    if name not in FILES:
        raise HTTPException(404)
    content = (resources.files("fastapi_swagger") / "resources" / name).read_bytes()
    return Response(content, media_type=FILES[name], headers={"Cache-Control": "public, max-age=3600"})
