"""`organisation`: the employer or firm an account names, without its legal form."""

import polars as pl

from linkage.kinds import name, standins, text
from linkage.kinds.kind import Context, Kind
from linkage.model import Group

_FORMS = (
    r"( (inc|corp|corporation|co|company|ltd|limited|llc|llp|lp|plc|gmbh|mbh|ag|kg|ug|ohg|sa|sas|"
    r"sarl|srl|spa|bv|nv|oy|ab|as|aps|sp z o o|pty|pte|kk|ooo|zao))+$"
)
_NOBODY = (
    "test", "test company", "company", "my company", "personal", "private", "self", "self employed",
    "freelance", "freelancer", "individual", "home", "student", "acme", "abc", "asdf", "foo",
    "organization", "organisation", "me", "n a", "na", "no", "selfemployed", "self employment", "freelancing",
    "sole trader", "sole proprietor", "sole proprietorship", "unemployed", "not employed", "not working",
    "retired", "housewife", "homemaker", "personal use", "personal account", "private use", "your company",
    "the company", "company name", "firm", "business", "my business", "organization name",
    "organisation name", "example", "example company", "sample", "sample company", "demo", "demo company",
    "testing", "test org", "test organization", "test organisation", "abc company", "xyz", "xyz company", "foo bar",
    "asdf asdf", "asdfasdf", "qwerty", "other", "others", "no employer", "no firm", "keine", "keine firma",
    "kein unternehmen", "selbstandig", "selbststandig", "freiberufler", "aucun", "aucune", "ninguno", "ninguna",
    "autonomo", "nenhuma", "nenhum", "nessuno", "nessuna", "geen", "ingen", "ingenting", "brak", "zadna",
    "нет", "ип", "無", "フリーランス", "frilans",
    "not a", "not a company", "not a business", "no business", "n a individual", "individual n a", "home user",
    "home use", "private user", "private household", "privat", "personal project", "side project", "hobby", "hobbyist",
    "confidential", "lorem ipsum", "lorem ipsum dolor sit amet", "your company name", "your company name here",
    "enter company name", "company here", "pas de societe", "sans societe", "sin empresa", "sem empresa", "ohne firma",
    "keine angaben", "senza azienda", "geen bedrijf", "independent", "independent contractor", "self funded",
    "stealth", "stealth startup", "stealth mode", "startup", "my startup", "none of your business",
)  # fmt: skip


def clean(raw: pl.Series, context: Context) -> pl.Series:  # noqa: ARG001 - the shape of every `clean`
    """Words of the name, folded, without accents and legal form."""
    words = text.words(text.plain(text.fold(raw)))
    value = words.str.replace(_FORMS, "")
    nobody = text.among(value, _NOBODY) | text.repeated(value.str.replace_all(" ", "", literal=True))
    nobody = nobody | text.among(value, standins.ANYBODY) | standins.pays(value)
    return text.unless(nobody | text.void(value), value)


ORGANISATION = Kind(
    "organisation", group=Group.IDENTITY, clean=clean, mask=name.initials, forgeable=True, prior=5.0
)
