"""Kinds of attributes: one file a family, each with the same answers; `KINDS` names them all."""

from dataclasses import replace

from linkage.errors import WrongUse
from linkage.kinds import (
    address,
    card,
    device,
    domain,
    email,
    exact,
    habits,
    ip,
    model,
    name,
    network,
    organisation,
    phone,
    profile,
    prompt,
    referrer,
    shape,
    tax,
)
from linkage.kinds.kind import Context, Implied, Kind
from linkage.model import Group

__all__ = ["KINDS", "Context", "Implied", "Kind", "declare", "get"]

KINDS: dict[str, Kind] = {
    "email": email.EMAIL,
    "email_domain": domain.DOMAIN,
    "email_shape": shape.SHAPE,
    "phone": phone.PHONE,
    "phone_block": phone.BLOCK,
    "name": name.NAME,
    "name_key": name.KEY,
    "surname": name.SURNAME,
    "organisation": organisation.ORGANISATION,
    "address": address.ADDRESS,
    "address_key": address.KEY,
    "card": card.CARD,
    "bin": card.BIN,
    "payer": name.PAYER,
    "payer_email": email.PAYER_EMAIL,
    "tax_id": tax.TAX,
    "device": device.DEVICE,
    "profile": profile.PROFILE,
    "ip": ip.IP,
    "subnet": ip.SUBNET,
    "asn": network.ASN,
    "network_type": network.TYPE,
    "referrer": referrer.REFERRER,
    "prompt": prompt.PROMPT,
    "model": model.MODEL,
    "outcome": habits.OUTCOME,
    "funding": habits.FUNDING,
    "verification_method": habits.METHOD,
    "verification_result": habits.RESULT,
    "document": habits.DOCUMENT,
    "inviter": habits.INVITER,
    "api_key": habits.API_KEY,
    "client": habits.CLIENT,
    "channel": habits.CHANNEL,
    "capability": habits.CAPABILITY,
}
"""Every kind with a name of its own, by that name."""


def get(name: str) -> Kind:
    """The kind of that name; one matched exactly, of no group, when nobody declared it."""
    return KINDS[name] if name in KINDS else exact.undeclared(name)


def declare(name: str, group: str | None, normaliser: str = "exact", forgeable: bool = False) -> Kind:
    """A kind of the caller's own: `normaliser` is `exact`, `casefold`, `digits` or the name of a kind.

    It takes from that kind how values are cleaned and told to be unreadable, and nothing else: people
    see a tag, and nothing follows from it. `WrongUse` for a group or a normaliser there is not.
    """
    if name in KINDS:
        raise WrongUse(f"`{name}` is a kind already: declare yours by another name")
    if group is not None and group not in set(Group):
        raise WrongUse(f"a kind's group is one of {', '.join(Group)}; that of `{name}` is none of them")
    plain = Kind(name, group=None if group is None else Group(group), clean=exact.exact, forgeable=forgeable)
    if normaliser in exact.NORMALISERS:
        return replace(plain, clean=exact.NORMALISERS[normaliser])
    if normaliser in KINDS:
        base = KINDS[normaliser]
        return replace(plain, clean=base.clean, readable=base.readable, local=base.local)
    known = ", ".join((*exact.NORMALISERS, *KINDS))
    raise WrongUse(f"a kind's normaliser is one of {known}; that of `{name}` is none of them")
