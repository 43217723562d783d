/** What befell a ring from publication to publication, with its size as a line. */

import { useEffect, useState } from "preact/hooks";
import type { RingEvent } from "./api";
import type { Store } from "./store";
import { T, num } from "./texts";

export function History({ store }: { store: Store }) {
  const [events, setEvents] = useState<RingEvent[] | null>(null);
  const ring = store.ring?.ring_id;
  useEffect(() => {
    if (ring) void store.guard(async () => undefined, async () => setEvents((await store.api.history(ring)).items));
  }, [ring]);
  return (
    <div class="told">
      <h2>{T.history.head}</h2>
      {(!ring || events?.length === 0) && <p class="faint">{T.history.none}</p>}
      <ol class="events">
        {events?.map((each, at) => (
          <li key={at}>
            <time>{each.at.slice(0, 16).replace("T", " ")}</time> <b class={`event ${each.event}`}>{each.event}</b>{" "}
            {each.before !== null && each.after !== null ? `${num(each.before)} → ${num(each.after)}` : each.after !== null ? num(each.after) : ""} {each.other && <span class="mono">{each.other}</span>}
          </li>
        ))}
      </ol>
    </div>
  );
}
