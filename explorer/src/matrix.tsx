/** Accounts against the values they share, sorted so that blocks show: who does not belong stands out. */

import { useMemo, useRef, useState } from "preact/hooks";
import { Glyph, glyphOf } from "./glyph";
import type { Shown } from "./stage";
import type { Store } from "./store";
import { T } from "./texts";
import { showing, type Node, type View } from "./view";

const MOST_ACCOUNTS = 5000, MOST_VALUES = 60, ROUNDS = 12;
/** Pixels of a row, and rows that are drawn beyond what is seen. */
const ROW = 25, SPARE = 10;

export interface Grid {
  accounts: Node[];
  values: Node[];
  holds: Set<string>;
  all: number;
}

/** Rows and columns in the order of each other's middle, round after round (the barycentre heuristic). */
export function grid(view: View, accounts: Node[]): Grid {
  const fits = showing({ ...view, only: false });
  const rows = new Set(accounts.map((each) => each.key));
  const held = new Map<string, Set<string>>();
  for (const { one, other } of view.links.values()) {
    const [a, v] = one.startsWith("a:") ? [one, other] : [other, one];
    const value = view.nodes.get(v);
    if (!rows.has(a) || value?.sort !== "value" || !fits(value)) continue;
    held.set(v, (held.get(v) ?? new Set()).add(a));
  }
  const shared = [...held].filter(([, by]) => by.size > 1).sort((a, b) => b[1].size - a[1].size || (a[0] < b[0] ? -1 : 1));
  const columns = shared.slice(0, MOST_VALUES);
  const by = new Map<string, string[]>(accounts.map((each) => [each.key, []]));
  for (const [key, all] of columns) for (const one of all) by.get(one)?.push(key);
  const of = new Map(columns.map(([key, all]) => [key, [...all]]));
  let [ones, others] = [accounts.map((each) => each.key), columns.map(([key]) => key)];
  for (let round = 0; round < ROUNDS; round += 1) {
    ones = middled(ones, others, by);
    others = middled(others, ones, of);
  }
  const node = (key: string): Node[] => { const found = view.nodes.get(key); return found ? [found] : []; };
  const holds = new Set(columns.flatMap(([key, by]) => [...by].map((one) => `${one} ${key}`)));
  return { accounts: ones.flatMap(node), values: others.flatMap(node), holds, all: shared.length };
}
function middled(ones: string[], others: string[], ties: Map<string, string[]>): string[] {
  const place = new Map(others.map((key, at) => [key, at]));
  const middle = new Map(ones.map((one) => {
    const places = (ties.get(one) ?? []).map((other) => place.get(other) ?? 0);
    return [one, places.length ? places.reduce((a, b) => a + b, 0) / places.length : Infinity];
  }));
  const order = (a: string, b: string): number => { const [x, y] = [middle.get(a) ?? 0, middle.get(b) ?? 0]; return x === y ? 0 : x - y; };
  return [...ones].sort((a, b) => order(a, b) || (a < b ? -1 : 1));
}

/** Room for rows that are not drawn; its height is set through the object model, since the policy allows no style attribute. */
function Room({ rows }: { rows: number }) {
  if (rows <= 0) return null;
  return <tr aria-hidden="true"><td ref={(node) => { if (node) node.style.height = `${rows * ROW}px`; }} /></tr>;
}

export function Matrix({ store, what }: { store: Store; what: Shown }) {
  const chosen = store.chosen.filter((key) => key.startsWith("a:"));
  const accounts = useMemo(() => {
    const all = what.nodes.filter((each) => each.sort === "account");
    return chosen.length > 1 ? all.filter((each) => chosen.includes(each.key)) : all;
  }, [what, chosen.join()]);
  const made = useMemo(() => (accounts.length > 1 && accounts.length <= MOST_ACCOUNTS ? grid(store.view, accounts) : null), [store.view, accounts]);
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  if (!made) return <p class="empty">{T.table.few}</p>;
  const from = Math.max(0, Math.floor(top / ROW) - SPARE), to = Math.min(made.accounts.length, Math.ceil((top + (box.current?.clientHeight ?? 400)) / ROW) + SPARE);
  return (
    <div class="rows" ref={box} tabIndex={0} role="region" aria-label={T.table.matrix} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <table class="matrix" aria-rowcount={made.accounts.length + 1}>
        <caption>{T.table.matrix}{made.all > made.values.length ? `: ${T.table.cut(made.values.length, made.all)}` : ""}</caption>
        <thead><tr><th scope="col">{T.detail.account}</th>{made.values.map((each) => (
          <th key={each.key} scope="col"><button type="button" title={`${each.kind} ${each.label}`} onClick={() => store.choose([each.key])}><Glyph name={glyphOf(each)} /><span class="tall">{each.label}</span></button></th>
        ))}</tr></thead>
        <tbody>
          <Room rows={from} />
          {made.accounts.slice(from, to).map((row, at) => (
            <tr key={row.key} aria-rowindex={from + at + 2} class={store.chosen.includes(row.key) ? "at" : ""}>
              <th scope="row"><button type="button" class="link mono" onClick={() => store.choose([row.key])}><Glyph name={glyphOf(row)} /> {row.label}</button></th>
              {made.values.map((each) => (
                made.holds.has(`${row.key} ${each.key}`) ? <td key={each.key} class={`cell ${each.group}`}><span class="sr">{T.table.holds}</span></td> : <td key={each.key} />
              ))}
            </tr>
          ))}
          <Room rows={made.accounts.length - to} />
        </tbody>
      </table>
    </div>
  );
}
