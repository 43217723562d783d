import { expect, test } from "vitest";
import type { Act } from "../src/acts";
import type { AccountNode, Neighbours, RingGraph, ValueNode } from "../src/api";
import { asked, build, here, projected, showing, type Answers } from "../src/view";

const NOWHERE = { x: null, y: null };
const holder = (id: string, x: number | null = 0): AccountNode => ({
  account_id: id, ring: "R-1", tier: "core", confidence: 0.9, first_seen: "2026-01-02T00:00:00Z", last_seen: "2026-01-03T00:00:00Z", x, y: x,
});
const held = (token: string, more: Partial<ValueNode> = {}): ValueNode => ({
  token, kind: "card", group: "payment", masked: `card ${token}`, bits: 12, holders: 3, verdict: null, crowd: false, members: 2, x: 1, y: 0, ...more,
});
const graph = (more: Partial<RingGraph> = {}): RingGraph => ({
  publication: "p", published_at: "2026-01-01T00:00:00Z", stale: false, ring_id: "R-1", folded: false, pieces: [], bridges: [], loose: 0, left_out: 0,
  accounts: [holder("a", 0), holder("b", 2)], values: [held("01"), held("02", { kind: "asn", bits: 1, x: -1 }), held("03", { crowd: true, ...NOWHERE })],
  links: [[0, 0], [1, 0], [0, 1]], ...more,
});
const around = (accounts: AccountNode[], more: Partial<Neighbours> = {}): Neighbours => ({
  counts: [{ kind: "account", total: 30, crowds: 0 }], total: 30, accounts, values: [], node: null, next: "n", ...more,
});

function view(acts: Act[], ...given: (RingGraph | Neighbours)[]) {
  const answers: Answers = new Map();
  asked(acts).forEach((each, at) => { const answer = given[at]; if (answer) answers.set(each.name, answer); });
  return build(acts, answers, null);
}
const RING: Act = { do: "ring", ring: "R-1" };
const GROW: Act = { do: "expand", node: "v:01", kind: "account", pages: 1 };

test("a ring is its accounts, values and links, and a crowd has no link", () => {
  const made = view([RING], graph());
  expect([...made.nodes.keys()]).toEqual(["a:a", "a:b", "v:01", "v:02", "v:03"]);
  expect(made.links.size).toBe(3);
  expect([...made.links.values()].some((each) => each.other === "v:03")).toBe(false);
});
test("weak kinds and crowds are off until somebody chooses", () => {
  const made = view([RING], graph());
  expect([...made.nodes.values()].filter(showing(made)).map((each) => each.key)).toEqual(["a:a", "a:b", "v:01"]);
  const chosen = view([RING, { do: "kinds", off: ["card"] }], graph());
  expect([...chosen.nodes.values()].filter(showing(chosen)).map((each) => each.key)).toEqual(["a:a", "a:b", "v:02", "v:03"]);
});
test("an expansion adds what is new, free of what is there, and the same each time", () => {
  const fresh = Array.from({ length: 25 }, (_, at) => holder(`n${at}`, null));
  const [one, two] = [view([RING, GROW], graph(), around([holder("a"), ...fresh])), view([RING, GROW], graph(), around([holder("a"), ...fresh]))];
  expect(one.nodes.size).toBe(30);
  expect([...one.nodes.values()]).toEqual([...two.nodes.values()]);
  const at = [...one.nodes.values()].filter((each) => each.sort !== "crowd");
  for (const each of at) for (const other of at) if (each !== other) expect(Math.hypot(each.x - other.x, each.y - other.y)).toBeGreaterThan(0.5);
  expect(here(one, "v:01").get("account")).toBe(27);
});
test("collapsing leaves what was there before", () => {
  const made = view([RING, GROW, { do: "collapse", node: "v:01" }], graph());
  expect([...made.nodes.keys()]).toEqual([...view([RING], graph()).nodes.keys()]);
});
test("what is hidden takes its links along, and is counted", () => {
  const made = view([RING, { do: "hide", nodes: ["v:01"] }], graph());
  expect(made.links.size).toBe(1);
  expect(made.hidden).toBe(1);
});
test("accounts alone are linked by the bits they share", () => {
  const made = view([RING], graph());
  expect(projected(made, () => true)).toEqual([{ one: "a:a", other: "a:b", weight: 12 }]);
});
test("many holders of one value become a chain, never all pairs", () => {
  const accounts = Array.from({ length: 100 }, (_, at) => holder(`n${at}`, at));
  const made = view([RING], graph({ accounts, values: [held("01")], links: accounts.map((_, at) => [at, 0] as [number, number]) }));
  expect(projected(made, () => true)).toHaveLength(99);
});
test("a span of time leaves out who came before or after", () => {
  const made = view([RING, { do: "time", from: Date.parse("2027-01-01"), to: Date.parse("2027-02-01") }], graph());
  expect([...made.nodes.values()].filter(showing(made)).map((each) => each.key)).toEqual(["v:01"]);
});
test("an unfolded piece gives way to its accounts", () => {
  const piece = { ...held("01"), accounts: 2, core: 2, member: 0, possible: 0 };
  const folded = graph({ folded: true, accounts: [], values: [], links: [], pieces: [piece, { ...piece, token: "09" }], bridges: [[0, 1, 4]] });
  const made = view([RING, { do: "unfold", ring: "R-1", token: "01" }], folded, graph());
  expect(made.nodes.has("p:R-1:01")).toBe(false);
  expect(made.nodes.has("p:R-1:09")).toBe(true);
  expect(made.nodes.has("a:a")).toBe(true);
});
test("a ring of a publication without places is drawn all the same", () => {
  const made = view([RING], graph({ accounts: [holder("a", null), holder("b", null)].map((each) => ({ ...each, y: null })), values: [held("01", NOWHERE)], links: [[0, 0], [1, 0]] }));
  const at = [...made.nodes.values()];
  expect(new Set(at.map((each) => `${each.x} ${each.y}`)).size).toBe(3);
  expect(at.every((each) => Number.isFinite(each.x) && Number.isFinite(each.y))).toBe(true);
});
test("a facet that is off takes its accounts away, and those of whom it is not known stay", () => {
  const made = view([{ do: "ring", ring: "R-1" }, { do: "kinds", off: ["country=DE"] }], graph({ accounts: [{ ...holder("a"), country: "DE" }, holder("b", 2)] }));
  const shown = showing(made);
  expect([...made.nodes.values()].filter((each) => each.sort === "account" && shown(each)).map((each) => each.id)).toEqual(["b"]);
});
