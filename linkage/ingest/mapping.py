"""What a caller's TOML file says: other names for columns and files, SQL sources, kinds of his own.

[files]
"customers" = "accounts"            # file stem or name = feed

[columns.accounts]
account_id = "customer_no"          # the feed's column = the file's column
full_name = ["first", "last"]       # or several of the file's, joined by a blank

[forms.accounts]
created_at = "%d.%m.%Y %H:%M"       # the form of times (strftime), "1.234,56" or "1,234.56" for numbers

[words.billing.outcome]
"payé" = "paid"                     # the file's word = ours; "" for no value

[columns."orders-old.csv"]          # a file of other names than the others of its feed is read by its own parts alone
account_id = "client"

[sources.crm]
url = "postgresql+psycopg://reader@db/crm"
query = "select id as account_id, mail as email from customers"
feed = "accounts"

[kinds.wallet]                      # kinds of the feed `facts`
group = "payment"                   # identity payment device network place behaviour; or left out
normaliser = "exact"                # exact casefold digits, or the name of a kind
forgeable = false
"""

import tomllib
from collections.abc import Iterator
from collections.abc import Mapping as Table
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from linkage.errors import WrongUse
from linkage.ingest import forms
from linkage.ingest.feeds import FEEDS
from linkage.kinds import Kind, declare

LONGEST = 1 << 20
"""Most bytes of a mapping."""


def _feed(name: str) -> str:
    if name not in FEEDS:
        raise ValueError(f"the feeds are {', '.join(FEEDS)}")
    return name


FeedName = Annotated[str, AfterValidator(_feed)]


def _form(text: str) -> str:
    if not forms.known(text):
        raise ValueError(f"a form is one of strftime, such as %d.%m.%Y, or one of {', '.join(forms.NUMBERS)}")
    return text


Form = Annotated[str, AfterValidator(_form)]


def _several(named: object) -> object:
    if isinstance(named, str):
        return (named,)
    if not isinstance(named, list | tuple) or not named or not all(isinstance(each, str) for each in named):
        raise ValueError("a column is named by a text, or several that are joined by a list of texts")
    return tuple(named)


