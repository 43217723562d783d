"""Guesses which feed a foreign file is, and which of its columns is which; a map is what comes out.

Names are compared first, by their letters alone; then what the cells look like. Nothing is loaded.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from linkage.ingest import cells, forms, times
from linkage.ingest.feeds import FEEDS, Column, Feed, Type
from linkage.ingest.readers import NUMBER, Table

ROWS = 2_000
"""Rows looked at."""

ENOUGH = 0.9
"""Share of the cells of a column that must be readable in a form for it to be that form."""

NAMES: Mapping[str, str] = {
    "account_id": "account accountid accountno accountnumber customer customerid customerno user userid uid member "
    "memberid client clientid kunde kundennr kundennummer nutzer id",
    "other_id": "other otherid target targetid to touser recipient recipientid referred referredid",
    "created_at": "created createdat createdon signup signupat signupdate signuptime registered registeredat "
    "registrationdate joined joinedat angelegt angelegtam registriert",
    "email": "mail emailaddress mailaddress useremail",
    "phone": "phonenumber mobile mobilenumber tel telephone msisdn telefon handy",
    "full_name": "name fullname displayname customername realname",
    "country": "countrycode cc land nation",
    "organization": "organisation org company companyname firma employer",
    "referrer": "referer source utmsource referralurl",
    "plan": "tier subscription product package tarif",
    "status": "state accountstatus",
    "signup_ip": "signupip registrationip ipaddress ip createdip",
    "signup_device_id": "signupdevice deviceid device fingerprint devicefingerprint",
    "signup_user_agent": "useragent ua browser signupua",
    "at": "at date time timestamp datetime paidat paymentdate createdat created datum bezahltam when",
    "amount": "sum total value price betrag",
    "currency": "curr waehrung",
    "card_fingerprint": "card cardtoken cardid cardhash paymentmethod paymentmethodid fingerprint",
    "card_bin": "bin iin",
    "payer_name": "cardholder cardholdername holder payer billingname",
    "payer_email": "billingemail paypalemail",
    "billing_address": "address billingaddr street",
    "tax_id": "vat vatid taxnumber ustid",
    "device_id": "device deviceid fingerprint devicefingerprint machineid",
    "user_agent": "ua useragent browser",
    "first_seen": "firstseen first firstseenat since start",
    "last_seen": "lastseen last lastseenat until end",
    "ip": "ipaddress ipaddr remoteaddr clientip address",
    "asn": "as asnumber",
    "network_type": "iptype connectiontype nettype",
    "hits": "count requests logins sessions",
    "hour": "hour timestamp time period bucket",
    "requests": "calls requestcount count",
    "output_tokens": "tokens outputtokens completiontokens tokensout",
    "model": "modelname modelid engine",
    "prompt_template": "prompt template prompthash prompttemplate",
    "kind": "type relation attribute",
    "value": "attributevalue val",
    "label": "verdict fraudlabel",
    "reason": "note comment why",
}
"""What files call our columns: letters alone, in small."""

STEMS: Mapping[str, str] = {
    "accounts": "account customer user member signup registration kunde client",
    "billing": "payment transaction charge invoice card zahlung order",
    "devices": "device fingerprint",
    "network": "login session ip access connection",
    "usage": "usage request api activity",
    "relations": "relation referral transfer invite",
    "labels": "label fraud ban chargeback",
    "facts": "fact attribute",
}
"""What files of a feed are called."""

LOOKS: Mapping[str, str] = {
    "email": r"^[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$",
    "ip": r"^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]{4,}:[0-9a-fA-F:]*)$",
    "signup_ip": r"^(\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F:]{4,}:[0-9a-fA-F:]*)$",
    "phone": r"^\+?[0-9][0-9 ()/-]{6,}$",
    "user_agent": r"^Mozilla/",
    "signup_user_agent": r"^Mozilla/",
}
"""What cells of a column look like, where that tells it."""

TIMES = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", "%d-%m-%Y %H:%M", "%d-%m-%Y",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d", "%d %b %Y %H:%M", "%d %b %Y", "%b %d, %Y",
)  # fmt: skip
"""Forms of times that are tried on a whole column; of two that fit alike the earlier is taken."""


@dataclass(frozen=True)
class Guess:
    """What a file seems to be."""

    name: str
    feed: str
    columns: Mapping[str, str]
    """The feed's column: the file's column."""
    forms: Mapping[str, str]
    """Forms of times and numbers, by the feed's column."""
    left: tuple[str, ...]
    """Columns that were placed nowhere."""
    rows: pl.DataFrame = field(repr=False)
    """The rows looked at, with the feed's columns, in the ordinary form."""
    doubts: tuple[str, ...] = ()
    """What could be otherwise, in sentences."""

    @property
    def complete(self) -> bool:
        """Whether the feed has all it cannot do without."""
        return all(each in self.columns for each in FEEDS[self.feed].required)


def guess(path: Path, table: Table) -> Guess:
    """What a file seems to be: the feed that most of its columns fit."""
    names = [each for each in table.columns() or [] if each]
    chunk = next(table.chunks(names, ROWS, lambda *_: None), None)
    rows = pl.DataFrame() if chunk is None else chunk.rows.drop(NUMBER).head(ROWS)
    found = {feed: placed(FEEDS[feed], rows) for feed in FEEDS}
    best = max(FEEDS, key=lambda feed: fit(FEEDS[feed], found[feed], path.name))
    return told(path, FEEDS[best], found[best], rows)


