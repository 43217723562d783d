import { expect, test } from "vitest";
import { Journal, after, decode, encode, standing, type Act } from "../src/acts";

const ring: Act = { do: "ring", ring: "R-1" };
const expand: Act = { do: "expand", node: "a:x", kind: "card", pages: 1 };

test("an address says what the acts were, the camera included", () => {
  const address = { acts: [ring, expand, { do: "pin", node: "a:<img src=x>", x: 1.5, y: -2 } as Act], camera: { x: 0.5, y: 0.25, ratio: 0.75 }, chosen: ["a:x"] };
  expect(decode(`#${encode(address)}`)).toEqual(address);
});
test("an address that says nothing, or nonsense, is an empty view", () => {
  for (const each of ["", "#", "#%7B", "#%5B1%5D", `#${encodeURIComponent('{"a":[{"do":"format"}],"c":[1,2,-1]}')}`])
    expect(decode(each)).toEqual({ acts: [], camera: null, chosen: [] });
});
test("a page more of one expansion is one act", () => {
  expect(after([ring, expand], expand)).toEqual([ring, { ...expand, pages: 2 }]);
  expect(after([ring, expand], { ...expand, kind: "ip" })).toHaveLength(3);
});
test("collapsing takes back the expansions of one node and of no other", () => {
  const other: Act = { ...expand, node: "a:y" };
  expect(standing([expand, other, { ...expand, kind: "ip" }, { do: "collapse", node: "a:x" }])).toEqual([{ node: "a:y", kind: "card", pages: 1 }]);
  expect(standing([expand, { do: "collapse", node: "a:x" }, expand])).toEqual([{ node: "a:x", kind: "card", pages: 1 }]);
});
test("every act is undone and redone, and a new one forgets what was undone", () => {
  const journal = new Journal([ring]);
  journal.add(expand);
  journal.add({ do: "hide", nodes: ["a:x"] });
  journal.undo();
  journal.undo();
  expect(journal.acts).toEqual([ring]);
  journal.redo();
  expect(journal.acts).toEqual([ring, expand]);
  journal.add({ do: "only", accounts: true });
  expect(journal.redoable).toBe(false);
});
test("what came with an address is taken back act by act", () => {
  const journal = new Journal([ring, expand]);
  journal.undo();
  expect(journal.acts).toEqual([ring]);
  journal.undo();
  journal.undo();
  expect(journal.acts).toEqual([]);
  expect(journal.undoable).toBe(false);
});
