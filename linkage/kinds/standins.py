"""Stand-ins for people, firms and places: what tills and forms write for those who gave none."""

import polars as pl

_SERVICE = (
    r"paypal|stripe|apple ?pay|google ?pay|g ?pay|google wallet|amazon ?pay(?:ments)?|samsung ?pay|shop ?pay|klarna|"
    r"after ?pay|clear ?pay|affirm|venmo|cash ?app|zelle|square|adyen|braintree|world ?pay|sum ?up|izettle|"
    r"zettle|alipay|ali pay|we ?chat ?pay|skrill|neteller|payoneer|paysafe(?:card)?|western union|moneygram|gocardless|"
    r"giropay|bancontact|authorize net|2checkout|fastspring|checkout com|mercado ?pago|pix|paytm|phonepe|"
    r"link|ideal|sofort|eps|blik|swish|vipps|boleto|oxxo|konbini|upi|"
    r"razorpay|m ?pesa|paydirekt|twint|mobilepay|trustly|payu|przelewy24|coinbase|bitpay"
)
_MANNER = (
    r"free|trial|free trial|test|demo|promo|complimentary|coupon|store credit|balance|manual|offline|external|"
    r"cash|card|credit ?card|debit ?card|bank|bank ?card|bank transfer|wire|wire transfer|transfer|direct debit|"
    r"sepa|sepa direct debit|ach|che(?:ck|que)|invoice|on account|voucher|gift ?card|crypto|bitcoin|visa|"
    r"master ?card|maestro|amex|american express|discover|diners(?: club)?|jcb|unionpay|cash on delivery|cod|"
    r"cash payment|card payment|online payment|payment|prepaid|wallet|pos|contactless|bar|ueberweisung|"
    r"überweisung|rechnung|lastschrift|vorkasse|kreditkarte|efectivo|tarjeta|transferencia|especes|virement|contanti"
)
_TAIL = (
    r"inc|incorporated|corp|corporation|co|company|ltd|limited|llc|plc|gmbh|ag|ab|sa|sarl|srl|bv|nv|pte|pty|"
    r"s a r l|s ?à ?r ?l|s ?a ?r ?l|r ?l|et cie|s ?c ?a|com|payments?|europe|eu|uk|usa|us|international|checkout|"
    r"express|technology europe|bank|transfer|account|user|customer"
)
_PAYS = rf"^(?:{_MANNER}|(?:{_SERVICE})(?: (?:{_TAIL}))*)$"

ANYBODY = (
    "guest", "guest user", "guest guest", "guest customer", "guest account", "guest checkout", "guest shopper",
    "walk in", "walkin", "walk in customer", "walkin customer", "walk in client", "walk in guest", "customer",
    "cash customer", "cash sale", "counter sale", "new customer", "valued customer", "one time customer",
    "retail customer", "default customer", "pos customer", "online customer", "dear customer", "customer name",
    "client", "visitor", "anonymous user", "anonymous customer", "anonymous anonymous", "unknown customer",
    "private", "private person", "private individual", "private customer", "individual", "self", "me", "myself",
    "privat", "privatperson", "privatkunde", "gast", "kunde", "laufkunde", "laufkundschaft", "barverkauf",
    "invite", "invité", "client comptoir", "particulier", "passant", "particular", "invitado", "cliente",
    "cliente final", "publico en general", "público en general", "consumidor final", "mostrador", "ospite",
    "privato", "klant", "particulier persoon", "klient", "gość", "гость", "клиент", "частное лицо", "ゲスト",
    "個人", "个人", "访客", "游客", "손님", "게스트", "deleted user", "deleted account", "deleted customer",
    "removed user", "former user", "redacted redacted", "no one", "nobody", "someone", "anyone",
)  # fmt: skip
"""Words for whoever stands at the till, as `text.words` leaves them."""


def pays(words: pl.Series) -> pl.Series:
    """True for services and manners of payment, which are nobody's name: `paypal`, `stripe payments`, `cash`."""
    return words.str.contains(_PAYS).fill_null(False)
