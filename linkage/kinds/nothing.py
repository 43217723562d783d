"""What people and programs write when there is no value, whatever the kind: words, slips of programs, masks.

Everything here is in lower case; `text.void` and its neighbours compare with it.
"""

VOID = (
    "", "::", "0.0.0.0", "n/a", "n.a", "na", "n/d", "n.d", "n / a", "n\\a", "s/n", "s.n", "s/d", "k.a",  # noqa: S104 - nothing is bound here
    "unknown", "unk", "unknow", "none", "null", "nil", "nan", "undefined", "undef", "unset", "empty", "missing",
    "void", "nothing", "invalid", "unspecified", "unassigned", "undisclosed", "unreadable", "anonymous",
    "anonymized", "anonymised", "redacted", "removed", "deleted", "withheld", "tbd", "tba", "tbc",
    "to be determined", "to be defined", "to be confirmed", "to be announced", "prefer not to say",
    "prefer not to disclose", "on request", "upon request",
    "rather not say", "null string", "object object", "nil uuid", "zero uuid",
    "array", "object", "nullptr", "dbnull", "dbnull.value",
    "optional.empty", "#n/a", "\\n", "\\0", "xxx", "xxxx", "default string", "default_string", "not a number",
    "system serial number", "system product name", "system manufacturer", "system version", "system name",
    "base board serial number", "chassis serial number", "asset tag", "no asset tag", "serial number",
    "no aplica", "no disponible", "no disponibl", "no especificado", "no informado", "sin especificar",
    "sin datos", "desconocido", "desconocida", "desconhecido", "nicht angegeben", "nicht bekannt",
    "nicht verfügbar", "keine angabe", "unbekannt", "inconnu", "inconnue", "non renseigné", "non renseigne",
    "sconosciuto", "non specificato", "onbekend", "okänd", "ukjent", "ukendt", "inget id", "se kommentar",
    "nieznany", "neznámý", "ismeretlen", "bilinmiyor", "неизвестно", "не указано", "нет данных",
    "未知", "未填写", "不明", "なし", "該当なし", "無し", "无", "없음", "غير معروف",
)  # fmt: skip
"""Words, without the brackets, quotes and dashes (`WRAPPING`) that stand around some of them."""

WRAPPING = " \t\r\n\"'`´()[]{}<>«»„“”‘’*#_-–—―.,;:!?¿¡/\\|=~^•·…、。"
"""What may stand around a word for nothing, or in its place."""

COUNTING = frozenset(
    f"{digits[start : start + size]}{zeros}"
    for digits, starts in (("0123456789" * 3, (0, 1)), ("9876543210" * 3, (0,)), ("987654321" * 3, (0,)))
    for start in starts
    for size in range(5, 21)
    for zeros in (("", "0", "00", "000") if size > 8 else ("",))
) | frozenset(
    f"{digits}{digits}"[:size]
    for digits in (
        "0123456789abcdef",
        "123456789abcdef0",
        "1234567890abcdef",
        "abcdefghijklmnop",
        "fedcba9876543210",
    )
    for size in (12, 15, 16, 20, 24, 32)
)
"""Digits that somebody counted up or down to get past a form; of hex digits too."""

