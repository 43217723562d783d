"""Parlour: a made-up consumer subscription service with its honest people, its fraud rings and the truth.

Use: python parlour.py OUT --accounts 50000 --seed 7 --scene trial (or bonus, stolen, everyday, cohorts).
It writes OUT/input/*.parquet, OUT/truth.parquet, OUT/crowds.parquet and OUT/rings.parquet. In a relation of
kind referral, account_id invited other_id. Each seed has habits of its own; same arguments, same data.
"""

import argparse
from collections import defaultdict
from pathlib import Path
from random import choice, choices, expovariate, randint, random, randrange, sample, seed, uniform
from typing import Any
from zlib import crc32

import polars as pl

DAY, T1, WHOLE = 86400.0, 1748736000.0, (0.0, 0.0)
# Each habit of the platform with the range that a seed draws it from.
KNOBS = """years 1 4,growth 0 2.5,free .15 .55,prepaid .03 .3,soft .01 .08,gear .1 .7,moved .1 .5,
wrong 0 .003,mobile .3 .9,vpn .02 .18,v6 0 .35,work .03 .2,relay .01 .08,plus .002 .03,vanity .005 .04,
hold .001 .01,payer .01 .1,tax .01 .25,avatar .2 .8,voucher .05 .4,org .01 .12,ref .03 .25,xfer .005 .06,
rush 0 .3,badban .02 .35,goodban .001 .012,life 90 900,bills .5 2.5,tight .6 1.7,names 1.5 3.5,family .5 2,
models 1.3 3,nat 60 700,exits 150 900,typo .01 .12,odd .05 .4,signup .6 .98,gaps .2 1.5"""
# Each cohort: weight, least and greatest size, then what its members share and how often, in percent.
COHORTS = """couple 14 2 2 home address97 net95 card45 device35 last55 ref30 xfer15 mail4 avatar6; family 24 3
7 home address97 net95 card80 device50 pool30 last85 block30 ref20 tax12 mail12; grandparents 6 3 6 card50
device30 desk85 last60 phone20 ref50 mail35; cafe 5 8 80 net95 biz open device3; flat 8 2 5 home address97
net95 card10 device8 xfer20 ref20; locker 3 10 150 address90 open; dorm 5 15 120 home address95 unit net90 biz
span40 ref10 org30 domain30 device10 pool5; placeholder 3 10 80 hold; alias 4 20 200 alias95; barracks 3 20
150 home address95 net90 biz org30 reset15 ref15 pool2; second_hand 4 2 3 device seq; care_home 3 6 40 home
address95 net90 device50 pool15 card20 phone30 desk60 tax10; reassigned 3 2 3 phone seq; shared_plan 4 4 14
card95 device20 xfer40 ref30 pool20; shop 5 6 60 desk95 biz pool9 reset30 voucher30 block40; firm_gift 4 10
120 gift90 org50 domain40 net40 biz span12 tax40 voucher80; reseller 3 6 50 card50 payer50 desk30 client tax40
voucher30; school 5 20 150 net80 biz device55 pool40 reset70 domain70 org50 span12 avatar30; call_centre 3 20
150 desk90 biz pool8 voucher30 payer5; mailroom 3 15 120 address95 open unit30 net20 biz; influencer 5 20 200
ref90 star90 span25 voucher60; friends 7 4 25 ref75 xfer20 span60 device10 net15 pool20"""
LISTS = """lands US:1:USD GB:44:GBP DE:49:EUR FR:33:EUR ES:34:EUR BR:55:BRL IN:91:INR PL:48:PLN MX:52:MXN;
free gmail.com outlook.com yahoo.com icloud.com hotmail.com gmx.net proton.me mail.com aol.com web.de; relays
privaterelay.appleid.com duck.com mozmail.com simplelogin.com anonaddy.me; made screen_profile:display
tax_declaration:fiscal_ref delivery_point:dropoff avatar_hash:face promo:voucher; traits biz open seq client
pool span ref star xfer mesh cell chain; trial card device net address payer bin reset mail domain voucher
avatar tax phone; bonus device net payer block reset mail domain avatar voucher card; stolen device net reset
domain mail bin payer block address; away residential residential residential mobile hosting vpn business;
accounts account_id created_at email phone full_name country organization referrer plan status signup_ip
signup_device_id signup_user_agent; billing account_id at amount currency card_fingerprint card_bin payer_name
payer_email billing_address tax_id; devices account_id device_id user_agent first_seen last_seen; network
account_id ip asn country network_type first_seen last_seen hits; relations account_id other_id kind at
amount; facts account_id kind value at count"""
ANSWERS = {"truth": "account_id ring role", "crowds": "account_id crowd", "rings": "ring size style"}
WORDS = {x.split()[0]: x.split()[1:] for x in LISTS.split(";")} | {k: v.split() for k, v in ANSWERS.items()}
LAND = {x[:2]: x.split(":") for x in WORDS["lands"]}
SLOT = dict(device="gear", reset="gear", bin="card", payer="card", gift="card", block="phone", mail="email")
SIZES = {"trial": (3, 40, 2.6), "bonus": (10, 200, 1.2), "stolen": (20, 300, 1.3), "everyday": (3, 120, 1.5)}
KEYS, TIMES = "account_id device_id ip other_id kind value", "created_at at first_seen last_seen"
TYPES: dict[str, Any] = dict.fromkeys(TIMES.split(), pl.Datetime("us", "UTC")) | {"amount": pl.Float64()}
TYPES |= dict.fromkeys("asn hits count size".split(), pl.Int64())
SOUNDS = [a + b for a in "b d f g k l m n p r s t v z st br".split() for b in "aeiouy"]
Acct = defaultdict[str, Any]  # an account: its times, all that its owner has, and the truth about it


