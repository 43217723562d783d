/** The table of rings: sorted, filtered, and drawn only as far as it is seen. */

import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Ring } from "./api";
import type { Store } from "./store";
import { T, day, many, num } from "./texts";

const ROW = 36;
type Figure = "growth" | "exchanges" | "spend";
type Column = Figure | "ring_id" | "state" | "score" | "size" | "core" | "member" | "possible" | "first_seen" | "last_seen";
const COLUMNS: [Column, string][] = [
  ["ring_id", T.rings.id], ["score", T.rings.score], ["size", T.rings.size], ["growth", T.rings.growth], ["core", T.rings.core], ["member", T.rings.member],
  ["possible", T.rings.possible], ["exchanges", T.rings.exchanges], ["spend", T.rings.spend], ["first_seen", T.rings.first], ["last_seen", T.rings.last], ["state", T.rings.status],
];

export function sorted(rings: Ring[], by: Column, down: boolean): Ring[] {
  const way = down ? -1 : 1;
  return [...rings].sort((one, other) => {
    const [a, b] = [one[by], other[by]];
    if (a === b) return one.ring_id < other.ring_id ? -1 : 1;
    if (a === null) return 1;
    if (b === null) return -1;
    return a < b ? -way : way;
  });
}
/** Rings of which a figure says something: that grew since yesterday, that used the service, that paid. */
const FIGURES: Figure[] = ["growth", "exchanges", "spend"];

export function fitting(rings: Ring[], words: string, state: string, figure: Figure | "" = ""): Ring[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rings.filter((each) => {
    if (state && each.state !== state) return false;
    if (figure && !((each[figure] ?? 0) > 0)) return false;
    const text = [each.ring_id, each.summary ?? "", ...each.sentences, ...each.ties.map((tie) => tie.kind)].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** How the table was left by whoever opened a ring from it. */
interface Left {
  by: Column;
  down: boolean;
  words: string;
  state: string;
  figure: Figure | "";
  top: number;
  at: number;
}

export function RingsTable({ store }: { store: Store }) {
  const left = store.left["rings"] as Left | undefined;
  const [by, setBy] = useState<Column>(left?.by ?? "size");
  const [down, setDown] = useState(left?.down ?? true);
  const [words, setWords] = useState(left?.words ?? "");
  const [state, setState] = useState(left?.state ?? "");
  const [figure, setFigure] = useState<Figure | "">(left?.figure ?? "");
  const [top, setTop] = useState(left?.top ?? 0);
  const [at, setAt] = useState(left?.at ?? 0);
  store.left["rings"] = { by, down, words, state, figure, top, at } satisfies Left;
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => sorted(fitting(store.rings, words, state, figure), by, down), [store.rings, words, state, figure, by, down]);
  useLayoutEffect(() => { if (box.current && left) box.current.scrollTop = left.top; }, []);
  const high = box.current?.clientHeight ?? 700;
  const start = Math.max(0, Math.floor(top / ROW) - 5), end = Math.min(rows.length, Math.ceil((top + high) / ROW) + 5);
  const open = (ring: string, place: number) => {
    store.left["rings"] = { by, down, words, state, figure, top, at: place } satisfies Left;
    void store.open([{ do: "ring", ring }]);
  };
  const turn = (column: Column) => {
    setDown(column === by ? !down : column !== "ring_id");
    setBy(column);
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15, Home: -rows.length, End: rows.length }[event.key];
    const here = rows[at];
    if (event.key === "Enter" && here) open(here.ring_id, at);
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows.length - 1, at + step));
    setAt(next);
    const view = box.current;
    if (view && next * ROW < view.scrollTop) view.scrollTop = next * ROW;
    if (view && (next + 2) * ROW > view.scrollTop + view.clientHeight) view.scrollTop = (next + 2) * ROW - view.clientHeight;
  };
  return (
    <section class="rings" aria-labelledby="rings">
      <div class="head">
        <h1 id="rings">{T.rings.head}</h1>
        <span class="faint" role="status">{store.complete ? T.rings.count(rows.length, store.rings.length) : T.rings.loading(store.rings.length)}</span>
        <span class="grow" />
        <input type="search" aria-label={T.rings.filter} placeholder={T.rings.filter} value={words} onInput={(event) => setWords(event.currentTarget.value)} />
        <select aria-label={T.rings.state} value={state} onChange={(event) => setState(event.currentTarget.value)}>
          <option value="">{T.rings.every}</option>
          {["proposed", "confirmed", "dismissed", "disputed"].map((each) => <option key={each}>{each}</option>)}
        </select>
        <select aria-label={T.rings.figure} value={figure} onChange={(event) => setFigure(event.currentTarget.value as Figure | "")}>
          <option value="">{T.rings.any}</option>
          {FIGURES.map((each) => <option key={each} value={each}>{T.rings.figures[each]}</option>)}
        </select>
      </div>
      {store.complete && !rows.length && <p class="empty">{store.rings.length ? T.rings.nofit : T.rings.empty}</p>}
      <div class="scroll" ref={box} tabIndex={0} onKeyDown={press} onScroll={(event) => setTop(event.currentTarget.scrollTop)}
        role="grid" aria-rowcount={rows.length + 1} aria-colcount={COLUMNS.length + 1} aria-label={`${T.rings.head}. ${T.rings.keys}`}
        aria-activedescendant={rows[at] && at >= start && at < end ? `ring-${at}` : undefined}>
        <div class="row top" role="row" aria-rowindex={1}>
          {COLUMNS.map(([column, name]) => (
            <span key={column} role="columnheader" class={column} title={T.rings.says[column]} aria-sort={column === by ? (down ? "descending" : "ascending") : "none"}>
              <button type="button" tabIndex={-1} onClick={() => turn(column)}>{name}{column === by ? (down ? " ↓" : " ↑") : ""}</button>
            </span>
          ))}
          <span role="columnheader" class="ties">{T.rings.ties}</span>
        </div>
        <Pad high={start * ROW} />
        {rows.slice(start, end).map((ring, offset) => (
          <div class={start + offset === at ? "row at" : "row"} role="row" key={ring.ring_id} id={`ring-${start + offset}`} aria-rowindex={start + offset + 2}
            aria-selected={start + offset === at} onClick={() => open(ring.ring_id, start + offset)}>
            {COLUMNS.map(([column]) => <span key={column} role="gridcell" class={column}>{cell(ring, column)}</span>)}
            <span role="gridcell" class="ties" title={[tied(ring), ...ring.sentences].join("\n")}><span>{tied(ring)}</span></span>
          </div>
        ))}
        <Pad high={(rows.length - end) * ROW} />
      </div>
    </section>
  );
}

