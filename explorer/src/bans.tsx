/** Ban exports: asked for, previewed, reviewed one by one with keys, approved, and written. */

import { useEffect, useState } from "preact/hooks";
import { useAnswer } from "./asked";
import type { Store } from "./store";
import { T, num } from "./texts";
import { typing } from "./typing";
import { awaiting, ban, bans, begun, me, request, sample, step, type Ban, type Me, type Sampled } from "./work";

const GROUNDS = ["coordinated_fraud", "model_harvesting", "payment_fraud", "ban_evasion", "abuse_of_offers"];

export function Bans({ store, of }: { store: Store; of: string | undefined }) {
  const [turn, setTurn] = useState(0);
  const [found] = useAnswer(store, `bans ${turn}`, () => bans(store));
  const [who] = useAnswer(store, "me", () => me(store));
  const pick = (id: string) => { setTurn((now) => now + 1); void store.act({ do: "page", page: "bans", of: id }); };
  const mine = new Set(awaiting(found ?? [], who).map((each) => each.id));
  const begins = begun(of);
  return (
    <section class="work" aria-labelledby="work">
      <div class="list">
        <div class="head">
          <h1 id="work">{T.bans.head}</h1><span class="grow" />
          <button type="button" class="main" onClick={() => pick("for:")}>{T.bans.begin}</button>
        </div>
        {found?.length === 0 && <p class="empty">{T.bans.none}</p>}
        {found && found.length > 0 && (
          <div class="rows" tabIndex={0} role="region" aria-label={T.bans.table}>
            <table>
              <thead><tr>{T.bans.columns.map((each, i) => <th key={each} class={i === 2 ? "n" : ""} scope="col">{each}</th>)}</tr></thead>
              <tbody>{found.map((each) => (
                <tr key={each.id} class={each.id === of ? "at" : ""} onClick={() => pick(each.id)}>
                  <th scope="row"><button type="button" class="link mono">{each.id}</button></th>
                  <td>{each.kind === "revocation" ? T.bans.revokes : each.action}</td><td class="n">{num(each.accounts)}</td>
                  <td><span class={`pill ${each.state}`}>{each.state}</span>{mine.has(each.id) ? ` ${T.bans.yours}` : ""}</td>
                  <td>{each.name}</td><td>{each.at.slice(0, 16).replace("T", " ")}</td>
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </div>
      {begins && <Begin key={of} store={store} {...begins} who={who} made={pick} />}
      {of && !begins && <One key={of} store={store} id={of} who={who} told={() => setTurn((now) => now + 1)} />}
      {!of && <aside class="side"><div class="empty"><h2>{T.detail.nothing}</h2><p>{T.bans.how}</p></div></aside>}
    </section>
  );
}

interface Beginning {
  store: Store;
  rings: string[];
  /** Nobody but these; the rings where it is empty. */
  accounts: string[];
  who: Me | null;
  made: (id: string) => void;
}
function Begin({ store, rings, accounts, who, made }: Beginning) {
  const [named, setNamed] = useState(rings.join("\n"));
  const [ground, setGround] = useState(GROUNDS[0] ?? "");
  const [reason, setReason] = useState("");
  const may = who?.scopes.includes("export") ?? true;
  const go = async () => {
    const wanted = named.split(/[\s,]+/).filter(Boolean);
    const asked: string[] = [];
    store.calm();
    await store.guard(go, async () => { asked.push((await request(store, { action: "ban", ground, reason, ...(accounts.length ? { account_ids: accounts } : { rings: wanted }) })).id); });
    const [id] = asked;
    if (!id) return;
    const look = (): Promise<void> => store.guard(look, async () => { await step(store, id, "preview", { reason }); });
    await look();
    // What was refused stands above the page of the export, which is opened all the same.
    const { trouble } = store;
    made(id);
    store.trouble = trouble && { ...trouble, again: null };
    store.tell();
  };
  return (
    <aside class="side" aria-label={T.bans.begin}>
      <form class="deciding" onSubmit={(event) => { event.preventDefault(); void go(); }}>
        <h2>{T.bans.begin}</h2>
        {!may && <p class="note">{T.bans.scope}</p>}
        <p class="note">{accounts.length ? T.bans.only : T.bans.does}</p>
        {accounts.length > 0
          ? <details><summary>{T.bans.chosen(accounts.length)}</summary><ul class="before mono">{accounts.map((each) => <li key={each}>{each}</li>)}</ul></details>
          : <label>{T.bans.rings}<textarea class="mono" value={named} onInput={(event) => setNamed(event.currentTarget.value)} /></label>}
        <label>{T.bans.ground}<select value={ground} onChange={(event) => setGround(event.currentTarget.value)}>
          {GROUNDS.map((each) => <option key={each} value={each}>{each.replaceAll("_", " ")}</option>)}
        </select></label>
        <label>{T.decide.reason}<textarea required maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
        <button type="submit" class="main" disabled={!reason.trim() || !may}>{T.bans.preview}</button>
      </form>
    </aside>
  );
}

function One({ store, id, who, told }: { store: Store; id: string; who: Me | null; told: () => void }) {
  const [found, set] = useAnswer<Ban>(store, id, () => ban(store, id));
  const [reason, setReason] = useState("");
  const take = async (verb: string, more: object = {}) => {
    const run = async () => {
      set(await step(store, id, verb, { reason, ...more }));
      setReason("");
      told();
    };
    store.calm();
    await store.guard(() => take(verb, more), run);
  };
  if (!found) return <aside class="side" />;
  const can = steps(found, who);
  const need = Math.max(0, found.approvals_needed - found.approvals.length);
  return (
    <aside class="side wide-side" aria-label={T.bans.one}>
      <header><small>{T.bans.one}</small><h2 class="mono">{found.id}</h2></header>
      <p>{T.bans.says(found.action, found.accounts, found.name)} “{found.reason}”</p>
      <p><span class={`pill ${found.state}`}>{found.state}</span> {T.bans.states[found.state] ?? ""}</p>
      {found.preview && found.named !== null && found.named > found.accounts && <p class="note">{T.bans.fewer(found.accounts, found.named)}</p>}
      <ol class="ladder" aria-label={T.bans.way}>
        <li class={found.preview ? "done" : ""}>{T.bans.previewed}</li>
        <li class={found.preview && done(found) ? "done" : ""}>{T.bans.reviewed((found.reviewed["fraud"] ?? 0) + (found.reviewed["honest"] ?? 0), found.to_review)}</li>
        <li class={need ? "" : "done"}>{T.bans.approved(found.approvals.length, found.approvals_needed)}</li>
        <li class={found.file ? "done" : ""}>{found.file ? T.bans.file(found.file.name, found.file.rows) : T.bans.nofile}</li>
      </ol>
      {found.approvals.length > 0 && <ul class="before">{found.approvals.map((each) => <li key={each.name}>{each.at.slice(0, 16).replace("T", " ")} {each.name}: {T.bans.voice}, “{each.reason}”</li>)}</ul>}
      {can.review && <Review store={store} found={found} who={who} told={(next) => { set(next); told(); }} />}
      {(can.preview || can.approve || can.produce || can.cancel) && (
        <form class="deciding" onSubmit={(event) => event.preventDefault()}>
          <label>{T.decide.reason}<textarea maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
          {can.approve && <p class="note">{T.bans.approving(found.accounts, need)}</p>}
          <div class="acts">
            {can.preview && <button type="button" class="main" disabled={!reason.trim()} onClick={() => void take("preview")}>{T.bans.preview}</button>}
            {can.approve && <button type="button" class="main" disabled={!reason.trim() || !done(found)} onClick={() => void take("approve", { digest: found.digest })}>{T.bans.approve}</button>}
            {can.produce && <button type="button" class="main" disabled={!reason.trim()} onClick={() => void take("produce")}>{T.bans.produce}</button>}
            {can.cancel && <button type="button" disabled={!reason.trim()} onClick={() => void take("cancel")}>{T.bans.cancel}</button>}
          </div>
        </form>
      )}
      {who && !can.approve && found.state === "previewed" && <p class="faint">{found.name === who.name ? T.bans.own : T.bans.may}</p>}
      {found.preview && <Preview found={found.preview} />}
    </aside>
  );
}

function Preview({ found }: { found: NonNullable<Ban["preview"]> }) {
  const errors = found.expected_false_positives;
  return (
    <>
      <h3>{T.bans.effect}</h3>
      <p>{T.bans.effects(found.accounts, found.rings, found.paying)} {typeof errors === "string" ? T.bans.unknown : T.bans.errors(errors["expected"] ?? 0, errors["low"] ?? 0, errors["high"] ?? 0)}</p>
      {Object.entries(found.by).map(([name, classes]) => (
        <table key={name} class="beside"><caption>{T.bans.by[name] ?? name}</caption>
          <thead><tr>{T.bans.classes.map((each) => <th key={each} scope="col">{each}</th>)}</tr></thead>
          <tbody>{classes.slice(0, 8).map((each) => (
            <tr key={each.of}><th scope="row">{each.of}</th><td class="n">{num(each.taken)}</td><td class="n">{num(each.accounts)}</td><td class="n">{(each.share * 100).toFixed(1)}%</td></tr>
          ))}</tbody></table>
      ))}
    </>
  );
}

export function done(found: Pick<Ban, "reviewed" | "to_review">): boolean {
  return (found.reviewed["fraud"] ?? 0) >= found.to_review && !found.reviewed["honest"];
}
/** What this person may do with an export as it stands; the service checks it again. */
export function steps(found: Ban, who: Me | null): Record<"preview" | "review" | "approve" | "produce" | "cancel", boolean> {
  const has = (scope: string) => who?.scopes.includes(scope) ?? false;
  const other = who !== null && who.person && who.name !== found.name;
  const before = found.kind === "action" && found.state === "previewed";
  return {
    preview: found.state === "requested" && has("export"),
    review: before && other && (has("approve") || has("investigate")),
    approve: before && other && has("approve") && !found.approvals.some((each) => each.name === who?.name),
    produce: found.state === "approved" && has("export"),
    cancel: ["requested", "previewed", "approved"].includes(found.state) && (has("export") || has("approve")),
  };
}
/** The next account without a verdict of this person, from a place on; -1 where there is none. */
export function next(items: readonly Sampled[], name: string, from: number): number {
  const order = items.map((_, at) => (from + at) % items.length);
  return order.find((at) => !(name in (items[at]?.verdicts ?? {}))) ?? -1;
}

function Review({ store, found, who, told }: { store: Store; found: Ban; who: Me | null; told: (next: Ban) => void }) {
  const [items, set] = useAnswer<Sampled[]>(store, found.id, () => sample(store, found.id));
  const [at, setAt] = useState(0);
  const name = who?.name ?? "";
  useEffect(() => { if (items) setAt(Math.max(0, next(items, name, 0))); }, [items === null]);
  const say = async (verdict: "fraud" | "honest") => {
    const each = items?.[at];
    if (!each || name in each.verdicts) return;
    await store.guard(() => say(verdict), async () => {
      const answer = await step(store, found.id, "reviews", { account_id: each.account_id, verdict, reason: T.bans.seen });
      const now = (items ?? []).map((one, i) => (i === at ? { ...one, verdicts: { ...one.verdicts, [name]: verdict } } : one));
      set(now);
      const after = next(now, name, at + 1);
      if (after >= 0) setAt(after);
      told(answer);
    });
  };
  const look = () => { const each = items?.[at]; if (each) void store.search("account", each.account_id); };
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typing(event) || event.ctrlKey || event.metaKey || event.altKey || !items?.length) return;
      const keys: Record<string, () => void> = {
        f: () => void say("fraud"), n: () => void say("honest"), o: look,
        j: () => setAt((at + 1) % items.length), k: () => setAt((at + items.length - 1) % items.length),
      };
      const does = keys[event.key];
      if (does) { event.preventDefault(); does(); }
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, [items, at, name]);
  const each = items?.[at];
  if (!each || !items) return null;
  return (
    <section class="review" aria-label={T.bans.review}>
      <h3>{T.bans.review} <small>{T.bans.place(at + 1, items.length)}</small></h3>
      <p role="status"><b class="mono">{each.account_id}</b> · {each.tier} · <span class="mono">{each.ring}</span>{each.verdicts[name] ? ` · ${T.bans.said}: ${each.verdicts[name]}` : ""}</p>
      <div class="acts">
        <button type="button" disabled={name in each.verdicts} onClick={() => void say("fraud")}>{T.bans.fraud} <kbd>F</kbd></button>
        <button type="button" disabled={name in each.verdicts} onClick={() => void say("honest")}>{T.bans.honest} <kbd>N</kbd></button>
        <button type="button" onClick={look}>{T.bans.open} <kbd>O</kbd></button>
        <button type="button" onClick={() => setAt((at + 1) % items.length)}>{T.bans.next} <kbd>J</kbd></button>
        <button type="button" onClick={() => setAt((at + items.length - 1) % items.length)}>{T.bans.before} <kbd>K</kbd></button>
      </div>
      <p class="faint">{T.bans.stops}</p>
    </section>
  );
}