_WORD = (
    r"(?:null|undefined|none|unknown|nan|nil|missing|unspecified|string|n/a|n\.a\.|"
    r"(?:\[|%5b)object(?: |%20|\+)[a-z]+(?:\]|%5d))"
)
_NOUN = (
    r"(?:e-?mail|phone|telephone|mobile|contact|address|name|full name|device|card|company|organi[sz]ation|tax|vat|"
    r"id|identifier|number|value|data|info|information|details?|location|country|city|user|customer|serial|"
    r"fingerprint|advertising|cookie|uuid)"
)
_NOT = (
    rf"(?:{_NOUN}[ _.-]*){{0,3}}(?:(?:is|was|has|have|been|are)[ _.-]*)*not[ _.-]*(?:yet[ _.-]*)?(?:been[ _.-]*)?"
    r"(?:specified|given|provided|supplied|known|available|applicable|entered|defined|"
    r"recorded|stated|disclosed|found|assigned|set|settable|listed|registered|collected|captured|reported|"
    r"determined|present|required|filled|completed|retrieved|on[ _]file|on[ _]record|in[ _]use)"
    r"(?:[ _.-]*(?:yet|in|up|by \w+))?"
)
_NO = (
    r"no[ _.-]*(?:data|info|information|value|name|number|address|phone|e-?mail|device|identifier|"
    r"serial|answer|response|reply|match|result|record|detail|company|organi[sz]ation|card|entry|input|"
    r"fixed abode|fixed address|field number|response from remote host)s?(?:[ _-]*(?:given|provided|available))?"
)
_WITHOUT = (
    r"(?:unknown|unspecified|undefined|missing|invalid|anonymous|unreadable)[ _.-]*"
    r"(?:user|device|id|name|address|phone|e-?mail|number|company|customer|value|browser|model|serial|host|s\.n\.)"
    r"(?:[ _.-]*(?:id|uuid|number|name|address|value))?"
)
_SHY = (
    r"(?:i )?(?:"
    r"(?:prefer|would prefer|would rather|rather|chose|choose|wish|want)[ _]*(?:not|n't)|"
    r"do not (?:wish|want)|declined?|refused?)"
    r"[ _]*(?:to[ _]*)?"
    r"(?:say|disclose|answer|share|state|specify|provide|give|tell|reply|respond|know)"
)
FAULT = (
    r"^(?:(?:uncaught )?(?:(?:type|reference|range|syntax|eval|uri|internal|network|timeout|unknown|value|key|name|"
    r"index|attribute|runtime|security|[a-z.]+\.[a-z]*|null ?pointer|illegal\w*) ?)?"
    r"(?:error|exception|warning|notice): .*|"
    r"<(?:!doctype|html|\?xml|br|div|p)\b.*|(?:(?:http )?[45][0-9]{2}[: -]+)(?:not found|forbidden|unauthori[sz]ed|"
    r"bad request|internal server error|bad gateway|service unavailable|gateway time-?out|too many requests)|"
    r"function [\w$]+|(?:[a-z]+-)?(?:undefined|null|nan)(?:-(?:undefined|null|nan))+)$"
)
"""Errors, and pages of errors, that a program keeps in place of an id."""

_EMPTY = (
    r"\\n|(?:optional|some|just|maybe)\((?:nil|null|none|nothing|empty)?\)|empty[ _-]string|"
    r"%7b%7d|%5b%5d|%22%22|%00|%20|&?\{\}|map\[\]|[\w.$]+\(\)|function\s*\w*\s*\(\)\s*(?:\{[^{}]{0,40}\})?|"
    r"\(\)\s*=>\s*(?:\{\s*\})?|[\[{]\s*(?:[\"']?[\w$.-]{1,40}[\"']?\s*[:=]\s*"
    r"(?:null|undefined|none|nan|\"\"|''|\{\}|\[\])\s*,?\s*)+[\]}]"
)
_TYPE = (
    r"system\.(?:object|string|byte|char|int[0-9]+|guid|dbnull|nullable|collections|xml|data|linq|threading|"
    r"__comobject|dynamic|text|web|management|reflection)\b.*|java\.(?:lang|util)\.[a-z.$]+(?:@[0-9a-f]+)?|"
    r"\[(?:[bcdfijsz]|l[\w.$]+;)@[0-9a-f]+|<[\w.]+ object at 0x[0-9a-f]+>|resource id #[0-9]+|"
    r"<(?:function|bound method|built-in|class|object object|lambda|generator|coroutine|module)\b.*>|"
    r"#<[\w:]+.*>|%![a-z]\(.*\)|promise \{.*\}"
)
_TEMPLATE = (
    r"(?:\{\{[^{}]{0,60}\}\}[\s,]*)+|(?:\$\{[^{}]{0,60}\}[\s,]*)+|#\{[^{}]{0,60}\}|<%[^%]{0,60}%>|\{%[^%]{0,60}%\}|\*\|[^|]{0,60}\|\*|"
    r"\{[a-z_][a-z_ .]{0,40}\}|%\([\w.]+\)[sd]|%[sd@]|\[(?:blank|name|e-?mail|phone|address|company|your [a-z ]+)\]|"
    r"<(?:your [a-z ]+|blank|name|e-?mail|phone|address|company)>|\(blank\)|to be filled(?: in)?(?: by .{1,12})?"
)
_BROKEN = (
    r"#(?:ref!|value!|name\?|num!|null!|div/0!|error!|spill!|calc!|getting_data|field!|blocked!|connect!|busy!)|"
    r"-?1\.#(?:qnan|snan|ind|inf)[0-9]*|[+-]inf(?:inity)?|x{3,}(?:[ ./-]*x+)*|x+(?:[ ./-]+x+)+"
)
_GLUE = r"[\s\p{P}<>|=+~^`0]*"

