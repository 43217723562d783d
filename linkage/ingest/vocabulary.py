"""What files of other systems call our feeds and columns, in English, German, French, Spanish, Portuguese, Italian,
Dutch, Polish and Czech: letters alone, in small, without accents."""

from collections.abc import Mapping

NAMES: Mapping[str, str] = {
    "account_id": "account accountid accountno accountnumber acct acctid customer customerid customerno cust custid "
    "user userid uid member memberid client clientid id subscriber subscriberid buyer buyerid kunde "
    "kundennr kundennummer kundenid kdnr kundenno kundenkonto kontonr nutzer nutzerid benutzer "
    "benutzerid konto kontonummer compte ncompte "
    "nocompte numerocompte numerodecompte idcompte idclient numeroclient utilisateur idutilisateur "
    "identifiant cuenta idcuenta numerodecuenta cliente idcliente usuario idusuario conta idconta utente "
    "idutente codicecliente abonado nabonado noabonado numeroabonado numerodeabonado "
    "klant klantnr klantnummer gebruiker gebruikerid "
    "klient klientid idklienta nrklienta numerklienta nrkonta numerkonta idkonta uzytkownik iduzytkownika "
    "zakaznik idzakaznika cislozakaznika ucet cislouctu uzivatel iduzivatele",
    "other_id": "other otherid target targetid to touser recipient recipientid referred referredid",
    "created_at": "created createdat createdon datecreated signup signupat signupdate signuptime registered "
    "registeredat registrationdate dateregistered joined joinedat membersince angelegt angelegtam registriert "
    "erstellt erstelltam registrierungsdatum registriertam anmeldedatum kundeseit mitgliedseit "
    "dateinscription datedinscription inscritle datecreation datedecreation "
    "fechaalta fechadealta fechacreacion fechadecreacion fecharegistro fechaderegistro datacadastro datadecadastro "
    "datacriacao dataregistrazione datacreazione aangemaakt aangemaaktop registratiedatum "
    "datarejestracji datautworzenia datazalozenia utworzono zarejestrowano datumregistrace vytvoreno zalozeno",
    "email": "mail emailaddress mailaddress useremail courriel adressemail adresseemail correo correoelectronico "
    "enderecoemail posta eposta "
    "adresemail adrespocztyelektronicznej emailovaadresa",
    "phone": "phonenumber billingphone mobile mobilenumber tel telephone msisdn telefon handy telefonnummer "
    "rufnummer mobilnummer "
    "numerotelephone numerodetelephone telefono movil celular telefone telemovel cellulare telefoon mobiel "
    "nrtelefonu numertelefonu telefonkomorkowy telefonnicislo cislotelefonu mobil",
    "full_name": "name fullname displayname customername realname vollername namevorname vornamename "
    "nachnamevorname vornachname kundenname "
    "nom nomcomplet nometprenom "
    "nombrecompleto nomecompleto nomecognome naam "
    "nazwisko imieinazwisko imienazwisko jmeno jmenoaprijmeni celejmeno",
    "country": "countrycode cc land nation pays pais paese kraj zeme",
    "organization": "organisation org company companyname firma employer unternehmen societe entreprise empresa "
    "organizacion sociedad organizacao azienda societa bedrijf "
    "nazwafirmy spolka spolecnost",
    "referrer": "referer source utmsource referralurl",
    "plan": "tier subscription product package tarif formule abonnement plano piano "
    "taryfa abonament predplatne",
    "status": "state accountstatus statut statutcompte statutducompte kontostatus kundenstatus estado estadocuenta "
    "estadodelacuenta stato statoconto accountstatus klantstatus "
    "stan statuskonta stankonta stav stavuctu",
    "signup_ip": "signupip browserip registrationip ipaddress ip createdip ipadresse adresseip direccionip "
    "enderecoip indirizzoip adresip ipadresa",
    "signup_device_id": "signupdevice deviceid device fingerprint devicefingerprint geraet geraeteid "
    "geraetid geraetekennung "
    "urzadzenie idurzadzenia zarizeni idzarizeni",
    "signup_user_agent": "useragent ua browser signupua navigateur navegador przegladarka prohlizec",
    "at": "at date time timestamp datetime paidat paymentdate createdat created datum bezahltam when zahlungsdatum "
    "buchungsdatum zeitpunkt zeitstempel datepaiement datedepaiement payele fecha "
    "fechapago fechadepago datapagamento datadepagamento "
    "betaaldatum betaaldop dataplatnosci datazaplaty zaplacono datumplatby zaplaceno",
    "amount": "sum total value price betrag summe montant importe monto valor importo bedrag kwota castka",
    "currency": "curr waehrung devise moneda moeda valuta waluta mena",
    "card_fingerprint": "card cardtoken cardid cardhash paymentmethod paymentmethodid fingerprint karte kartentoken "
    "carte empreintecarte empreintedecarte tarjeta huellatarjeta cartao carta kaart "
    "karta tokenkarty idkarty",
    "card_bin": "bin iin",
    "payer_name": "cardholder cardholdername holder payer billingname karteninhaber titulaire titular intestatario "
    "kaarthouder posiadacz posiadaczkarty drzitelkarty platnik",
    "payer_email": "billingemail paypalemail email mail customeremail",
    "billing_address": "address billingaddr billingstreet street anschrift rechnungsadresse adresse "
    "adressefacturation adressedefacturation direccion endereco indirizzo adres",
    "tax_id": "vat vatid taxnumber ustid",
    "outcome": "status paymentstatus financialstatus paymentoutcome result resultat ergebnis resultado esito statut "
    "statutpaiement statutdupaiement statutdepaiement zahlungsstatus zahlstatus estado estadopago estadodelpago "
    "estadodepago stato statopagamento betaalstatus statuspagamento "
    "statusplatnosci stanplatnosci stavplatby",
    "funding": "fundingtype cardtype kartentyp kartenart typecarte typedecarte tipotarjeta tipodetarjeta tipocarta "
    "paymenttype zahlungsart moyendepaiement",
    "device_id": "device deviceid imei fingerprint devicefingerprint machineid geraet geraeteid "
    "geraetid geraetekennung appareil dispositivo apparaat "
    "fp fphash visitorid visitor devicehash deviceuuid udid idfa gaid androidid urzadzenie idurzadzenia "
    "zarizeni idzarizeni",
    "user_agent": "ua useragent browser browserkennung navigateur navegador przegladarka prohlizec",
    "first_seen": "firstseen first firstseenat since start ts timestamp time loginat loggedinat logintime "
    "zuerst zuerstgesehen erstmalsgesehen zeitpunkt zeitstempel anmeldezeit angemeldetam premierevue primeravez",
    "last_seen": "lastseen last lastseenat until end zuletzt zuletztgesehen zuletztaktiv dernierevue ultimavez",
    "ip": "ipaddress ipaddr remoteaddr remoteip clientip address ipadresse adresseip direccionip enderecoip "
    "indirizzoip adresip ipadresa",
    "asn": "as asnumber",
    "network_type": "iptype connectiontype nettype anschlussart anschlusstyp verbindungsart "
    "verbindungstyp netztyp netzart typereseau "
    "tipored tipodered",
    "hits": "count requests logins sessions connexions conexiones",
    "hour": "hour timestamp time period bucket stunde heure hora ora uur godzina hodina",
    "requests": "calls requestcount count anfragen requetes solicitudes peticiones pedidos richieste verzoeken "
    "zapytania pozadavky",
    "output_tokens": "tokens outputtokens completiontokens tokensout jetons",
    "model": "modelname modelid engine modell modele modelo modello",
    "prompt_template": "prompt template prompthash prompttemplate",
    "kind": "type relation attribute",
    "value": "attributevalue val",
    "label": "verdict fraudlabel fraud fraude betrug frode etiquette etiqueta",
    "reason": "note comment why",
}
"""What files call our columns."""

