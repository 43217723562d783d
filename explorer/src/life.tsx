/** One account's life in the order of time: sign-up, payments, devices, networks, use, decisions. */

import { useState } from "preact/hooks";
import { useAnswer } from "./asked";
import { Glyph, glyphOf } from "./glyph";
import type { Store } from "./store";
import { T, day, titled } from "./texts";
import { timeline, type Moment } from "./work";

export function Life({ store, id }: { store: Store; id: string }) {
  const [open, setOpen] = useState(false);
  return (
    <details class="life" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{T.life.head}</summary>
      {open && <Told store={store} id={id} />}
    </details>
  );
}

function Told({ store, id }: { store: Store; id: string }) {
  const [found] = useAnswer(store, id, () => timeline(store, id));
  if (!found) return null;
  return (
    <>
      {!found.known && <p class="faint">{T.life.unknown}</p>}
      {found.items.length === 0 && <p class="faint">{T.life.none}</p>}
      <ol class="moments">{found.items.map((each, at) => (
        <li key={at}><time>{when(each)}</time><span>{each.group && <Glyph name={glyphOf({ sort: "value", tier: null, group: each.group })} />} {words(each)}</span></li>
      ))}</ol>
    </>
  );
}

/** A day, or from when to when. */
export function when(each: Moment): string {
  const [from, to] = [day(each.at), day(each.until ?? each.at)];
  return from === to ? from : `${from} – ${to}`;
}
export function words(each: Moment): string {
  if (each.event === "decision") return each.says ?? "";
  if (each.event === "seen") return titled(each.kind ?? "", each.masked).join(" ").trim();
  const name = T.life.events[each.event] ?? each.event;
  return each.days && each.days > 1 ? T.life.days(name, each.days) : name;
}
