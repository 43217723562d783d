"""Which columns of which feed hold values, of what kind, and when they were seen: data, not code."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """A column of values of one kind."""

    column: str
    kind: str
    of: str | None = None
    """Column whose value implies this one; a fact of its own only in rows where that has none."""


@dataclass(frozen=True)
class Feed:
    """Where a feed's values are, and its columns of times and counts."""

    sources: tuple[Source, ...] = ()
    first: str | None = None
    last: str | None = None
    count: str | None = None


FEEDS: dict[str, Feed] = {
    "accounts": Feed(
        sources=(
            Source("email", "email"),
            Source("phone", "phone"),
            Source("full_name", "name"),
            Source("organization", "organisation"),
            Source("referrer", "referrer"),
            Source("signup_ip", "ip"),
            Source("signup_device_id", "device"),
            Source("signup_user_agent", "profile", of="signup_device_id"),
            Source("invited_by", "inviter"),
            Source("verification_method", "verification_method"),
            Source("verification_result", "verification_result"),
            Source("verification_document", "document"),
        ),
        first="created_at",
    ),
    "billing": Feed(
        sources=(
            Source("card_fingerprint", "card"),
            Source("card_bin", "bin", of="card_fingerprint"),
            Source("payer_name", "payer"),
            Source("payer_email", "payer_email"),
            Source("billing_address", "address"),
            Source("tax_id", "tax_id"),
            Source("outcome", "outcome"),
            Source("funding", "funding"),
        ),
        first="at",
    ),
    "devices": Feed(
        sources=(Source("device_id", "device"), Source("user_agent", "profile", of="device_id")),
        first="first_seen",
        last="last_seen",
    ),
    "network": Feed(
        sources=(
            Source("ip", "ip"),
            Source("asn", "asn", of="ip"),
            Source("network_type", "network_type", of="ip"),
        ),
        first="first_seen",
        last="last_seen",
        count="hits",
    ),
    "usage": Feed(
        sources=(
            Source("prompt_template", "prompt"),
            Source("model", "model"),
            Source("ip", "ip"),
            Source("client", "client"),
            Source("key_id", "api_key"),
            Source("channel", "channel"),
            Source("capability", "capability"),
        ),
        first="hour",
    ),
    "facts": Feed(first="at", count="count"),
    "relations": Feed(),
    "labels": Feed(),
}
"""The eight feeds; the kinds of `facts` are in its rows."""

RELATIONS = ("transfer", "referral", "reseller", "delegated", "same_organisation", "invitation")
LABELS = ("fraud", "banned", "honest")
STATUSES = ("active", "limited", "suspended", "closed", "banned")
"""By rank: of two, the later one is kept."""
