/** From acts and what the service answered to them: the nodes and links on the canvas. Nothing here asks or draws. */

import { standing, type Act } from "./acts";
import type { AccountNode, Drawing, Neighbours, Path, Piece, RingGraph, Tier, ValueNode } from "./api";

export type Sort = "account" | "value" | "crowd" | "piece";

export interface Node {
  key: string;
  sort: Sort;
  id: string;
  label: string;
  kind: string;
  group: string;
  tier: Tier | null;
  ring: string | null;
  confidence: number | null;
  bits: number;
  holders: number;
  members: number;
  verdict: string | null;
  first: number | null;
  last: number | null;
  /** Country, plan and the like of an account, by name; unknown ones are not there. */
  facets: Record<string, string>;
  x: number;
  y: number;
}
export interface Link {
  one: string;
  other: string;
  weight: number;
}
export interface View {
  nodes: Map<string, Node>;
  links: Map<string, Link>;
  leftOut: number;
  loose: number;
  folded: string[];
  /** Whether a ring was opened here. */
  rung: boolean;
  box: { x: [number, number]; y: [number, number] } | null;
  only: boolean;
  /** Kinds and tiers that are not shown; null when nobody chose, and the weak ones are off. */
  off: Set<string> | null;
  span: [number, number] | null;
  /** Whether the span is of when accounts were seen first, or last. */
  by: "first" | "last";
  /** Nodes that stand where somebody put them, and where they stood before. */
  pinned: Map<string, [number, number]>;
  hidden: number;
}

export const PAGE = 25;
/** Most neighbours of one request: the service gives no more. */
export const MOST = 500;
/** Accounts of a ring that are linked pair by pair in the view of accounts only; more are linked in a chain. */
const PAIRED = 8;

export const account = (id: string): string => `a:${id}`;
export const value = (token: string): string => `v:${token}`;
export const piece = (ring: string, token: string): string => `p:${ring}:${token}`;

/** What has to be asked for a list of acts, each under the name its answer is kept by. */
export type Asked =
  | { name: string; ask: "graph"; ring: string; view: string; piece?: string }
  | { name: string; ask: "neighbours"; node: string; kind: string | null; limit: number; skip: number }
  | { name: string; ask: "path"; one: string; other: string }
  | { name: string; ask: "reach"; one: string; token: string }
  | { name: string; ask: "shared"; ids: string[] };

export function asked(acts: readonly Act[]): Asked[] {
  const found: Asked[] = [];
  for (const act of acts) {
    if (act.do === "ring") found.push(named({ ask: "graph", ring: act.ring, view: act.whole ? "whole" : "auto" }));
    if (act.do === "unfold") found.push(named({ ask: "graph", ring: act.ring, view: "auto", piece: act.token }));
    if (act.do === "account") found.push(named({ ask: "shared", ids: [act.id] }));
    if (act.do === "value") found.push(named({ ask: "neighbours", node: value(act.token), kind: "account", limit: 1, skip: 0 }));
    if (act.do === "reach") found.push(...reached(act.one, act.token));
    if (act.do === "path") found.push(named({ ask: "path", one: act.one, other: act.other }));
  }
  for (const each of standing(acts)) {
    const all = each.pages * PAGE;
    for (let skip = 0; skip < all; skip += MOST) {
      found.push(named({ ask: "neighbours", node: each.node, kind: each.kind, limit: Math.min(MOST, all - skip), skip }));
    }
  }
  return found;
}
/** What a path to a value needs: the value itself, and the way to the nearest account that holds it. */
function reached(one: string, token: string): Asked[] {
  return [named({ ask: "neighbours", node: value(token), kind: "account", limit: 1, skip: 0 }), named({ ask: "reach", one, token })];
}
/** The page before this one: its answer says where this one begins. */
export function before(ask: Asked): Asked | null {
  return ask.ask === "neighbours" && ask.skip > 0 ? named({ ask: ask.ask, node: ask.node, kind: ask.kind, limit: MOST, skip: ask.skip - MOST }) : null;
}