SAID = tuple(
    f"^(?:{form})[.!]?$"
    for form in (f"{_GLUE}(?:{_WORD}{_GLUE})+", _NOT, _NO, _WITHOUT, _SHY, _EMPTY, _TYPE, _TEMPLATE, _BROKEN)
)
"""The same as patterns: nothing said several times over (`null, null, 00000`), objects, functions, types and
templates that a program put in place of a value, errors of spreadsheets. One pattern of them all is slow."""

REFUSED = (
    r"^(?:(?:permission|access|user|tracking|consent|cookies?|storage|ads?|advertising(?: id)?|idfa|gaid|att|"
    r"fingerprint(?:ing)?|device(?: id)?|card|javascript|js|scripts?|browser|limit) ?)*"
    r"(?:(?:is|was|has|been|are|by|the|user) ?)*(?:denied|refused|rejected|declined|blocked|disabled|restricted|"
    r"unsupported|unavailable|unreachable|withdrawn|revoked|off|not (?:allowed|granted|authori[sz]ed|permitted|"
    r"supported|enabled|readable|implemented)|opt(?:ed)?(?: ?out)|ad tracking|time(?:d )? ?out|errors?|exception|"
    r"failed|failure|pending|loading|waiting|processing|incognito|private mode|zero|empty|blank|hidden|secret)"
    r"(?: by (?:the )?(?:user|os|browser|system|policy))?$"
)
"""What a device or a bank answers in place of an id, with single spaces between the words."""

HEXED = (
    r"^0*(?:deadbeef|dead00beef|cafebabe|baadf00d|8badf00d|feedface|facefeed|deadc0de|deadbabe|cafed00d|badc0ffe|"
    r"badc0ffee|c0ffee|c0ffeec0ffee|feedbeef|beefdead|beefcafe|cafebeef|deadfa11|dead10cc|d15ea5e|0d15ea5e|defec8ed|"
    r"abadbabe|1badb002|decafbad|decafc0ffee|faceb00c|b16b00b5|f00dbabe|badcafe|badf00d)+0*$|^0{15,}[1-9a-f]$"
)
"""Words in hex digits that programmers write, and the first numbers of a long id."""

MASKED = (
    r"^\p{L}{0,3}[0-9x*•●∙⁎∗✱·#?_…\s./()+,:-]*"
    r"(?:(?:[*•●∙⁎∗✱·]\s?){2}|[#_]{3}|\?{2}|…|\.{3}|x{3}|x{2}[\s./-]+x)"
    r"[0-9x*•●∙⁎∗✱·#?_…\s./()+,:-]*$|[*•●∙]{3}|[*•●∙]{2}[\p{L}0-9]|[\p{L}0-9][*•●∙]{2}"
)
"""Numbers of which the most part is hidden: the digits that are left are many people's."""
