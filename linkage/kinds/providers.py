"""Mail providers: free to all or throw-away, and the many ways in which each writes one mailbox."""

from functools import cache
from typing import Final

from disposable_email_domains import blocklist

ALIASES: Final = {
    "googlemail.com": "gmail.com",
    "me.com": "icloud.com",
    "mac.com": "icloud.com",
    "protonmail.com": "proton.me",
    "protonmail.ch": "proton.me",
    "pm.me": "proton.me",
    "ya.ru": "yandex.ru",
    "yandex.com": "yandex.ru",
    "yandex.by": "yandex.ru",
    "yandex.kz": "yandex.ru",
    "yandex.ua": "yandex.ru",
    "fastmail.fm": "fastmail.com",
}
"""Domains that deliver to one and the same mailbox."""

DOTLESS: Final = ("gmail.com", "proton.me")
"""Providers for whom a dot in the local part is nothing."""

DASHLESS: Final = ("proton.me",)
"""Providers for whom a hyphen and an underscore are nothing either (proton.me/support/addresses-and-aliases)."""

DASHED: Final = ("yandex.ru",)
"""Providers for whom a dot is a hyphen (yandex.ru/support/id, logins)."""

SUBDOMAIN: Final = (
    r"^([^@.]+)\.(fastmail\.com|sent\.com|"
    r"fastmail\.(?:cn|de|es|fm|in|jp|mx|net|nl|org|se|to|uk|us|co\.uk|com\.au))$"
)
"""Domains of Fastmail, whose mailbox is also all of a domain: `any@ann.fastmail.com` is `ann@fastmail.com`
(fastmail.help, plus addressing and subdomain addressing)."""

PLUS: Final = (
    "gmail.com", "proton.me", "icloud.com", "fastmail.com", "yandex.ru", "mail.ru", "bk.ru", "inbox.ru",
    "list.ru", "zoho.com", "zohomail.com", "zohomail.eu", "runbox.com", "mailbox.org", "posteo.de",
    "posteo.net", "hey.com", "tuta.com", "tutanota.com", "mailfence.com", "startmail.com", "hushmail.com",
    "duck.com",
)  # fmt: skip
"""Providers whose mailbox ends at the first `+`; those of Outlook are told by `OUTLOOK`."""

OUTLOOK: Final = r"^(outlook|hotmail|live|msn|windowslive)\.[a-z.]+$"
"""Domains of Microsoft's free mail, which end a mailbox at `+`."""

HYPHEN: Final = r"^(yahoo\.[a-z.]+|ymail\.com|rocketmail\.com|myyahoo\.com)$"
"""Domains of Yahoo, which ends a mailbox at `-` (a name there cannot hold one)."""

FREE: Final = frozenset(
    """
    126.com 139.com 163.com 189.cn 21cn.com abv.bg aim.com alice.it aliyun.com aol.co.uk aol.com aol.de
    aol.fr arcor.de att.net au.com azet.sk bbox.fr bellsouth.net bigmir.net bigpond.com bigpond.net.au
    bk.ru bluewin.ch blueyonder.co.uk bol.com.br bredband.net bsnl.in btinternet.com centrum.cz
    charter.net citromail.hu club-internet.fr comcast.net comhem.se cox.net daum.net docomo.ne.jp
    duck.com earthlink.net email.com email.cz email.it excite.co.jp ezweb.ne.jp fastmail.com
    fastwebnet.it foxmail.com free.fr freemail.hu freenet.de frontier.com gazeta.pl getmail.no globo.com
    gmail.com gmx.at gmx.ch gmx.co.uk gmx.com gmx.de gmx.fr gmx.net gmx.us hanmail.net hetnet.nl hey.com
    hispeed.ch home.nl hotmail.be hotmail.ca hotmail.co.jp hotmail.co.uk hotmail.com hotmail.com.ar
    hotmail.com.br hotmail.de hotmail.es hotmail.fr hotmail.it hotmail.nl hotmail.se hush.com
    hushmail.com i.softbank.jp i.ua icloud.com ig.com.br iinet.net.au inbox.lt inbox.lv inbox.ru
    indiatimes.com interia.pl internet.ru inwind.it iol.it juno.com kabelmail.de kakao.com keemail.me
    kpnmail.nl laposte.net lenta.ru libero.it list.ru live.be live.ca live.cn live.co.uk live.com
    live.com.au live.com.mx live.de live.dk live.fr live.it live.nl live.no live.se luukku.com lycos.com
    mail.bg mail.com mail.dk mail.ru mailbox.org mailfence.com meta.ua msn.com mynet.com myyahoo.com
    nate.com naver.com netvision.net.il netzero.net neuf.fr nifty.com ntlworld.com numericable.fr
    o2.co.uk o2.pl onet.pl online.de online.no op.pl optonline.net optusnet.com.au orange.fr
    outlook.co.uk outlook.com outlook.com.br outlook.de outlook.es outlook.fr outlook.in outlook.it
    outlook.jp passport.com planet.nl poczta.fm post.cz posteo.de posteo.net proton.me proximus.be
    qq.com rambler.ru rediffmail.com ro.ru rocketmail.com rogers.com runbox.com sapo.pt sbcglobal.net
    seznam.cz sfr.fr shaw.ca sify.com sina.cn sina.com sky.com skynet.be softbank.ne.jp sohu.com sol.dk
    startmail.com sunrise.ch suomi24.fi sympatico.ca t-online.de talktalk.net telefonica.net telenet.be
    telia.com telstra.com telus.net terra.com terra.com.br terra.es tim.it tin.it tiscali.it tlen.pl
    tom.com tut.by tuta.com tuta.io tutamail.com tutanota.com tutanota.de ukr.net uol.com.br upcmail.nl
    usa.com verizon.net videotron.ca vip.163.com vip.qq.com virgilio.it virginmedia.com vodafone.de
    vp.pl walla.co.il walla.com wanadoo.fr web.de windowslive.com windstream.net wo.cn wp.pl xfinity.com
    privaterelay.appleid.com appleid.com mozmail.com relay.firefox.com simplelogin.com simplelogin.co simplelogin.io
    simplelogin.fr aleeas.com slmail.me slmails.com dralias.com 8alias.com 8shield.net anonaddy.com anonaddy.me
    addy.io addymail.com 4wrd.cc mailer.me sent.com fastmail.us fastmail.net fastmail.org passmail.net passmail.com
    passinbox.com passfwd.com marketplace.amazon.com marketplace.amazon.co.uk marketplace.amazon.de
    members.ebay.com guest.booking.com reply.airbnb.com user.airbnb.com guest.airbnb.com users.noreply.github.com
    reply.github.com facebook.com tfbnw.net
    xs4all.nl xtra.co.nz yahoo.ca yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.th yahoo.co.uk yahoo.com
    yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.hk yahoo.com.mx yahoo.com.ph yahoo.com.sg
    yahoo.com.tr yahoo.com.tw yahoo.com.vn yahoo.de yahoo.dk yahoo.es yahoo.fr yahoo.gr yahoo.ie
    yahoo.in yahoo.it yahoo.no yahoo.pl yahoo.ro yahoo.se yandex.ru yeah.net ymail.com ziggo.nl zoho.com
    zohomail.com zohomail.eu zoznam.sk
    """.split()  # noqa: SIM905 - two hundred names read better as a text
)
"""Mail for anybody: providers, access lines, and relays that hide an address, after `ALIASES`."""


@cache
def disposable() -> frozenset[str]:
    """Domains whose addresses are made to be thrown away, as the bundled list has them."""
    return frozenset(blocklist) - FREE
