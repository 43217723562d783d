/** What the page knows: who asks, what was done, what was answered. Components read it and call its verbs. */

import { MOST_CHOSEN, Journal, decode, encode, type Act, type Camera } from "./acts";
import { Api, Failure, type Drawing, type Found, type Neighbours, type Path, type Ring } from "./api";
import { account, asked, before, build, value, type Answers, type Asked, type View } from "./view";
import { sniff } from "./sniff";
import { T } from "./texts";

export interface Trouble {
  text: string;
  again: (() => void) | null;
}
const MOST_SHARED = 2000;
const RING = /^R-[0-9A-Z]{4,16}$/i;
/** Milliseconds after which an unanswered question is asked once more by itself when the service says 503. */
const PATIENT = 1500;

export class Store {
  readonly api = new Api();
  journal = new Journal();
  camera: Camera | null = null;
  view: View = build([], new Map(), null);
  ring: Ring | null = null;
  rings: Ring[] = [];
  complete = false;
  chosen: string[] = [];
  marked: string[] = [];
  found: { kind: string; result: Found } | null = null;
  nothing: string | null = null;
  trouble: Trouble | null = null;
  slow = 0;
  busy = 0;
  published = "";
  stale = false;
  /** Where a path is to end, while its beginning is being chosen: an account or a value. */
  from: string | null = null;
  /** How often something was decided here. */
  turn = 0;
  /** How lists were left: whoever comes back from a ring finds them so. */
  readonly left: Record<string, unknown> = {};
  private answers: Answers = new Map();
  private shared: Drawing | null = null;
  private sharedOf = "";
  private failed: (() => Promise<unknown>)[] = [];
  private listeners = new Set<() => void>();

  constructor() {
    this.api.onSlow = (open) => {
      this.slow = open;
      this.tell();
    };
    this.read();
    window.addEventListener("hashchange", () => {
      if (location.hash.slice(1) === this.address()) return;
      this.read();
      void this.settle();
    });
  }

  subscribe(each: () => void): () => void {
    this.listeners.add(each);
    return () => this.listeners.delete(each);
  }
  tell(): void {
    for (const each of this.listeners) each();
  }

  async enter(key: string): Promise<void> {
    this.calm();
    this.api.hold(key);
    await this.guard(() => this.enter(key), async () => {
      await this.api.rings((rings, done) => {
        this.rings = rings;
        this.complete = done;
        this.tell();
      });
    });
    await this.settle();
  }
  forget(): void {
    this.api.hold("");
    this.answers.clear();
    this.rings = [];
    this.ring = null;
    this.chosen = [];
    this.found = null;
    this.view = build([], this.answers, null);
    this.tell();
  }

  /** One more act. Nothing on the canvas changes before its answer is here. */
  async act(act: Act): Promise<void> {
    this.calm();
    this.journal.add(act);
    await this.settle();
  }
  async undo(): Promise<void> {
    this.calm();
    this.journal.undo();
    await this.settle();
  }
  async redo(): Promise<void> {
    this.calm();
    this.journal.redo();
    await this.settle();
  }
  async open(acts: Act[]): Promise<void> {
    this.found = null;
    this.nothing = null;
    this.calm();
    this.journal.set(acts);
    this.camera = null;
    this.chosen = [];
    this.marked = [];
    await this.settle();
  }
  /** Ask for the rings, and the ring that is open, anew: somebody decided. */
  refresh(): void {
    void this.guard(async () => this.refresh(), async () => {
      await this.api.rings((rings, done) => {
        if (done) this.rings = rings;
      });
      if (this.ring) this.ring = await this.api.ring(this.ring.ring_id);
    });
  }
  /** Somebody decided: what is told of rings and of what is chosen is asked for anew. */
  decided(): void {
    this.turn += 1;
    this.refresh();
  }
  choose(keys: string[]): void {
    this.chosen = keys;
    this.write(true);
    this.tell();
  }
  moved(camera: Camera): void {
    this.camera = camera;
    this.write(true);
  }