type Unnamed<T> = T extends unknown ? Omit<T, "name"> : never;
function named(what: Unnamed<Asked>): Asked {
  return { ...what, name: JSON.stringify(what) } as Asked;
}

export type Answers = Map<string, RingGraph | Neighbours | Drawing | Path>;

/** The canvas after all acts. `shared` is what all accounts on it share, where that was asked. */
export function build(acts: readonly Act[], answers: Answers, shared: Drawing | null): View {
  const view: View = {
    nodes: new Map(), links: new Map(), leftOut: 0, loose: 0, folded: [], rung: false,
    box: null, only: false, off: null, span: null, by: "first", pinned: new Map(), hidden: 0,
  };
  for (const ask of asked(acts)) {
    const answer = answers.get(ask.name);
    if (!answer) continue;
    if (ask.ask === "graph") ringed(view, answer as RingGraph);
    if (ask.ask === "shared") for (const each of (answer as Drawing).accounts) put(view, fromAccount(each), null);
    if (ask.ask === "neighbours") around(view, ask.node, answer as Neighbours, ask.limit > 1);
    if (ask.ask === "path") chained(view, ask.one, ask.other, answer as Path);
    if (ask.ask === "reach") reaching(view, ask.one, ask.token, answer as Path);
    if (view.box === null && view.nodes.size) view.box = box(view);
  }
  if (shared) crossed(view, shared);
  let gone = false;
  const hidden: Node[] = [];
  for (const act of acts) {
    const pinned = act.do === "pin" ? view.nodes.get(act.node) : undefined;
    if (pinned && act.do === "pin") pin(view, pinned, act.x, act.y);
    if (act.do === "unpin") unpin(view, act.node);
    if (act.do === "show") bring(view, hidden);
    if (act.do === "unfold" && view.nodes.delete(piece(act.ring, act.token))) gone = true;
    if (act.do === "only") view.only = act.accounts;
    if (act.do === "kinds") view.off = new Set(act.off);
    if (act.do === "time") [view.span, view.by] = [act.to > act.from ? [act.from, act.to] : null, act.by ?? "first"];
    if (act.do === "hide") for (const key of act.nodes) hide(view, key, hidden);
  }
  if (gone || view.hidden) prune(view);
  return view;
}

function hide(view: View, key: string, hidden: Node[]): void {
  const node = view.nodes.get(key);
  if (!node || !view.nodes.delete(key)) return;
  hidden.push(node);
  view.hidden += 1;
}
function bring(view: View, hidden: Node[]): void {
  for (const node of hidden.splice(0)) view.nodes.set(node.key, node);
  view.hidden = 0;
}
function pin(view: View, node: Node, x: number, y: number): void {
  if (!view.pinned.has(node.key)) view.pinned.set(node.key, [node.x, node.y]);
  Object.assign(node, { x, y });
}
function unpin(view: View, key: string): void {
  const at = view.pinned.get(key), node = view.nodes.get(key);
  if (at && node) Object.assign(node, { x: at[0], y: at[1] });
  view.pinned.delete(key);
}

function ringed(view: View, graph: RingGraph): void {
  const shift = moved(view, [...graph.accounts, ...graph.values, ...graph.pieces]);
  const at = <T extends { x: number | null }>(each: T): T => (each.x === null ? each : { ...each, x: each.x + shift });
  const accounts = graph.accounts.map((each) => put(view, fromAccount(at(each)), null));
  const values = rimmed(graph).map((each) => put(view, fromValue(at(each)), null));
  for (const [a, v] of graph.links) link(view, accounts[a], values[v], 1);
  const pieces = graph.pieces.map((each) => put(view, fromPiece(graph.ring_id, at(each)), null));
  for (const [one, other, shared] of graph.bridges) link(view, pieces[one], pieces[other], shared);
  view.leftOut += graph.left_out;
  view.loose += graph.loose;
  view.rung = true;
  if (graph.folded) view.folded.push(graph.ring_id);
}

/** Badges of crowds in a row: what they say needs room to their right. */
const COLUMNS = 2, ROOMY = 0.5;
function span(places: number[]): [number, number] {
  return places.reduce(([least, most], each) => [Math.min(least, each), Math.max(most, each)], [0, 0]);
}

