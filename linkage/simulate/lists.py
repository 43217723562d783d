"""Short lists of words that people, places and programs of a world are made of; none is a person."""

GIVEN: dict[str, str] = {
    "en": "James Mary Robert Linda Michael Susan David Karen William Nancy Thomas Betty Daniel "
    "Sandra Emma Noah "
    "Olivia Liam Ava Lucas Mia Ethan Sophie Jack Grace Oscar Ruby Leo Ella Henry",
    "es": "José María Juan Carmen Luis Ana Jesús Lucía Andrés Sofía Martín Inés Raúl Elena Óscar "
    "Noelia Adrián Pilar "
    "Iván Belén Tomás Rocío Álvaro Nuria",
    "pt": "João Maria Antônio Ana Francisco Letícia Paulo Beatriz Luís Júlia Márcio Camila Rafael "
    "Patrícia Thiago "
    "Débora Vinícius Larissa",
    "de": "Jürgen Anna Lukas Jörg Lena Björn Heike Stefan Käthe Felix Günter Marie Paul Ute Tobias "
    "Sabine Rüdiger Greta",
    "fr": "François Léa Gaël Zoé Rémi Chloé Hélène Hugo Noémie Théo Agnès Jérôme Inès Benoît Margaux Clément",
    "sl": "Jakub Zofia Łukasz Anna Paweł Maja Michał Ewa Piotr Agnieszka Marek Hanna Tomasz "
    "Małgorzata Wojciech Kinga",
    "in": "Aarav Diya Arjun Ananya Rohan Kavya Vikram Priya Sanjay Meera Rahul Isha Karan Pooja "
    "Nikhil Sneha Amit Neha",
    "ea": "Haruto Yui Wei Ling Minh Lan Kenji Mei Tuan Hoa Satoshi Aoi Jun Xin Duc Thao Ren Hana",
    "af": "Chinedu Amina Tunde Ngozi Emeka Zainab Kelechi Folake Ifeanyi Halima Sola Adaeze Uche Bisi",
}
"""Given names by language, in order of popularity."""

STEMS: dict[str, str] = {
    "en": "Ash Brook Carl Dun East Fair Green Hart Hill Kings Lang Mill North Oak Pres Rad Stan "
    "Thorn Wal West Wood Bran",
    "es": "Gonz Mart Rodr Fern Lóp Sánch Per Góm Jimén Álvar Mor Domíng Vázqu Ram",
    "pt": "Silv Sant Oliv Souz Pereir Ferr Alv Rib Carv Araúj Barb Mend",
    "de": "Müll Schmi Web Fisch Krüg Hof Bau Schrö Köh Neum Brau Lang Zim Vog",
    "fr": "Dub Mor Laf Gir Rous Lef Font Chev Bert Gaut Per Bois",
    "sl": "Kowal Nowa Wiś Wójc Kamiń Lewand Zieliń Szymań Woźn Dąbr Kozł Mazur",
    "in": "Shar Gup Pat Redd Iy Nai Chaud Mehr Kap Bhat Desh Rao",
    "ea": "Tan Ngu Sat Yama Suz Take Chen Zhao Pha Kimu Ito Lin",
    "af": "Oka Ade Nwo Bal Ogun Eze Moha Iwu Olu Abub",
}
"""Beginnings of family names by language."""

ENDS: dict[str, str] = {
    "en": "ton ford ley field well son wood er man worth ham bury s by den more",
    "es": "ález ínez íguez ández ez o eno a illo era",
    "pt": "a os eira eiro es o ão ado inho ada",
    "de": "er dt mann meister berg feld der ler ke ner",
    "fr": "ois eau ard ier et in aine ot ault elle",
    "sl": "ski cka niak ewicz czyk ek ak owski arz iec",
    "in": "ma ta el y er ar hary otra oor i",
    "ea": "aka yen o moto uki da g ng m ra",
    "af": "for yemi su ogu de kwe mmed ala wole kar",
}
"""Endings of family names by language."""

STREETS = (
    "Maple Oak Church High Station Park Mill Victoria King Queen Cedar Elm Lake Hill River "
    "School Garden Market Bridge "
    "Spring Forest Sunset Chestnut Willow Meadow Harbour Castle Abbey Orchard Union Liberty "
    "Franklin Highland Valley "
    "Prospect Summit Linden Birch Walnut Juniper"
)
STREET_KINDS = (
    ("Street", "St."),
    ("Avenue", "Ave"),
    ("Road", "Rd."),
    ("Lane", "Ln"),
    ("Drive", "Dr."),
    ("Court", "Ct"),
)
"""Endings of street names, in full and short."""

CITIES = (
    "Ashford Brighton Calder Dunmore Eastfield Fairview Glenwood Hartley Ironbridge "
    "Kingsport Lakeside Marlow Newhaven "
    "Oakridge Portsea Queensbury Riverton Stonehaven Thornbury Upton Westport Yarrow Bellmont Crestview"
)

FREE_MAIL = (
    "gmail.com outlook.com yahoo.com hotmail.com icloud.com proton.me gmx.net mail.com "
    "aol.com zoho.com fastmail.com "
    "web.de orange.fr libero.it wp.pl uol.com.br rediffmail.com googlemail.com live.com yandex.com"
)
DISPOSABLE_MAIL = (
    "mailinator.com guerrillamail.com yopmail.com 10minutemail.com temp-mail.org sharklasers.com maildrop.cc "
    "trashmail.com getnada.com dispostable.com"
)
DOMAIN_FIRST = (
    "north blue bright clear deep east fast green high iron jade keen light moon next open "
    "prime quick red silver "
    "true urban vivid west young zen acme apex core delta"
)
DOMAIN_LAST = (
    "labs works soft data media studio tech group systems cloud logic point bridge stack "
    "craft mind wave path base "
    "forge grid link line loop mail net nest port"
)
CHEAP_ENDINGS = ("xyz", "top", "online", "site", "shop", "club", "icu", "store")
FIRM_ENDINGS = ("com", "io", "co", "net", "dev", "ai", "tech", "org")

REFERRERS = (
    "https://www.google.com/ https://duckduckgo.com/ https://news.ycombinator.com/ https://www.reddit.com/ "
    "https://www.linkedin.com/ https://x.com/ https://github.com/ https://www.youtube.com/ "
    "https://www.bing.com/ "
    "https://medium.com/ https://dev.to/ https://www.producthunt.com/ newsletter friend conference"
)

VERBS = (
    "Summarise Translate Rewrite Classify Extract Explain Compare Review Draft Outline "
    "Correct Rank Answer Solve Grade "
    "Plan Debug Annotate Simplify Expand"
)
OBJECTS = (
    "contract email essay recipe function dataset meeting ticket article poem invoice "
    "lecture proof query paragraph "
    "dialogue résumé review report transcript puzzle theorem commit schema story"
)
MANNERS = (
    "briefly|step by step|in plain words|as bullet points|as JSON|in a friendly tone|"
    "in a formal tone|with examples|"
    "in one sentence|as a table|with sources|in British English|for a child|for an expert|"
    "in Spanish|in French|"
    "without jargon|with a title|in 200 words|with reasons"
)
AUDIENCES = (
    "customers|students|engineers|managers|lawyers|nurses|readers|beginners|my team|"
    "the board|a blog|a newsletter|"
    "an exam|a help desk|a thesis|a slide deck"
)