  /** What is typed travels in bodies alone until the service says that it is the id of an account. */
  async search(kind: string, typed: string): Promise<void> {
    this.found = null;
    this.nothing = null;
    this.calm();
    const wanted = typed.trim();
    if (!wanted) return;
    await this.guard(() => this.search(kind, typed), async () => {
      const raw = kind === "any" ? sniff(wanted) : kind;
      if (raw && (await this.valued(raw, wanted))) return;
      if (kind === "any" && (await this.named(wanted))) return;
      this.nothing = this.nothing ?? T.search.noid;
    });
  }
  /** Search by a raw value; whether anything was found. */
  private async valued(kind: string, wanted: string): Promise<boolean> {
    const result = await this.api.search(kind, wanted);
    if (result.matches.length || result.accounts.length) {
      this.found = { kind, result };
      return true;
    }
    this.nothing = (result.readable ? T.search.nobody : T.search.unreadable)(T.search[kind as "email"]);
    return false;
  }
  /** Open the ring or the account of an id; whether there is one. */
  private async named(wanted: string): Promise<boolean> {
    const ring = RING.test(wanted) ? await this.api.ring(wanted.toUpperCase()).catch(none) : null;
    if (ring) await this.open([{ do: "ring", ring: ring.ring_id }]);
    if (ring) return true;
    const known = (await this.api.search("account", wanted)).accounts[0];
    if (known) await this.reveal(known);
    return known !== undefined;
  }
  /** What was found is read. */
  put_away(): void {
    this.found = null;
    this.nothing = null;
    this.tell();
  }
  async show(known: { account_id: string; ring: string | null }): Promise<void> {
    await this.guard(() => this.show(known), () => this.reveal(known));
  }
  /** Show an account in its ring, zoomed to and marked. */
  private async reveal(known: { account_id: string; ring: string | null }): Promise<void> {
    const key = account(known.account_id);
    await this.open([known.ring ? { do: "ring", ring: known.ring } : { do: "account", id: known.account_id }]);
    if (!this.view.nodes.has(key)) await this.act({ do: "account", id: known.account_id });
    this.nothing = null;
    this.marked = [key];
    this.choose([key]);
  }

  /** Ask for what is not answered yet, then show the view after all acts. */
  async settle(): Promise<void> {
    this.write(false);
    if (!this.api.held) return this.tell();
    const acts = this.journal.acts;
    await this.guard(() => this.settle(), async () => {
      const missing = asked(acts).filter((each) => !this.answers.has(each.name));
      const ring = acts.find((each) => each.do === "ring");
      const head = ring?.do === "ring" ? this.headed(ring.ring) : Promise.resolve(null);
      const first = missing.filter((each) => before(each) === null), rest = missing.filter((each) => before(each) !== null);
      await Promise.all([head, ...first.map((each) => this.keep(each))]);
      for (const each of rest) await this.keep(each);
      this.ring = await head;
      let view = build(acts, this.answers, null);
      if (acts.some((each) => ["account", "expand", "path", "reach", "unfold"].includes(each.do))) {
        await this.ties(view);
        view = build(acts, this.answers, this.shared);
      }
      if (acts !== this.journal.acts) return;
      this.view = view;
      this.chosen = this.chosen.filter((key) => view.nodes.has(key));
    });
  }
  private async keep(each: Asked): Promise<void> {
    this.answers.set(each.name, await this.ask(each));
  }
  /** What was answered to acts of a path between what is chosen. */
  paths(): Path[] {
    const ends = new Set(this.chosen);
    const found = this.journal.acts.filter((each) => (each.do === "path" && ends.has(account(each.one)) && ends.has(account(each.other))) || (each.do === "reach" && ends.has(value(each.token))));
    return asked(found).flatMap((each) => (each.ask === "path" || each.ask === "reach" ? (this.answers.get(each.name) as Path | undefined) ?? [] : [])).slice(-1);
  }
  /** The ring that is open: as it is shown, as it was listed, or asked for, beside what is drawn of it. */
  private async headed(id: string): Promise<Ring> {
    if (this.ring?.ring_id === id) return this.ring;
    return this.rings.find((each) => each.ring_id === id) ?? this.api.ring(id);
  }
  private async ties(view: View): Promise<void> {
    const ids = [...view.nodes.values()].filter((each) => each.sort === "account").map((each) => each.id);
    const wanted = ids.slice(-MOST_SHARED);
    const name = wanted.join("\n");
    if (!wanted.length || name === this.sharedOf) return;
    this.shared = await this.api.shared(wanted);
    this.sharedOf = name;
  }
  private async ask(what: Asked): Promise<never> {
    const answer = await this.asking(what);
    if ("published_at" in answer) {
      this.published = String(answer.published_at);
      this.stale = Boolean((answer as { stale?: boolean }).stale);
    }
    return answer as never;
  }
  private asking(what: Asked): Promise<object> {
    if (what.ask === "graph") return this.api.graph(what.ring, what.view, what.piece);
    if (what.ask === "path") return this.api.path(what.one, what.other);
    if (what.ask === "shared") return this.api.shared(what.ids);
    if (what.ask === "reach") return this.api.nearest(what.one, what.token);
    const page = before(what), said = page && (this.answers.get(page.name) as Neighbours | undefined);
    return this.api.neighbours(what.node, what.kind || null, what.limit, said?.next ?? null);
  }

