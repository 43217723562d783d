/** Deciding: what it will do is said before it is done, and what was decided before. */

import { useRef, useState } from "preact/hooks";
import type { Decision } from "./api";
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

export function Decide({ store, about }: { store: Store; about: About }) {
  const box = useRef<HTMLDialogElement>(null);
  const [action, setAction] = useState("");
  const [reason, setReason] = useState("");
  const [before, setBefore] = useState<Decision[] | null>(null);
  const [done, setDone] = useState(false);
  const label = (each: string) => T.decide[each as "confirm"] ?? each;
  const begin = async () => {
    setDone(false);
    setReason("");
    setAction(actions(about)[0] ?? "");
    box.current?.showModal();
    const subject = about.account_id ?? about.ring ?? "";
    await store.guard(begin, async () => setBefore((await store.api.decisions(subject)).items));
  };
  const send = async () => {
    await store.guard(send, async () => {
      if (action === "allowlist") await store.api.allow(wanted(about, action, reason));
      else await store.api.decide(wanted(about, action, reason));
      setDone(true);
      if (store.ring) store.ring = await store.api.ring(store.ring.ring_id);
      box.current?.close();
    });
  };
  return (
    <>
      <button type="button" class="decide" onClick={() => void begin()}>{T.decide.head}</button>
      {done && <span class="done" role="status">{T.decide.done}</span>}
      <dialog ref={box} class="deciding" aria-label={T.decide.head}>
        <form onSubmit={(event) => { event.preventDefault(); void send(); }}>
          <h2>{T.decide.head}: <span class="mono">{[about.account_id ?? about.ring, about.other_id].filter(Boolean).join(" · ")}</span></h2>
          <fieldset class="choices">
            {actions(about).map((each) => (
              <label key={each}><input type="radio" name="action" value={each} checked={each === action} onChange={() => setAction(each)} /> {label(each)}</label>
            ))}
          </fieldset>
          <p class="note">{T.decide.does[action]}</p>
          <label>{T.decide.reason}<textarea required maxLength={500} value={reason} onInput={(event) => setReason(event.currentTarget.value)} /></label>
          {store.trouble && <p class="alert" role="alert">{store.trouble.text}</p>}
          <div class="acts">
            <button type="submit" class="main" disabled={!reason.trim()}>{T.decide.go}: {label(action)}</button>
            <button type="button" onClick={() => box.current?.close()}>{T.decide.cancel}</button>
          </div>
          <h3>{T.decide.before}</h3>
          {before?.length === 0 && <p class="faint">{T.decide.nobody}</p>}
          <ul class="before">{before?.map((each) => <li key={each.decision} class={each.undone_by ? "undone" : ""}>{each.at.slice(0, 16).replace("T", " ")} {each.name}: {label(each.action)}, “{each.reason}”</li>)}</ul>
        </form>
      </dialog>
    </>
  );
}
