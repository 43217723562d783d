/** Publications over time: what was born, grew, split and merged in each, and what differs between two. */

import { useState } from "preact/hooks";
import { useAnswer } from "./asked";
import type { Store } from "./store";
import { T, num } from "./texts";
import { difference, releases, runEvents, type Difference, type Release } from "./work";

const moment = (at: string): string => at.slice(0, 16).replace("T", " ");
/** What happened in a publication, in words: the most telling first. */
export function told(events: Record<string, number>): string {
  const parts = ["born", "grown", "shrunk", "split", "merged", "gone"].filter((name) => events[name]).map((name) => `${num(events[name] ?? 0)} ${name}`);
  return parts.join(", ") || T.past.calm;
}

export function Past({ store, of }: { store: Store; of: string | undefined }) {
  const [found] = useAnswer(store, "releases", async () => (await releases(store)).reverse());
  if (!found) return null;
  const [run = "", other = null] = of?.split("|") ?? [];
  const at = found.findIndex((each) => each.run === run), place = at < 0 ? found.length - 1 : at;
  const look = (each: string | undefined, beside?: string) => void store.act({ do: "page", page: "past", of: [each ?? "", ...(beside ? [beside] : [])].join("|") });
  const now = found[place];
  if (!now) return <p class="empty">{T.rings.empty}</p>;
  const before = other ?? found[place - 1]?.run ?? null;
  return (
    <section class="past" aria-labelledby="work">
      <div class="head"><h1 id="work">{T.past.head}</h1><span class="faint">{T.past.count(found.length)}</span></div>
      <div class="slide">
        <label for="slide">{T.past.slide}</label>
        <input id="slide" type="range" min={0} max={found.length - 1} value={place} aria-valuetext={`${moment(now.published_at)}, ${told(now.events)}`}
          onInput={(event) => look(found[Number(event.currentTarget.value)]?.run)} />
        <output><b>{moment(now.published_at)}</b> {now.action} · {told(now.events)}</output>
      </div>
      <Bars found={found} at={place} />
      <div class="two">
        <Events key={now.run} store={store} now={now} />
        <div>
          <h2>{T.past.compare}</h2>
          <label>{T.past.with} <select value={before ?? ""} onChange={(event) => look(now.run, event.currentTarget.value)}>
            {found.filter((each) => each.run !== now.run).map((each) => <option key={each.run} value={each.run} disabled={!each.kept}>{moment(each.published_at)}{each.kept ? "" : ` (${T.past.lost})`}</option>)}
          </select></label>
          {before && now.kept && found.some((each) => each.run === before && each.kept) ? <Compared key={`${before} ${now.run}`} store={store} old={before} now={now.run} /> : <p class="faint">{T.past.alone}</p>}
        </div>
      </div>
    </section>
  );
}

const HIGH = 56;
/** Accounts of rings by publication, as bars; the chosen one stands out. */
function Bars({ found, at }: { found: Release[]; at: number }) {
  const sizes = found.map((each) => (each.counts["core"] ?? 0) + (each.counts["member"] ?? 0));
  const most = Math.max(1, ...sizes);
  return (
    <svg class="bars" viewBox={`0 0 ${Math.max(20, found.length) * 10} ${HIGH}`} preserveAspectRatio="none" role="img" aria-label={T.past.bars}>
      {sizes.map((n, i) => <rect key={i} class={i === at ? "at" : ""} x={i * 10 + 1} y={HIGH - (n / most) * HIGH} width="8" height={(n / most) * HIGH} />)}
    </svg>
  );
}

function Events({ store, now }: { store: Store; now: Release }) {
  const [events] = useAnswer(store, now.run, () => runEvents(store, now.run));
  return (
    <div>
      <h2>{T.past.happened}</h2>
      {events?.items.length === 0 && <p class="faint">{T.past.calm}</p>}
      <ol class="events">
        {events?.items.map((each, i) => (
          <li key={i}><b class={`event ${each.event}`}>{each.event}</b>{" "}
            <button type="button" class="link mono" onClick={() => void store.open([{ do: "ring", ring: each.ring }])}>{each.ring}</button>{" "}
            {each.before !== null && each.after !== null ? `${num(each.before)} → ${num(each.after)} ${T.past.core}` : ""} {each.other && <span class="mono">{T.past.other} {each.other}</span>}</li>
        ))}
      </ol>
      {events?.next && <p class="faint">{T.past.more}</p>}
    </div>
  );
}

function Compared({ store, old, now }: { store: Store; old: string; now: string }) {
  const [ring, setRing] = useState<string | null>(null);
  const [all] = useAnswer<Difference>(store, `${old} ${now}`, () => difference(store, { old, new: now }));
  if (!all) return null;
  return (
    <>
      <p role="status">{T.past.differ(all.total, all.moved)}</p>
      {all.rings.length > 0 && (
        <div class="rows" tabIndex={0} role="region" aria-label={T.past.compare}>
          <table><thead><tr>{T.past.columns.map((each, i) => <th key={each} class={i > 1 ? "n" : ""} scope="col">{each}</th>)}</tr></thead>
            <tbody>{all.rings.map((each) => (
              <tr key={each.ring} class={each.ring === ring ? "at" : ""} onClick={() => setRing(each.ring)}>
                <th scope="row"><button type="button" class="link mono">{each.ring}</button></th><td>{each.change}</td>
                <td class="n">{each.before ?? "–"}</td><td class="n">{each.after ?? "–"}</td><td class="n">+{num(each.joined)}</td><td class="n">−{num(each.left)}</td>
              </tr>
            ))}</tbody></table>
        </div>
      )}
      {ring && <Who key={ring} store={store} query={{ old, new: now, ring }} />}
    </>
  );
}

function Who({ store, query }: { store: Store; query: { old: string; new: string; ring: string } }) {
  const [found] = useAnswer<Difference>(store, JSON.stringify(query), () => difference(store, query));
  const where = (ring: string | null, tier: string | null) => (ring ? `${tier} ${ring === query.ring ? "" : ring}` : T.past.nowhere);
  return (
    <>
      <h3>{query.ring}</h3>
      <ul>{found?.accounts.map((each) => <li key={each.account_id}><span class="mono">{each.account_id}</span>: {where(each.before_ring, each.before_tier)} → {where(each.after_ring, each.after_tier)}</li>)}</ul>
    </>
  );
}
