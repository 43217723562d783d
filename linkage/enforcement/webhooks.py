"""Events sent to other systems after the Standard Webhooks pattern (https://www.standardwebhooks.com).

An address is looked up once and connected to by that look-up, so that no name can lead into a private network
after it was checked; nothing is followed to elsewhere.
"""

import base64
import hmac
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlsplit

import httpx2

from linkage import pepper
from linkage.errors import WrongUse
from linkage.ledger import Ledger, subscriptions
from linkage.ledger.hooks import DeliveryRow, HookRow
from linkage.settings import Settings

PATIENCE: Final = 10.0
"""Seconds to connect, and again to answer."""

WRAPPED: Final = tuple(
    map(
        ipaddress.ip_network,
        ("::/8", "64:ff9b::/96", "64:ff9b:1::/48", "2001::/32", "2002::/16", "fec0::/10"),
    )
)
"""Networks of IPv6 that lead to addresses of IPv4, private ones too (mapped, compatible, NAT64, Teredo, 6to4), or
were private once (RFC 3879)."""

Networks = Sequence[ipaddress.IPv4Network | ipaddress.IPv6Network]


@dataclass(frozen=True)
class Sender:
    """What sending takes."""

    secret: bytes
    """From which each webhook's own is derived."""
    allowed: Networks = ()
    """Networks that are private and may be told all the same."""


def sender(settings: Settings) -> Sender:
    """What sending takes, by the settings; raises WrongUse for a network that is none."""
    named = filter(None, map(str.strip, settings.webhook_networks.split(",")))
    try:
        networks = tuple(map(ipaddress.ip_network, named))
    except ValueError:
        raise WrongUse("LINKAGE_WEBHOOK_NETWORKS names networks with commas, such as 10.1.0.0/16") from None
    return Sender(pepper.export_key(settings), networks)


def secret_of(sender: Sender, hook: str, version: int) -> bytes:
    """The secret of a webhook: 32 bytes, of no use for another one."""
    return hmac.digest(sender.secret, f"linkage.webhook\n{hook}\n{version}".encode(), "sha256")


def shown(secret: bytes) -> str:
    """A secret as receivers keep it."""
    return f"whsec_{base64.b64encode(secret).decode()}"


def signature(secret: bytes, event: str, seconds: int, body: str) -> str:
    """The signature of an event, as its header has it."""
    said = f"{event}.{seconds}.{body}".encode()
    return f"v1,{base64.b64encode(hmac.digest(secret, said, 'sha256')).decode()}"


def headers(sender: Sender, hook: HookRow, row: DeliveryRow, now: datetime) -> dict[str, str]:
    """Id, time and signatures; during a rotation both secrets sign."""
    seconds, versions = int(now.timestamp()), [hook.version]
    if hook.overlap is not None and hook.overlap > now:
        versions.append(hook.version - 1)
    made = [signature(secret_of(sender, hook.id, each), row.event, seconds, row.body) for each in versions]
    return {
        "Content-Type": "application/json",
        "webhook-id": row.event,
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(made),
    }


def address(host: str, port: int, allowed: Networks) -> str | None:
    """An address of a host that may be told; None where any of its addresses is private."""
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError:
        return None
    known = sorted(map(ipaddress.ip_address, found), key=lambda each: (each.version, int(each)))
    public = [_public(each) for each in known]
    fine = [ok or any(each in net for net in allowed) for ok, each in zip(public, known, strict=True)]
    return str(known[0]) if known and all(fine) else None


def _public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether an address is of the public internet; one that wraps an address of IPv4 or is translated is not."""
    if not address.is_global or address.is_multicast:
        return False
    return address.version == 4 or not any(address in each for each in WRAPPED)


def send(sender: Sender, hook: HookRow, row: DeliveryRow, now: datetime) -> tuple[str, bool]:
    """Try to deliver an event once: what it came to, and whether it is delivered."""
    parts = urlsplit(hook.url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    where = address(host, port, sender.allowed)
    if where is None:
        return "the address is unknown or private", False
    shown_as = f"[{where}]" if ":" in where else where
    url = parts._replace(netloc=f"{shown_as}:{port}").geturl()
    sent = headers(sender, hook, row, now) | {"Host": parts.netloc}
    try:
        with httpx2.Client(timeout=PATIENCE, follow_redirects=False, trust_env=False) as client:
            extensions = {"sni_hostname": host} if parts.scheme == "https" else {}
            answer = client.post(url, content=row.body.encode(), headers=sent, extensions=extensions)
    except httpx2.HTTPError as error:
        return type(error).__name__, False
    return str(answer.status_code), answer.is_success


def deliver(ledger: Ledger, sender: Sender, now: datetime | None = None) -> int:
    """Write out what happened since the last look, and send what is due; how many were delivered."""
    moment = now or datetime.now(UTC)
    subscriptions.collect(ledger, moment)
    delivered = 0
    for hook, row in subscriptions.take(ledger, moment):
        said, fine = ("ended", False) if hook.ended_at else send(sender, hook, row, moment)
        subscriptions.told(ledger, row, said, fine, moment)
        delivered += fine
    return delivered