_FIRST = "firstname first givenname given forename vorname rufname prenom nombre nome voornaam imie jmeno krestnijmeno"
_LAST = (
    "lastname last surname familyname nachname familienname nom nomdefamille apellido apellidos cognome sobrenome "
    "achternaam nazwisko prijmeni"
)
_STREET = (
    "street streetaddress streetname addressline1 addressline address1 address line1 addr1 billingstreet strasse "
    "anschrift adresse rue calle direccion rua endereco via indirizzo straat straatnaam adres ulica ulice"
)

PARTS: Mapping[str, tuple[str, ...]] = {
    "full_name": (_FIRST, _LAST),
    "payer_name": (_FIRST, _LAST),
    "billing_address": (
        _STREET,
        "houseno housenumber streetnumber hausnummer hausnr numero numerorue civico huisnummer nrdomu cislopopisne",
        "addressline2 address2 line2 addr2 adresszusatz complement complementadresse",
        "zip zipcode postcode postalcode postal plz postleitzahl codepostal cp codigopostal cep cap kodpocztowy psc",
        "city town ort stadt wohnort ville ciudad localidad cidade citta comune stad plaats woonplaats miasto mesto",
    ),
}
"""What files call the parts of one of our columns, where they have several for it, in the order they are joined."""

STEMS: Mapping[str, str] = {
    "accounts": "account customer user member signup registration kunde client konto compte utilisateur cuenta "
    "usuario cliente klant "
    "klien uzytkowni zakazni uzivatel",
    "billing": "payment transaction charge invoice card zahlung order rechnung paiement facture pago factura "
    "pagamento betaling platnos platb faktur transakc",
    "devices": "device fingerprint geraet appareil dispositivo urzadzen zarizen",
    "network": "login session ip access connection anmeldung connexion conexion "
    "sesj logowan prihlasen polaczen",
    "usage": "usage request api activity nutzung consommation consumo zuzyci",
    "relations": "relation referral transfer invite",
    "labels": "label fraud ban chargeback",
    "facts": "fact attribute",
}
"""What files of a feed are called."""

