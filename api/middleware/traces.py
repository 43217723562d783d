"""Traces by OpenTelemetry, an extra, off unless an address is set: one span a request, named by its route's template.

A span holds method, template and status, nothing else: no path, no query, no address of a caller.
"""

from typing import TYPE_CHECKING

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import REQUEST
from api.middleware.edge import METHODS, template
from linkage.extras import extra

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider


def provider(address: str) -> "TracerProvider":
    """Sends spans to a collector that speaks OTLP over HTTP; `WrongUse` without the extra `otel`."""
    with extra("otel"):
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    made = TracerProvider(resource=Resource({"service.name": "linkage"}))
    made.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address)))
    return made


class Traces:
    """ASGI middleware around all others; who calls may hand on a trace (`traceparent`)."""

    def __init__(self, app: ASGIApp, provider: "TracerProvider") -> None:
        from opentelemetry.trace import SpanKind
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._app, self._kind = app, SpanKind.SERVER
        self._tracer = provider.get_tracer("linkage")
        self._extract = TraceContextTextMapPropagator().extract

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on within a span."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        given = {n.decode("latin-1"): v.decode("latin-1") for n, v in scope["headers"] if n == b"traceparent"}
        method = scope["method"] if scope["method"] in METHODS else "other"
        with self._tracer.start_as_current_span(
            method, self._extract(given), self._kind, record_exception=False
        ) as span:

            async def noting(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                await send(message)

            try:
                await self._app(scope, receive, noting)
            finally:
                route = template(scope)
                span.update_name(f"{method} {route}")
                span.set_attribute("http.request.method", method)
                span.set_attribute("http.route", route)
                span.set_attribute("linkage.request_id", str(scope.get(REQUEST, "")))
