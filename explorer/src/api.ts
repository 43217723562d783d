/** Questions to the service. The key is held in this module's memory, and nowhere else. */

export interface AccountNode {
  account_id: string;
  ring: string | null;
  tier: Tier | null;
  confidence: number | null;
  first_seen: string | null;
  last_seen: string | null;
  country?: string | null;
  plan?: string | null;
  status?: string | null;
  label?: string | null;
  asn?: string | null;
  network_type?: string | null;
  x: number | null;
  y: number | null;
}
export type Tier = "core" | "member" | "possible";
export interface Value {
  kind: string;
  group: string;
  masked: string | null;
  bits: number;
  holders: number;
  verdict: string | null;
  /** Whether it passed the gate for the account that is asked about; null where that was not asked. */
  counts?: boolean | null;
}
export interface ValueNode extends Value {
  token: string;
  crowd: boolean;
  members: number;
  x: number | null;
  y: number | null;
}
export interface Piece extends Value {
  token: string;
  accounts: number;
  core: number;
  member: number;
  possible: number;
  x: number | null;
  y: number | null;
}
export interface Drawing {
  publication: string;
  published_at: string;
  stale: boolean;
  accounts: AccountNode[];
  values: ValueNode[];
  links: [number, number][];
  left_out: number;
}
export interface RingGraph extends Drawing {
  ring_id: string;
  folded: boolean;
  pieces: Piece[];
  bridges: [number, number, number][];
  loose: number;
}
export interface Weight {
  group: string;
  bits: number;
  values: number;
}
export interface Shared extends Drawing {
  bits: number;
  groups: Weight[];
  unknown: string[];
}
export interface KindCount {
  kind: string;
  total: number;
  crowds: number;
}
export interface Neighbours {
  counts: KindCount[];
  total: number;
  accounts: AccountNode[];
  values: ValueNode[];
  node: ValueNode | null;
  next: string | null;
}
export interface KindTie {
  kind: string;
  group: string;
  values: number;
  accounts: number;
  bits: number;
}
export interface Ring {
  ring_id: string;
  state: string;
  score: number;
  size: number;
  core: number;
  member: number;
  possible: number;
  first_seen: string | null;
  last_seen: string | null;
  /** Accounts more than a day before, requests and payments at least; null where it is not known. */
  growth: number | null;
  exchanges: number | null;
  spend: number | null;
  sentences: string[];
  summary: string | null;
  ties: KindTie[];
}
export interface Span {
  first_seen: string | null;
  last_seen: string | null;
}
export interface Counterfactual {
  values: number;
  sentence: string;
  without: Value[];
}
export interface Ignored {
  kind: string;
  masked: string | null;
  holders: number;
  verdict: string;
}
export interface Evidence {
  account_id: string;
  ring: string | null;
  tier: Tier | null;
  confidence: number | null;
  decided: string | null;
  allowlisted: boolean;
  ties: (Value & Span & { members: number })[];
  groups: Weight[];
  ignored: Ignored[];
  counterfactual: Counterfactual | null;
}
export interface SharedTie extends Value {
  account: Span;
  other: Span;
}
export interface Why {
  account_id: string;
  other_id: string;
  ring: string | null;
  bits: number;
  ties: SharedTie[];
  ignored: Ignored[];
  sentence: string;
  counterfactual: Counterfactual | null;
  other_counterfactual: Counterfactual | null;
}
export interface Path {
  other_id: string;
  connected: boolean;
  sentence: string;
  weakest: number | null;
  truncated: boolean;
  steps: (SharedTie & { account_id: string; other_id: string; token: string })[];
}
export interface RingEvent {
  event: string;
  at: string;
  run: string;
  other: string | null;
  before: number | null;
  after: number | null;
}
export interface Decision {
  decision: number;
  at: string;
  action: string;
  ring: string | null;
  account_id: string | null;
  other_id: string | null;
  reason: string;
  name: string;
  undone_by: number | null;
}
export interface Allowed {
  entry: number;
  account_id: string;
  at: string;
  listed: boolean;
  reason: string;
  name: string;
}
export interface Match {
  token: string;
  kind: string;
  label: string | null;
  holders: number;
  common: boolean;
  rings: { ring: string; members: number }[];
}
export interface Found {
  matches: Match[];
  accounts: { account_id: string; ring: string | null; tier: Tier | null }[];
  readable: boolean;
  truncated: boolean;
}
interface Page<T> {
  items: T[];
  next: string | null;
}

/** A refusal or a failure, told so that a person can act on it. */
export class Failure extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const PATIENCE = 30_000;
const SLOW = 1_500;

