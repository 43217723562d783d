"""Webhooks: signed, in order, tried again, replayed, and never sent into a private network."""

import base64
import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network
from threading import Thread
from typing import Any

import polars as pl
import pytest
from sqlalchemy import text

from linkage.enforcement import webhooks
from linkage.enforcement.webhooks import Sender
from linkage.errors import WrongUse
from linkage.ledger import exports, subscriptions
from linkage.ledger.audit import log
from linkage.ledger.hooks import HookRow
from linkage.printable import shown
from linkage.settings import Settings
from tests.enforcement.home import Home, ring

SECRET = b"a key for tests alone"
HERE = Sender(SECRET, (ip_network("127.0.0.0/8"),))
ALL = ("*",)


@dataclass
class Receiver:
    """A server that notes what it is sent, and answers what it is told to."""

    status: int = 204
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    url: str = ""

    def types(self) -> list[str]:
        return [each["type"] for each in self.bodies()]

    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            made.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(made.status)
            if made.status == 302:
                self.send_header("Location", made.url + "/elsewhere")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield made
    server.shutdown()
    thread.join()
    server.server_close()


def add(home: Home, receiver: Receiver, events: tuple[str, ...] = ALL) -> HookRow:
    return subscriptions.add(home.ledger, "siem", receiver.url, events, home.by("ines"))


def later(seconds: float = 0) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def test_what_happens_is_told_in_order_and_once(either: Home, receiver: Receiver) -> None:
    either.publish(ring("mill", 4))
    add(either, receiver)
    either.publish(ring("farm", 4))
    row = either.produced()
    assert webhooks.deliver(either.ledger, HERE, later()) == len(receiver.got) > 0
    assert webhooks.deliver(either.ledger, HERE, later()) == 0
    kinds = list(dict.fromkeys(receiver.types()))
    wanted = ["run.published", "ring.created", "decision.confirm", "export.requested", "export.previewed"]
    assert kinds == [*wanted, "export.approved", "export.produced"]
    assert {each["data"]["export"] for each in receiver.bodies() if "export" in each["type"]} == {row.id}
    assert log.verify(either.ledger).whole


