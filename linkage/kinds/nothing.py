"""What people and programs write when there is no value, whatever the kind: words, slips of programs, masks.

Everything here is in lower case; `text.void` and its neighbours compare with it.
"""

VOID = (
    "", "::", "0.0.0.0", "n/a", "n.a", "na", "n/d", "n.d", "n / a", "n\\a", "s/n", "s.n", "s/d", "k.a",  # noqa: S104 - nothing is bound here
    "unknown", "unk", "unknow", "none", "null", "nil", "nan", "undefined", "undef", "unset", "empty", "missing",
    "void", "nothing", "invalid", "unspecified", "unassigned", "undisclosed", "unreadable", "anonymous",
    "anonymized", "anonymised", "redacted", "removed", "deleted", "withheld", "tbd", "tba", "tbc",
    "to be determined", "to be defined", "to be confirmed", "to be announced", "prefer not to say",
    "rather not say", "null string", "array", "object", "nullptr", "dbnull", "dbnull.value",
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
    for digits in ("0123456789abcdef", "123456789abcdef0", "abcdefghijklmnop", "fedcba9876543210")
    for size in (12, 15, 16, 20, 24, 32)
)
"""Digits that somebody counted up or down to get past a form; of hex digits too."""

_WORD = (
    r"(?:null|undefined|none|unknown|nan|nil|missing|unspecified|n/a|n\.a\.|"
    r"(?:\[|%5b)object(?: |%20|\+)[a-z]+(?:\]|%5d))"
)
_NOT = (
    r"not[ _.-]*(?:yet[ _.-]*)?(?:specified|given|provided|supplied|known|available|applicable|entered|defined|"
    r"recorded|stated|disclosed|found|assigned|set|settable|listed|registered|collected|captured|reported|"
    r"determined|present|required|filled|completed)(?:[ _.-]*(?:yet|in|up|by \w+))?"
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
    for form in (f"{_GLUE}(?:{_WORD}{_GLUE})+", _NOT, _NO, _WITHOUT, _EMPTY, _TYPE, _TEMPLATE, _BROKEN)
)
"""The same as patterns: nothing said several times over (`null, null, 00000`), objects, functions, types and
templates that a program put in place of a value, errors of spreadsheets. One pattern of them all is slow."""

MASKED = (
    r"^\p{L}{0,3}[0-9x*•●∙⁎∗✱·#?_…\s./()+,:-]*"
    r"(?:(?:[*•●∙⁎∗✱·]\s?){2}|[#_]{3}|\?{2}|…|\.{3}|x{3}|x{2}[\s./-]+x)"
    r"[0-9x*•●∙⁎∗✱·#?_…\s./()+,:-]*$|[*•●∙]{3}|[*•●∙]{2}[\p{L}0-9]|[\p{L}0-9][*•●∙]{2}"
)
"""Numbers of which the most part is hidden: the digits that are left are many people's."""
