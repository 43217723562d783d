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
_OWN = (
    r"paypal|stripe|apple ?pay|google ?(?:pay|play|wallet)|apple (?:app store|cash)|itunes(?: store)?|app ?store|"
    r"play ?store|microsoft store|amazon ?(?:pay|com)|shopify(?: payments?)?|klarna|after ?pay|venmo|revolut(?: pay)?|"
    r"(?:transfer)?wise payments?|monzo|n26|chime|vanilla (?:gift|visa|prepaid)|adyen|braintree|skrill|payoneer|paddle|"
    r"fastspring|alipay|we ?chat ?pay|cash ?app|paysafe(?:card)?|facebook pay|meta pay|grab ?pay|kakao ?pay|naver ?pay"
)
"""Services whose names are no words of their own: whatever firm of theirs is named."""

_AROUND = (
    r"holdings?|group|financial|services?|technolog(?:y|ies)|publ|luxembourg|ireland|germany|france|merchant|balance|"
    r"purchase|order|subscription|billing|marketplace|app|visa|mastercard"
)
_CALLED = (
    r"(?:link|credit|cash|checkout|pay) by stripe|(?:pre ?paid|virtual|gift|debit|credit|payment|store|reward|visa|"
    r"bank) (?:debit |credit |gift |virtual )?cards?(?: (?:recipient|holder|user|customer|member|balance))?|"
    r"(?:a )?gift (?:for you|recipient)|debit|credit|payer|(?:unknown|anonymous|default|test) payer|payer name|"
    r"(?:us |u s )?bank account|(?:acss|au becs|bacs|becs|sepa|sepa core) debit|customer balance|card present|"
    r"interac(?: present| e transfer)?|multibanco|promptpay|paynow|fpx|p24|satispay|pay by bank|"
    r"(?:paypal|stripe|klarna|venmo|alipay|bank|cash ?app|card) account|default(?: payment)?(?: method)?"
)
"""Types of payment as processors name them (docs.stripe.com/api/payment_methods), and what banks print on cards."""

_PAYS = rf"^(?:{_MANNER}|{_CALLED}|(?:{_SERVICE})(?: (?:{_TAIL}))*|(?:{_OWN})(?: (?:{_TAIL}|{_AROUND}))*)$"

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