  /** Do something that asks; tell of trouble in words, and leave everything that is shown as it is. */
  async guard(again: () => Promise<unknown>, work: () => Promise<unknown>, tries = 1): Promise<void> {
    this.busy += 1;
    this.tell();
    try {
      await work();
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (error.status === 503 && tries > 0) {
        await new Promise((wait) => window.setTimeout(wait, PATIENT));
        await this.guard(again, work, tries - 1);
        return;
      }
      if (error.status === 410 && tries > 0) {
        // Another publication is served now, and places in lists of the one before say nothing: all is asked anew.
        this.answers.clear();
        await this.guard(again, work, tries - 1);
        return;
      }
      // A key that cannot even list rings opens nothing: the next one is asked for.
      const shut = error.status === 401 || (error.status === 403 && !this.complete);
      if (shut) this.api.hold("");
      this.trouble = { text: shut && error.status === 403 ? T.key.shut : said(error), again: shut || final(error) ? null : () => this.retry() };
      if (!shut && !final(error)) this.failed.push(again);
    } finally {
      this.busy -= 1;
      this.tell();
    }
  }

  /** Ask once more for all that failed. */
  private retry(): void {
    const all = this.failed.splice(0);
    this.calm();
    for (const again of all) void again();
  }
  /** What went wrong before is past: something else is done. */
  calm(): void {
    this.failed = [];
    this.trouble = null;
  }

  private read(): void {
    const { acts, camera, chosen } = decode(location.hash);
    this.journal = new Journal(acts);
    this.camera = camera;
    this.chosen = chosen;
  }
  private address(): string {
    return encode({ acts: this.journal.acts, camera: this.camera, chosen: this.chosen.slice(0, MOST_CHOSEN + 1) });
  }
  /** Acts make an entry in the browser's history, so that Back undoes; a moved camera does not. */
  private write(quiet: boolean): void {
    const wanted = this.address();
    if (location.hash.slice(1) === wanted) return;
    const before = decode(location.hash).acts;
    const url = `${location.pathname}${location.search}#${wanted}`;
    if (quiet || JSON.stringify(before) === JSON.stringify(this.journal.acts)) history.replaceState(null, "", url);
    else history.pushState(null, "", url);
  }
}

function none(error: unknown): null {
  if (error instanceof Failure && (error.status === 404 || error.status === 422)) return null;
  throw error;
}
/** Whether the service refused, so that asking the same again would be refused again. */
function final(error: Failure): boolean {
  return error.status >= 400 && error.status < 500 && ![408, 410, 425, 429].includes(error.status);
}
export function said(error: Failure): string {
  if (error.status === 401) return T.key.wrong;
  if (error.status === 403) return T.key.scope(error.message);
  if (error.status === 404 || error.status === 410) return T.trouble.gone;
  if (error.status === 503) return T.trouble.unavailable;
  if (error.status === 0) return error.code === "timeout" ? T.trouble.timeout : T.trouble.unreachable;
  return T.trouble.other(error.message);
}
