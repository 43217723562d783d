"""Webhooks, from the ledger to shapes."""

from api.answers import exporting
from api.runtime.live import Live
from api.schemas.webhooks import Deliveries, Delivery, Secret, Webhook
from api.times import stamp
from linkage.enforcement import webhooks
from linkage.ledger import Ledger, subscriptions
from linkage.ledger.hooks import HookRow


def shape(row: HookRow) -> Webhook:
    """A webhook as a shape; its secret is not in it."""
    return Webhook(
        name=row.id,
        url=row.url,
        events=row.events,
        at=stamp(row.at),
        version=row.version,
        overlap=stamp(row.overlap) if row.overlap else None,
        ended_at=stamp(row.ended_at) if row.ended_at else None,
    )


def one(ledger: Ledger, name: str) -> HookRow:
    """A webhook by name; raises NotFound."""
    with ledger.read() as session:
        return subscriptions.get(session, name)


def secret(live: Live, name: str) -> Secret:
    """The secret of a webhook, derived anew; raises NotFound."""
    row, sender = one(live.ledger(), name), webhooks.Sender(exporting.secret(live))
    text = webhooks.shown(webhooks.secret_of(sender, row.id, row.version))
    return Secret(name=row.id, version=row.version, secret=text)


def deliveries(ledger: Ledger, name: str, limit: int, **wanted: object) -> Deliveries:
    """What an address was sent, newest first; raises NotFound."""
    names = ("event", "type", "tries", "done", "said")
    return Deliveries(
        items=[
            Delivery(
                **{each: getattr(row, each) for each in names}, at=stamp(row.at), next_at=stamp(row.next_at)
            )
            for row in subscriptions.deliveries(ledger, name, limit, **wanted)
        ]
    )
