/** Casework, exports and publications as the service tells of them. */

import type { RingEvent } from "./api";
import type { Store } from "./store";

export interface Case {
  ring: string;
  case: "open" | "taken" | "closed";
  state: string;
  owner: string | null;
  opened_at: string | null;
  acted_at: string | null;
  score: number;
  size: number;
  closed_accounts: number;
  paying: number;
  paid_days: number;
  used_hours: number;
  summary: string | null;
}
export interface CaseAct {
  seq: number;
  action: string;
  at: string;
  owner: string | null;
  reason: string;
  name: string;
}
export interface Alike {
  ring: string;
  values: number;
  accounts: number;
  kinds: string[];
  signature: number;
  case: string;
  owner: string | null;
  size: number;
}
export interface CaseFile extends Case {
  acts: CaseAct[];
  alike: Alike[];
}
export interface Me {
  name: string;
  person: boolean;
  scopes: string[];
}
interface Class {
  of: string;
  accounts: number;
  taken: number;
  share: number;
}
export interface Ban {
  id: string;
  at: string;
  kind: string;
  action: string;
  ground: string;
  reason: string;
  name: string;
  state: string;
  expires_at: string;
  digest: string;
  named: number | null;
  accounts: number;
  approvals_needed: number;
  approvals: { name: string; at: string; reason: string }[];
  to_review: number;
  reviewed: Record<string, number>;
  left_out: number;
  preview: { accounts: number; rings: number; paying: number | null; by: Record<string, Class[]>; expected_false_positives: Record<string, number> | string } | null;
  file: { name: string; rows: number; bytes: number } | null;
}
export interface Sampled {
  account_id: string;
  ring: string;
  tier: string;
  verdicts: Record<string, string>;
}
export interface Release {
  run: string;
  published_at: string;
  action: string;
  kept: boolean;
  counts: Record<string, number>;
  events: Record<string, number>;
}
export interface Difference {
  old: string;
  new: string;
  rings: { ring: string; change: string; before: number | null; after: number | null; joined: number; left: number }[];
  total: number;
  accounts: { account_id: string; before_ring: string | null; before_tier: string | null; after_ring: string | null; after_tier: string | null }[];
  moved: number;
}
export interface Moment {
  at: string;
  until: string | null;
  event: string;
  kind: string | null;
  group: string | null;
  masked: string | null;
  days: number | null;
  says: string | null;
}
export interface Timeline {
  known: boolean;
  items: Moment[];
}
export interface Note {
  seq: number;
  at: string;
  text: string;
  name: string;
}
interface Items<T> {
  items: T[];
  next: string | null;
}

const at = encodeURIComponent;

/** Every page of a list. */
async function all<T>(store: Store, path: string, query: Record<string, string> = {}): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Items<T> = await store.api.read(path, { limit: "500", ...query, ...(cursor ? { cursor } : {}) });
    found.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return found;
}

export const cases = (store: Store): Promise<Case[]> => all(store, "v1/cases");
export const caseFile = (store: Store, ring: string): Promise<CaseFile> => store.api.read(`v1/cases/${at(ring)}`);
export const actOnCase = (store: Store, wanted: object): Promise<CaseAct> => store.api.send("v1/cases", wanted);
export const me = (store: Store): Promise<Me> => store.api.read("v1/me");
export const bans = async (store: Store): Promise<Ban[]> => (await store.api.read<Items<Ban>>("v1/exports", { limit: "200" })).items;
export const ban = (store: Store, id: string): Promise<Ban> => store.api.read(`v1/exports/${at(id)}`);
export const sample = async (store: Store, id: string): Promise<Sampled[]> => (await store.api.read<Items<Sampled>>(`v1/exports/${at(id)}/sample`)).items;
export const request = (store: Store, wanted: object): Promise<Ban> => store.api.send("v1/exports", wanted);
export const step = (store: Store, id: string, verb: string, wanted: object): Promise<Ban> => store.api.send(`v1/exports/${at(id)}/${verb}`, wanted);
export const releases = (store: Store): Promise<Release[]> => all(store, "v1/publications");
export const runEvents = (store: Store, run: string): Promise<Items<RingEvent & { ring: string }>> => store.api.read(`v1/publications/${at(run)}/events`, { limit: "500" });
export const difference = (store: Store, query: Record<string, string>): Promise<Difference> => store.api.read("v1/difference", query);
export const notes = (store: Store, id: string): Promise<Note[]> => all(store, `v1/accounts/${at(id)}/notes`);
export const addNote = (store: Store, id: string, text: string): Promise<Note> => store.api.send(`v1/accounts/${at(id)}/notes`, { text });
export const timeline = (store: Store, id: string): Promise<Timeline> => store.api.read(`v1/accounts/${at(id)}/timeline`);

/** Most accounts of a selection that an export is begun for: they stand in the address. */
export const MOST_NAMED = 2000;
const RINGS = "for:", ACCOUNTS = "only:";
/** What the page of a new export is open for: rings, or accounts that were chosen; null for a page of an export. */
export function begun(of: string | undefined): { rings: string[]; accounts: string[] } | null {
  if (of?.startsWith(RINGS)) return { rings: of.slice(RINGS.length).split(",").filter(Boolean), accounts: [] };
  if (!of?.startsWith(ACCOUNTS)) return null;
  try {
    const told: unknown = JSON.parse(of.slice(ACCOUNTS.length));
    return { rings: [], accounts: Array.isArray(told) ? told.filter((each): each is string => typeof each === "string") : [] };
  } catch {
    return { rings: [], accounts: [] };
  }
}
export const beginFor = (accounts: readonly string[]): string => ACCOUNTS + JSON.stringify(accounts);

/** Exports that wait for this person: previewed, asked for by somebody else, and not approved by him yet. */
export function awaiting(found: readonly Ban[], who: Me | null): Ban[] {
  if (!who?.person || !who.scopes.includes("approve")) return [];
  return found.filter((each) => each.state === "previewed" && each.name !== who.name && !each.approvals.some((voice) => voice.name === who.name));
}
/** Whole days between two times. */
export function age(from: string | null, now: number): number | null {
  return from === null ? null : Math.max(0, Math.floor((now - Date.parse(from)) / 86_400_000));
}
