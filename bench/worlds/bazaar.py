"""Synthetic accounts of an AI platform: honest people, crowds and fraudulent rings, with the truth.

Use: python bazaar.py OUT --accounts N --seed S --scene NAME (campaign, farm, small, everyday or cohorts).
"""

import argparse
import random
import re
from pathlib import Path
from typing import Any

import polars as pl

Thing = tuple[str, ...]  # card (fingerprint, bin), device (id, agent), net (ip, asn, country, type), value
Account = dict[str, Any]  # all that one account will show in the feeds, and its truth
NAMES = """bran dal wes tor hal mer lin ken ro ley;ra vi shan pri an ku mar na ji;hel mut kar el wal ger ost
ma ri lu co san dri go ve lo za;vla mi kol sta ev gor zhe ren;ade chi oba mu kem si;mei xu hao jin qi bo"""
PLACES = """US:1:USD:18:0 GB:44:GBP:0:0 CA:1:CAD:19:0 AU:61:AUD:10:0 IN:91:INR:5:1 PK:92:USD:5:1 DE:49:EUR:1:2
NL:31:EUR:1:2 FR:33:EUR:1:3 ES:34:EUR:1:3 BR:55:BRL:21:3 MX:52:USD:18:3 PL:48:PLN:1:4 UA:380:USD:2:4
IT:39:EUR:1:3 TR:90:TRY:3:5 NG:234:USD:1:5 EG:20:USD:2:5 ID:62:USD:7:1 VN:84:USD:7:6 JP:81:JPY:9:6"""
HABITS = """pays .25 .85;cell .15 .6;vpn .02 .2;api .08 .4;grouped .25 .45;template .1 .7;starter .2 .7
org .1 .5;phone .3 .95;addr .4 1;growth 1 3;days 300 900;life 40 300;rows 4 12;volume 3 15;overlap .01 .1
gift .01 .12;again_home 0 .04;again_device 0 .006;again_phone 0 .006;again_proxy .2 .7;nat 40 500
exits 15 120;source .1 .6;biz .05 .25;related .01 .04;gaps .2 .8"""  # again_x: a thing comes back
# cohort members weight days-in-which-they-join, then what they share.at most how many.tenths that show it
COHORTS = """family 2-6 30 500 home.2.9 addr.1.8 surname.1.8 card.2.5 device.3.4 transfer.1.2;flat 3-7 8 400
home.1.9 addr.1.7 device.1.1 referral.1.2;cafe 4-30 4 600 biz.1.9 device.2.1;dorm 15-120 6 60 biz.4.8
addr.1.7 domain.1.5 cell.2.3 prompt.3.1;fair 15-150 4 2 biz.2.8 referrer.1.7 prompt.3.6 hours.1.7 device.5.1
office 4-90 10 500 domain.1.8 biz.2.8 org.1.8 payer.1.6 tax.1.5 card.2.5 addr.1.7;firm 4-45 3 7 domain.1.9
biz.1.9 org.1.9 card.1.7 tax.1.7 block.1.5 same_organisation.1.6;library 5-40 3 600 biz.2.9 device.8.7
hours.1.4;class 12-110 6 2 biz.2.9 device.9.5 prompt.4.8 hours.1.9 domain.1.6 referrer.1.3;lab 4-25 3 200
biz.2.8 device.4.6 prompt.4.6 domain.1.7 card.1.4 host.2.5 org.1.6;hackathon 15-120 3 2 biz.3.8 referrer.1.8
prompt.6.6 hours.1.5 bin.1.2 host.4.2;services 3-18 4 90 domain.1.10 mail.1.8 card.1.9 host.3.8 payer.1.9
tax.1.8 prompt.5.7 ua.1.8;agency 4-30 5 300 card.2.7 payer.1.7 payermail.1.4 biz.2.4 delegated.1.7 prompt.5.4
device.4.2 block.1.1;reseller 8-70 3 300 card.3.7 payer.1.6 reseller.1.7 referrer.1.5 prompt.2.4 host.4.3
callcentre 10-90 3 40 biz.2.8 device.20.7 hours.1.8 prompt.4.6 block.1.4 domain.1.6 ua.2.8;club 6-50 3 60
referrer.1.5 org.1.5 addr.1.3 prompt.3.3 biz.1.4 referral.1.3;helper 3-8 3 200 device.2.8 card.1.6 home.1.7
phone.1.3 surname.1.4 alias.1.2 transfer.1.3;kiosk 5-40 2 300 device.2.8 biz.1.8 mail.1.4 block.1.3 bin.1.3"""
MENU = """card .6;bin .3;device .55;net .8;addr .35;payer .25;payermail .1;tax .05;surname .06;domain .3
mail .35;alias .15;block .3;phone .1;org .12;referrer .2;ua .35;hours .5;referral .1;transfer .1"""
MADE = """card=%|<bank>;gift=%|<bin>;bank=4#####;device=%%|<ua>;addr=## @@@ Street, ##### @@;payer=~~ ~~~
surname=~~~;ua=Mozilla/5.0 (@ OS ##) @/1##.0;phone=+D#########;block=+D######;tax=C########;org=@@@ Labs
domain=@@@.com;payermail=billing@@@.net;referrer=ref-@@@;source=@@@;bin=5#####;hours=##;mail=@@@;alias=@@@@
prompt=@@ the {input} then @@@ as @@;starter=@@ the {input} then @@@;home=residential;proxy=residential
biz=business;host=hosting;cell=mobile;vpn=vpn;tor=tor"""  # ~ is a local syllable
MAILS = """0={f}.{s} {f}{s} {s}.{f} {f}{s}{n} {f}{n};1={t}{n:03d};2={f}{s}{n};3={s}_{f}{n};4={x};5={t}+{n}"""
BLANKS = """phone=+10000000000;organization=n/a;device_id=000000000000;billing_address=-;tax_id=0
signup_device_id=000000000000;signup_ip=0.0.0.0;card_fingerprint=none;referrer=direct;full_name=User"""
COLUMNS = """accounts=account_id created_at email phone full_name country organization referrer plan status
 signup_ip signup_device_id signup_user_agent;truth=account_id ring role;crowds=account_id crowd
billing=account_id at amount currency card_fingerprint card_bin payer_name payer_email billing_address tax_id
devices=account_id device_id user_agent first_seen last_seen;relations=account_id other_id kind at amount
network=account_id ip asn country network_type first_seen last_seen hits;rings=ring size style
usage=account_id hour requests output_tokens model prompt_template"""
KEYS = "account_id device_id ip at hour other_id kind crowd ring".split()
NETS, GLOBAL = "home proxy biz host cell vpn tor".split(), "host vpn tor ua starter source bin".split()
TRUTH, LINKS = "truth crowds rings", ["transfer", "referral", "reseller", "delegated", "same_organisation"]
STRONG = "card device addr payermail domain alias block phone home proxy biz host".split()
HOSTS, STATUS = "gmail.com outlook.com yahoo.com qq.com gmx.de".split(), ["active", "closed", "banned"]


