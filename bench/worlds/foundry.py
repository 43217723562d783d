"""Make synthetic accounts of a developer cloud with free credits: honest people and rings, with the truth.

Use: ``python foundry.py OUT --accounts 50000 --seed 7 --scene everyday`` (credits, mining, resale, cohorts).
Feeds go to OUT/input, the truth beside it. Recipes tell what a cohort or ring shares: card6:4 is a card for
six in ten, one per four accounts. In templates {name} comes from a pool, # % are digits, ~ ^ a member's own.
"""

import argparse
import math
import random
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

Val = tuple[Any, ...]
Stock = dict[str, list[Val]]
_BOOK = """[feeds] accounts=ID created_at@* email* phone full_name country organization referrer plan status*
signup_ip signup_device_id signup_user_agent; billing=ID at@* amount~ currency card_fingerprint card_bin
payer_name payer_email billing_address tax_id; devices=ID device_id* user_agent first_seen@ last_seen@;
network=ID ip* asn# country network_type first_seen@ last_seen@ hits#; usage=ID hour@* requests#
output_tokens# model prompt_template; relations=ID other_id* kind* at@ amount~; labels=ID label* at@ reason;
truth=ID ring* role*; crowds=ID crowd*; rings=ring* size#* style* [sets] relations=referral transfer delegated
reseller same_organisation; single=mail phone org ref surname first born level switch payer tax ua; strong=ip
device card phone mail addr tmpl payer org; weak=vpn bin edu; passed=device phone addr ip; own=home device
addr phone name surname first land starter hours; truths=truth crowds rings; mix=credits credits credits
mining resale; extra=carrier vpn venue nat tor device tmpl [habits] business=0 .3; student=0 .3; nat=0 .3;
usual=0 .3; venue=0 .3; vpn=.01 .25; carrier=.1 .6; tor=0 .01; card=.3 .95; growth=.5 1; burst=0 .25; void=0
.02; crowd=.27 .42; popular=.05 .8; release=.3 .8; more=2 2.6; known=.004 .03; wrong=0 .04; device=.3 .6;
tmpl=.3 .6; devices=.5 1; network=.92 1; usage=.4 1; relations=.2 1; span=250 700; zero=19000 19900; steep=.4
1.1 [lands] US=1; GB=44; DE=49; FR=33; IN=91; BR=55; NG=234; VN=84; ID=62; PL=48; ES=34; IT=39; NL=31; TR=90;
UA=380; PH=63; PK=92; EG=20; MX=52; JP=81; KR=82; SG=65; CA=1; AU=61; ZA=27; KE=254; AR=54; RO=40; SE=46;
BD=880 [voids] phone=+9999990000; org=none; addr=N/A; tax=000000000 [scenes] credits=3 25 0 0 300; mining=60
600 4 8 999999; resale=5 80 2 4 1500; everyday=3 150 33 37 999999; cohorts=3 3 0 0 999999 [spots] host=cloud;
rack=cloud; vpn=hide; tor=hide; proxy={land}; block={land} [pools] #=0 1 2 3 4 5 6 7 8 9; %=0 1 2 3 4 5 6 7 8
9 a b c d e f; a=b d f g h j k l m n p r s t v z br ch kl sh st tr; b=a e i o u ai ei ou an en in ar or el;
os=Windows Macintosh Linux iPhone Android_14 Android_13; app=Chrome/12 Firefox/13 Safari/60 Edg/12 devcli/2
curl/8; free=gmail.com gmail.com outlook.com yahoo.com proton.me icloud.com gmx.de qq.com mail.ru; end=com io
dev net co xyz; school=edu ac.uk edu.in uni.de; kind=Labs Systems Studio Tech Group Cloud; plan=free starter
pro team; role=prod staging ci dev backup data; usual=Personal Freelance Student Home self; verb=write fix
explain deploy translate test summarise train scrape [drawn] o=600 1## / 2# / 3# / 6# / 8#; first=500
{a}{b}{a}{b}; last=3000 {a}{b}{a}{b}{a}{b}; street=4000 {a}{b}{a}{b}{b}; ref=30 {a}{b}{a}{b}; ua=140
Mozilla/5.0 ({os}) {app}.#; bin=250 4#####; uni=40 {a}{b}{a}{b}.{school}; starter=50 {verb} <x> {last} <y>
[values] device=%%%%%%%%%%%%|{ua}; ua={ua}; card=%%%%%%%%%%%%|{bin}; card.bin=^^^^^^^^^^^^|{bin} /
^^^^^^^^^^^^|5#####; addr=### {street} street, ##### {land}; payer={W} Ltd|pay@{w}.com / {first}
{w}|{w}##@{free}; tax={land}#########; org={W} {kind}; org.usual={usual}; phone=+{dial}#########;
phone.phones=+{dial}#######~~; tmpl={verb} <x> {last} {last} in <y>; tmpl.starter={starter}; hours=##|#;
level=0.## / 1.## / -0.##; ref={w}-## / {ref}; ref.popular={ref}; surname={last}; first={first}; land={land};
switch=1; mail.name={free}|name|; mail.corp={w}.{end}|corp|; mail.edu={uni}|edu|; mail.catch={w}.{end}|catch|;
mail.plus={free}|plus|{w}; mail.seq={free}|seq|{w}; mail.roles={w}.{end}|roles|; word={a}{b}{a}{b}{a}{b};
days=#|##|##|##|1##; born.hour={soon}|.06; born.day={soon}|.6; born.week={soon}|6; born.month={now}|30;
born.season={now}|200; ip.home={s}.{o}.{o}|{n}|residential; ip.proxy={s}.{o}.{o}|{n}|residential;
ip.host={s}.{o}.{o}|{n}|hosting; ip.rack={s}.{o}.1~~|{n}|hosting; ip.block={s}.{o}.1~~|{n}|residential;
ip.nat={s}.{o}.{o}|{n}|business; ip.campus={s}.240.#|{n}|business; ip.venue={s}.245.#|{n}|business;
ip.carrier={s}.250.7|{n}|mobile / 2a##:%%%%:%%%%::%%%%|{n}|mobile; ip.vpn={s}.24#.1#|{n}|vpn;
ip.tor={s}.9.1|{n}|tor [boxes] name={first}.{last} / {first}## / {last}{first}# / {first}_{last} /
{first}{last}####; corp={first}.{last}; edu={first}### / {last}##; catch={first}.{last} / %%%%%%%% / {last}##;
plus={w}+%%% / {w}+{first}; seq={w}###; roles={role} [hard] cards=card7:4 bin6; devices=device7:4 ua4;
hosting=host8:4; proxies=proxy7:3; sims=phone5:3; block=block9:15; racks=rack8:15; numbers=phones8:30;
plus=plus7:4; catchall=catch7:9; addresses=addr6:4 payer4:5; templates=tmpl8:6; fakeorg=org8:6 addr5:6
payer5:6 tax4:6 catch4:6; household=surname7 addr6 home6 card2; virtual=bin9 payer5:5 addr2:5 [weak]
vpn=vpn8:4; edumail=edu8:20; referrers=ref7 referral7:9; transfers=transfer6:12; burst=hour9:12; drip=season;
sync=days7 hours7; turns=days9:2; antidetect=ua9; harvest=tmpl5:4 switch7 level8; seqmail=seq6:10 [base]
run=tmpl7:8 days6:20 hours8 level4; bulk=vpn6:20 host6:20 card8:6 bin7:60 ua5:50; bought=; firm=nat8 corp9
org8 payer7 card6 addr7 tax6 same_organisation5 [picks] credits=22334 hard + 0123 weak; mining=1 bulk + 23
hard; resale=1 run + 12 hosting proxies block racks + 012 weak + 01 devices cards + 1 catchall numbers plus
seqmail bought bought bought [cohorts] family=10 2 6 surname8 home addr9 card4 device4:2 payer3 phone1 month3
referral2; flat=5 2 7 home addr8 device1 referral1 month2; twin=2.5 2 3 home8 addr8 card6 device7 payer7
phone4 surname9 first9 tmpl4 hours7 transfer2; relative=1 3 8 device7 home6 card3 phone4:4 addr4 surname4
week5 payer4; dormitory=.8 8 60 campus9:30 addr6 edu6 device1:9; firm=5 3 120 season8 FIRM tmpl4:12 device1:6
hours8; newfirm=3 3 40 week FIRM tmpl4 device2:4 phone1; subsidiary=.7 6 80 season8 card5 payer6 tax5:9 corp:9
org8:9 addr7:9 nat8:9 hours6; consultancy=1 5 40 season7 card6 payer7 addr3 device3:8 nat3 tmpl3 delegated7 !
corp org9 nat; msp=.7 8 90 season6 card6:30 payer7 host5:12 device3:12 tmpl3:20 ua3 reseller7 ! corp org nat;
service=2 3 30 day5 roles9 host9:6 card9 payer9 tax7 org8 addr8 phone6 tmpl6:5 ua8 first5; cimachine=1 5 60
season6 FIRM host8:10 device6:12 ua4 tmpl5; teambox=1 3 14 week5 plus org6 nat7 card7 payer6 device4:3 addr5
phone4; class=1.5 14 80 hour9 edu9 campus9 tmpl8 ref3 device4:4 days7 ua3; lab=.8 4 25 season8 edu9 nat9
device5:4 tmpl5 card3 payer4 org5 tax2; course=1 14 90 hour8 tmpl9 days6 ref5 level4; bootcamp=.7 8 50 day8
nat8 ref6 tmpl7:10 device2:4 addr1 days6; hackathon=.7 14 120 day nat9 ref6 tmpl6 device1 days5; sprint=.5 5
50 week5 org5 tmpl5 vpn2 ref5 days7 transfer1; fair=.5 8 80 day nat8 ref8 device3:15; incubator=.8 6 60
season9 nat9 addr8 corp9:4 org8:4 tax5:4 card5:4 payer5:4 device1:9; freelancers=1 3 30 addr nat3 org1 ref1;
callcentre=.5 15 120 season6 nat corp8 device7:4 hours9:40 ua8 tmpl5 org8 card3 phones6; invites=1.2 5 60
hour5:15 referral9 ref5 corp2 nat2:10"""
_PARTS = re.findall(r"\[(\w+)\] ([^\[]+)", " ".join(_BOOK.split()).replace("ID ", "account_id* "))
BOOK = {name: dict(pair.split("=", 1) for pair in text.strip().split("; ")) for name, text in _PARTS}
VALUES = {name.split(".")[-1]: form for name, form in BOOK["values"].items()}
SLOT = {name.split(".")[-1]: name.split(".")[0] for name in BOOK["values"]}
SETS = {name: words.split() for name, words in BOOK["sets"].items()}
STYLES = BOOK["hard"] | BOOK["weak"] | BOOK["base"]
TYPES: dict[str, Any] = {"@": pl.Float64, "~": pl.Float64, "#": pl.Int64}


