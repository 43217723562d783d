"""Words that many documents have in common: counts, times, tiers, tables."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeAlias

import polars as pl
from pydantic import Field, WithJsonSchema

Row: TypeAlias = dict[str, Any]
Count: TypeAlias = Annotated[int, Field(ge=0)]
Share: TypeAlias = Annotated[float, Field(ge=0, le=1)]
Counts: TypeAlias = dict[str, Count]
TIME = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$"
"""The one form of a time: RFC 3339 in UTC, with `Z`."""
Time: TypeAlias = Annotated[
    str,
    WithJsonSchema(
        {"type": "string", "format": "date-time", "pattern": TIME, "description": "RFC 3339, UTC, with Z."}
    ),
]
State: TypeAlias = Literal["proposed", "confirmed", "dismissed", "disputed"]
Tier: TypeAlias = Literal["core", "member", "possible"]


def typed(column: pl.DataType | pl.datatypes.DataTypeClass) -> dict[str, Any]:
    """The JSON schema of a cell of that type; every cell may be null."""
    if isinstance(column, pl.List):
        return {"type": ["array", "null"], "items": typed(column.inner)}
    if column.is_integer():
        return {"type": ["integer", "null"]}
    if column.is_float():
        return {"type": ["number", "null"]}
    if column == pl.Boolean:
        return {"type": ["boolean", "null"]}
    if column.is_temporal():
        return {"type": ["string", "null"], "format": "date-time", "pattern": TIME}
    return {"type": ["string", "null"]}


def rows(columns: Mapping[str, pl.DataType] | Mapping[str, type[pl.DataType]]) -> WithJsonSchema:
    """The schema of the rows of a table, from its columns."""
    return WithJsonSchema(
        {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: typed(kind) for name, kind in columns.items()},
                "required": list(columns),
            },
        }
    )
