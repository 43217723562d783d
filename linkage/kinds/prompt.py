"""`prompt`: the template of what an account asks a model, which strangers cannot see to copy."""

import polars as pl

from linkage.kinds import text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_EVERYBODYS = (
    "test",
    "hello",
    "hi",
    "hey",
    "default",
    "{}",
    "{prompt}",
    "{input}",
    "{{prompt}}",
    "{{input}}",
    "{text}",
)


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """The template, folded."""
    value = text.fold(raw)
    return text.unless(text.among(value, _EVERYBODYS), value)


PROMPT = Kind("prompt", group=Group.BEHAVIOUR, clean=clean, prior=13.0)
