/** Accounts against the values they share, sorted so that blocks show: who does not belong stands out. */

import { useMemo } from "preact/hooks";
import { Glyph, glyphOf } from "./glyph";
import type { Shown } from "./stage";
import type { Store } from "./store";
import { T } from "./texts";
import { showing, type Node, type View } from "./view";

const MOST_ACCOUNTS = 300, MOST_VALUES = 60, ROUNDS = 12;

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
  let [ones, others] = [accounts.map((each) => each.key), columns.map(([key]) => key)];
  for (let round = 0; round < ROUNDS; round += 1) {
    ones = middled(ones, others, (one, other) => held.get(other)?.has(one) ?? false);
    others = middled(others, ones, (other, one) => held.get(other)?.has(one) ?? false);
  }
  const node = (key: string): Node[] => { const found = view.nodes.get(key); return found ? [found] : []; };
  const holds = new Set(columns.flatMap(([key, by]) => [...by].map((one) => `${one} ${key}`)));
  return { accounts: ones.flatMap(node), values: others.flatMap(node), holds, all: shared.length };
}
function middled(ones: string[], others: string[], holds: (one: string, other: string) => boolean): string[] {
  const middle = new Map(ones.map((one) => {
    const places = others.flatMap((other, at) => (holds(one, other) ? [at] : []));
    return [one, places.length ? places.reduce((a, b) => a + b, 0) / places.length : Infinity];
  }));
  return [...ones].sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0) || (a < b ? -1 : 1));
}

export function Matrix({ store, what }: { store: Store; what: Shown }) {
  const chosen = store.chosen.filter((key) => key.startsWith("a:"));
  const accounts = useMemo(() => {
    const all = what.nodes.filter((each) => each.sort === "account");
    return chosen.length > 1 ? all.filter((each) => chosen.includes(each.key)) : all;
  }, [what, chosen.join()]);
  const made = useMemo(() => (accounts.length > 1 && accounts.length <= MOST_ACCOUNTS ? grid(store.view, accounts) : null), [store.view, accounts]);
  if (!made) return <p class="empty">{T.table.few}</p>;
  return (
    <div class="rows" tabIndex={0} role="region" aria-label={T.table.matrix}>
      <table class="matrix">
        <caption>{T.table.matrix}{made.all > made.values.length ? `: ${T.table.cut(made.values.length, made.all)}` : ""}</caption>
        <thead><tr><th scope="col">{T.detail.account}</th>{made.values.map((each) => (
          <th key={each.key} scope="col"><button type="button" title={`${each.kind} ${each.label}`} onClick={() => store.choose([each.key])}><Glyph name={glyphOf(each)} /><span class="tall">{each.label}</span></button></th>
        ))}</tr></thead>
        <tbody>
          {made.accounts.map((row) => (
            <tr key={row.key} class={store.chosen.includes(row.key) ? "at" : ""}>
              <th scope="row"><button type="button" class="link mono" onClick={() => store.choose([row.key])}><Glyph name={glyphOf(row)} /> {row.label}</button></th>
              {made.values.map((each) => (
                made.holds.has(`${row.key} ${each.key}`) ? <td key={each.key} class={`cell ${each.group}`}><span class="sr">{T.table.holds}</span></td> : <td key={each.key} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