@dataclass(slots=True)
class Account:
    """One account: its truth and, by slot, the values it shows with the day each began."""

    uid: str
    has: dict[str, list[tuple[Val, float]]]
    born: float
    until: float
    status: str
    known: float
    taken: float = 0.0
    role: str = "honest"
    ring: str | None = None
    crowds: frozenset[str] = frozenset()


class World:
    """The platform of one seed: its habits, its pools of common values, its cohorts, people and rings."""

    def __init__(self, scene: str, total: int, seed: int) -> None:
        self.total, self.r, self.used, self.centre = total, random.Random(f"{scene}/{seed}"), set[str](), 0.0
        r, self.people = self.r, list[Account]()
        self.rows: Stock = {feed: [] for feed in BOOK["feeds"]}
        h = self.h = {k: r.uniform(*(float(x) for x in v.split())) for k, v in BOOK["habits"].items()}
        self.days = [h["span"] * r.random() ** h["growth"] - 1 for _ in range(9000)]
        self.days += [day + r.expovariate(0.7) for day in r.choices(self.days, k=4) * int(700 * h["burst"])]
        self.span, self.pools = h["span"], {name: text.split() for name, text in BOOK["pools"].items()}
        lands = self.pools["land"] = r.sample(list(BOOK["lands"]), r.randint(6, 26))
        for name, (most, form) in {k: v.split(" ", 1) for k, v in BOOK["drawn"].items()}.items():
            self.pools[name] = [self._fill(form) for _ in range(r.randint(int(most) // 4, int(most)))]
        for name in ("land", *BOOK["drawn"]):  # the first words of a pool come more often
            often = [1 + int(20 / (i + 1) ** h["steep"]) for i in range(len(self.pools[name]))]
            self.pools[name] = [word for word, times in zip(self.pools[name], often) for _ in range(times)]
        for spot in (*lands, "cloud", "hide"):
            homes = [spot if len(spot) == 2 else self._fill("{land}") for _ in range(r.randint(9, 50))]
            self.pools[spot] = [self._fill(f"1##.{{o}}|####|{c} / 2#.1##|2####|{c}") for c in homes]
        low, high, few, many, per = (int(x) for x in BOOK["scenes"][scene].split())
        sizes = [self._size(low, min(high, total // 40)) for _ in range(r.randint(few, many) + total // per)]
        crowd = min(0.9, h["crowd"] * (h["more"] if scene == "cohorts" else 1)) * (total - sum(sizes))
        while crowd > 1:
            crowd -= self.cohort(max(2, int(crowd)))
        lone = range(total - sum(sizes) - len(self.people))
        self.people += [self.person(self._fill("{land}")) for _ in lone]
        self.gather(r.sample(self.people, total // 20), "referral4:3 transfer1:2", {})
        for size in sizes:
            self.ring(r.choice(SETS["mix"]) if scene == "everyday" else scene, size)

    def _fill(self, text: str, **names: str) -> str:
        pools, pick = self.pools, self.r.choice
        text = pick(text.split(" / "))
        return re.sub(r"\{(\w+)\}|[#%]", lambda m: names.get(m[1]) or pick(pools[m[1] or m[0]]), text)

    def _size(self, low: int, high: int) -> int:
        return round(low * math.pow(max(low, high) / low, self.r.random() ** (2 if low < 60 else 0.8)))

    def _make(self, kind: str, word: str, land: str) -> Val:
        stem, net = self.r.choice(self.pools[self._fill(BOOK["spots"].get(kind, land))]).split("|", 1)
        names = {"w": word, "W": word.title(), "land": land, "dial": BOOK["lands"][land], "s": stem}
        names |= {"n": net, "now": str(self.centre), "soon": str(self.centre + self.r.expovariate(0.1))}
        val = self._fill(VALUES[kind], **names).split("|")
        return tuple(str(self.centre + float(x)) for x in val) if kind == "days" else tuple(val)

    def person(self, land: str) -> Account:
        """An ordinary person with values of their own, not yet in the platform's list."""
        r, h, sort, word = self.r, self.h, self.r.random(), self._fill(VALUES["word"])
        kinds = SETS["own"] + [k for k in ("card", "popular", "usual") if r.random() < h[k]]
        kinds += ["corp", "org", "tax"] if sort < h["business"] else ["edu"] * (sort > 1 - h["student"])
        has = {SLOT[k]: [(self._make(k, word, land), 0.0)] for k in kinds}
        for kind in (k for k in SETS["extra"] if r.random() < h[k]):
            has[SLOT[kind]].insert(r.randint(0, 1), (self._make(kind, word, land), 0.0))
        if self.people and r.random() < 0.016:  # second-hand devices, reassigned numbers, old flats
            has |= {k: v[:1] for k, v in r.choice(self.people).has.items() if k == r.choice(SETS["passed"])}
        born, status = r.choice(self.days), r.choices(["active", "closed", "banned"], [950, 46, 4])[0]
        until = born + (self.span - born) * r.random() ** 0.5
        return Account(self._fill("acc_%%%%%%%%%%%%"), has, born, until, status, h["known"])

    def give(self, a: Account, kind: str, val: Val, since: float = 0.0) -> None:
        """Let an account show a value instead of its own or beside it."""
        r, slot, old = self.r, SLOT[kind], a.has.get(SLOT[kind], [])
        val = tuple(self._fill(x.replace("~", "#").replace("^", "%")) for x in val)
        if slot == "born":
            a.born = min(abs(float(val[0]) + float(val[1]) * (r.betavariate(1, 1.6) - 0.3)), self.span - 1)
            a.until = a.born + (self.span - a.born) * r.random() ** 0.5
        elif slot in ("addr", "org") and r.random() < 0.25:
            val = (val[0].replace(*r.choice([(" street", " St."), (",", ""), ("s", "S"), (" ", "  ")])),)
        since = since or a.taken or (0.001 if a.crowds else 0.0)
        beside = slot not in SETS["single"] and (since or r.random() < 0.4)
        a.has[slot] = [*old, (val, since)] if beside else [(val, 0.0), *old[1:]]

    def gather(self, who: list[Account], recipe: str, stock: Stock, craft: float = 1.0) -> None:
        """Let a group share values by a recipe; craft below 1 marks a ring that hides some of them."""
        r, size, ring, strong, shown = self.r, len(who), craft < 1, list[str](), set[str]()
        names = [self._fill(VALUES["word"]) for _ in range(size // 3 + 1)]
        land = self._fill("{land}") if ring or not who else who[0].has["land"][0][0][0]
        for kind, digit, per in re.findall(r"([a-z_]+)(\d?):?(\d*)", recipe):
            chance, step = (float(digit or 9.7) / 10) ** r.lognormvariate(0, 0.4) * craft, int(per or size)
            if kind in SETS["relations"]:
                for i in (i for i in range(size) if i % step and r.random() < chance * self.h["relations"]):
                    a, b, paid = who[i], who[i - i % step], round(r.lognormvariate(2.5, 1), 2)
                    line = (max(a.born, b.born) + r.expovariate(0.1), paid if kind == "transfer" else None)
                    self.rows["relations"].append((a.uid, b.uid, kind, *line))
                continue
            slot, count, pile = SLOT[kind], max(1, round(size / step)), stock.setdefault(kind, [])
            pile += [self._make(kind, names[i % len(names)], land) for i in range(len(pile), count)]
            strong += [kind] if slot in SETS["strong"] and kind not in SETS["weak"] else []
            for i, a in ((i, a) for i, a in enumerate(who) if r.random() < chance):
                if slot in SETS["single"] and (a.crowds or (a.taken and slot == "born")):
                    continue
                for _ in range(r.randint(1, 2 if ring and slot in ("ip", "device", "tmpl") else 1)):
                    self.give(a, kind, pile[int(count * r.random() ** 1.4) if ring else i * count // size])
                shown |= {a.uid} if kind in strong else set()
        for a in (a for a in who if ring and strong and a.uid not in shown):
            self.give(a, kind := r.choice(strong), r.choice(stock[kind]))

    def cohort(self, room: int) -> int:
        """Add one honest cohort and tell how many new accounts it brought."""
        r, self.centre = self.r, self.r.choice(self.days)
        kinds = [(name, *line.split(" ", 3)) for name, line in BOOK["cohorts"].items()]
        name, _, low, high, recipe = r.choices(kinds, [float(kind[1]) for kind in kinds])[0]
        size = min(room, self._size(int(low), min(int(high), self.total // 40)))
        (common, _, staff), land = recipe.replace("FIRM", STYLES["firm"]).partition("!"), self._fill("{land}")
        who = [self.person(land if r.random() < 0.93 else self._fill("{land}")) for _ in range(size)]
        old = r.choices(self.people or who, k=size // 6 * ("org" not in common + staff))
        self.people += who
        who += {a.uid: a for a in old if a.crowds and a.role == "honest"}.values()
        head = max(1, round(size * r.uniform(0.06, 0.3))) if staff else len(who)
        self.gather(who, common, {})
        self.gather(who[:head], staff, {})
        for i, a in enumerate(who):
            a.role, a.crowds = "client" if i >= head else a.role, a.crowds | {name}
        return size

    def ring(self, family: str, size: int) -> None:
        """Add a ring of a family: free-credit farming, a mining operator or resold accounts."""
        r, done, mining, stock = self.r, 0, family == "mining", Stock()
        lands, day, craft = r.choices(self.pools["land"], k=3), r.choice(self.days), r.uniform(0.62, 0.98)
        who = [self.person(r.choice([*lands, self._fill("{land}")])) for _ in range(size)]
        picks = (part.split(" ", 1) for part in BOOK["picks"][family].split(" + "))
        picked = [s for n, of in picks for s in r.sample(list(BOOK.get(of, of.split())), int(r.choice(n)))]
        waves, self.centre = (min(r.randint(2, 7), max(1, size // 4)), day / 2) if mining else (1, day)
        for a in who if family == "resale" else []:  # each is taken over after a life of its own
            a.taken = min(self.span - 0.5, self.span * 0.3 + day * 0.6 + r.expovariate(0.06))
            a.born, a.until = a.taken * r.uniform(0.1, 1), r.uniform(a.taken, self.span)
            if "bought" in picked and (seller := r.choice(self.people)).role == "honest" and r.random() < 0.1:
                seller.role, a.has = "unknown", a.has | {k: seller.has[k][:1] for k in ("ip", "device")}
        recipe = " ".join(["month" * (family == "credits"), *(STYLES[style] for style in picked)])
        for cut in [*sorted(r.sample(range(1, size), waves - 1)), size]:
            part, done, ban = who[done:cut], cut, self.centre + r.uniform(3, self.span / 2 / waves)
            stock = {kind: [v for v in pile if r.random() < 0.55] for kind, pile in stock.items()}
            self.gather(part, recipe, stock, craft)
            for a in part if mining else []:
                a.born = self.centre + r.random() ** 2 * r.choice([0.3, 1.0, 2.5])
                a.until = ban + r.random() * 0.2 if cut < size or r.random() < 0.3 else self.span
                a.status = "banned" if a.until < self.span and r.random() < 0.93 else "active"
            exits = [v for kind, pile in stock.items() if SLOT[kind] == "ip" for v in pile]
            for victim in r.choices(self.people, k=r.randint(1, len(part))):
                if victim.role == "honest" and family == "credits" and r.random() < 0.06:  # copied
                    victim.role, slot = "stranger", r.choice(["phone", "addr", "device"])
                    self.give(r.choice(part), slot, victim.has[slot][0][0])
                elif victim.role == "honest" and family != "credits":  # keys stolen, exits shared
                    since = min(self.span - 0.2, max(victim.born, a.taken, self.centre) + r.expovariate(0.1))
                    victim.until = max(victim.until, since + 0.1)
                    self.give(victim, "home", r.choice(exits), since)
                    if family == "resale" and r.random() < 0.6:
                        self.give(victim, "tmpl", r.choice(stock["tmpl"]), since)
            self.centre = ban + r.uniform(0.4, 1.4)
        hit, name, known = r.choice([0, 0, 0.4]), f"ring-{len(self.rows['rings']):03}", r.uniform(-0.2, 0.3)
        self.rows["rings"].append((name, size, ",".join([family, *picked])))
        for a in who:
            a.role, a.ring, a.known = "member", name, known
            a.status = "banned" if r.random() < hit and not mining else a.status
        self.people += who

    def _show(self, a: Account) -> None:
        r, rows, h, none, plan = self.r, self.rows, self.h, (None,), "{plan}" if "card" in a.has else "free"
        a.has |= {k: [((v,), 0.0)] for k, v in BOOK["voids"].items() if k in a.has and r.random() < h["void"]}
        top: dict[str, Val] = {slot: pairs[0][0] for slot, pairs in a.has.items()}
        first, last, (domain, habit, base) = top["first"][0], top["surname"][0], top["mail"]
        box, name = self._fill(BOOK["boxes"][habit], first=first, last=last, w=base), f"{first} {last}"
        mail = f"{box}@{domain}" if f"{box}@{domain}" not in self.used else f"{box}{len(self.used)}@{domain}"
        self.used.add(mail)
        who = (mail, top["phone"][0], name.title(), top["land"][0], top.get("org", none)[0])
        use = (top.get("ref", none)[0], self._fill(plan), a.status, top["ip"][0], top["device"][0])
        rows["accounts"].append((a.uid, a.born, *who, *use, *top.get("ua", top["device"][1:])))
        rows["truth"].append((a.uid, a.ring, a.role))
        rows["crowds"] += [(a.uid, crowd) for crowd in sorted(a.crowds)]
        for i in range(r.randint(1, 4) if "card" in top else 0):
            line = (*r.choice(a.has["card"])[0], *top.get("payer", (name.title(), mail)))
            money = (min(a.until, a.born + 30.4 * i + r.random() / 9), r.choice([0.0, 1.0, 5.0, 20.0]), "USD")
            rows["billing"].append((a.uid, *money, *line, *r.choice(a.has["addr"])[0], *top.get("tax", none)))
        for slot, feed in (("ip", "network"), ("device", "devices")):
            for val, since in a.has[slot] if r.random() < h[feed] else []:
                low, high = max(a.born, since), min(a.until, a.taken + 3) if a.taken > since else a.until
                line = (int(val[1]), *val[2:]) if slot == "ip" else top.get("ua", val[1:])
                when = [low + max(0, high - low) * x for x in sorted((r.random() ** 3, r.random() ** 0.3))]
                rows[feed].append((a.uid, val[0], *line, *when, *[self._size(1, 400)] * (slot == "ip")))
        level, low = float(top.get("level", "0")[0]), max(a.born, a.taken)
        days = [float(x) for val, _ in a.has.get("days", []) for x in val if low <= float(x) <= a.until]
        for _ in range(min(14, 1 + int(r.expovariate(0.25))) if r.random() < h["usage"] else 0):
            day = r.uniform(max(a.born, a.taken * (r.random() < 0.75)), a.until)
            day, late = r.choice(days) if days and r.random() < 0.7 else day, -1 if a.taken else 0
            start, wide = r.choice([v for v, since in a.has["hours"] if since <= day][late:])
            hour = max(a.born, int(day) + (int(start) + r.randint(0, 1 + int(wide))) % 24 / 24)
            fresh = hour / self.span - h["release"] > r.random() * (0.1 if "switch" in a.has else 1)
            asked = 1 + int(r.lognormvariate(2 + level, 1))
            prompt = r.choice([v for v, since in a.has["tmpl"] if since <= day][late:])[0]
            work = (asked, int(asked * r.lognormvariate(5 + level / 2, 1)), f"orb-{1 + fresh}", prompt)
            rows["usage"].append((a.uid, int(hour * 24) / 24, *work))
        if a.role != "unknown" and r.random() < max(0, a.known) + 0.1 * (a.status == "banned"):
            bad, at = (a.ring is not None) != (r.random() < h["wrong"]), r.uniform(a.born, self.span)
            rows["labels"].append((a.uid, r.choice(["fraud", "banned"]) if bad else "honest", at, "review"))

    def write(self, out: Path) -> None:
        """Write the feeds, some columns thinned or left out as the seed says, and the truth."""
        for a in sorted(self.people, key=lambda a: a.born):
            self._show(a)
        (out / "input").mkdir(parents=True, exist_ok=True)
        for stale in (out / "input").glob("*.parquet"):
            stale.unlink()
        r, zero, gone = self.r, int(self.h["zero"]), self.r.choice(["devices", "usage", *[""] * 5])
        spare = {c: r.random() for line in BOOK["feeds"].values() for c in line.split() if c[-1] != "*"}
        share = {c: r.uniform(0.6, 1.1) if x < 0.88 else r.choice([0, x - 0.87]) for c, x in spare.items()}
        for feed, columns in ((feed, line.split()) for feed, line in BOOK["feeds"].items() if feed != gone):
            schema = {c.rstrip("*@#~"): TYPES.get(c.rstrip("*")[-1], pl.String) for c in columns}
            frame = pl.DataFrame(self.rows[feed], schema=schema, orient="row")
            for name, c in zip(schema, columns, strict=True):
                seconds = (pl.col(name).clip(upper_bound=self.span) + zero) * 86400
                time = (seconds.round().cast(pl.Int64) * 10**6).cast(pl.Datetime("us", "UTC"))
                kept = pl.Series([r.random() < share.get(c, 2) for _ in range(len(frame))], dtype=pl.Boolean)
                value = pl.when(kept).then(time if "@" in c else pl.col(name)).alias(name)
                frame = frame.with_columns(value) if share.get(c, 2) else frame.drop(name)
            frame.write_parquet(out / ("" if feed in SETS["truths"] else "input") / f"{feed}.parquet")


def main() -> None:
    """Read the command line and write one platform."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--accounts", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scene", choices=BOOK["scenes"], default="everyday")
    args = parser.parse_args()
    World(args.scene, args.accounts, args.seed).write(args.out)


if __name__ == "__main__":
    main()
