"""Words of columns that take one of a few: what other systems and languages write for ours, and what a map says.

A word is known by its letters alone. Words that say one thing on one platform and another on the next (yes and no,
codes in numbers) are left out: a map says what they stand for.
"""

import re
import unicodedata
from collections.abc import Mapping

import polars as pl

from linkage.ingest.feeds import Column

MOST = 50
"""Distinct words of a column past which it is no choice of a few."""

Words = Mapping[str, str]
"""A file's word, in small letters: ours, or nothing for no value."""

WORDS: Mapping[str, Words] = {
    "status": {
        "active": "enabled aktiv actif activo activa attivo attiva ativo ativa actief "
        "aktywny aktywna aktywne aktivni",
        "banned": "banni bannie gebannt verbannt baneado baneada banido banida bannato bannata verbannen "
        "zbanowany zbanowana zabanovan",
        "closed": "deleted cancelled canceled deactivated geschlossen geloescht gekuendigt deaktiviert ferme fermee "
        "cloture cloturee resilie resiliee desactive desactivee cerrado cerrada cancelado cancelada fechado fechada "
        "encerrado encerrada chiuso chiusa gesloten opgezegd baja debaja "
        "zamkniety zamknieta usuniety usunieta zruseny zruseno uzavreny",
        "limited": "restricted eingeschraenkt beschraenkt limite limitee restreint restreinte limitado limitada "
        "restringido restringida limitato limitata beperkt "
        "ograniczony ograniczona omezeny omezeno",
        "suspended": "blocked locked gesperrt suspendu suspendue bloque bloquee suspendido suspendida bloqueado "
        "bloqueada suspenso suspensa sospeso sospesa bloccato bloccata opgeschort geblokkeerd "
        "zawieszony zawieszona zablokowany zablokowana pozastaveny blokovany",
    },
    "outcome": {
        "paid": "succeeded success successful captured settled completed bezahlt beglichen paye payee reussi reussie "
        "pagado pagada pago paga pagato pagata betaald "
        "zaplacono zaplacona oplacone oplacona zaplaceno uhrazeno",
        "failed": "failure declined rejected fehlgeschlagen abgelehnt echoue echouee refuse refusee fallido fallida "
        "rechazado rechazada recusado recusada fallito fallita rifiutato rifiutata mislukt geweigerd "
        "nieudana nieudane odrzucona odrzucone neuspesna neuspesne odmitnuto",
        "refunded": "refund partiallyrefunded erstattet zurueckerstattet rembourse remboursee reembolsado reembolsada "
        "devuelto devuelta "
        "rimborsato rimborsata terugbetaald "
        "zwrocono zwrocona vraceno",
        "disputed": "dispute chargeback chargedback rueckbuchung rueckbelastet conteste contestee litige disputado "
        "disputada contracargo contestado contestada contestato contestata betwist "
        "sporna sporne",
    },
    "funding": {
        "credit": "creditcard kreditkarte cartedecredit tarjetadecredito credito cartaodecredito cartadicredito",
        "debit": "debitcard debitkarte cartededebit tarjetadedebito debito cartaodedebito cartadidebito",
        "prepaid": "prepaidcard guthabenkarte prepaye prepayee prepago prepagata prepagado",
        "virtual": "virtualcard virtuell virtuelle virtuel virtuale",
        "gift": "giftcard gutschein geschenkkarte cartecadeau tarjetaregalo cadeaubon",
        "crypto": "cryptocurrency bitcoin krypto kryptowaehrung cryptomonnaie criptomoneda",
        "invoice": "rechnung facture factura fattura fatura factuur",
    },
    "verification_result": {
        "passed": "pass verified approved bestanden verifiziert verifie verifiee valide validee verificado verificada "
        "aprobado aprobada aprovado aprovada verificato verificata geverifieerd goedgekeurd",
        "failed": "fail rejected declined abgelehnt fehlgeschlagen refuse refusee rejete rejetee echoue echouee "
        "rechazado rechazada recusado recusada rifiutato rifiutata afgewezen",
        "pending": "inprogress ausstehend inbearbeitung enattente encours pendiente pendente inattesa inafwachting",
        "expired": "abgelaufen expire expiree vencido vencida caducado caducada expirado expirada scaduto verlopen",
    },
    "network_type": {
        "residential": "cable dsl fiber fibre broadband kabel glasfaser festnetz privat residentiel "
        "residencial residenziale",
        "mobile": "cellular wwan mobil mobilfunk movil movel",
        "business": "corporate firma geschaeftlich entreprise empresa aziendale zakelijk",
        "hosting": "datacenter datacentre rechenzentrum hebergeur",
        "tor": "torexit",
    },
    "channel": {"web": "website browser", "mobile": "app mobileapp"},
    "kind": {
        "reseller": "wiederverkaeufer revendeur revendedor rivenditore",
        "referral": "empfehlung parrainage recomendacion",
        "transfer": "ueberweisung virement transferencia bonifico",
        "invitation": "invite einladung invitacion invito convite",
        "same_organisation": "sameorganization sameorg",
        "delegated": "delegate delegation",
    },
    "label": {
        "fraud": "fraudulent betrug betrueger fraude frauduleux frauduleuse fraudulento fraudulenta frode fraudolento",
        "banned": "banni bannie gebannt verbannt baneado baneada banido banida bannato bannata verbannen",
        "honest": "legit legitimate genuine ehrlich legitime honnete honesto legitimo onesto eerlijk",
    },
}
"""By column and by our word: what else is written for it, in letters alone."""


def ours(column: Column, raw: pl.Series) -> dict[str, str]:
    """The words of a column that are known: the file's, in small letters, and ours; none of one of many words."""
    there = plain(raw).drop_nulls().unique().sort().to_list()
    letters_of = {letters(own): own for own in column.choices}
    for own, others in WORDS.get(column.name, {}).items():
        letters_of |= dict.fromkeys(others.split(), own)
    return {each: letters_of[letters(each)] for each in there[: MOST + 1] if letters(each) in letters_of}


def ordinary(rows: pl.DataFrame, words: Mapping[str, Words]) -> pl.DataFrame:
    """Rows whose words are ours; a word that is not told of stays as it is."""
    there = {name: own for name, own in words.items() if name in rows.columns}
    return rows.with_columns(
        pl.when(plain(rows[name]).is_in(list(own)))
        .then(plain(rows[name]).replace(dict(own)))
        .otherwise(rows[name].cast(pl.String, strict=False))
        .alias(name)
        for name, own in there.items()
    )


def plain(raw: pl.Series) -> pl.Series:
    """Words in small letters, without blanks around them; null for empty cells."""
    text = raw.cast(pl.String, strict=False).str.strip_chars().str.to_lowercase()
    return text.set((text == "").fill_null(False), None)


_APART = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ł": "l", "ø": "o", "đ": "d"})
"""Letters written as two in German, and those that no accent can be taken off."""


def letters(name: str) -> str:
    """A name without case, accents, blanks and signs."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFD", name.casefold().translate(_APART)))
