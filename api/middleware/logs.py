"""The service's log: one JSON object a line on stderr."""

import sys
from typing import cast

import orjson
import structlog
from structlog.typing import FilteringBoundLogger

from linkage import printable


def logger() -> FilteringBoundLogger:
    """A logger of its own; nothing is configured for the whole process."""
    log = structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(serializer=_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger("info"),
    )
    return cast(FilteringBoundLogger, log)


def _line(event: dict[str, object], **_: object) -> str:
    return printable.json(orjson.dumps(event, default=str).decode())
