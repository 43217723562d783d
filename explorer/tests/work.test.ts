import { expect, test } from "vitest";
import { after, decode, encode, paged } from "../src/acts";
import { done, next, steps } from "../src/bans";
import { acts, chosen } from "../src/cases";
import { when, words } from "../src/life";
import { told } from "../src/past";
import { age, awaiting, beginFor, begun, type Ban, type Case, type Me } from "../src/work";

const kase = (ring: string, more: Partial<Case> = {}): Case => ({
  ring, case: "open", state: "proposed", owner: null, opened_at: null, acted_at: null, score: 0.9, size: 5, closed_accounts: 0, paying: 1, paid_days: 2,
  used_hours: 3, summary: null, ...more,
});
const ban = (more: Partial<Ban> = {}): Ban => ({
  id: "X-1", at: "2026-01-01T00:00:00Z", kind: "action", action: "ban", ground: "coordinated_fraud", reason: "r", name: "Ines", state: "previewed",
  expires_at: "", digest: "d", named: null, accounts: 5, approvals_needed: 1, approvals: [], to_review: 2, reviewed: {}, left_out: 0, preview: null, file: null, ...more,
});
const ada: Me = { name: "Ada", person: true, scopes: ["investigate", "approve"] };
const ines: Me = { name: "Ines", person: true, scopes: ["investigate", "export"] };

test("mine are those of my name that are not closed", () => {
  const all = [kase("A"), kase("B", { owner: "Ada", case: "taken" }), kase("C", { owner: "Ada", case: "closed" })];
  const ids = (which: "open" | "mine" | "closed" | "all") => chosen(all, which, "Ada").map((each) => each.ring);
  expect(ids("mine")).toEqual(["B"]);
  expect(ids("open")).toEqual(["A", "B"]);
  expect(ids("closed")).toEqual(["C"]);
  expect(ids("all")).toEqual(["A", "B", "C"]);
});
test("a case of mine is not taken again, a closed one only reopened", () => {
  expect(acts({ case: "open", state: "proposed" }, false)).toEqual(["take", "hand", "note", "close"]);
  expect(acts({ case: "taken", state: "proposed" }, true)).toEqual(["hand", "note", "close"]);
  expect(acts({ case: "closed", state: "confirmed" }, true)).toEqual(["reopen", "note"]);
});
test("an export awaits people who may approve, and not who asked for it or approved already", () => {
  expect(awaiting([ban()], ada)).toHaveLength(1);
  expect(awaiting([ban()], ines)).toHaveLength(0);
  expect(awaiting([ban({ name: "Ada" })], ada)).toHaveLength(0);
  expect(awaiting([ban({ approvals: [{ name: "Ada", at: "", reason: "" }] })], ada)).toHaveLength(0);
  expect(awaiting([ban()], { ...ada, person: false })).toHaveLength(0);
  expect(awaiting([ban({ state: "produced" })], ada)).toHaveLength(0);
});
test("who asked for an export neither reviews nor approves it", () => {
  expect(steps(ban(), ada)).toEqual({ preview: false, review: true, approve: true, produce: false, cancel: true });
  expect(steps(ban(), ines)).toEqual({ preview: false, review: false, approve: false, produce: false, cancel: true });
  expect(steps(ban({ state: "approved" }), ines).produce).toBe(true);
  expect(steps(ban({ state: "cancelled" }), ines).cancel).toBe(false);
});
test("a sample is done when all of it is fraud", () => {
  expect(done(ban({ reviewed: { fraud: 1 } }))).toBe(false);
  expect(done(ban({ reviewed: { fraud: 2 } }))).toBe(true);
  expect(done(ban({ reviewed: { fraud: 2, honest: 1 } }))).toBe(false);
});
test("the review goes on to the next account without a verdict of mine", () => {
  const each = (...names: string[]) => ({ account_id: "a", ring: "R", tier: "core", verdicts: Object.fromEntries(names.map((name) => [name, "fraud"])) });
  expect(next([each("Ada"), each("Ines"), each()], "Ada", 0)).toBe(1);
  expect(next([each(), each("Ada"), each("Ada")], "Ada", 1)).toBe(0);
  expect(next([each("Ada")], "Ada", 0)).toBe(-1);
});
test("a page is an act: its address is shared, and what is open there replaces itself", () => {
  const open = after(after([], { do: "page", page: "cases" }), { do: "page", page: "cases", of: "R-1" });
  expect(open).toHaveLength(1);
  expect(paged(decode(encode({ acts: open, camera: null, chosen: [] })).acts)).toEqual({ do: "page", page: "cases", of: "R-1" });
  expect(paged([...open, { do: "ring", ring: "R-1" }])).toBeNull();
});
test("times and events are said in words", () => {
  const moment = { at: "2026-01-02T00:00:00Z", until: "2026-01-04T00:00:00Z", event: "use", kind: null, group: null, masked: null, days: 3, says: null };
  expect(when(moment)).toBe("2026-01-02 – 2026-01-04");
  expect(when({ ...moment, until: null })).toBe("2026-01-02");
  expect(words(moment)).toBe("used it, 3 days in a row");
  expect(words({ ...moment, event: "seen", kind: "card", masked: "•••• 4242" })).toBe("card •••• 4242");
  expect(told({ gone: 1, born: 2 })).toBe("2 born, 1 gone");
  expect(told({})).toBe("nothing changed");
  expect(age("2026-01-01T00:00:00Z", Date.parse("2026-01-03T12:00:00Z"))).toBe(2);
});
test("an export is begun for rings, or for accounts whatever they are called", () => {
  const odd = ["a,b", '<img src=x onerror="1">', "farm 1"];
  expect(begun(beginFor(odd))).toEqual({ rings: [], accounts: odd });
  expect(begun("for:R-1,R-2")).toEqual({ rings: ["R-1", "R-2"], accounts: [] });
  expect(begun("only:[1")).toEqual({ rings: [], accounts: [] });
  expect(begun("X-000042-0a1b2c3d")).toBeNull();
  expect(begun(undefined)).toBeNull();
});
