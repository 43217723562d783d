"""Write the contract down: `python -m api.openapi > docs/openapi.json`."""

import sys

import orjson

from api.app import create_app
from linkage.settings import Settings


def text(settings: Settings) -> bytes:
    """The contract as it is committed."""
    told = create_app(settings).openapi()
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    sys.stdout.buffer.write(text(Settings()))
