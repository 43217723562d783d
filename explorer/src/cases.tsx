/** The queue of cases: who works on which ring, since when, and what is at stake; cases alike beside it. */

import { useMemo, useState } from "preact/hooks";
import { useAnswer } from "./asked";
import type { Store } from "./store";
import { T, day, kindly, num } from "./texts";
import { actOnCase, age, awaiting, bans, caseFile, cases, me, type Case, type CaseFile } from "./work";

type Which = "open" | "mine" | "closed" | "all";
const WHICH: Which[] = ["open", "mine", "closed", "all"];

/** Cases of a kind: open ones are everybody's that are not closed. */
export function chosen(found: readonly Case[], which: Which, name: string): Case[] {
  if (which === "all") return [...found];
  if (which === "closed") return found.filter((each) => each.case === "closed");
  const left = found.filter((each) => each.case !== "closed");
  return which === "mine" ? left.filter((each) => each.owner === name) : left;
}

export function Cases({ store, of }: { store: Store; of: string | undefined }) {
  const [turn, setTurn] = useState(0);
  const [which, setWhich] = useState<Which>((store.left["cases"] as Which | undefined) ?? "open");
  store.left["cases"] = which;
  const [found] = useAnswer(store, `cases ${turn}`, () => cases(store));
  const [who] = useAnswer(store, "me", () => me(store));
  const [exports] = useAnswer(store, `bans ${turn}`, () => bans(store));
  const rows = useMemo(() => chosen(found ?? [], which, who?.name ?? ""), [found, which, who]);
  const waits = awaiting(exports ?? [], who);
  const pick = (ring: string) => void store.act({ do: "page", page: "cases", of: ring });
  return (
    <section class="work" aria-labelledby="work">
      <div class="list">
        <div class="head">
          <h1 id="work">{T.cases.head}</h1>
          <span class="faint" role="status">{found ? T.cases.count(rows.length) : T.rings.loading(0)}</span>
          <span class="grow" />
          <div role="group" aria-label={T.cases.which}>
            {WHICH.map((each) => <button type="button" key={each} aria-pressed={which === each} onClick={() => setWhich(each)}>{T.cases[each]}</button>)}
          </div>
        </div>
        {waits.length > 0 && (
          <div class="note" role="status"><strong>{T.cases.waits(waits.length)}</strong>{" "}
            {waits.map((each) => <button type="button" key={each.id} onClick={() => void store.act({ do: "page", page: "bans", of: each.id })}>{T.cases.wait(each.id, each.accounts)}</button>)}
          </div>
        )}
        {found && !rows.length && <p class="empty">{which === "mine" ? T.cases.nomine : T.cases.none}</p>}
        {rows.length > 0 && (
          <div class="rows" tabIndex={0} role="region" aria-label={T.cases.table}>
            <table>
              <thead><tr>{T.cases.columns.map((each, i) => <th key={each} class={i > 1 && i < 7 ? "n" : ""} scope="col">{each}</th>)}</tr></thead>
              <tbody>
                {rows.slice(0, MOST).map((each) => <Line key={each.ring} each={each} at={each.ring === of} pick={pick} />)}
              </tbody>
            </table>
            {rows.length > MOST && <p class="faint">{T.cases.cut(MOST, rows.length)}</p>}
          </div>
        )}
      </div>
      {of && <File key={`${of} ${turn}`} store={store} ring={of} name={who?.name ?? ""} done={() => setTurn((now) => now + 1)} pick={pick} />}
      {!of && <aside class="side"><div class="empty"><h2>{T.detail.nothing}</h2><p>{T.cases.how}</p></div></aside>}
    </section>
  );
}
const MOST = 500;

function Line({ each, at, pick }: { each: Case; at: boolean; pick: (ring: string) => void }) {
  const old = age(each.opened_at, Date.now());
  return (
    <tr class={at ? "at" : ""} onClick={() => pick(each.ring)}>
      <th scope="row"><button type="button" class="link mono">{each.ring}</button></th>
      <td>{each.owner ?? <span class="faint">{T.cases.nobody}</span>}</td>
      <td class="n" title={day(each.opened_at)}>{old === null ? "–" : T.cases.days(old)}</td>
      <td class="n">{num(each.size)}</td>
      <td class="n" title={T.cases.paid(each.paid_days)}>{num(each.paying)}</td>
      <td class="n">{T.cases.hours(each.used_hours)}</td>
      <td class="n">{num(each.closed_accounts)}</td>
      <td><span class={`pill ${each.state}`}>{each.state}</span></td>
    </tr>
  );
}

interface Filed {
  store: Store;
  ring: string;
  name: string;
  done: () => void;
  pick: (ring: string) => void;
}

