/** What is shown: tiers, kinds, and a span of time, each with how many there are. */

import { useMemo, useRef, useState } from "preact/hooks";
import { Glyph } from "./glyph";
import type { Store } from "./store";
import { T, day, kindly, num } from "./texts";
import { FACETS, UNKNOWN, facet, weak, type Node } from "./view";

const TIERS = ["core", "member", "possible", "none"];

export function Filters({ store }: { store: Store }) {
  const { view } = store;
  const nodes = useMemo(() => [...view.nodes.values()], [view]);
  const off = view.off ?? weak(view);
  const toggle = (name: string) => {
    const next = new Set(off);
    if (!next.delete(name)) next.add(name);
    void store.act({ do: "kinds", off: [...next].sort() });
  };
  const kinds = tally(nodes.filter((each) => each.sort === "value"), (each) => each.kind);
  const tiers = tally(nodes.filter((each) => each.sort === "account"), (each) => each.tier ?? "none");
  const crowds = nodes.filter((each) => each.sort === "crowd").length;
  const groups = new Map(nodes.filter((each) => each.sort === "value").map((each) => [each.kind, each.group]));
  const box = (name: string, glyph: string, label: string, n: number) => (
    <label key={name} class="facet">
      <input type="checkbox" checked={!off.has(name)} onChange={() => toggle(name)} />
      <Glyph name={glyph} /> <span>{label}</span> <b>{num(n)}</b>
    </label>
  );
  return (
    <aside class="filters" aria-label={T.side.filters}>
      {nodes.some((each) => each.sort === "piece") && <p class="faint">{T.side.pieces}</p>}
      {tiers.size > 0 && <fieldset><legend>{T.side.tiers}</legend>
        {TIERS.filter((each) => tiers.has(each)).map((each) => box(each, each, each === "none" ? T.side.none : each, tiers.get(each) ?? 0))}</fieldset>}
      {kinds.size > 0 && <fieldset><legend>{T.side.kinds}</legend>
        {[...kinds].sort((a, b) => b[1] - a[1]).map(([kind, n]) => box(kind, groups.get(kind) ?? "", kindly(kind), n))}
        {crowds > 0 && box("crowd", "crowd", T.side.crowds, crowds)}
        {view.off === null && <p class="faint">{T.side.weak}</p>}</fieldset>}
      {FACETS.map((name) => <Facet key={name} name={name} nodes={nodes} off={off} toggle={toggle} />)}
      {nodes.some((each) => each.first !== null) && <Times store={store} nodes={nodes} />}
    </aside>
  );
}