def table(text: str, mark: str) -> dict[str, str]:
    """Read a table written as name, mark, value; and so on."""
    return {p.split(mark)[0]: p.split(mark, 1)[1] for p in re.split("[;\n](?=[a-z0-9])", text)}


MAKE, MAIL, BLANK, COLUMN = table(MADE, "="), table(MAILS, "="), table(BLANKS, "="), table(COLUMNS, "=")
PLACE, BAGS = {p[:2]: p.split(":") for p in PLACES.split()}, re.split("[;\n]", NAMES)


class Platform:
    """A platform's habits, its pools of things, and its accounts so far."""

    def __init__(self, count: int, seed: int, scene: str) -> None:
        self.r, self.pools = random.Random(f"{seed} {scene}"), dict[str, list[Thing]]()
        self.count, self.seed, self.scene, self.accounts = count, seed, scene, list[Account]()
        self.links, self.rings, self.mails = list[Any](), list[Any](), set[str]()
        h = self.h = {k: self.r.uniform(*map(float, v.split())) for k, v in table(HABITS, " ").items()}
        odds = [self.r.gammavariate(0.6, 1) / (1 + i / 10) + 0.01 for i in range(len(PLACE))]
        self.end, self.codes = h["days"] * 24, self.r.choices(list(PLACE), odds, k=4000)
        self.limit = dict(ua=150, starter=40, source=25, bank=15, bin=25, tor=30.0)
        self.limit |= dict(cell=8 + h["cell"] * count // h["nat"], vpn=8 + h["vpn"] * count // h["exits"])
        self.build()

    def _low(self, items: Any, power: float = 1.5) -> Any:  # one item, the early ones more often
        return items[int(len(items) * self.r.random() ** power)]

    def _birth(self) -> float:  # a sign-up time under the platform's growth
        return float(self.end * 0.997 * self.r.random() ** (1 / self.h["growth"]))

    def _mail(self, a: Account, domain: str, style: str = "0", stem: str = "") -> str:  # a free mailbox
        way, part = self.r.choice(MAIL[style].split()), dict(n=self.r.randint(1, 99), t=stem)
        local = way.format(f=a["first"].lower(), s=a["last"].lower(), x=self.r.randbytes(5).hex(), **part)
        while f"{local}@{domain}" in self.mails:
            local += str(self.r.randint(0, 99))
        self.mails.add(f"{local}@{domain}")
        return f"{local}@{domain}"

    def _make(self, kind: str, code: str) -> Thing:  # a new thing, or one again where many people share it
        r, place = self.r, "US" if kind in GLOBAL else code
        seen = self.pools.setdefault(kind.replace("proxy", "home") + place, [])
        full = len(seen) > self.limit.get(kind, 10**9)
        if seen and (full or r.random() < self.h.get("again_" + kind, 0)):
            return tuple(self._low(seen, 1.6 if full else 1))
        if kind in NETS:
            block = random.Random(f"{self.seed} {MAKE[kind]} {place} {self._low(range(5))}").getrandbits(32)
            ip = f"{11 + block % 200}.{block // 999 % 256}.{r.randint(0, 255)}.{r.randint(1, 254)}"
            seen.append((ip, str(1000 + block % 60000), code, MAKE[kind]))
            return seen[-1]
        pick = {"#": "0123456789", "@": " ".join(BAGS).split(), "~": BAGS[int(PLACE[code][4])].split()}
        pick |= {"C": [code], "D": [PLACE[code][1]], "%": [r.randbytes(9).hex()]}
        text = re.sub("[#@~DC%]", lambda m: str(self._low(pick[m[0]], 1.4 if m[0] == "~" else 1)), MAKE[kind])
        text = re.sub("<(.*)>", lambda m: self._make(m[1], code)[0], text)
        seen.append(tuple((text.title() if kind in "payer surname addr org" else text).split("|")))
        return seen[-1]

    def _person(self, code: str, born: float) -> Account:  # an ordinary account with its own things
        r, h, api, firm = self.r, self.h, self.r.random() < self.h["api"], self.r.random() < self.h["org"]
        a: Account = dict(ident=f"acc_{r.randbytes(8).hex()}", code=code, born=born, ring=None, role="honest")
        a["first"], a["last"] = self._make("payer", code)[0].split()
        a |= dict(crowds=[], marks=0, payer=None, payermail=None, lag=r.expovariate(1 / 500))
        a["peak"] = (r.gauss(14, 3.5) - int(PLACE[code][3])) % 24
        a |= dict(rows=1 + min(60, int(h["rows"] * r.lognormvariate(-0.4, 0.9))), pays=r.random() < h["pays"])
        a |= dict(volume=h["volume"] * r.lognormvariate(2 * api, 1), spread=r.uniform(2, 5) + 6 * api)
        host = self._make("domain", code)[0] if firm and r.random() < 0.5 else self._low(HOSTS, 2)
        odds = dict(phone=h["phone"], org=firm, tax=firm * 0.5, addr=h["addr"], source=h["source"])
        a |= {k: self._make(k, code)[0] if r.random() < p else None for k, p in odds.items()}
        a |= dict(referrer=a["source"], email=self._mail(a, host), status=self._low(STATUS, 20))
        nets = dict(home=0.93, cell=h["cell"], vpn=h["vpn"], biz=h["biz"], tor=0.004, host=0.7 * api + 0.02)
        kinds = [k for k, p in nets.items() if r.random() < p] + ["home"] * (r.random() < 0.3) or ["home"]
        a["net"] = [(self._make(k, code), born, False) for k in kinds]
        a["device"] = [(self._make("device", code), born, False) for _ in range(r.choice([1, 1, 1, 2, 2, 3]))]
        a["card"] = [(self._make("gift" if r.random() < h["gift"] else "card", code), born, False)]
        a["windows"] = [(born, min(self.end, born + 1 + r.expovariate(1 / (h["life"] * 24))))]
        kind, uses = "starter" if r.random() < h["starter"] else "prompt", r.random() < h["template"]
        a |= dict(templated=uses * r.uniform(0.2, 1), prompts=[self._make(kind, code)[0] for _ in "ab"])
        self.accounts.append(a)
        return a

    def _wear(self, a: Account, kind: str, thing: Thing, own: float, since: float = 0) -> None:
        r, late, text, domain = self.r, since > a["born"], thing[0], a["email"].split("@")[1]
        a["marks"] += kind in STRONG
        a["pays"] |= kind in "card bin" or (kind in ["payer", "payermail", "addr"] and r.random() < 0.5)
        if kind in [*NETS, "device", "card", "bin"]:  # beside the account's own, or in its place
            shelf = a["net" if kind in NETS else kind.replace("bin", "card")]
            thing = (r.randbytes(9).hex(), text) if kind == "bin" else thing
            drop = "" if late else "any" if r.random() > own or kind in "card bin" else kind
            shelf[:] = [s for s in shelf if s[2] or not (drop == "any" or MAKE.get(drop) == s[0][-1])]
            shelf.insert(99 if late or r.random() < 0.35 else 0, (thing, max(since, a["born"]), True))
        elif kind in [*a, "block"]:
            flat = r.choice([f" apt {r.randint(1, 40)}", f" #{r.randint(1, 40)}", "", ""]) * (kind == "addr")
            a[kind.replace("block", "phone")] = text + (str(r.randint(100, 999)) if kind == "block" else flat)
        elif kind == "prompt":
            a |= dict(prompts=[text, *a["prompts"]][: r.choice([1, 2, 3])], templated=r.uniform(0.3, 1))
        elif kind == "hours":
            a |= dict(peak=int(text) % 24, spread=r.uniform(0.7, 3))
        elif kind == "ua":
            a["device"] = [((d[0], text), t, s) for d, t, s in a["device"]]
        else:
            a["last"] = text if kind == "surname" else a["last"]
            ways = dict(domain=(text,), mail=(domain, str(1 + len(text) % 4), text))
            a["email"] = self._mail(a, *(ways | dict(alias=(domain, "5", text))).get(kind, (domain,)))

    def _gather(self, members: list[Account], kinds: Any, own: float, late: float = 0) -> dict[str, Any]:
        r, near, hub, stock = self.r, self.r.random() < 0.5, self.r.choice(members), dict[str, Any]()
        for kind, number, show in kinds:  # each kind of thing, how many, share of members that show it
            shown = [(i, a) for i, a in enumerate(members) if r.random() < show]
            self.links += [(a, hub, kind) for _, a in shown if a is not hub and kind in LINKS]
            codes = [r.choice(members)["code"] for _ in range(number * (kind not in LINKS))]
            stock[kind] = [self._make(kind, code) for code in codes]
            for i, a in shown * bool(codes):
                spot = int(i * number / len(members) + r.gauss(0, 0.7) if near else r.random() * number)
                since = min(self.end - 1, a["born"] + late * r.uniform(0.7, 1.3))
                for more in range(2 if number > 1 and kind in STRONG and r.random() < 0.3 else 1):
                    self._wear(a, kind, stock[kind][(spot + more) % number], own, since)
        return stock

    def _cohort(self, line: str) -> None:  # an honest cohort, at times with people who were there before
        r, (name, sizes, _, days, *words) = self.r, line.split()
        low, high = (float(s) for s in sizes.split("-"))
        size, span = round(low * (high / low) ** r.random()), min(float(days) * 24, self.end * 0.6)
        start, home = min(self._birth(), self.end - span - 2), r.choice(self.codes)
        old = sum(r.random() < self.h["overlap"] for _ in range(size)) if len(self.accounts) > size else 0
        codes = self.codes[:3] + [home] * 4 if name in ("fair", "hackathon", "reseller", "class") else [home]
        members = r.sample(self.accounts, old)
        members += [self._person(r.choice(codes), start + r.random() * span) for _ in range(size - old)]
        kinds = [w.split(".") for w in words if r.random() < 0.88] or [words[0].split(".")]
        shares = [(k, r.randint(1, int(n)), int(p) / 10 + r.uniform(-0.25, 0.25)) for k, n, p in kinds]
        self._gather(members, shares, r.uniform(0.5, 0.95))
        for i, a in enumerate(members):
            a["crowds"].append(name)
            a["role"] = "client" if i and name in ("agency", "reseller") else a["role"]

    def _style(self, size: int, prompt: bool) -> list[tuple[str, int, float]]:  # what a ring shares
        r, big, kinds = self.r, size > 200, list[tuple[str, int, float]]()
        names = [k for k, p in table(MENU, " ").items() if r.random() < float(p)]
        names += ["card", "device", "addr", "net"] * big + ["prompt"] * prompt
        while len(set(STRONG).intersection(names)) < 2 + (size > 30):
            names.append(r.choice(["card", "device", "addr", "host", "proxy", "block", "domain"]))
        net = r.choice(["host", "host", "proxy", "proxy", "biz"] + ["vpn", "cell", "home"] * (not big))
        for k in dict.fromkeys(net if n == "net" else n for n in names):
            few = 0.3 if k not in STRONG or k in "domain alias block" else 1
            number = round(few * size * (r.uniform(0.01, 0.1) if big else r.uniform(0.08, 0.45)))
            show = r.uniform(0.25, 0.6) if big else r.uniform(0.4, 1 if size < 30 else 0.8)
            kinds.append((k, max(1, number), show))
        return kinds

    def _ring(self, size: int, prompt: bool) -> tuple[list[Account], dict[str, Any]]:
        r, name, volume = self.r, f"ring-{len(self.rings) + 1:04d}", self.h["volume"] * self.r.uniform(1.2, 9)
        timing = r.choice(["burst", "slow", "slow", "waves", "replaced", "resold" if size < 200 else "waves"])
        resold, rest, codes = timing == "resold", r.random() < 0.25, r.choices(self.codes, k=r.randint(1, 5))
        span = min(24 * (r.uniform(0.2, 6) if timing == "burst" else r.uniform(30, 280)), self.end * 0.8)
        start, width = min(self._birth(), self.end * 0.97 - span), 40 / span if timing == "waves" else 1
        tops = [r.random() * (width < 1) for _ in range(2 + size // 25)]
        spots = [start + span * min(1, r.choice(tops) + r.random() * width) for _ in range(size)]
        times = sorted(self._birth() * 0.8 if resold else s for s in spots)
        members = [self._person(r.choice(self.codes if resold else codes), t) for t in times]
        kinds, own, equal = self._style(size, prompt), r.uniform(0.1, 0.7), r.uniform(0.1, 0.9)
        if resold:
            kinds = [k for k in kinds if k[0] in ["card", "device", "prompt", "hours", *NETS]]
            kinds.append((r.choice(["device", "host", "proxy"]), 1 + size // 8, 0.85))
        delay = resold * r.uniform(0.1, 0.4) * (self.end - times[-1])
        stock = self._gather(members, kinds, own, delay)
        shifts, slot, life, fast = r.randint(2, 5), r.uniform(48, 400), r.uniform(120, 960), r.random() < 0.5
        for i, a in enumerate(members):
            strong, born, late = r.choice([k for k in stock if k in STRONG]), a["born"], a["born"] + delay
            if not a["marks"] and r.random() < 0.95:
                self._wear(a, strong, r.choice(stock[strong]), own, late)
            a |= dict(ring=name, role="member", rows=min(60, int(a["rows"] * r.uniform(1, 2.5)) + 1))
            a |= dict(volume=volume * r.lognormvariate(0, equal), lag=12 if fast else a["lag"])
            a["spread"] = a["spread"] if "hours" in stock else r.uniform(3, 12)
            ways = dict(replaced=[(born, born + life)], resold=[(born, born + 99), (late, late + life)])
            turns = [(born + slot * k, born + slot * k + slot) for k in range(i % shifts, 9 * rest, shifts)]
            a["windows"] = turns or ways.get(timing, a["windows"])
            a["status"] = "banned" if r.random() < (0.6 if timing == "replaced" else 0.08) else a["status"]
        self.rings.append((name, size, ",".join([*stock, timing] + ["rested"] * rest)))
        return members, stock

    def _entangle(self, honest: list[Account], members: list[Account], stock: dict[str, Any]) -> None:
        r, exits = self.r, [t for k in stock if k in NETS for t in stock[k]]
        label = r.choice(["addr", "phone", "tax", "", "", "", "", "", "", "", "", ""])
        for donor in [d for d in r.sample(honest, 9) if label and d[label] and d["role"] == "honest"][:2]:
            donor |= dict(role="stranger", pays=donor["pays"] or label != "phone")
            for a in r.sample(members, r.randint(1, 3)):  # the ring copies a value of an honest account
                a |= {label: donor[label], "pays": a["pays"] or label != "phone"}
        for a in r.sample(honest, (1 + len(members) // 4) * bool(exits and r.random() < 0.25)):  # stolen keys
            self._wear(a, "proxy", r.choice(exits), 1, sum(a["windows"][0]) / 2)
            a["crowds"].append("stolen_key")
            a["prompts"] = a["prompts"] + [t[0] for t in stock.get("prompt", [])[:1]]
        customers = [a for a in honest if not a["crowds"] and a["role"] == "honest"]
        customers = customers[: r.randint(100, 250) * (self.scene == "campaign")]
        wrapper, card, paid = self._make("prompt", "US"), self._make("card", "US"), r.random() / 2
        wrapped = r.uniform(-0.5, 0.9)
        for a in customers and customers + members[:: r.randint(3, 20)]:  # customers of the proxy's reseller
            if r.random() < wrapped:
                self._wear(a, "prompt", wrapper, 1)
            if r.random() < paid:
                self._wear(a, "card", card, 1)
                self.links.append((a, customers[0], "reseller"))
                a["role"] = "member" if a["ring"] else "client"
            if not a["ring"]:
                self._wear(a, "host", r.choice(exits), r.uniform(0.3, 0.9))
                a["crowds"].append("proxy_customer")

    def build(self) -> None:
        """Fill the platform with its honest people, many in cohorts, and with the rings of its scene."""
        r, n, scene, lines = self.r, self.count, self.scene, re.split("[;\n](?=[a-z]+ )", COHORTS)
        tiny = [r.choice([3, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9]) for _ in range(n // 250 + 8)]
        plans = dict(small=[t if r.random() < 0.82 else r.randint(10, 30) for t in tiny[8:]])
        plans["everyday"] = [round(3 * 50 ** r.random()) for _ in range(r.randint(33, 37))]
        plans["farm"] = [min(r.randint(1300, 1650), n // 25), *tiny[: r.randint(4, 8)]]
        sizes = (plans | dict(campaign=[r.randint(300, 700) for _ in range(3)], cohorts=[]))[scene]
        heads = (re.split("[- ]", line) for line in lines)
        odds = [float(w) / float(high) * r.lognormvariate(0, 0.5) for _, _, high, w, *_ in heads]
        share, goal = self.h["grouped"] * (r.uniform(2, 3) if scene == "cohorts" else 1), n - sum(sizes)
        while len(self.accounts) < min(share, 0.92) * goal - 50:
            self._cohort(r.choices(lines, odds)[0])
        while len(self.accounts) < goal:
            self._person(r.choice(self.codes), self._birth())
        honest = list(self.accounts)
        self.links += [(*r.sample(honest, 2), "referral") for _ in range(int(self.h["related"] * goal))]
        for i, size in enumerate(sizes):
            self._entangle(honest, *self._ring(size, i % 2 == 0 or scene == "campaign"))
        r.shuffle(self.accounts)

    def _rows(self, a: Account, feeds: dict[str, list[Any]]) -> None:  # one account's rows in every feed
        r, key, born, who = self.r, a["ident"], a["born"], f"{a['first']} {a['last']}"
        until, plan = min(self.end, a["windows"][-1][1]), r.choice(["payg", "pro"]) if a["pays"] else "free"
        head = (key, born, a["email"], a["phone"], who, a["code"], a["org"], a["referrer"], plan, a["status"])
        feeds["accounts"].append((*head, a["net"][0][0][0], *a["device"][0][0]))
        for feed, shelf in (("network", a["net"]), ("devices", a["device"])):
            for thing, since, _ in shelf:
                first = since + r.random() ** 4 * max(0, until - since)
                seen = (first, first + r.random() * max(0, until - first), 1 + int(r.expovariate(0.1)))
                feeds[feed].append((key, *thing, *seen[: 3 if feed == "network" else 2]))
        payer = (a["payer"] or who, a["payermail"] or a["email"], a["addr"], a["tax"])
        for _ in range((1 + min(9, int(r.expovariate(0.4)))) * a["pays"]):
            card, since, _ = r.choice(a["card"])
            price, at = float(r.choice([5, 10, 20, 20, 50, 100, 200])), r.uniform(since, max(since, until))
            feeds["billing"].append((key, at, price, PLACE[a["code"]][2], *card, *payer))
        for start, stop in r.choices(a["windows"], k=a["rows"]):
            time = r.uniform(start, stop) // 24 * 24 + r.gauss(a["peak"], a["spread"]) % 24
            hour, asks = int(max(time, born)), 1 + int(a["volume"] * r.lognormvariate(0, 0.7))
            model = f"wren-{1 + int(max(0, hour - a['lag'] * r.random()) / self.end * 5)}"
            prompt = self._low(a["prompts"]) if a["prompts"] and r.random() < a["templated"] else None
            row = (key, hour, asks, int(asks * r.lognormvariate(5.5, 0.6)), model, prompt)
            feeds["usage"] += [row] * (hour < self.end)
        feeds["truth"].append((key, a["ring"], a["role"]))
        feeds["crowds"] += [(key, c) for c in a["crowds"]]

    def write(self, out: Path) -> None:
        """Write the feeds, with their gaps and values that stand for no value, and the truth."""
        r, feeds = self.r, {name: list[Any]() for name in COLUMN} | dict(rings=self.rings)
        for a in self.accounts:
            self._rows(a, feeds)
        for a, b, k in self.links:
            feeds["relations"].append((a["ident"], b["ident"], k, max(a["born"], b["born"]), r.random() * 50))
        (out / "input").mkdir(parents=True, exist_ok=True)
        for name, rows in feeds.items():
            names, path = COLUMN[name].split(), f"{'' if name in TRUTH else 'input/'}{name}.parquet"
            frame = pl.DataFrame(rows, names, orient="row", infer_schema_length=None)
            for c in names * (name not in TRUTH):
                gap = r.random() ** 4 * 0.9 * (r.random() < self.h["gaps"]) * (c not in KEYS)
                luck, blank = pl.Series([r.random() for _ in rows]), r.random() * 0.03 * (c in BLANK)
                value = pl.when(luck > 1 - blank).then(pl.lit(BLANK.get(c))).otherwise(pl.col(c))
                if c.endswith(("at", "seen", "hour")):
                    seconds, gap = (value * 3600).cast(pl.Int64) + 1_704_067_200, gap * 0.05
                    value = (seconds * 1_000_000).cast(pl.Datetime("us", "UTC"))
                frame = frame.with_columns(pl.when(luck < gap).then(None).otherwise(value).alias(c))
            keys = [c for c in names if c in KEYS]
            frame.unique(keys, keep="first", maintain_order=True).write_parquet(out / path)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    for name, default in (("accounts", 50000), ("seed", 1), ("scene", "everyday")):
        parser.add_argument(f"--{name}", type=type(default), default=default)
    args = parser.parse_args()
    Platform(args.accounts, args.seed, args.scene).write(args.out)