/** The values of a ring; its crowds, which tie nobody and have no place in it, stand in rows below. */
function rimmed(graph: RingGraph): ValueNode[] {
  const placed = [...graph.accounts, ...graph.values].filter((each) => each.y !== null);
  const [left, right] = span(placed.map((each) => each.x ?? 0)), [top, low] = span(placed.map((each) => each.y ?? 0));
  const wide = Math.max(8, right - left), step = Math.max(0.8, wide / 16);
  const rows = Math.ceil(graph.values.filter((each) => each.x === null).length / COLUMNS), high = low - top + step * (rows + 1.5);
  const apart = Math.max(wide / COLUMNS, high * ROOMY), from = (left + right) / 2 - apart;
  let at = 0;
  return graph.values.map((each) => {
    if (each.x !== null) return each;
    const [column, row] = [at % COLUMNS, Math.floor(at / COLUMNS)];
    at += 1;
    return { ...each, x: from + column * apart, y: low + step * (1.5 + row) };
  });
}

export const FACETS = ["country", "plan", "status", "label", "network_type", "asn"] as const;
/** In place of what is not known of an account. */
export const UNKNOWN = "";
export const facet = (name: string, value: string): string => `${name}=${value}`;
function faceted(each: AccountNode): Record<string, string> {
  return Object.fromEntries(FACETS.flatMap((name) => { const told = each[name]; return told ? [[name, told]] : []; }));
}
/** How many links each node has. */
export function degrees(links: Iterable<Link>): Map<string, number> {
  const found = new Map<string, number>();
  for (const { one, other } of links) for (const key of [one, other]) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

/** What of a view is drawn: tiers, kinds and times that are not filtered out. */
export function showing(view: View): (node: Node) => boolean {
  const off = view.off ?? weak(view);
  return (node) => {
    if (node.sort === "crowd") return !off.has("crowd");
    if (node.sort === "value") return !view.only && !off.has(node.kind);
    if (node.sort === "piece") return true;
    const [from, to] = view.span ?? [-Infinity, Infinity];
    const when = node[view.by];
    const seen = when === null || (when >= from && when <= to);
    const left = FACETS.some((name) => off.has(facet(name, node.facets[name] ?? UNKNOWN)));
    return seen && !left && !off.has(node.tier ?? "none");
  };
}

/** Kinds of which no value here says 4 bits, and crowds that a ring brought: off until they are asked for. */
export function weak(view: View): Set<string> {
  const most = new Map<string, number>();
  for (const each of view.nodes.values()) if (each.sort === "value") most.set(each.kind, Math.max(most.get(each.kind) ?? 0, each.bits));
  return new Set([...[...most].filter(([, bits]) => bits < 4).map(([kind]) => kind), ...(view.rung ? ["crowd"] : [])]);
}

/** How far to the right a further ring goes, so that it covers no node; 0 for what is there already. */
function moved(view: View, fresh: { x: number | null; token?: string; account_id?: string }[]): number {
  const known = fresh.some((each) => view.nodes.has(each.account_id ? account(each.account_id) : value(each.token ?? "")));
  const unfolds = [...view.nodes.values()].some((each) => each.sort === "piece" && fresh.some((f) => f.token === each.id));
  if (!view.nodes.size || known || unfolds) return 0;
  const right = [...view.nodes.values()].reduce((most, each) => Math.max(most, each.x), -Infinity);
  const left = fresh.reduce((least, each) => Math.min(least, each.x ?? Infinity), Infinity);
  return Number.isFinite(left) ? right - left + 4 : 0;
}

function around(view: View, key: string, found: Neighbours, page: boolean): void {
  if (found.node && !view.nodes.has(key)) put(view, fromValue(found.node), null);
  const centre = view.nodes.get(key);
  if (!centre) return;
  if (page) {
    for (const each of found.accounts) link(view, put(view, fromAccount(each), centre), centre, 1);
    for (const each of found.values) {
      const node = put(view, fromValue(each), centre);
      if (node.sort !== "crowd") link(view, centre, node, 1);
      else link(view, centre, node, 0);
    }
  }
}

function chained(view: View, one: string, other: string, path: Path): void {
  const first = view.nodes.get(account(one)) ?? put(view, bare(one), null);
  let before = first;
  for (const step of path.steps) {
    const node = put(view, fromStep(step), before);
    const next = view.nodes.get(account(step.other_id)) ?? put(view, bare(step.other_id), node);
    link(view, before, node, 2);
    link(view, next, node, 2);
    before = next;
  }
  if (!path.steps.length && !view.nodes.has(account(other))) put(view, bare(other), first);
}

/** The way to the nearest account that holds a value, and from there to the value. */
function reaching(view: View, one: string, token: string, path: Path): void {
  const end = path.other_id;
  chained(view, one, end, path);
  const holder = view.nodes.get(account(end)), node = view.nodes.get(value(token));
  if (path.connected) link(view, holder, node, 2);
}

/** Links between accounts and values that are both here, whoever brought them. */
function crossed(view: View, shared: Drawing): void {
  for (const [a, v] of shared.links) {
    const one = shared.accounts[a], other = shared.values[v];
    if (!one || !other) continue;
    const held = view.nodes.get(account(one.account_id)), by = view.nodes.get(value(other.token));
    if (held && by) link(view, held, by, 1);
  }
}

function put(view: View, node: Node, near: Node | null): Node {
  const there = view.nodes.get(node.key);
  if (there) return there;
  if (Number.isNaN(node.x)) Object.assign(node, free(view, near));
  view.nodes.set(node.key, node);
  return node;
}

/** The first free place on a spiral around a node; the same nodes in the same order get the same places. */
function free(view: View, near: Node | null): { x: number; y: number } {
  if (!near && !view.nodes.size) return { x: 0, y: 0 };
  const spots = occupied(view);
  // What has no place and no neighbour goes on where the last of its like was set.
  for (let step = near ? 3 : view.nodes.size * 2; ; step += 1) {
    const angle = step * 2.399963, far = 0.42 * Math.sqrt(step);
    const x = (near?.x ?? 0) + far * Math.cos(angle), y = (near?.y ?? 0) + far * Math.sin(angle);
    if (step > 4000 || !taken(spots, x, y)) {
      grid(spots, x, y);
      return { x, y };
    }
  }
}

const CELL = 0.7;
let spotsOf: { view: View; size: number; spots: Map<string, [number, number][]> } | null = null;
function occupied(view: View): Map<string, [number, number][]> {
  if (spotsOf?.view === view && spotsOf.size === view.nodes.size) {
    spotsOf.size += 1;
    return spotsOf.spots;
  }
  const spots = new Map<string, [number, number][]>();
  for (const each of view.nodes.values()) grid(spots, each.x, each.y);
  spotsOf = { view, size: view.nodes.size + 1, spots };
  return spots;
}
function grid(spots: Map<string, [number, number][]>, x: number, y: number): void {
  const name = `${Math.floor(x / CELL)},${Math.floor(y / CELL)}`;
  const there = spots.get(name);
  if (there) there.push([x, y]);
  else spots.set(name, [[x, y]]);
}
function taken(spots: Map<string, [number, number][]>, x: number, y: number): boolean {
  for (let i = -1; i <= 1; i += 1)
    for (let j = -1; j <= 1; j += 1)
      for (const [a, b] of spots.get(`${Math.floor(x / CELL) + i},${Math.floor(y / CELL) + j}`) ?? [])
        if (Math.hypot(a - x, b - y) < 0.6) return true;
  return false;
}

export const linkName = (one: string, other: string): string => (one < other ? `${one} ${other}` : `${other} ${one}`);
function link(view: View, one: Node | undefined, other: Node | undefined, weight: number): void {
  if (!one || !other || one === other) return;
  const name = linkName(one.key, other.key);
  const there = view.links.get(name);
  if (there) there.weight = Math.max(there.weight, weight);
  else view.links.set(name, { one: one.key, other: other.key, weight });
}

/** Links whose ends were taken away go, too. */
function prune(view: View): void {
  for (const [name, each] of view.links) if (!view.nodes.has(each.one) || !view.nodes.has(each.other)) view.links.delete(name);
}

/** How many neighbours of a node are on the canvas, by kind. */
export function here(view: View, key: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const { one, other } of view.links.values()) {
    const near = one === key ? other : other === key ? one : null;
    const node = near === null ? undefined : view.nodes.get(near);
    if (node) found.set(node.kind, (found.get(node.kind) ?? 0) + 1);
  }
  return found;
}