/** Room for rows that are not drawn. Its height is set through the object model: the policy allows no style attribute. */
function Pad({ high }: { high: number }) {
  return <div role="presentation" ref={(node) => { if (node) node.style.height = `${Math.max(0, high)}px`; }} />;
}

function cell(ring: Ring, column: Column): string | preact.JSX.Element {
  if (column === "score") return <span class="score"><meter min={0} max={1} value={ring.score} aria-hidden="true" /> {ring.score.toFixed(2)}</span>;
  if (column === "first_seen" || column === "last_seen") return day(ring[column]);
  if (column === "state") return <span class={`pill ${ring.state}`}>{ring.state}</span>;
  if (column === "ring_id") return <span class="mono">{ring.ring_id}</span>;
  if (column === "growth") return signed(ring.growth);
  if (column === "exchanges" || column === "spend") return ring[column] === null ? "–" : T.rings.least(num(Math.round(ring[column])));
  return num(ring[column]);
}
/** Growth with its sign; a dash where nothing is known of the day before. */
export function signed(growth: number | null): string {
  if (growth === null) return "–";
  return growth > 0 ? `+${num(growth)}` : growth < 0 ? `−${num(-growth)}` : "0";
}
/** What ties a ring, in a sentence: its strongest kinds, and how many accounts each ties. */
export function tied(ring: Ring): string {
  const groups = new Set<string>();
  const strong = ring.ties.filter((tie) => tie.bits >= 4 && !groups.has(tie.group) && groups.add(tie.group));
  const parts = strong.slice(0, 4).map((tie) => T.rings.tied(tie.accounts, many(tie.kind, tie.values)));
  return parts.join(", ") || (ring.summary ?? "");
}