function File({ store, ring, name, done, pick }: Filed) {
  const [file] = useAnswer<CaseFile>(store, ring, () => caseFile(store, ring));
  return (
    <aside class="side" aria-label={T.cases.one} aria-live="polite">
      <header><small>{T.cases.one}</small><h2 class="mono">{ring}</h2></header>
      {file && (
        <>
          <p>{file.summary}</p>
          <dl class="facts">
            <dt>{T.cases.state}</dt><dd>{T.cases.says[file.case]}{file.owner ? ` · ${file.owner}` : ""}</dd>
            <dt>{T.cases.stake}</dt><dd>{T.cases.stakes(file.paying, file.paid_days, file.used_hours)}</dd>
            <dt>{T.cases.closed}</dt><dd>{T.cases.done(file.closed_accounts, file.size)}</dd>
          </dl>
          <div class="acts">
            <button type="button" class="main" onClick={() => void store.open([{ do: "ring", ring }])}>{T.cases.look}</button>
            <button type="button" onClick={() => void store.act({ do: "page", page: "bans", of: `for:${ring}` })}>{T.bans.begin}</button>
          </div>
          <Act store={store} file={file} mine={file.owner === name} done={done} />
          <h3>{T.cases.alike}</h3>
          {!file.alike.length && <p class="faint">{T.cases.noalike}</p>}
          {file.alike.length > 0 && (
            <table class="beside"><thead><tr>{T.cases.besides.map((each) => <th key={each} scope="col">{each}</th>)}</tr></thead>
              <tbody>{file.alike.map((each) => (
                <tr key={each.ring}>
                  <th scope="row"><button type="button" class="link mono" onClick={() => pick(each.ring)}>{each.ring}</button></th>
                  <td class="n">{num(each.size)}</td><td>{each.values ? `${num(each.values)}: ${each.kinds.map(kindly).join(", ")}` : T.cases.nothing}</td>
                  <td class="n">{Math.round(each.signature * 100)}%</td><td>{each.owner ?? T.cases.says[each.case]}</td>
                </tr>
              ))}</tbody></table>
          )}
          <h3>{T.cases.past}</h3>
          {!file.acts.length && <p class="faint">{T.cases.nopast}</p>}
          <ul class="before">{file.acts.map((each) => <li key={each.seq}>{each.at.slice(0, 16).replace("T", " ")} {each.name}: {T.cases.did[each.action] ?? each.action}{each.action === "hand" ? ` ${each.owner}` : ""}, “{each.reason}”</li>)}</ul>
        </>
      )}
    </aside>
  );
}

/** What can be done with a case as it stands. */
export function acts(file: Pick<CaseFile, "case" | "state">, mine: boolean): string[] {
  if (file.case === "closed") return ["reopen", "note"];
  return [...(mine ? [] : ["take"]), "hand", "note", "close"];
}

function Act({ store, file, mine, done }: { store: Store; file: CaseFile; mine: boolean; done: () => void }) {
  const can = acts(file, mine);
  const [action, setAction] = useState(can[0] ?? "note");
  const [reason, setReason] = useState("");
  const [to, setTo] = useState("");
  const [verdict, setVerdict] = useState("confirm");
  const send = async () => {
    const more = action === "hand" ? { to: to.trim() } : action === "close" ? { verdict } : {};
    store.calm();
    await store.guard(send, async () => {
      await actOnCase(store, { action, ring: file.ring, reason, ...more });
      store.refresh();
      done();
    });
  };
  return (
    <form class="deciding" onSubmit={(event) => { event.preventDefault(); void send(); }}>
      <fieldset class="choices"><legend>{T.cases.act}</legend>
        {can.map((each) => <label key={each}><input type="radio" name="case" checked={each === action} onChange={() => setAction(each)} /> {T.cases.verbs[each]}</label>)}
      </fieldset>
      {action === "hand" && <label>{T.cases.to}<input required value={to} autocomplete="off" onInput={(event) => setTo(event.currentTarget.value)} /></label>}
      {action === "close" && (
        <fieldset class="choices"><legend>{T.cases.verdict}</legend>
          {(["confirm", "dismiss"] as const).map((each) => <label key={each}><input type="radio" name="verdict" checked={each === verdict} onChange={() => setVerdict(each)} /> {T.decide[each]}</label>)}
          <p class="note">{T.decide.does[verdict]}</p>
        </fieldset>
      )}
      <label>{action === "note" ? T.cases.note : T.decide.reason}<textarea required maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
      <button type="submit" class="main" disabled={!reason.trim()}>{T.cases.verbs[action]}</button>
    </form>
  );
}