Columns = Annotated[tuple[str, ...], BeforeValidator(_several)]
"""Columns of a file that are one of a feed: as a rule one."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class SqlSource(_Part):
    """Rows of a feed that a database is asked for."""

    url: str
    """SQLAlchemy URL."""
    query: str
    feed: FeedName


class Declared(_Part):
    """A kind of the feed `facts` as the caller describes it."""

    group: str | None = None
    normaliser: str = "exact"
    forgeable: bool = False


class Mapping(_Part):
    """How the caller's names go over into those of the feeds; empty when he uses ours."""

    files: dict[str, FeedName] = Field(default_factory=dict)
    columns: dict[str, dict[str, Columns]] = Field(default_factory=dict)
    """By feed, or by the name of one file; so are forms and words."""
    forms: dict[str, dict[str, Form]] = Field(default_factory=dict)
    words: dict[str, dict[str, dict[str, str]]] = Field(default_factory=dict)
    sources: dict[str, SqlSource] = Field(default_factory=dict)
    kinds: dict[str, Declared] = Field(default_factory=dict)

    def feed(self, name: str, stem: str) -> str | None:
        """The feed of a file by its name or stem, or None."""
        found = self.files.get(name) or self.files.get(stem)
        first = stem.split("-")[0].split(".")[0]
        return found or next((each for each in (stem, first) if each in FEEDS), None)

    def own(self, feed: str, name: str) -> tuple[str, ...]:
        """The file's columns that are a column of the feed."""
        return self.columns.get(feed, {}).get(name, (name,))

    def of(self, feed: str, *names: str) -> "Mapping":
        """The same for one file of a feed: where parts have one of its names, they alone hold for it."""
        parts = self._parts()
        own = next(
            (each for each in names if each not in FEEDS and any(each in of for of in parts.values())), None
        )
        if own is None:
            return self
        return self.model_copy(update={part: {feed: of.get(own, {})} for part, of in parts.items()})

    def told(self) -> Iterator[tuple[str, str | None, set[str]]]:
        """The columns of which something is said: by which part, of which feed (None for none), and which."""
        for part, named in self._parts().items():
            for name, columns in named.items():
                yield f"{part}.{name}", self.feed(name, name), set(columns)

    def _parts(self) -> Table[str, Table[str, Table[str, object]]]:
        """What is said of columns, by part, then by feed or file."""
        return {"columns": self.columns, "forms": self.forms, "words": self.words}

    def said(self, feed: str) -> Table[str, Table[str, str]]:
        """What a file's words stand for, by the feed's column; the words in small letters."""
        columns = self.words.get(feed, {})
        return {
            name: {theirs.strip().lower(): own for theirs, own in told.items()}
            for name, told in columns.items()
        }

    def strange(self) -> Iterator[tuple[str, str]]:
        """What is told of columns that take no words, and words that a column does not take: where, and why."""
        for key, columns in self.words.items():
            feed = FEEDS[self.feed(key, key) or key]
            choices = {each.name: each.choices for each in feed.columns}
            for name, told in columns.items():
                if not choices[name]:
                    yield f"{key}.{name}", "the column takes any text: only one of few words can be told of"
                elif not set(told.values()) <= {*choices[name], ""}:
                    yield (
                        f"{key}.{name}",
                        f'a word stands for one of {", ".join(choices[name])}, or for "" (no value)',
                    )

    def knowing(self, before: Table[str, Declared], anew: bool = False) -> "Mapping":
        """This mapping with the kinds declared in earlier loads; what it declares itself holds.

        `WrongUse` for another normaliser, since the values that are there were read by the old one; unless
        everything is loaded `anew`.
        """
        for name, each in sorted(self.kinds.items()):
            old = before.get(name, each).normaliser
            if old != each.normaliser and not anew:
                raise WrongUse(
                    f"the kind `{name}` was loaded by the normaliser {old}: reingest, or take another name"
                )
        return self.model_copy(update={"kinds": {**before, **self.kinds}})

    def declared(self) -> Table[str, Kind]:
        """The kinds declared, by name; `WrongUse` for a group or normaliser there is not."""
        return {
            name: declare(name, each.group, each.normaliser, each.forgeable)
            for name, each in sorted(self.kinds.items())
        }


def _text(path: Path) -> str:
    """The text of a mapping, which is a file of at most `LONGEST` bytes."""
    if path.exists() and not path.is_file():
        raise WrongUse(f"the mapping {path} is not a file")
    with path.open("rb") as file:
        raw = file.read(LONGEST + 1)
    if len(raw) > LONGEST:
        raise WrongUse(f"the mapping {path} is larger than {LONGEST:,} bytes: is it the right file?")
    return raw.removeprefix(b"\xef\xbb\xbf").decode()


def read(path: Path) -> Mapping:
    """Read and check a mapping; `WrongUse` names what is wrong in it."""
    try:
        mapping = Mapping.model_validate(tomllib.loads(_text(path)))
    except RecursionError:
        raise WrongUse(f"the mapping {path} is nested too deep") from None
    except OSError:
        raise WrongUse(f"the mapping {path} cannot be opened") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise WrongUse(f"the mapping {path} is not valid TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongUse(f"the mapping {path}: {where}: {first['msg']}") from None
    for where, feed, renamed in mapping.told():
        if feed is None:
            raise WrongUse(
                f"the mapping {path}: {where}: neither a feed nor a file named under [files]; "
                f"the feeds are {', '.join(FEEDS)}"
            )
        unknown = sorted(renamed - set(FEEDS[feed].names))
        if unknown:
            raise WrongUse(f"the mapping {path}: the feed {feed} has no column {', '.join(unknown)}")
    for where, strange in mapping.strange():
        raise WrongUse(f"the mapping {path}: words.{where}: {strange}")
    mapping.declared()
    return mapping
