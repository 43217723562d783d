/** The canvas with what stands around it: tools above, filters left, details right, tables below. */

import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { dark } from "./app";
import type { Act } from "./acts";
import { Canvas } from "./canvas";
import { clip } from "./clip";
import { Decide } from "./decide";
import { Details } from "./details";
import { download } from "./export";
import { Filters } from "./filters";
import { History } from "./history";
import { Matrix } from "./matrix";
import { palette } from "./palette";
import type { Store } from "./store";
import { NodeTable } from "./table";
import { T } from "./texts";
import { typing } from "./typing";
import { degrees, projected, showing, type Link, type Node, type View } from "./view";

export interface Shown {
  nodes: Node[];
  links: Link[];
}

export function shown(view: View): Shown {
  const fits = showing(view);
  const nodes = [...view.nodes.values()].filter(fits);
  const keys = new Set(nodes.map((each) => each.key));
  if (view.only) {
    const off = showing({ ...view, only: false });
    const pieces = [...view.links.values()].filter((each) => each.one.startsWith("p:") && each.other.startsWith("p:"));
    return { nodes, links: [...pieces, ...projected(view, off)].filter((each) => keys.has(each.one) && keys.has(each.other)) };
  }
  return { nodes, links: [...view.links.values()].filter((each) => keys.has(each.one) && keys.has(each.other)) };
}

type Drawer = "table" | "matrix" | "history" | null;

export function Stage({ store }: { store: Store }) {
  const box = useRef<HTMLDivElement>(null);
  const canvas = useRef<Canvas | null>(null);
  const [drawer, setDrawer] = useState<Drawer>(null);
  const [copied, setCopied] = useState("");
  const [lassoing, setLassoing] = useState(false);
  const [adding, setAdding] = useState(false);
  const what = useMemo(() => shown(store.view), [store.view]);
  const latest = useRef(what);
  latest.current = what;

  useEffect(() => {
    if (!box.current) return undefined;
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const made = new Canvas(box.current, palette(dark()), {
      click: (key, add) => pick(store, key, add),
      open: (key) => open(store, key),
      moved: (place) => store.moved(place),
      dropped: (node, x, y) => void store.act({ do: "pin", node, x, y }),
      lasso: (keys) => { setLassoing(false); store.choose(made.adding ? [...new Set([...store.chosen, ...keys])] : keys); },
    }, calm);
    canvas.current = made;
    window.explorer.canvas = made;
    const theme = () => made.theme(palette(dark()));
    document.addEventListener("theme", theme);
    const size = new ResizeObserver(() => made.resize());
    size.observe(box.current);
    return () => {
      document.removeEventListener("theme", theme);
      size.disconnect();
      delete window.explorer.canvas;
      made.end();
    };
  }, [store]);
  const placed = useRef(false);
  useEffect(() => {
    canvas.current?.sync(store.view, what.nodes, what.links);
    if (what.nodes.length && !placed.current) {
      placed.current = true;
      if (store.camera) canvas.current?.look_at(store.camera);
    }
    if (!store.journal.acts.length) placed.current = false;
  }, [what, store]);
  useEffect(() => {
    canvas.current?.mark(store.marked);
    canvas.current?.select(store.chosen);
  }, [store.chosen, store.marked, what]);
  useEffect(() => {
    const [first] = store.marked;
    if (first) canvas.current?.go(first);
  }, [store.marked]);

  useEffect(() => {
    if (canvas.current) Object.assign(canvas.current, { lassoing, adding });
  }, [lassoing, adding]);
  const share = async () => {
    setCopied((await clip(location.href)) ? T.tool.shared : T.tool.unshared);
    window.setTimeout(() => setCopied(""), 4000);
  };
  const verbs: Verbs = {
    undo: () => void store.undo(), redo: () => void store.redo(), fit: () => canvas.current?.fit(), zoom: (by) => canvas.current?.zoom(by),
    pan: (x, y) => canvas.current?.pan(x, y), only: () => void store.act({ do: "only", accounts: !store.view.only }),
    toggle: (each) => setDrawer((now) => (now === each ? null : each)), go: (key) => canvas.current?.go(key),
    hide: () => { if (store.chosen.length) void store.act({ do: "hide", nodes: store.chosen }); },
    lasso: () => setLassoing((now) => !now), add: () => setAdding((now) => !now), share: () => void share(),
    invert: () => store.choose(latest.current.nodes.map((each) => each.key).filter((key) => !store.chosen.includes(key))),
  };
  useKeys(store, verbs, latest);
  return (
    <div class="stage">
      <RingHead store={store} what={what} />
      <div class="tools" role="toolbar" aria-label={T.tool.bar}>
        <button type="button" disabled={!store.journal.undoable} onClick={verbs.undo}>{T.tool.undo}</button>
        <button type="button" disabled={!store.journal.redoable} onClick={verbs.redo}>{T.tool.redo}</button>
        <i />
        <button type="button" onClick={verbs.fit}>{T.tool.fit}</button>
        <button type="button" aria-label={T.tool.closer} onClick={() => verbs.zoom(0.7)}>+</button>
        <button type="button" aria-label={T.tool.wider} onClick={() => verbs.zoom(1.4)}>−</button>
        <i />
        <button type="button" aria-pressed={store.view.only} onClick={verbs.only}>{T.tool.only}</button>
        <button type="button" onClick={verbs.invert}>{T.tool.invert}</button>
        <select aria-label={T.tool.degree} value="" onChange={(event) => {
          const least = Number(event.currentTarget.value), found = degrees(what.links);
          store.choose(what.nodes.map((each) => each.key).filter((key) => (found.get(key) ?? 0) >= least));
          event.currentTarget.value = "";
        }}>
          <option value="">{T.tool.degree}</option>
          {[2, 3, 5, 10, 25].map((each) => <option key={each} value={each}>{T.tool.atleast(each)}</option>)}
        </select>
        <button type="button" aria-pressed={lassoing} title={T.tool.lassos} onClick={() => setLassoing(!lassoing)}>{T.tool.lasso}</button>
        <button type="button" aria-pressed={adding} title={T.tool.adds} onClick={() => setAdding(!adding)}>{T.tool.add}</button>
        <button type="button" disabled={!store.chosen.length} onClick={verbs.hide}>{T.tool.hide}</button>
        <span class="grow" />
        {(["table", "matrix", "history"] as const).map((each) => (
          <button type="button" key={each} aria-pressed={drawer === each} onClick={() => verbs.toggle(each)}>{T.tool[each]}</button>
        ))}
        <i />
        <select aria-label={T.tool.export} value="" onChange={(event) => {
          download(event.currentTarget.value, what, canvas.current, store);
          event.currentTarget.value = "";
        }}>
          <option value="">{T.tool.export}</option>
          {["PNG", "CSV", "GraphML", "JSON"].map((each) => <option key={each}>{each}</option>)}
        </select>
        <button type="button" onClick={() => void share()}>{copied || T.tool.share}</button>
      </div>
      <Filters store={store} />
      <div class="canvas" ref={box} tabIndex={0} role="application" aria-label={T.tool.canvas} aria-busy={store.busy > 0} />
      <Details store={store} go={(key) => canvas.current?.go(key)} />
      {drawer && (
        <section class="drawer" aria-label={T.tool[drawer]}>
          {drawer === "table" && <NodeTable store={store} what={what} go={(key) => canvas.current?.go(key)} />}
          {drawer === "matrix" && <Matrix store={store} what={what} />}
          {drawer === "history" && <History store={store} />}
        </section>
      )}
    </div>
  );
}

