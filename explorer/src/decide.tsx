/** Deciding: what it will do is said before it is done, and what was decided before. */

import { useRef, useState } from "preact/hooks";
import type { Allowed, Decision } from "./api";
import type { Store } from "./store";
import { T } from "./texts";

interface About {
  ring?: string;
  account_id?: string;
  other_id?: string;
}

export function actions(about: About): string[] {
  if (about.other_id) return ["not_same"];
  if (about.account_id) return ["release", ...(about.ring ? ["not_same"] : []), "confirm", "dismiss", "watch", "allowlist"];
  return ["confirm", "dismiss", "watch", "release"];
}
export function wanted(about: About, action: string, reason: string): object {
  const { ring, account_id, other_id } = about;
  if (action === "allowlist") return { account_id, reason };
  if (action === "not_same") return other_id ? { action, account_id, other_id, reason } : { action, account_id, ring, reason };
  return account_id ? { action, account_id, reason } : { action, ring, reason };
}

/** What an action will do: of an account often something else than of a ring. */
export function does(about: About, action: string): string {
  return T.decide.does[about.account_id ? `${action}_account` : action] ?? T.decide.does[action] ?? "";
}

interface Past {
  key: string;
  at: string;
  name: string;
  action: string;
  reason: string;
  undone: boolean;
  /** The decision that can be undone; null for one that cannot. */
  undoes: number | null;
}
/** Who decided what before on any of these, and who put them on the allowlist: the newest first. */
async function past(store: Store, about: About): Promise<Past[]> {
  const ids = [...new Set([about.account_id, about.other_id, about.account_id ? undefined : about.ring].filter((each) => each !== undefined))];
  const told = await Promise.all(ids.map((id) => store.api.decisions(id)));
  const listed = about.account_id && !about.other_id ? (await store.api.allowed()).items.filter((each) => each.account_id === about.account_id) : [];
  const found = new Map([...told.flatMap((each) => each.items.map(decided)), ...listed.map(allowed)].map((each) => [each.key, each]));
  return [...found.values()].sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
}
const decided = ({ decision, at, name, action, reason, undone_by }: Decision): Past => (
  { key: `d${decision}`, at, name, action, reason, undone: undone_by !== null, undoes: undone_by === null && action !== "undo" ? decision : null }
);
const allowed = ({ entry, at, name, listed, reason }: Allowed): Past => (
  { key: `a${entry}`, at, name, action: listed ? "allowlist" : "unlist", reason, undone: false, undoes: null }
);

export function Decide({ store, about }: { store: Store; about: About }) {
  const box = useRef<HTMLDialogElement>(null);
  const [action, setAction] = useState("");
  const [reason, setReason] = useState("");
  const [before, setBefore] = useState<Past[] | null>(null);
  const [undone, setUndone] = useState<number | null>(null);
  const [done, setDone] = useState(false);
  const label = (each: string) => T.decide[each as "confirm"] ?? each;
  const begin = async () => {
    setDone(false);
    setReason("");
    store.calm();
    setUndone(null);
    setBefore(null);
    setAction(actions(about)[0] ?? "");
    box.current?.showModal();
    await store.guard(begin, async () => setBefore(await past(store, about)));
  };
  const send = async () => {
    store.calm();
    await store.guard(send, async () => {
      if (undone !== null) await store.api.decide({ action: "undo", decision: undone, reason });
      else if (action === "allowlist") await store.api.allow(wanted(about, action, reason));
      else await store.api.decide(wanted(about, action, reason));
      setDone(true);
      box.current?.close();
      window.setTimeout(() => setDone(false), 6000);
      store.decided();
    });
  };
  return (
    <>
      <button type="button" class="decide" onClick={() => void begin()}>{T.decide.head}</button>
      {done && <span class="done" role="status">{T.decide.done}</span>}
      <dialog ref={box} class="deciding" aria-label={T.decide.head}>
        <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
          <h2>{T.decide.head}: <span class="mono">{[about.account_id ?? about.ring, about.other_id].filter(Boolean).join(" · ")}</span></h2>
          <fieldset class="choices"><legend class="sr">{T.decide.head}</legend>
            {actions(about).map((each) => (
              <label key={each}><input type="radio" name="action" value={each} checked={undone === null && each === action} onChange={() => { setUndone(null); setAction(each); }} /> {label(each)}</label>
            ))}
          </fieldset>
          <p class="note">{undone !== null ? T.decide.undoes(undone) : does(about, action)}</p>
          <label>{T.decide.reason}<textarea required maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
          {store.trouble && <p class="alert" role="alert">{store.trouble.text}</p>}
          <div class="acts">
            <button type="submit" class="main" disabled={!reason.trim()}>{T.decide.go}: {undone !== null ? T.decide.undo : label(action)}</button>
            <button type="button" onClick={() => box.current?.close()}>{T.decide.cancel}</button>
          </div>
          <h3>{T.decide.before}</h3>
          {before?.length === 0 && <p class="faint">{T.decide.nobody}</p>}
          <ul class="before">{before?.map((each) => (
            <li key={each.key}><span class={each.undone ? "undone" : ""}>{each.at.slice(0, 16).replace("T", " ")} {each.name}: {label(each.action)}, “{each.reason}”</span>{" "}
              {each.undoes !== null && <button type="button" class="link" aria-pressed={undone === each.undoes} onClick={() => setUndone(each.undoes)}>{T.decide.undo}</button>}</li>
          ))}</ul>
        </form>
      </dialog>
    </>
  );
}
