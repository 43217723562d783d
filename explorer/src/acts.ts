/** What an investigator did, as a list: it is the address of the view, and what undo and redo go along. */

export type Act =
  | { do: "ring"; ring: string; whole?: boolean }
  | { do: "account"; id: string }
  | { do: "value"; token: string }
  | { do: "unfold"; ring: string; token: string }
  | { do: "expand"; node: string; kind: string; pages: number }
  | { do: "collapse"; node: string }
  | { do: "path"; one: string; other: string }
  | { do: "reach"; one: string; token: string }
  | { do: "hide"; nodes: string[] }
  | { do: "show" }
  | { do: "pin"; node: string; x: number; y: number }
  | { do: "unpin"; node: string }
  | { do: "only"; accounts: boolean }
  | { do: "kinds"; off: string[] }
  | { do: "time"; from: number; to: number; by?: "last" }
  | { do: "page"; page: Page; of?: string };

/** Pages beside the canvas; `of` names what is open there. */
export type Page = "cases" | "bans" | "past";

export interface Camera {
  x: number;
  y: number;
  ratio: number;
}
/** What was done, where the camera stands, and what is chosen: the last two are no acts, and are never undone. */
export interface Address {
  acts: Act[];
  camera: Camera | null;
  chosen: string[];
}

/** Most chosen nodes that an address names: a longer one is cut by programs that pass it on. */
export const MOST_CHOSEN = 100;

const DOES = new Set(["ring", "account", "value", "unfold", "expand", "collapse", "path", "reach", "hide", "show", "pin", "unpin", "only", "kinds", "time", "page"]);

/** The list as the part of an address after `#`: it reaches no server and no log. */
export function encode({ acts, camera, chosen }: Address): string {
  if (!acts.length) return "";
  const at = camera && [camera.x, camera.y, camera.ratio].map((each) => Number(each.toFixed(4)));
  const named = chosen.length > 0 && chosen.length <= MOST_CHOSEN;
  return encodeURIComponent(JSON.stringify({ a: acts, ...(at ? { c: at } : {}), ...(named ? { s: chosen } : {}) }));
}

/** The list back from an address; an empty one for an address that says nothing. */
export function decode(fragment: string): Address {
  try {
    const told = JSON.parse(decodeURIComponent(fragment.replace(/^#/, ""))) as { a?: unknown; c?: unknown; s?: unknown };
    const acts = Array.isArray(told.a) ? told.a.filter(sound) : [];
    const [x, y, ratio] = Array.isArray(told.c) ? told.c : [];
    const camera = [x, y, ratio].every(Number.isFinite) && ratio > 0 ? { x, y, ratio } : null;
    const chosen = Array.isArray(told.s) ? told.s.filter((each): each is string => typeof each === "string") : [];
    return { acts, camera, chosen };
  } catch {
    return { acts: [], camera: null, chosen: [] };
  }
}

function sound(act: unknown): act is Act {
  return typeof act === "object" && act !== null && DOES.has(String((act as { do?: unknown }).do));
}

/** The acts after one more; a page more of the same expansion is counted in place. */
export function after(acts: readonly Act[], act: Act): Act[] {
  const last = acts[acts.length - 1];
  if (act.do === "expand" && last?.do === "expand" && last.node === act.node && last.kind === act.kind) {
    return [...acts.slice(0, -1), { ...last, pages: last.pages + act.pages }];
  }
  if ((act.do === "kinds" || act.do === "time") && last?.do === act.do) return [...acts.slice(0, -1), act];
  if (act.do === "page" && last?.do === "page" && last.page === act.page) return [...acts.slice(0, -1), act];
  return [...acts, act];
}

/** The page that is open; null on the canvas and on the table of rings. */
export function paged(acts: readonly Act[]): Extract<Act, { do: "page" }> | null {
  const last = acts[acts.length - 1];
  return last?.do === "page" ? last : null;
}

/** Expansions that stand: what was collapsed since is left out, pages of one node and kind are summed. */
export function standing(acts: readonly Act[]): { node: string; kind: string; pages: number }[] {
  const found = new Map<string, { node: string; kind: string; pages: number }>();
  for (const act of acts) {
    if (act.do === "collapse") for (const [name, each] of found) if (each.node === act.node) found.delete(name);
    if (act.do === "expand") {
      const name = JSON.stringify([act.node, act.kind]);
      const before = found.get(name);
      found.set(name, { node: act.node, kind: act.kind, pages: (before?.pages ?? 0) + act.pages });
    }
  }
  return [...found.values()];
}

/** Undo and redo over lists of acts. */
export class Journal {
  private past: Act[][] = [];
  private future: Act[][] = [];
  constructor(public acts: Act[] = []) {}

  add(act: Act): void {
    this.set(after(this.acts, act));
  }
  set(acts: Act[]): void {
    this.past.push(this.acts);
    this.future = [];
    this.acts = acts;
  }
  undo(): void {
    // Of a list that came with an address nothing is known but itself: its acts are taken back one by one.
    const before = this.past.pop() ?? this.acts.slice(0, -1);
    if (!this.acts.length) return;
    this.future.push(this.acts);
    this.acts = before;
  }
  redo(): void {
    const next = this.future.pop();
    if (!next) return;
    this.past.push(this.acts);
    this.acts = next;
  }
  get undoable(): boolean {
    return this.acts.length > 0;
  }
  get redoable(): boolean {
    return this.future.length > 0;
  }
}