function RingHead({ store, what }: { store: Store; what: Shown }) {
  const { ring, view } = store;
  const count = (sort: string) => what.nodes.reduce((n, each) => n + Number(each.sort === sort), 0);
  const out = view.nodes.size - what.nodes.length;
  const says: [string, number, (n: number) => string][] = [
    ["piece", count("piece"), T.ring.pieces], ["account", count("account"), T.ring.accounts], ["value", count("value"), T.ring.values],
    ["crowd", count("crowd"), T.ring.crowds], ["out", out, T.ring.filtered],
    ["left", view.leftOut, T.ring.left], ["loose", view.loose, T.ring.loose],
  ];
  return (
    <div class="ringhead">
      <button type="button" class="quiet" onClick={() => void store.open([])}>← {T.ring.back}</button>
      {ring && (
        <>
          <h1 class="mono">{ring.ring_id}</h1>
          <span class={`pill ${ring.state}`}>{ring.state}</span>
          <span class="facts">{T.ring.facts(ring.score, ring.core, ring.member, ring.possible)}</span>
          <details class="reasons"><summary>{T.ring.why}</summary><ul>{ring.sentences.map((each) => <li key={each}>{each}</li>)}</ul></details>
          <Decide store={store} about={{ ring: ring.ring_id }} />
          <button type="button" onClick={() => void store.open([{ do: "page", page: "cases", of: ring.ring_id }])}>{T.cases.one}</button>
          <button type="button" onClick={() => void store.open([{ do: "page", page: "bans", of: `for:${rings(store, ring.ring_id)}` }])}>{T.bans.begin}</button>
        </>
      )}
      <span class="grow" />
      {view.folded.map((each) => (
        <button type="button" key={each} title={T.ring.folded} onClick={() => void store.open([{ do: "ring", ring: each, whole: true }])}>{T.ring.whole}</button>
      ))}
      <span class="counts" role="status">{says.filter(([, n]) => n > 0).map(([name, n, say]) => <span key={name}>{say(n)}</span>)}</span>
      {view.hidden > 0 && <button type="button" title={T.ring.show} onClick={() => void store.act({ do: "show" })}>{T.ring.hidden(view.hidden)}</button>}
    </div>
  );
}

