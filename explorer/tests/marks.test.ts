import { expect, test } from "vitest";
import { sniff } from "../src/sniff";
import { covers, places, short } from "../src/labels";
import { csv, graphml } from "../src/export";
import { asked, before, build, facet, fromAccount, fromValue, showing, weak, type Answers } from "../src/view";
import { does } from "../src/decide";
import type { Act } from "../src/acts";
import type { AccountNode, RingGraph, ValueNode } from "../src/api";

const who = (id: string, more: Partial<AccountNode> = {}): AccountNode => ({ account_id: id, ring: "R-1", tier: "core", confidence: 0.9, first_seen: "2026-06-01T00:00:00Z", last_seen: "2026-07-01T00:00:00Z", x: 1, y: 2, ...more });
const held = (token: string, more: Partial<ValueNode> = {}): ValueNode => ({ kind: "card", group: "payment", masked: `card ${token}`, bits: 9, holders: 2, verdict: null, token, crowd: false, members: 2, x: 0, y: 0, ...more });
const graph: RingGraph = {
  publication: "p", published_at: "", stale: false, ring_id: "R-1", folded: false, pieces: [], bridges: [], loose: 0, left_out: 0,
  accounts: [who("a", { country: "DE" }), who("b")], values: [held("1"), held("9", { crowd: true, holders: 4812, x: null, y: null })], links: [[0, 0], [1, 0]],
};
const ring: Act = { do: "ring", ring: "R-1" };
const drawn = (...acts: Act[]) => build([ring, ...acts], new Map([[asked([ring])[0]?.name ?? "", graph]]) as Answers, null);

test.each([
  ["jane@example.com", "email"], ["203.0.113.7", "ip"], ["203.0.113.0/24", "subnet"], ["2001:db8::1", "ip"], ["2001:db8::/48", "subnet"],
  ["+44 20 7946 0000", "phone"], ["4242 4242 4242 4242", "card"], ["acct-19", null], ["R-7Q2M9KXA", null], ["1234567890123", null], ["12:30", null],
])("what nobody said the kind of is looked at, so that %s is taken for %s", (text, kind) => {
  expect(sniff(text)).toBe(kind);
});
test("labels stand to the right, the left, below or above, and boxes that touch do not cover each other", () => {
  const found = places({ x: 100, y: 50, size: 5 }, 40);
  expect(found).toEqual([[108, 42, 148, 58], [52, 42, 92, 58], [80, 58, 120, 74], [80, 26, 120, 42]]);
  expect(found.some((one, at) => found.slice(at + 1).some((other) => covers(one, other)))).toBe(false);
  expect(covers([0, 0, 10, 10], [9, 9, 20, 20])).toBe(true);
});
test("a long label is cut, by letters and not within one", () => {
  expect(short("x".repeat(40))).toBe(`${"x".repeat(27)}…`);
  expect(short("👩".repeat(5), 4)).toBe("👩👩👩…");
});
test("more than 500 neighbours are asked for in pages, each after the one before", () => {
  const pages = asked([{ do: "expand", node: "v:1", kind: "account", pages: 21 }]);
  expect(pages.map((each) => each.ask === "neighbours" && [each.limit, each.skip])).toEqual([[500, 0], [25, 500]]);
  expect(pages.map((each) => before(each)?.name ?? null)).toEqual([null, pages[0]?.name]);
});
test("a node that was put somewhere goes back when it is let go, wherever it was dragged since", () => {
  const pins: Act[] = [{ do: "pin", node: "a:a", x: 7, y: 7 }, { do: "pin", node: "a:a", x: 8, y: 8 }];
  expect(drawn(...pins).nodes.get("a:a")).toMatchObject({ x: 8, y: 8 });
  const back = drawn(...pins, { do: "unpin", node: "a:a" });
  expect(back.nodes.get("a:a")).toMatchObject({ x: 1, y: 2 });
  expect(back.pinned.size).toBe(0);
});
test("what was hidden is shown again with its links", () => {
  const acts: Act[] = [{ do: "hide", nodes: ["a:a", "v:1"] }];
  expect(drawn(...acts)).toMatchObject({ hidden: 2 });
  const back = drawn(...acts, { do: "show" });
  expect([back.hidden, back.nodes.size, back.links.size]).toEqual([0, 4, 2]);
});
test("accounts of which a facet is unknown are filtered like others", () => {
  const off = (name: string) => { const view = drawn({ do: "kinds", off: [name] }); return [...view.nodes.values()].filter(showing(view)).map((each) => each.key); };
  expect(off(facet("country", "DE"))).not.toContain("a:a");
  expect(off(facet("country", ""))).not.toContain("a:b");
});
test("a span of time is of when accounts were seen first, or last", () => {
  const [june, july] = [Date.parse("2026-06-01T00:00:00Z"), Date.parse("2026-07-01T00:00:00Z")];
  const shown = (act: Act) => { const view = drawn(act); return [...view.nodes.values()].filter((each) => each.sort === "account").filter(showing(view)).length; };
  expect(shown({ do: "time", from: june - 1, to: june + 1 })).toBe(2);
  expect(shown({ do: "time", from: june - 1, to: june + 1, by: "last" })).toBe(0);
  expect(shown({ do: "time", from: july - 1, to: july + 1, by: "last" })).toBe(2);
});
test("crowds are badges below the ring, off at first, each in a place of its own", () => {
  const view = drawn();
  expect(weak(view).has("crowd")).toBe(true);
  expect(view.nodes.get("v:9")?.y).toBeGreaterThan(2);
});
test("what is tied to nothing is in the table, and edges say their weight", () => {
  const [one, crowd] = [fromAccount(who("a")), fromValue(held("9", { crowd: true, holders: 4812 }))];
  const value = fromValue(held("1"));
  const seen = { nodes: [one, value, crowd], links: [{ one: one.key, other: value.key, weight: 2 }] };
  expect(csv(seen).trim().split("\r\n").slice(1)).toEqual(["account,a,account,core,value,card 1,card,,2,9,2", "crowd,card 9,card,,,,,,,9,4812"]);
  expect(graphml(seen)).toContain('<data key="weight">2</data>');
});
test("what an action does to an account is said of accounts", () => {
  expect(does({ account_id: "a" }, "dismiss")).toContain("The account is at most possible");
  expect(does({ ring: "R-1" }, "dismiss")).toContain("no ring");
  expect(does({ ring: "R-1" }, "undo")).toBe("");
});