/** Accounts alone, linked where they share a value: pair by pair for a few holders, in a chain for many. */
export function projected(view: View, shown: (node: Node) => boolean): Link[] {
  const held = new Map<string, string[]>();
  for (const { one, other } of view.links.values()) {
    const [a, v] = one.startsWith("a:") ? [one, other] : [other, one];
    const by = view.nodes.get(v), holder = view.nodes.get(a);
    if (!by || by.sort !== "value" || !shown(by) || !holder || !shown(holder)) continue;
    held.set(v, [...(held.get(v) ?? []), a]);
  }
  const sums = new Map<string, Link>();
  for (const [v, holders] of held) {
    const bits = view.nodes.get(v)?.bits ?? 0;
    holders.sort();
    holders.forEach((one, at) => {
      for (const other of holders.length <= PAIRED ? holders.slice(at + 1) : holders.slice(at + 1, at + 2)) {
        const name = linkName(one, other), there = sums.get(name);
        if (there) there.weight += bits;
        else sums.set(name, { one, other, weight: bits });
      }
    });
  }
  return [...sums.values()];
}

function box(view: View): View["box"] {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const each of view.nodes.values()) {
    if (each.sort === "crowd" && view.rung) continue;
    [left, right] = [Math.min(left, each.x), Math.max(right, each.x)];
    [top, bottom] = [Math.min(top, each.y), Math.max(bottom, each.y)];
  }
  const room = Math.max(0, 4 - (right - left), 4 - (bottom - top)) / 2;
  return { x: [left - room, right + room], y: [top - room, bottom + room] };
}

