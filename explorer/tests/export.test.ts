import { expect, test } from "vitest";
import { csv, graphml } from "../src/export";
import { fromAccount, type Node } from "../src/view";

const hostile = (id: string): Node =>
  fromAccount({ account_id: id, ring: null, tier: null, confidence: null, first_seen: null, last_seen: null, x: 0, y: 0 });

test("a cell that a spreadsheet would run is text", () => {
  const nodes = [hostile('=HYPERLINK("http://x")'), hostile('a,"b"')];
  const [one, other] = nodes.map((each) => each.key);
  const text = csv({ nodes, links: [{ one: one ?? "", other: other ?? "", weight: 1 }] });
  expect(text).toContain(`"'=HYPERLINK(""http://x"")"`);
  expect(text).toContain('"a,""b"""');
});
test("GraphML holds no markup of an account's name", () => {
  const text = graphml({ nodes: [hostile('<img src="x" onerror=alert(1)>\u0000')], links: [] });
  expect(text).not.toContain("<img");
  expect(text).toContain("&lt;img src=&quot;x&quot; onerror=alert(1)>\ufffd");
});
