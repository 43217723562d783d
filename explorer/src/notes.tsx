/** Notes on one account: what others noted, and a new one. */

import { useState } from "preact/hooks";
import { useAnswer } from "./asked";
import type { Store } from "./store";
import { T } from "./texts";
import { addNote, notes, type Note } from "./work";

export function Notes({ store, id }: { store: Store; id: string }) {
  const [found, set] = useAnswer<Note[]>(store, id, () => notes(store, id));
  const [text, setText] = useState("");
  const add = async () => {
    store.calm();
    await store.guard(add, async () => {
      const made = await addNote(store, id, text);
      set([made, ...(found ?? [])]);
      setText("");
    });
  };
  return (
    <details class="life" open={Boolean(found?.length)}>
      <summary>{T.notes.count(found?.length ?? 0)}</summary>
      {found?.length === 0 && <p class="faint">{T.notes.none}</p>}
      <ul class="before">{found?.map((each) => <li key={each.seq}>{each.at.slice(0, 16).replace("T", " ")} {each.name}: “{each.text}”</li>)}</ul>
      <form class="deciding" onSubmit={(event) => { event.preventDefault(); void add(); }}>
        <label>{T.notes.text}<textarea required maxLength={500} value={text} onInput={(event) => setText(event.currentTarget.value)} /></label>
        <button type="submit" disabled={!text.trim()}>{T.notes.go}</button>
      </form>
      <p class="faint">{T.notes.gone}</p>
    </details>
  );
}