const time = (text: string | null): number | null => (text === null ? null : Date.parse(text));
const NOTHING = { tier: null, ring: null, confidence: null, verdict: null, first: null, last: null, facets: {} };

export function fromAccount(each: AccountNode): Node {
  return {
    ...NOTHING, key: account(each.account_id), sort: "account", id: each.account_id, label: each.account_id,
    kind: "account", group: "account", tier: each.tier, ring: each.ring, confidence: each.confidence, bits: 0,
    holders: 0, members: 0, facets: faceted(each), first: time(each.first_seen), last: time(each.last_seen), x: each.x ?? NaN, y: each.y ?? NaN,
  };
}
export function fromValue(each: ValueNode): Node {
  return {
    ...NOTHING, key: value(each.token), sort: each.crowd ? "crowd" : "value", id: each.token,
    label: each.masked ?? each.kind, kind: each.kind, group: each.group, bits: each.bits, holders: each.holders,
    members: each.members, verdict: each.verdict, x: each.x ?? NaN, y: each.y ?? NaN,
  };
}
function fromPiece(ring: string, each: Piece): Node {
  return {
    ...NOTHING, key: piece(ring, each.token), sort: "piece", id: each.token, ring, label: each.masked ?? each.kind,
    kind: each.kind, group: each.group, bits: each.bits, holders: each.holders, members: each.accounts,
    verdict: each.verdict, x: each.x ?? NaN, y: each.y ?? NaN,
  };
}
function fromStep(step: Path["steps"][number]): Node {
  return {
    ...NOTHING, key: value(step.token), sort: "value", id: step.token,
    label: step.masked ?? step.kind, kind: step.kind, group: step.group, bits: step.bits, holders: step.holders,
    members: 0, verdict: step.verdict, x: NaN, y: NaN,
  };
}
function bare(id: string): Node {
  return fromAccount({ account_id: id, ring: null, tier: null, confidence: null, first_seen: null, last_seen: null, x: null, y: null });
}