def told(path: Path, feed: Feed, columns: dict[str, str], rows: pl.DataFrame) -> Guess:
    """The guess that a file is of a feed, with the forms of its columns."""
    named = rows.select(pl.col(own).alias(name) for name, own in columns.items())
    types = {column.name: column for column in feed.columns}
    tried = {name: form(named[name], types[name]) for name in columns}
    fitting = {name: found for name, (found, _) in tried.items() if found}
    doubts = tuple(f"`{columns[name]}`: {doubt}" for name, (_, doubt) in tried.items() if doubt)
    left = tuple(each for each in rows.columns if each not in columns.values())
    return Guess(path.name, feed.name, columns, fitting, left, forms.ordinary(named, fitting), doubts)


def placed(feed: Feed, rows: pl.DataFrame) -> dict[str, str]:
    """The columns of a feed, each with the column of the file that fits best: by name, then by look."""
    found: dict[str, str] = {}
    scores = [
        (score(column, own, rows[own]), -at, column.name, own)
        for column in feed.columns
        for at, own in enumerate(rows.columns)
    ]
    for points, _, name, own in sorted(scores, reverse=True):
        if points > 0 and name not in found and own not in found.values():
            found[name] = own
    return {column.name: found[column.name] for column in feed.columns if column.name in found}


def score(column: Column, own: str, raw: pl.Series) -> float:
    """How well a column of a file fits one of a feed: 3 the same name, 2 a known name, 1 the look alone; 0 not."""
    name, ours = letters(own), letters(column.name)
    points = 3.0 if name == ours else 2.0 if name in NAMES.get(column.name, "").split() else 0.0
    look = LOOKS.get(column.name)
    if look is not None:
        fits = share(raw.cast(pl.String, strict=False).str.strip_chars().str.contains(look), raw)
        points = (
            points + 0.5 if fits >= ENOUGH and points else 1.0 if fits >= ENOUGH else points * (fits > 0.5)
        )
    if column.type is Type.CHOICE and points:
        words = raw.cast(pl.String, strict=False).str.strip_chars().str.to_lowercase()
        points *= share(words.is_in(column.choices), raw) >= 0.5
    return points


def fit(feed: Feed, columns: Mapping[str, str], name: str) -> float:
    """How well a file fits a feed: its placed columns, and its own name; no feed without what it needs."""
    missing = sum(each not in columns for each in feed.required)
    called = any(each in letters(name) for each in STEMS[feed.name].split())
    return (
        len(columns) - len(feed.required) + 3 * called + (2 if len(feed.required) > 1 else 0) - 10 * missing
    )


def form(raw: pl.Series, column: Column) -> tuple[str | None, str | None]:
    """The form of a column of times or numbers, None for the ordinary one; and what could be otherwise."""
    if raw.dtype != pl.String or column.type not in (Type.TIME, Type.REAL, Type.WHOLE):
        return None, None
    if readable(raw, column) >= ENOUGH:
        return None, None
    tried = TIMES if column.type is Type.TIME else (forms.COMMA,)
    fits = [
        each
        for each in tried
        if readable(raw.to_frame("at").select(forms.read(pl.col("at"), each))["at"], column) >= ENOUGH
    ]
    if not fits:
        return None, "no form that is known reads it"
    other = next((each for each in fits[1:] if swapped(each, fits[0])), None)
    doubt = f"read as {fits[0]}; {other} would read it too: no day is past the 12th" if other else None
    return fits[0], doubt


def swapped(form: str, other: str) -> bool:
    """Whether two forms differ in the order of day and month."""
    return form.replace("%m/%d", "%d/%m") == other or other.replace("%m/%d", "%d/%m") == form


def readable(raw: pl.Series, column: Column) -> float:
    """Share of the cells that hold something that can be read as the column's type."""
    found = cells.read(raw, column, times.LATEST).values
    return share(found.is_not_null(), raw)


def share(true: pl.Series, raw: pl.Series) -> float:
    """Share of the cells that hold something of which this is true."""
    there = raw.is_not_null() & (raw.cast(pl.String, strict=False).str.strip_chars() != "")
    return float((true.fill_null(False) & there).sum()) / max(int(there.sum()), 1)


def letters(name: str) -> str:
    """A name without case, blanks and signs."""
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))


def document(guesses: Sequence[Guess]) -> str:
    """The map of some files, as TOML; of two files of one feed the first says what its columns are called."""
    lines = ["# A guess: read it before you load by it. See docs/feeds.md.", "[files]"]
    lines += [f"{quoted(each.name)} = {quoted(each.feed)}" for each in guesses]
    first = {each.feed: each for each in reversed(guesses)}
    for feed, each in sorted(first.items()):
        named = {name: own for name, own in each.columns.items() if name != own}
        lines += (
            ["", f"[columns.{feed}]", *(f"{name} = {quoted(own)}" for name, own in named.items())]
            if named
            else []
        )
        lines += (
            ["", f"[forms.{feed}]", *(f"{name} = {quoted(form)}" for name, form in each.forms.items())]
            if each.forms
            else []
        )
    return "\n".join([*lines, ""])


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    escaped = "".join(f"\\u{ord(each):04x}" if ord(each) < 32 or each in '"\\\x7f' else each for each in text)
    return f'"{escaped}"'
