/** The canvas as a table: the same nodes, for those who do not see it and for those who would rather read. */

import { useMemo, useState } from "preact/hooks";
import { Glyph, glyphOf } from "./glyph";
import type { Shown } from "./stage";
import type { Store } from "./store";
import { T, num } from "./texts";
import type { Node } from "./view";

const MOST = 300;

const NAMED = 4, FIGURES = new Set(["bits", "holders", "links"]);
/** What each node is linked to. */
function neighbours({ nodes, links }: Shown): Map<string, string[]> {
  const names = new Map(nodes.map((each) => [each.key, each.label]));
  const found = new Map<string, string[]>();
  const add = (key: string, other: string) => { const there = found.get(key), name = names.get(other) ?? ""; if (there) there.push(name); else found.set(key, [name]); };
  for (const { one, other } of links) { add(one, other); add(other, one); }
  return found;
}
function tied(all: string[]): string {
  return all.slice(0, NAMED).join(", ") + (all.length > NAMED ? ` ${T.detail.further(all.length - NAMED)}` : "");
}

export function NodeTable({ store, what, go }: { store: Store; what: Shown; go: (key: string) => void }) {
  const [by, setBy] = useState<"links" | "label" | "kind" | "tier" | "bits" | "holders">("links");
  const [most, setMost] = useState(MOST);
  const near = useMemo(() => neighbours(what), [what]);
  const degrees = useMemo(() => new Map([...near].map(([key, all]) => [key, all.length])), [near]);
  const rows = useMemo(() => {
    const key = (node: Node) => (by === "links" ? -(degrees.get(node.key) ?? 0) : by === "label" || by === "kind" ? node[by] : by === "tier" ? node.tier ?? "z" : -node[by]);
    return [...what.nodes].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a.key < b.key ? -1 : 1));
  }, [what, by, degrees]);
  const head: [typeof by, string][] = [["label", T.table.node], ["kind", T.table.kind], ["tier", T.table.tier], ["bits", T.table.bits], ["holders", T.table.holders], ["links", T.table.links]];
  const chosen = new Set(store.chosen);
  const toggle = (key: string) => store.choose(chosen.has(key) ? store.chosen.filter((each) => each !== key) : [...store.chosen, key]);
  return (
    <div class="rows" tabIndex={0} role="region" aria-label={T.table.name}>
      <table>
        <caption>{T.table.name}{rows.length > most ? ` (${T.table.part(most, rows.length)})` : ""}</caption>
        <thead><tr><th scope="col"><span class="sr">{T.table.choose}</span></th>{head.map(([name, text]) => (
          <th key={name} scope="col" class={FIGURES.has(name) ? "n" : ""} aria-sort={name === by ? (FIGURES.has(name) ? "descending" : "ascending") : "none"}><button type="button" onClick={() => setBy(name)}>{text}</button></th>
        ))}<th scope="col">{T.table.tied}</th></tr></thead>
        <tbody>
          {rows.slice(0, most).map((each) => (
            <tr key={each.key} class={chosen.has(each.key) ? "at" : ""}>
              <td><input type="checkbox" aria-label={`${T.table.choose} ${each.label}`} checked={chosen.has(each.key)} onChange={() => toggle(each.key)} /></td>
              <th scope="row"><button type="button" class="link" onClick={() => { store.choose([each.key]); go(each.key); }}><Glyph name={glyphOf(each)} /> {each.label}</button></th>
              <td>{each.sort === "crowd" ? `${each.kind}, ${T.detail.ignored.toLowerCase()}` : each.kind}</td><td>{each.tier ?? ""}</td>
              <td class="n">{each.sort === "account" ? "" : each.bits.toFixed(1)}</td><td class="n">{each.sort === "account" ? "" : num(each.holders)}</td><td class="n">{num(degrees.get(each.key) ?? 0)}</td><td>{tied(near.get(each.key) ?? [])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > most && <button type="button" class="more" onClick={() => setMost(most + MOST)}>{T.table.more(Math.min(MOST, rows.length - most))}</button>}
    </div>
  );
}