const MOST = 12;
/** One facet of accounts, as it was told with the publication; nothing where it is not known or says nothing. */
function Facet({ name, nodes, off, toggle }: { name: string; nodes: Node[]; off: Set<string>; toggle: (name: string) => void }) {
  const [all, setAll] = useState(false);
  const found = tally(nodes.filter((each) => each.sort === "account"), (each) => each.facets[name] ?? UNKNOWN);
  if (!found.size || (found.size === 1 && found.has(UNKNOWN))) return null;
  const sorted = [...found].sort((a, b) => Number(a[0] === UNKNOWN) - Number(b[0] === UNKNOWN) || b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const rows = all ? sorted : sorted.slice(0, MOST);
  return (
    <fieldset><legend>{T.side.facets[name]}</legend>
      {rows.map(([value, n]) => (
        <label key={value} class="facet"><input type="checkbox" checked={!off.has(facet(name, value))} onChange={() => toggle(facet(name, value))} /> <span>{value === UNKNOWN ? <i>{T.side.unknown}</i> : value}</span> <b>{num(n)}</b></label>
      ))}
      {sorted.length > MOST && <button type="button" class="link" aria-expanded={all} onClick={() => setAll(!all)}>{all ? T.side.fewer : T.side.further(sorted.length - MOST)}</button>}
    </fieldset>
  );
}

export function tally<T>(items: T[], by: (item: T) => string): Map<string, number> {
  const found = new Map<string, number>();
  for (const each of items) found.set(by(each), (found.get(by(each)) ?? 0) + 1);
  return found;
}

const BINS = 30, WIDE = 180, HIGH = 40, WORDS = 12, PART = HIGH + WORDS + 2;

export function bins(times: number[], from: number, to: number): number[] {
  const found = new Array<number>(BINS).fill(0);
  for (const each of times) {
    const at = Math.min(BINS - 1, Math.max(0, Math.floor(((each - from) / (to - from || 1)) * BINS)));
    found[at] = (found[at] ?? 0) + 1;
  }
  return found;
}

function Times({ store, nodes }: { store: Store; nodes: Node[] }) {
  const firsts = nodes.map((each) => each.first).filter((each) => each !== null);
  const lasts = nodes.map((each) => each.last).filter((each) => each !== null);
  const from = Math.min(...bounded(firsts)), to = Math.max(...bounded(firsts), ...bounded(lasts));
  const [drag, setDrag] = useState<[number, number] | null>(null);
  const held = useRef<number | null>(null);
  const by = useRef(store.view.by);
  const time = (event: PointerEvent) => {
    const at = (event.currentTarget as SVGElement).getBoundingClientRect();
    return from + (Math.min(1, Math.max(0, (event.clientX - at.left) / at.width)) * (to - from));
  };
  if (held.current === null) by.current = store.view.by;
  const span = drag ?? store.view.span;
  const x = (at: number) => ((at - from) / (to - from || 1)) * WIDE;
  const set = (one: number, other: number) => void store.act({ do: "time", from: Math.round(Math.min(one, other)), to: Math.round(Math.max(one, other)), ...(by.current === "last" ? { by: "last" as const } : {}) });
  const meant = (event: PointerEvent) => {
    const at = (event.currentTarget as SVGElement).getBoundingClientRect();
    by.current = event.clientY - at.top > at.height / 2 ? "last" : "first";
  };
  const move = (which: 0 | 1, by: string) => {
    const now = store.view.span ?? [from, to + 1];
    const next = Date.parse(by);
    if (!Number.isNaN(next)) set(which === 0 ? next : now[0], which === 0 ? now[1] : next + 86_399_999);
  };
  const bars = (times: number[], top: number) => {
    const found = bins(times, from, to), most = Math.max(1, ...found);
    return found.map((n, at) => <rect key={at} x={at * (WIDE / BINS)} y={top + HIGH - (n / most) * HIGH} width={WIDE / BINS - 1} height={(n / most) * HIGH} />);
  };
  return (
    <fieldset class="times"><legend>{T.side.time}</legend>
      <svg viewBox={`0 0 ${WIDE} ${PART * 2 + 14}`} role="img" aria-label={`${T.side.first} ${day(from)}, ${T.side.last} ${day(to)}. ${T.side.brush}`}
        onPointerDown={(event) => { meant(event); held.current = time(event); event.currentTarget.setPointerCapture(event.pointerId); }}
        onPointerMove={(event) => { if (held.current !== null) setDrag([held.current, time(event)]); }}
        onPointerUp={(event) => {
          const one = held.current, other = time(event);
          held.current = null;
          setDrag(null);
          if (one !== null && Math.abs(one - other) > (to - from) / 100) set(one, other);
        }}>
        {span && <rect class="span" x={Math.max(0, Math.min(x(span[0]), x(span[1])))} y={by.current === "last" ? PART : 0} width={Math.min(WIDE, Math.abs(x(span[1]) - x(span[0])))} height={PART} />}
        <text x="0" y="9">{T.side.first}</text>
        <g class="first">{bars(firsts, WORDS)}</g>
        <text x="0" y={PART + 9}>{T.side.last}</text>
        <g class="last">{bars(lasts, PART + WORDS)}</g>
        <text x="0" y={PART * 2 + 10}>{day(from)}</text>
        <text x={WIDE} y={PART * 2 + 10} text-anchor="end">{day(to)}</text>
      </svg>
      <div class="dates">
        <select aria-label={T.side.by} value={store.view.by} onChange={(event) => { by.current = event.currentTarget.value as "first" | "last"; set(...(store.view.span ?? [from, to + 1])); }}>
          <option value="first">{T.side.first}</option><option value="last">{T.side.last}</option>
        </select>
        <input type="date" aria-label={T.side.from} value={day(store.view.span?.[0] ?? from)} onChange={(event) => move(0, event.currentTarget.value)} />
        <input type="date" aria-label={T.side.to} value={day(store.view.span?.[1] ?? to)} onChange={(event) => move(1, event.currentTarget.value)} />
      </div>
      {store.view.span && <button type="button" onClick={() => void store.act({ do: "time", from: 0, to: 0 })}>{T.side.all}</button>}
    </fieldset>
  );
}

/** The least and the greatest: spreading an array of all of them would overflow the stack. */
function bounded(times: number[]): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const each of times) [least, most] = [Math.min(least, each), Math.max(most, each)];
  return [least, most];
}