def test_the_first_receipts_of_an_export_tell_that_it_was_delivered(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    row = home.produced()
    add(home, receiver, ("export.*",))
    for number in range(2):
        told = pl.DataFrame({"account_id": [f"farm-0000{number}"], "outcome": ["applied"]})
        home.receive(row, told, dry=True)
        home.receive(row, told)
    webhooks.deliver(home.ledger, HERE, later())
    receipts = "export.receipts"
    assert receiver.types() == [receipts, receipts, "export.delivered", receipts, receipts]
    assert receiver.bodies()[2]["data"] == {"export": row.id}
    assert log.verify(home.ledger).whole


ODD = ("R-a\u202eb", "x\x1b[31m R-00000000", "nl\nforged", "del\x7f")


def test_no_account_is_named_however_its_id_looks(home: Home, receiver: Receiver) -> None:
    """An id that looks like a ring's was told as a ring, raw words of ids were too."""
    home.publish({"farm": (*ODD, "farm-5", "farm-6")})
    add(home, receiver)
    for each in ODD:
        home.decide("dismiss", each)
    webhooks.deliver(home.ledger, HERE, later())
    assert receiver.types() == ["decision.dismiss"] * len(ODD)
    assert [each["data"]["rings"] for each in receiver.bodies()] == [[]] * len(ODD)
    sent = "".join(body for _, body in receiver.got)
    assert sent == shown(sent)
    assert log.verify(home.ledger).whole


def test_a_delivery_that_an_earlier_version_wrote_may_say_less(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver)
    row = home.request()
    subscriptions.collect(home.ledger, later())
    with home.ledger.write() as session:
        cut = text("UPDATE webhook_deliveries SET body = replace(body, :said, '') WHERE type = :type")
        session.execute(cut, {"said": f'"export":"{row.id}",', "type": "export.requested"})
    assert log.verify(home.ledger).whole
    webhooks.deliver(home.ledger, HERE, later())
    assert receiver.bodies()[0]["data"] == {"kind": "action", "publication": row.publication}


def test_an_export_that_was_taken_back_and_one_that_expired_are_told(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver, ("export.revoked", "export.expired"))
    row = home.produced()
    home.revoke(row)
    late = home.request()
    assert exports.expire(home.ledger, late.expires_at) == [late.id]
    webhooks.deliver(home.ledger, HERE, later())
    told = [(each["type"], each["data"]["export"]) for each in receiver.bodies()]
    assert told == [("export.revoked", row.id), ("export.expired", late.id)]
    assert log.verify(home.ledger).whole


@pytest.mark.parametrize(
    "forged", ["body = replace(body, 'R-', 'R-0')", "type = 'decision.release'", "event = 'of nobody'"]
)
def test_a_delivery_that_nothing_stands_for_is_seen_by_the_audit(
    either: Home, receiver: Receiver, forged: str
) -> None:
    add(either, receiver)
    either.publish(ring("farm", 4))
    subscriptions.collect(either.ledger, later())
    assert log.verify(either.ledger).whole
    with either.ledger.write() as session:
        session.execute(text(f"UPDATE webhook_deliveries SET {forged} WHERE type = 'ring.created'"))
    (stray,) = log.verify(either.ledger).strays
    assert stray.startswith("webhook_deliveries siem ")


def test_a_dismissed_ring_is_told_and_no_account_is_named(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver, ("ring.*", "decision.*"))
    home.decide("release", "farm-00001")
    webhooks.deliver(home.ledger, HERE, later())
    assert receiver.types() == ["decision.release"]
    assert "farm" not in str(receiver.got)


def test_a_receiver_checks_the_signature_by_the_standard(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    hook = add(home, receiver)
    home.request()
    webhooks.deliver(home.ledger, HERE, later())
    sent, body = receiver.got[0]
    text = webhooks.shown(webhooks.secret_of(HERE, hook.id, 1))
    secret = base64.b64decode(text.removeprefix("whsec_"))
    said = f"{sent['webhook-id']}.{sent['webhook-timestamp']}.{body}".encode()
    wanted = base64.b64encode(hmac.digest(secret, said, "sha256")).decode()
    assert sent["webhook-signature"] == f"v1,{wanted}"
    assert sent["host"] in receiver.url


def test_for_a_day_after_a_rotation_both_secrets_sign(home: Home, receiver: Receiver) -> None:
    home.clock = datetime.now(UTC)
    home.publish(ring("farm", 4))
    add(home, receiver)
    subscriptions.rotate(home.ledger, "siem", home.by("ines"))
    home.request()
    webhooks.deliver(home.ledger, HERE, later())
    assert len(receiver.got[0][0]["webhook-signature"].split()) == 2
    home.request()
    webhooks.deliver(home.ledger, HERE, later(90_000))
    assert len(receiver.got[1][0]["webhook-signature"].split()) == 1


def test_what_fails_is_tried_again_after_pauses_and_then_given_up_and_replayed(
    home: Home, receiver: Receiver
) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver)
    home.request()
    receiver.status, at = 503, 0.0
    for pause in (0, *subscriptions.PAUSES):
        at += pause + 1
        assert webhooks.deliver(home.ledger, HERE, later(at)) == 0
        assert webhooks.deliver(home.ledger, HERE, later(at)) == 0, "not before the pause is over"
    assert len(receiver.got) == 1 + len(subscriptions.PAUSES)
    assert len({sent["webhook-id"] for sent, _ in receiver.got}) == 1
    row = subscriptions.deliveries(home.ledger, "siem")[0]
    assert (row.done, row.said) == (True, "503")
    receiver.status = 204
    assert subscriptions.replay(home.ledger, "siem", None, home.by("ines")) == 1
    assert webhooks.deliver(home.ledger, HERE, later(at)) == 1


def test_a_redirect_is_not_followed(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver)
    home.request()
    receiver.status = 302
    assert webhooks.deliver(home.ledger, HERE, later()) == 0
    assert len(receiver.got) == 1


def test_a_private_address_is_never_connected_to(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver)
    home.request()
    assert webhooks.deliver(home.ledger, Sender(SECRET), later()) == 0
    assert receiver.got == []
    assert subscriptions.deliveries(home.ledger, "siem")[0].said == "the address is unknown or private"


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "localhost", "10.0.0.1", "192.168.1.1", "169.254.169.254", "172.16.0.1", "0.0.0.0"),
        *("::1", "fe80::1", "fc00::1", "::ffff:10.0.0.1", "2130706433", "224.0.0.1", "100.64.0.1"),
        *(
            "64:ff9b::a00:1",
            "64:ff9b:1::a00:1",
            "2002:a00:1::1",
            "::10.0.0.1",
            "::ffff:0:10.0.0.1",
            "fec0::1",
        ),
    ],
)
def test_private_hosts_in_every_spelling_are_refused(host: str) -> None:
    assert webhooks.address(host, 443, ()) is None


def test_a_public_address_is_told() -> None:
    assert webhooks.address("8.8.8.8", 443, ()) == "8.8.8.8"


def test_who_is_told_no_more_gets_nothing(home: Home, receiver: Receiver) -> None:
    home.publish(ring("farm", 4))
    add(home, receiver)
    subscriptions.end(home.ledger, "siem", home.by("ines"))
    home.request()
    assert webhooks.deliver(home.ledger, HERE, later()) == 0
    assert receiver.got == []


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x/y",
        "https://",
        "https://user@host/",
        "file:///etc/passwd",
        "http://[",
        "http://[::1",
        "https://host:port/",
        "https://host:70000/",
        "https://host:0/",
    ],
)
def test_an_address_that_is_none_is_wrong_use(home: Home, url: str) -> None:
    with pytest.raises(WrongUse):
        subscriptions.add(home.ledger, "x", url, ALL, home.by("ines"))


def test_networks_are_read_from_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINKAGE_EXPORT_KEY", "0123456789abcdef")
    found = webhooks.sender(Settings(webhook_networks="10.1.0.0/16, fd00::/8"))
    assert [str(each) for each in found.allowed] == ["10.1.0.0/16", "fd00::/8"]
    with pytest.raises(WrongUse, match="WEBHOOK_NETWORKS"):
        webhooks.sender(Settings(webhook_networks="ten"))
