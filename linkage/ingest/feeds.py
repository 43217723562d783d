"""The feeds: eight tables, their columns, types and which of them a feed cannot do without."""

from dataclasses import dataclass
from enum import StrEnum


class Type(StrEnum):
    """What a column holds, and so how a cell of it is read."""

    ID = "id"
    """Opaque name of an account; stays as it is."""
    TEXT = "text"
    """Anything; left raw for `linkage.normalise`."""
    TIME = "time"
    """ISO 8601 or epoch; becomes seconds since 1970 in UTC."""
    WHOLE = "whole"
    """A whole number."""
    REAL = "real"
    """A number."""
    CHOICE = "choice"
    """One of a few words; case and blanks around do not matter."""


@dataclass(frozen=True)
class Column:
    """One column of a feed."""

    name: str
    type: Type = Type.TEXT
    required: bool = False
    """A feed without the column is refused; a row without a readable cell of it is set aside whole."""
    choices: tuple[str, ...] = ()
    spared: bool = False
    """No run reads it: cells that cannot be read are told, and however many they are, stop no load (0072)."""


@dataclass(frozen=True)
class Feed:
    """One table of input."""

    name: str
    columns: tuple[Column, ...]

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the columns it cannot do without."""
        return tuple(each.name for each in self.columns if each.required)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all its columns."""
        return tuple(each.name for each in self.columns)


STATUSES = ("active", "banned", "closed", "limited", "suspended")
NETWORK_TYPES = ("residential", "mobile", "business", "hosting", "vpn", "tor", "residential_proxy")
RELATIONS = ("transfer", "referral", "reseller", "delegated", "same_organisation", "invitation")
OUTCOMES = ("paid", "failed", "refunded", "disputed")
FUNDINGS = ("credit", "debit", "prepaid", "virtual", "gift", "crypto", "invoice")
RESULTS = ("passed", "failed", "pending", "expired")
CHANNELS = ("api", "web", "mobile", "cloud")
LABELS = ("fraud", "banned", "honest")

_ACCOUNT = Column("account_id", Type.ID, required=True)
_AT = Column("at", Type.TIME)
_SEEN = (Column("first_seen", Type.TIME), Column("last_seen", Type.TIME))


def _text(*names: str) -> tuple[Column, ...]:
    return tuple(Column(name) for name in names)


FEEDS: dict[str, Feed] = {
    feed.name: feed
    for feed in (
        Feed(
            "accounts",
            (
                _ACCOUNT,
                Column("created_at", Type.TIME),
                *_text("email", "phone", "full_name", "country", "organization", "referrer", "plan"),
                Column("status", Type.CHOICE, choices=STATUSES),
                *_text("signup_ip", "signup_device_id", "signup_user_agent"),
                *_text("invited_by", "verification_method"),
                Column("verification_result", Type.CHOICE, choices=RESULTS),
                *_text("verification_document"),
            ),
        ),
        Feed(
            "billing",
            (
                _ACCOUNT,
                _AT,
                Column("amount", Type.REAL),
                *_text("currency", "card_fingerprint", "card_bin", "payer_name", "payer_email"),
                *_text("billing_address", "tax_id"),
                Column("outcome", Type.CHOICE, choices=OUTCOMES),
                Column("funding", Type.CHOICE, choices=FUNDINGS),
            ),
        ),
        Feed("devices", (_ACCOUNT, Column("device_id", required=True), *_text("user_agent"), *_SEEN)),
        Feed(
            "network",
            (
                _ACCOUNT,
                Column("ip", required=True),
                *_text("asn"),
                Column("country", spared=True),
                Column("network_type", Type.CHOICE, choices=NETWORK_TYPES),
                *_SEEN,
                Column("hits", Type.WHOLE),
            ),
        ),
        Feed(
            "usage",
            (
                _ACCOUNT,
                Column("hour", Type.TIME, required=True),
                Column("requests", Type.WHOLE),
                Column("output_tokens", Type.WHOLE),
                *_text("model", "prompt_template", "ip", "client", "key_id"),
                Column("channel", Type.CHOICE, choices=CHANNELS),
                *_text("capability"),
            ),
        ),
        Feed(
            "relations",
            (
                _ACCOUNT,
                Column("other_id", Type.ID, required=True),
                Column("kind", Type.CHOICE, required=True, choices=RELATIONS),
                _AT,
                Column("amount", Type.REAL),
            ),
        ),
        Feed(
            "labels",
            (
                _ACCOUNT,
                Column("label", Type.CHOICE, required=True, choices=LABELS),
                _AT,
                *_text("reason"),
            ),
        ),
        Feed(
            "facts",
            (
                _ACCOUNT,
                Column("kind", required=True),
                Column("value", required=True),
                _AT,
                Column("count", Type.WHOLE),
            ),
        ),
    )
}
"""The feeds by name, in the order in which they are loaded."""