/** The rings an export is to be of: those of what is chosen, or the one that is open. */
function rings(store: Store, open: string): string {
  const found = store.chosen.flatMap((key) => store.view.nodes.get(key)?.ring ?? []);
  return [...new Set(found.length ? found : [open])].join(",");
}

function pick(store: Store, key: string | null, add: boolean): void {
  if (store.from && key?.startsWith("a:")) return join(store, key);
  if (key === null) store.choose([]);
  else if (add) store.choose(store.chosen.includes(key) ? store.chosen.filter((each) => each !== key) : [...store.chosen, key]);
  else store.choose([key]);
}

/** The shortest path from an account to the node for which it was asked. */
export function join(store: Store, key: string): void {
  const end = store.from;
  if (!end) return;
  store.from = null;
  const one = key.slice(2), other = end.slice(2);
  const act: Act = end.startsWith("a:") ? { do: "path", one, other } : { do: "reach", one, token: other };
  void store.act(act).then(() => store.choose(end.startsWith("a:") ? [key, end] : [end]));
}

export function open(store: Store, key: string): void {
  const node = store.view.nodes.get(key);
  if (!node || node.sort === "crowd") return;
  if (node.sort === "piece") void store.act({ do: "unfold", ring: node.ring ?? "", token: node.id });
  else void store.act({ do: "expand", node: key, kind: node.sort === "value" ? "account" : "", pages: 1 });
}

/** Whether Enter does something of its own there. */
function activates(at: EventTarget | null): boolean {
  return at instanceof HTMLElement && ["BUTTON", "SUMMARY", "A", "SELECT"].includes(at.tagName);
}

interface Verbs {
  undo: () => void;
  redo: () => void;
  fit: () => void;
  zoom: (by: number) => void;
  pan: (x: number, y: number) => void;
  only: () => void;
  toggle: (each: "table" | "matrix" | "history") => void;
  go: (key: string) => void;
  hide: () => void;
  invert: () => void;
  lasso: () => void;
  add: () => void;
  share: () => void;
}

function useKeys(store: Store, verbs: Verbs, what: { current: Shown }): void {
  const held = useRef(verbs);
  held.current = verbs;
  useEffect(() => {
    const step = (by: number) => {
      const keys = what.current.nodes.map((each) => each.key);
      if (!keys.length) return;
      const at = keys.indexOf(store.chosen[0] ?? "");
      const next = keys[(at + by + keys.length) % keys.length] ?? "";
      store.choose([next]);
      held.current.go(next);
    };
    const press = (event: KeyboardEvent) => {
      if (typing(event) || event.altKey) return;
      const [first] = store.chosen;
      const control = event.ctrlKey || event.metaKey;
      const table: Record<string, () => void> = control
        ? { z: held.current.undo, Z: held.current.redo, y: held.current.redo }
        : {
            "+": () => held.current.zoom(0.7), "-": () => held.current.zoom(1.4), "0": held.current.fit, "]": () => step(1), "[": () => step(-1),
            Enter: () => { if (first && store.from) pick(store, first, false); else if (first) open(store, first); },
            Backspace: () => { if (first) void store.act({ do: "collapse", node: first }); },
            h: held.current.hide, i: held.current.invert, a: held.current.only, t: () => held.current.toggle("table"), x: () => held.current.toggle("matrix"),
            p: () => { if (first && !first.startsWith("p:")) { store.from = first; store.tell(); } },
            l: held.current.lasso, m: held.current.add, s: held.current.share,
            Escape: () => { store.from = null; store.choose([]); },
          };
      const arrows: Record<string, [number, number]> = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1] };
      const does = table[event.key], arrow = arrows[event.key];
      if (does && !(event.key === "Enter" && activates(event.target))) {
        event.preventDefault();
        does();
      } else if (arrow && document.activeElement?.classList.contains("canvas")) {
        event.preventDefault();
        held.current.pan(...arrow);
      }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [store, what]);
}