export class Api {
  #key = "";
  /** Called with the number of questions that have been open for long. */
  onSlow: (open: number) => void = () => undefined;
  private slow = 0;
  requests = 0;

  hold(key: string): void {
    this.#key = key.trim();
  }
  get held(): boolean {
    return this.#key !== "";
  }

  async rings(each: (rings: Ring[], done: boolean) => void): Promise<void> {
    const all: Ring[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<Ring> = await this.get("v1/rings", { limit: "500", ...(cursor ? { cursor } : {}) });
      all.push(...page.items);
      cursor = page.next;
      each([...all], cursor === null);
    } while (cursor !== null);
  }
  ring(id: string): Promise<Ring> {
    return this.get(`v1/rings/${encodeURIComponent(id)}`);
  }
  graph(id: string, view: string, piece?: string): Promise<RingGraph> {
    return this.get(`v1/rings/${encodeURIComponent(id)}/graph`, { view, ...(piece ? { piece } : {}) });
  }
  history(id: string): Promise<Page<RingEvent>> {
    return this.get(`v1/rings/${encodeURIComponent(id)}/history`, { limit: "200" });
  }
  evidence(id: string): Promise<Evidence> {
    return this.get(`v1/accounts/${encodeURIComponent(id)}/evidence`);
  }
  why(one: string, other: string): Promise<Why> {
    return this.get(`v1/accounts/${encodeURIComponent(one)}/why/${encodeURIComponent(other)}`);
  }
  path(one: string, other: string): Promise<Path> {
    return this.get("v1/graph/path", { account_id: one, other_id: other });
  }
  /** From an account to the nearest that holds a value. */
  nearest(account: string, token: string): Promise<Path> {
    return this.get("v1/graph/nearest", { account_id: account, token });
  }
  neighbours(node: string, kind: string | null, limit: number, cursor: string | null = null): Promise<Neighbours> {
    return this.get("v1/graph/neighbours", { node, ...(kind ? { kind } : {}), limit: String(limit), ...(cursor ? { cursor } : {}) });
  }
  shared(ids: string[]): Promise<Shared> {
    return this.ask("POST", "v1/graph/shared", { account_ids: ids });
  }
  search(kind: string, value: string): Promise<Found> {
    return this.ask("POST", "v1/search", { kind, value });
  }
  decisions(about: string): Promise<Page<Decision>> {
    return this.get("v1/decisions", { about, limit: "50" });
  }
  decide(wanted: object): Promise<Decision> {
    return this.ask("POST", "v1/decisions", wanted, true);
  }
  allowed(): Promise<Page<Allowed>> {
    return this.get("v1/allowlist", { holding: "false", limit: "500" });
  }
  allow(wanted: object): Promise<unknown> {
    return this.ask("POST", "v1/allowlist", wanted, true);
  }

  /** An answer of any route, and a write that is done once however often it is sent. */
  read<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    return this.get(path, query);
  }
  send<T>(path: string, wanted: object): Promise<T> {
    return this.ask("POST", path, wanted, true);
  }

  private get<T>(path: string, query: Record<string, string> = {}): Promise<T> {
    const words = new URLSearchParams(query).toString();
    return this.ask("GET", words ? `${path}?${words}` : path);
  }

  private async ask<T>(method: string, path: string, body?: object, write = false): Promise<T> {
    this.requests += 1;
    const stop = new AbortController();
    const end = setTimeout(() => stop.abort(), PATIENCE);
    let late = false;
    const slow = setTimeout(() => {
      late = true;
      this.onSlow((this.slow += 1));
    }, SLOW);
    try {
      const answer = await fetch(path, {
        method,
        signal: stop.signal,
        credentials: "omit",
        headers: {
          Authorization: `Bearer ${this.#key}`,
          "X-Purpose": "explorer",
          ...(body ? { "Content-Type": "application/json" } : {}),
          ...(write ? { "Idempotency-Key": crypto.randomUUID?.() ?? String(Math.random()) } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      });
      if (!answer.ok) throw await refused(answer);
      return (await answer.json()) as T;
    } catch (error) {
      if (error instanceof Failure) throw error;
      throw new Failure(0, stop.signal.aborted ? "timeout" : "unreachable", "");
    } finally {
      clearTimeout(end);
      clearTimeout(slow);
      if (late) this.onSlow((this.slow -= 1));
    }
  }
}

async function refused(answer: Response): Promise<Failure> {
  const told = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string };
  return new Failure(answer.status, told.code ?? "unknown", told.detail ?? told.title ?? "");
}