def _hexa() -> str:
    return f"{randrange(2**64):016x}"


def _word(size: int) -> str:
    return "".join(choices(SOUNDS, k=size)).title() + choice(("", "n", "r", "s"))


def _pick(pool: list[Any], skew: float = 2.0) -> Any:
    return pool[int(len(pool) * random() ** skew)]


class World:
    """One platform in the making: its habits, its people and what they own."""

    def __init__(self, n: int) -> None:
        knobs = (x.split() for x in KNOBS.split(","))
        k = self.k = {x[0]: uniform(float(x[1]), float(x[2])) for x in knobs}
        self.out, self.copied, self.open = {x: list[Any]() for x in [*WORDS][9:]}, set[Any](), list[Any]()
        counts = ((2, 250, 900), (3, 1500, 6000), (3, 800, 4000), (2, 5, 60), (3, 80, 500), (2, 30, 110))
        pools = [[_word(x) for _ in range(randint(y, z))] for x, y, z in counts]
        self.firsts, self.lasts, self.streets, self.codes, self.towns, self.models = pools
        self.hosts = WORDS["free"] + [f"{x.lower()}net.com" for x in self.towns[:15]]
        self.bins = {c: [str(randrange(400000, 500000)) for _ in range(randint(12, 60))] for c in LAND}
        self.soft, self.lands = [str(randrange(500000, 550000)) for _ in LAND], sample([*LAND], randint(3, 9))
        nat, kinds = int(3 + n / k["nat"]), choices(("vpn", "hosting"), (4, 1), k=int(9 + n / k["exits"]))
        self.nat = {c: [self._net(c, "mobile") for _ in range(nat)] for c in self.lands}
        self.exits = [self._net(choice(self.lands), kind) for kind in kinds]
        self.facts = {i: choice(WORDS["made"][i].split(":")) for i in sample(range(5), randint(2, 3))}

    def _gear(self, model: str) -> tuple[str, str, str]:
        num = crc32(model.encode())
        model = f"{('iPhone', 'Android', 'Tablet', 'Windows', 'Mac')[num % 5]}; {model} {num % 90}"
        screen = f"{360 + num % 7 * 180}x{800 + num % 90}@{randint(1, 3)}|{randint(2, 4)}c|{randrange(12)}"
        return _hexa(), f"Mozilla/5.0 ({model}) Browser/{randint(118, 132)}.0", screen

    def _net(self, land: str, kind: str) -> tuple[str, int, str, str]:
        num = 1000 + crc32(f"{self.k['life']}{land}{kind}{int(9 * random() ** 2)}".encode()) % 60000
        ip = f"{11 + num % 88}.{num // 88 % 256}.{randrange(256)}.{randrange(1, 255)}"
        six = kind == "residential" and random() < self.k["v6"]
        return f"2a{num % 90:02}:{num % 9999:x}:{_hexa()[:4]}:{_hexa()[:4]}::" if six else ip, num, land, kind

    def _when(self) -> float:
        back = 1 - random() ** (1 / (1 + self.k["growth"]))
        back = int(back * 9) / 9 + 0.02 * random() if random() < self.k["rush"] else back
        return (int(T1 / DAY - self.k["years"] * 365 * min(1, back)) - float(random() ** 1.8)) * DAY

    def _mail(self, a: Acct, host: str = "") -> str:
        k, f, x, num = self.k, a["first"].lower(), a["last"].lower(), randrange(1, 1000)
        if host in WORDS["relays"] or (not host and random() < k["relay"]):
            return f"{_word(2).lower()}.{_hexa()[:5]}@{host or _pick(WORDS['relays'])}"
        box = choice((f"{f}.{x}", f"{f}{x}{num}", f"{f[0]}{x}{num % 100}", f"{f}_{x}", f"{f}{num}", x + f[0]))
        box += choice(("+tv", "+sub", "+x")) if random() < k["plus"] else ""
        return f"{box}@{host or (f'{x}{num}.com' if random() < k['vanity'] else _pick(self.hosts))}"

    def _card(self, a: Acct) -> tuple[Any, ...]:
        k, prepaid = self.k, random() < self.k["prepaid"]
        kin = f"{_pick(self.firsts)} {a['last']}" if random() < k["payer"] else ""
        pool = self.soft if prepaid or random() < k["soft"] else self.bins[a["land"]]
        return _hexa(), _pick(pool), choice(("", "Gift Card")) if prepaid else kin, "", ""

    def _person(self, land: str = "") -> Acct:
        k, land = self.k, land or _pick(self.lands, 1.8)
        a = Acct(str, uid=_hexa(), t=self._when(), land=land, crowds=[], gifts=[], role="honest")
        a["life"], a["first"] = expovariate(1 / k["life"]) * DAY, _pick(self.firsts, k["names"])
        a["last"], unit = _pick(self.lasts, k["names"]), max(0, randint(-40, 40))
        street = f"{_pick(self.streets)} {choice(('Street', 'Road', 'Lane'))}"
        a["address"] = (int(1 + expovariate(0.02)), street, unit, _pick(self.towns))
        a |= {"email": self._mail(a), "phone": f"+{LAND[land][1]}{randrange(6 * 10**8, 10**9)}"}
        nets = [self._net(land, "residential") for _ in range(1 + (random() < k["moved"]))]
        ways = (("mobile", self.nat[land]), ("mobile", self.nat[land]), ("vpn", self.exits))
        nets += [_pick(pool) for way, pool in ways if random() < k[way]]
        nets += [self._net(land, "business")] * (random() < k["work"])
        models = [_pick(self.models, k["models"]) for _ in range(1 + int(expovariate(1 / k["gear"])))]
        a |= {"net": [(x, WHOLE) for x in nets], "gear": [(self._gear(x), WHOLE) for x in models]}
        a["card"] = [self._card(a) for _ in range(choice((1, 1, 1, 2))) if random() > k["free"]]
        face = _hexa() if random() < 0.6 else f"{crc32(_pick(self.codes).encode()):016x}"
        more = (("voucher", _pick(self.codes)), ("org", _word(3)), ("tax", f"{randrange(10**9):09}"))
        return a | {slot: v for slot, v in (("avatar", face), *more) if random() < k[slot]}

    def _mint(self, kind: str, head: Acct, site: str) -> Any:
        crew, name, land = site == "crew", f"{head['first']} {head['last']}", head["land"]
        if kind in ("net", "desk"):
            net = self._net(land, choice(WORDS["away"]) if crew else site)
            return net if kind == "net" else (net, self._gear(_pick(self.models)))
        if kind in ("device", "reset"):
            return self._gear(_word(2) if crew and random() < 0.5 else _pick(self.models))
        if SLOT.get(kind, kind) == "card":
            named = kind != "bin" and (not crew or kind == "payer" or random() < 0.2)
            who = (name + " Ltd" * (kind == "gift"), head["email"], head["address"])
            pool = [""] if kind == "payer" else self.soft if crew or kind == "gift" else self.bins[land]
            return _hexa() * (kind == "card"), _pick(pool), *(who if named else ("", "", ""))
        box = choice(("{0}+##", "{0}##", "##{0}", "{0}.##")).format(name.lower().replace(" ", choice(".-_")))
        made = {"block": head["phone"][:-2] + "##", "mail": f"{box}@{_pick(self.hosts)}", "avatar": _hexa()}
        made |= {"domain": f"{_word(3).lower()}.com", "alias": _pick(WORDS["relays"]), "hold": "yes"}
        made |= {"voucher": f"{_word(2)}{_hexa()[:2]}", "org": _word(2), "tax": f"{randrange(10**9):09}"}
        return made.get(kind) or head[kind]

    def _wear(self, a: Acct, kind: str, v: Any, win: tuple[float, float] = WHOLE) -> None:
        slot, brief = SLOT.get(kind, kind), (a["t"], a["t"] + 900)
        if slot in ("net", "gear"):
            a[slot].insert(randrange(3), ((_hexa(), *v[1:]) if kind == "reset" else v, win))
        elif kind == "desk":
            a |= {"net": [(v[0], brief), *a["net"]], "gear": [(v[1], brief), *a["gear"]]}
        elif kind == "home":
            a["net"] = [x for x in a["net"] if x[0][3] != "residential" or random() < 0.1] or a["net"]
        elif slot == "card":
            card = (v[0] or _hexa(), v[1] or _pick(self.bins[a["land"]]), *v[2:])
            a[slot] = [card, *a[slot][: randrange(2)]]
        elif kind == "unit":
            a["address"] = (*a["address"][:2], randint(1, 400), a["address"][3])
        elif kind in ("domain", "alias"):
            a["email"] = self._mail(a, v)
        else:
            a[slot] = v.replace("##", f"{randrange(100):02}") if isinstance(v, str) else v
            a["card"] = a["card"] or [self._card(a)] * (kind == "address")

    def _gather(self, t: dict[str, float], group: list[Acct], site: str) -> None:
        base, crew, kinds = self._when(), int(site == "crew"), [k for k in t if k not in WORDS["traits"]]
        for a in group if "span" in t else []:
            a["t"] = min(T1 - DAY, base + random() * t["span"] * 100 * DAY) if random() < 0.95 else a["t"]
        group.sort(key=lambda a: float(a["t"]))
        n, many, pot = len(group), WORDS["trial"][:5] if crew else ["device", "net", "desk"], {}
        for k in kinds:
            few = n if t["chain"] else max(1, int(n * t["pool"]) * (k in many))
            pot[k] = [self._mint(k, choice(group) if crew else group[0], site) for _ in range(few)]
        self.open += [(k, pot[k][0]) for k in ("address", "net") if k in pot and t["open"]]
        for i, a in enumerate(group):
            use = [k for k in kinds if random() < t[k]] or kinds[:crew]
            got = [(k, int((i / n if t["cell"] and k == kinds[0] else random()) * len(pot[k]))) for k in use]
            if t["chain"]:
                got = [(kinds[j % len(kinds)], j) for j in (i - 1, i) if 0 <= j < n - 1]
            for k, j in got:
                end = a["t"] + expovariate(0.03) * DAY if crew and random() < 0.4 else 0
                self._wear(a, k, pot[k][j], (a["t"], end))
            if i and random() < t["ref"]:
                a["ref"] = group[0] if random() < (t["star"] or 0.3) else group[int(i * random())]
            a["gifts"] += [choice(group[:i])] if i and random() < t["xfer"] else []
            if i and t["seq"]:
                group[i - 1]["life"] = (a["t"] - group[i - 1]["t"]) * uniform(0.3, 0.95)

    def _mix(self, people: list[Acct], share: float) -> None:
        specs, k, covered = [x.split() for x in COHORTS.split(";")], self.k, 0
        weights = [float(s[1]) / (int(s[2]) * int(s[3])) ** 0.5 * uniform(0.4, 2) for s in specs]
        lands = {c: [a for a in people if a["land"] == c] for c in self.lands}
        homes = {c: list(v) for c, v in lands.items()}
        while covered < share * len(people):
            name, _, low, high, *traits = choices(specs, weights)[0]
            size = int(int(low) * ((int(high) + 1) / int(low)) ** (random() ** k["family"]))
            land, cut = choice(people)["land"], ((x, x.rstrip("0123456789")) for x in traits)
            t = defaultdict(float, {w: float(x[len(w) :] or 100) / 100 for x, w in cut})
            if len(homes[land]) >= size:
                group = [homes[land].pop() for _ in range(size)] if t["home"] else sample(lands[land], size)
                covered += sum(not a["crowds"] for a in group)
                t |= {x: v ** k["tight"] for x, v in t.items() if x not in WORDS["traits"]}
                self._gather(t, group, "business" if t["biz"] else "residential")
                for a in group:
                    a["crowds"].append(name)
                    a["role"] = "client" if t["client"] and a is not group[0] else a["role"]
        for a, b in ((a, people[i - randint(1, len(people) - 1)]) for i, a in enumerate(people)):
            a["ref"] = a["ref"] or (b if random() < k["ref"] else "")
            a["gifts"] += [b] * (random() < k["xfer"])
            a["phone"] = b["phone"] if random() < k["wrong"] else a["phone"]

    def _ring(self, name: str, style: str, size: int, quiet: list[Acct]) -> list[Acct]:
        kinds = sample(WORDS[style][: 5 if style == "trial" else 2], randint(1, 2))
        weak = [x for x in WORDS[style] if x != "avatar" or 3 in self.facts]
        kinds += sample([x for x in weak if x not in kinds], randint(2, 4) - len(kinds))
        shape, land = choice(("mesh", "cell", "chain")[: 2 + (size < 40)]), choice(self.lands + [""])
        kinds = sample(WORDS["trial"][:4], randint(2, 4)) if shape == "chain" else kinds
        t = defaultdict(float, dict.fromkeys(kinds, uniform(0.45, 0.9)) | {shape: 1.0})
        t |= {"pool": size ** uniform(-0.9, -0.25), "span": 10 ** uniform(-3, 0.7), "xfer": choice((0, 0.2))}
        t |= {"ref": uniform(0.5, 0.95) if style == "bonus" else choice((0, 0.1, 0.4))}
        team = [self._person(land) | {"ring": name, "role": "member"} for _ in range(size)]
        self._gather(t | {"unit": 0.4} if "address" in kinds else t, team, "crew")
        self._mischief(team, style == "stolen", quiet)
        self.out["rings"].append((name, size, ",".join((style, shape, *kinds))))
        return team

    def _mischief(self, team: list[Acct], theft: bool, quiet: list[Acct]) -> None:
        loot = [(*self._card(a)[:2], f"{_pick(self.firsts)} {_word(3)}", "", "") for a in team * 3]
        for a in team if theft else []:
            a["card"] += sample(loot, randint(1, 7))
        size = int(len(team) * uniform(0.1, 0.6)) if theft else choice((0, 0, 0, 1, 1, 2, 4))
        for v in sample(quiet, min(size, len(quiet) // 40)):
            mate, late, taken = choice(team), uniform(v["t"], T1 - DAY), theft and random() < 0.6
            for slot in sample(("net", "gear"), randint(1, 2)) if taken else ():
                v[slot].append((choice(mate[slot])[0], (late, late + DAY)))
            slot = choice(("card", "card", "address", "phone", "net")[0 if theft else 2 :])
            got = v[slot] if slot in ("address", "phone") else v[slot][0] if v[slot] else ""
            if got and not (taken and random() < 0.4) and (slot != "net" or got[0][3] == "residential"):
                mate[slot] = [*mate[slot], got] if slot in ("card", "net") else got
                self.copied.add(got if slot in ("address", "phone") else got[0])
        kind, value = choice(self.open or [("hold", "")])
        for a in sample(team, len(team) // 2) if random() < 0.3 else []:
            self._wear(a, kind, value)
        for v in sample(quiet, min(len(quiet), 3)) if len(team) > 9 and random() < 0.2 else []:
            v |= {"card": [choice(team[0]["card"] or loot)], "role": "unknown"}

    def _say(self, a: Acct, slot: str, v: Any) -> Any:
        if random() < (0.4 if a["hold"] else self.k["hold"]):
            return {"email": "none@none.com", "phone": "+10000000000"}.get(slot, choice(("n/a", "-")))
        if slot == "address":
            odd, (no, way, unit, town) = random() < self.k["odd"], v
            flat, town = f"Apt {unit}, " * (unit != 0), f"{crc32(town.encode()) % 90000 + 10000} {town}"
            forms = f"{flat}{no} {way}, {town}", f"{way} {no}/{unit}, {town}", f"{no} {way[:-2]}., {town[6:]}"
            v = choice((str.upper, str.lower, str))(choice(forms)) if odd else forms[int(self.k["years"]) - 1]
        cut = randrange(len(v)) if v and random() < self.k["typo"] / 3 else -1
        return v[:cut] + v[cut + 1 :] if cut >= 0 else v or None

    def _emit(self, a: Acct) -> None:
        k, uid, t, out, say = self.k, a["uid"], a["t"], self.out, self._say
        mine = {x[0] for x in a["card"] + a["net"]} | {a["address"], a["phone"]}
        role = "stranger" if a["role"] == "honest" and mine & self.copied else a["role"]
        out["truth"].append((uid, a["ring"] or None, role))
        out["crowds"] += [(uid, x) for x in sorted({*a["crowds"]})]
        life = max(3600.0, min(a["life"], T1 - t))
        a["net"] = [((x[0] + _hexa()[:4] * (x[0][-1] == ":"), *x[1:]), win) for x, win in a["net"]]
        pick, name, post = 0 if random() < k["signup"] else -1, f"{a['first']} {a['last']}", a["address"]
        plan = choice(("basic", "premium", "family") if a["card"] else ("free", "trial"))
        odds = (k["badban" if a["ring"] else "goodban"], 0.8 * (t + life < T1 - DAY), 1)
        state = (plan, choices(("banned", "closed", "active"), odds)[0], a["net"][pick][0][0])
        who = (say(a, "email", a["email"]), say(a, "phone", a["phone"]), say(a, "", name), a["land"])
        b, tool = a["ref"], a["gear"][pick][0]
        source = b["uid"] if b else a["voucher"] or None
        out["accounts"].append((uid, t, *who, a["org"] or None, source, *state, *tool[:2]))
        for i in range(max(len(a["card"]), int(expovariate(1 / k["bills"]))) if a["card"] else 0):
            fp, num, payer, mail, addr = a["card"][i % len(a["card"])]
            bill = (t + life * random() ** 2 * (i > 0), choice((0, 1, 4.99, 9.99)), LAND[a["land"]][2])
            text = (fp, num, say(a, "", payer or name), mail or a["email"], say(a, "address", addr or post))
            out["billing"].append((uid, *bill, *text, a["tax"] or None))
        facts = (tool[2], a["tax"], f"{crc32(str(post[:2]).encode()):08x}", a["avatar"], a["voucher"])
        for fact, kind in ((facts[i], kind) for i, kind in self.facts.items() if facts[i]):
            out["facts"].append((uid, kind, fact, t + life * random(), randint(1, 9)))
        for feed, slot, width in (("network", "net", 4), ("devices", "gear", 2)):
            for x, (low, high) in a[slot]:
                first = max(t, low) if high else t + life * random() ** 3
                last = max(first, min(T1, high or first + (t + life - first) * random() ** 0.5))
                out[feed].append((uid, *x[:width], first, last, *[randint(1, 90)] * (slot == "net")))
        out["relations"] += [(uid, x["uid"], "transfer", max(t, x["t"]), randint(1, 50)) for x in a["gifts"]]
        out["relations"] += [(b["uid"], uid, "referral", max(t, b["t"]), None)] if b else []


def _save(path: Path, world: World, feed: str) -> None:
    data, rows, gaps = {}, world.out[feed], 0 if feed in ANSWERS else world.k["gaps"]
    for c, v in zip(WORDS[feed], list(zip(*rows)) or [()] * 3):
        gap = 0 if c in KEYS.split() else gaps * choice((0, 0, 0.01, 0.03, 0.08, 0.15, 0.3))
        cells = [None if random() < gap else int(x * 10**6) if c in TIMES.split() else x for x in v]
        data[c] = pl.Series(cells, dtype=TYPES.get(c, pl.String()))
    path.parent.mkdir(parents=True, exist_ok=True)
    pl.DataFrame(data).write_parquet(path)


def main() -> None:
    """Read the arguments, make the platform and write it."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("out", type=Path)
    ask.add_argument("--accounts", type=int, default=50000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--scene", choices=[*SIZES, "cohorts"], default="everyday")
    args = ask.parse_args()
    n, scene, (low, high, skew) = args.accounts, args.scene, SIZES.get(args.scene, (3, 3, 1))
    seed(f"parlour {args.seed} {n} {scene}")
    world, counts = World(n), {"bonus": (15, 25), "stolen": (8, 16), "everyday": (33, 37), "cohorts": (0, 0)}
    count = n // 300 if scene == "trial" else randint(*counts[scene])
    top = max(low, min(high, n // (3 * count + 3))) + 1
    sizes = [int(low * (top / low) ** (random() ** skew)) for _ in range(count)]
    people = [world._person() for _ in range(n - sum(sizes))]
    world._mix(people, min(0.92, uniform(0.25, 0.45) * (uniform(2, 3) if scene == "cohorts" else 1)))
    quiet = [a for a in people if {*a["crowds"]} <= {"couple", "family", "flat"}]
    for i, size in enumerate(sizes):
        people += world._ring(f"r{i:03}", choice([*SIZES][:3]) if scene == "everyday" else scene, size, quiet)
    for a in sorted(people, key=lambda a: str(a["uid"])):
        world._emit(a)
    for feed in world.out:
        _save(args.out / ("" if feed in ANSWERS else "input") / f"{feed}.parquet", world, feed)


if __name__ == "__main__":
    main()
