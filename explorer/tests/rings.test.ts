import { expect, test } from "vitest";
import type { Ring } from "../src/api";
import { fitting, signed, sorted, tied } from "../src/rings";

const ring = (ring_id: string, more: Partial<Ring> = {}): Ring => ({
  ring_id, state: "proposed", score: 0.5, size: 3, core: 2, member: 1, possible: 0, first_seen: null, last_seen: null, growth: null, exchanges: null, spend: null, sentences: [], summary: null,
  ties: [{ kind: "card", group: "payment", values: 1, accounts: 3, bits: 12 }], ...more,
});

test("rings are sorted by any column, equals by id, unknowns last", () => {
  const rings = [ring("B"), ring("A"), ring("C", { size: 9, first_seen: "2026-01-01" })];
  expect(sorted(rings, "size", true).map((each) => each.ring_id)).toEqual(["C", "A", "B"]);
  expect(sorted(rings, "first_seen", true).map((each) => each.ring_id)).toEqual(["C", "A", "B"]);
});
test("every word of the filter has to fit", () => {
  const rings = [ring("R-1"), ring("R-2", { state: "confirmed" })];
  expect(fitting(rings, "card r-2", "")).toHaveLength(1);
  expect(fitting(rings, "card", "confirmed").map((each) => each.ring_id)).toEqual(["R-2"]);
  expect(fitting(rings, "passport", "")).toHaveLength(0);
});
test("what ties a ring is said once a group, and weak kinds are not said", () => {
  const ties = [
    { kind: "ip", group: "network", values: 4, accounts: 9, bits: 8 }, { kind: "subnet", group: "network", values: 4, accounts: 9, bits: 6 },
    { kind: "asn", group: "network", values: 1, accounts: 9, bits: 1 }, { kind: "card", group: "payment", values: 1, accounts: 5, bits: 12 },
  ];
  expect(tied(ring("R", { ties }))).toBe("9 on 4 IP addresses, 5 on 1 card");
});
test("rings that grew, used or paid are found; of others nothing is known, and they come last", () => {
  const rings = [ring("A"), ring("B", { growth: -2, exchanges: 0 }), ring("C", { growth: 5, exchanges: 90, spend: 12.5 }), ring("D", { growth: 7 })];
  expect(sorted(rings, "growth", true).map((each) => each.ring_id)).toEqual(["D", "C", "B", "A"]);
  expect(fitting(rings, "", "", "growth").map((each) => each.ring_id)).toEqual(["C", "D"]);
  expect(fitting(rings, "", "", "spend").map((each) => each.ring_id)).toEqual(["C"]);
  expect(rings.map((each) => signed(each.growth))).toEqual(["–", "−2", "+5", "+7"]);
});