PRIMARY = ("created_at", "at", "hour")
"""Columns of times that a lone column of times may be, whatever it is called."""

_IP = r"^(\d{1,3}(\.\d{1,3}){3}|([0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F.]*|[0-9a-fA-F:]*::[0-9a-fA-F:.]*)$"

LOOKS: Mapping[str, str] = {
    "email": r"^[^@\s]+@[^@\s]+\.[a-zA-Z]{2,}$",
    "ip": _IP,
    "signup_ip": _IP,
    "phone": r"^\+?[0-9][0-9 ()/-]{6,}$",
    "user_agent": r"^Mozilla/",
    "signup_user_agent": r"^Mozilla/",
}
"""What cells of a column look like, where that tells it."""

ALONE: Mapping[str, str] = {**LOOKS, "phone": r"^(\+|\()[0-9 ]+[0-9 ()/-]{6,}$"}
"""The same of a column whose name says nothing: ids, dates and epoch times are digits too."""

ID = r"^[A-Za-z0-9][\w.:-]{1,63}$"
"""What ids look like."""

DATE = (
    r"^\s*(\d{1,4}[-/. ]([A-Za-z]{3} )?\d|\d{1,2}[-/ ][A-Za-z]{3}|[A-Za-z]{3,9},? \d"
    r"|20\d\d(0[1-9]|1[0-2])([0-2]\d|3[01])([01]\d|2[0-3])[0-5]\d([0-5]\d)?\s*$)"
)
"""How dates begin; those of digits alone have a time of day, since ids and days are both of eight."""

DAY = (
    r"^\s*(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}[-/ .][A-Za-z]{3,9}[-/ .,]+\d{2,4}"
    r"|[A-Za-z]{3,9} \d{1,2}, \d{4})\s*$"
)
"""What days without a time look like."""

CLOCK = r"^\s*\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?( ?[AaPp]\.?[Mm]\.?)?\s*$"
"""What times of a day look like."""

TIMES = (
    "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
    "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%Y", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p",
    "%d-%m-%Y %H:%M:%S", "%d-%m-%Y %H:%M", "%d-%m-%Y", "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d",
    "%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d %b %Y", "%d %B %Y", "%d-%b-%Y %H:%M:%S", "%d-%b-%Y %H:%M", "%d-%b-%Y",
    "%b %d, %Y %H:%M:%S", "%b %d, %Y %H:%M", "%b %d, %Y, %I:%M %p", "%b %d, %Y", "%B %d, %Y", "%d-%b-%y",
    "%d.%m.%y %H:%M:%S", "%d.%m.%y %H:%M", "%d.%m.%y", "%d/%m/%y %H:%M", "%d/%m/%y", "%m/%d/%y %H:%M",
    "%m/%d/%y %I:%M %p", "%m/%d/%y", "%d/%m/%Y %I:%M %p", "%d/%m/%Y %I:%M:%S %p", "%d/%m/%y %I:%M %p",
    "%Y-%m-%d %I:%M %p", "%Y-%m-%d %I:%M:%S %p",
    "%d/%b/%Y:%H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z",
)  # fmt: skip
"""Forms of times that are tried on a whole column; of two that fit alike the earlier is taken."""
