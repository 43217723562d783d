/** What ties what is chosen: a node, two accounts, or many. Opens beside the canvas and never leaves it. */

import { useState } from "preact/hooks";
import { useAnswer as asked } from "./asked";
import type { Counterfactual, Evidence, Ignored, KindCount, Neighbours, Shared, Value, Weight, Why } from "./api";
import { clip } from "./clip";
import { Decide } from "./decide";
import { Glyph, glyphOf } from "./glyph";
import { Life } from "./life";
import { Notes } from "./notes";
import { join, open } from "./stage";
import type { Store } from "./store";
import { T, day, kindly, num, titled } from "./texts";
import { PAGE, account, here, type Node } from "./view";
import { MOST_NAMED, beginFor } from "./work";

interface Props {
  store: Store;
  go: (key: string) => void;
}

export function Details({ store, go }: Props) {
  const nodes = store.chosen.map((key) => store.view.nodes.get(key)).filter((each) => each !== undefined);
  const accounts = nodes.filter((each) => each.sort === "account");
  const [one, other] = accounts;
  const only = nodes.length === 1 ? nodes[0] : undefined;
  return (
    <aside class="details" aria-label={T.tool.panel} aria-live="polite">
      {store.from && <Begins store={store} />}
      {store.paths().map((each) => <p key={each.sentence} class="note" role="status">{T.detail.path}: {each.sentence} {each.weakest !== null && T.detail.weakest(each.weakest)}</p>)}
      {!nodes.length && <div class="empty"><h2>{T.detail.nothing}</h2><p>{T.detail.how}</p></div>}
      {only?.sort === "account" && <AccountPanel key={only.key} store={store} node={only} go={go} />}
      {only && only.sort !== "account" && <ValuePanel key={only.key} store={store} node={only} go={go} />}
      {nodes.length > 1 && accounts.length === 2 && one && other && <PairPanel key={`${one.key} ${other.key}`} store={store} one={one} other={other} />}
      {nodes.length > 1 && accounts.length !== 2 && <ManyPanel key={accounts.map((each) => each.key).join()} store={store} ids={accounts.map((each) => each.id)} />}
    </aside>
  );
}

/** Where a path is to begin: the next account that is clicked, or one that is named. */
function Begins({ store }: { store: Store }) {
  const [id, setId] = useState("");
  const stop = () => { store.from = null; store.tell(); };
  return (
    <form class="note from" onSubmit={(event) => { event.preventDefault(); if (id.trim()) join(store, account(id.trim())); }}>
      <label>{T.detail.from}<input value={id} autocomplete="off" spellcheck={false} placeholder={T.detail.account} onInput={(event) => setId(event.currentTarget.value)} /></label>
      <button type="submit" disabled={!id.trim()}>{T.detail.begin}</button> <button type="button" onClick={stop}>{T.decide.cancel}</button>
    </form>
  );
}

function useAnswer<T>(store: Store, name: string, ask: () => Promise<T>): T | null {
  return asked(store, name, ask)[0];
}

function Head({ node, what }: { node: Node; what: string }) {
  return (
    <header>
      <small>{what}</small>
      <h2><Glyph name={glyphOf(node)} /> <span class={node.sort === "account" ? "mono" : ""}>{node.label}</span></h2>
    </header>
  );
}

function AccountPanel({ store, node, go }: { store: Store; node: Node } & Pick<Props, "go">) {
  const found = useAnswer<Evidence>(store, `${node.key} ${store.turn}`, () => store.api.evidence(node.id));
  const ring = found?.ring ?? node.ring;
  return (
    <>
      <Head node={node} what={T.detail.account} />
      <dl class="facts">
        {ring && <><dt>{T.detail.ring}</dt><dd>{store.ring?.ring_id === ring ? ring : <button type="button" onClick={() => void store.act({ do: "ring", ring })}>{T.detail.draw} {ring}</button>}</dd></>}
        <dt>{T.detail.tier}</dt><dd>{found?.tier ?? node.tier ?? T.side.none}</dd>
        {node.confidence !== null && <><dt>{T.detail.confidence}</dt><dd>{node.confidence.toFixed(2)}</dd></>}
        <dt>{T.detail.since}</dt><dd>{day(node.first)} – {day(node.last)}</dd>
        {found?.decided && <><dt>{T.detail.decided}</dt><dd>{found.decided}</dd></>}
        {found?.allowlisted && <><dt>{T.decide.allowlist}</dt><dd>{T.detail.allow}</dd></>}
      </dl>
      <div class="acts">
        <button type="button" onClick={() => go(node.key)}>{T.detail.zoom}</button>
        <Place store={store} node={node} />
        <Decide store={store} about={{ account_id: node.id, ...(ring ? { ring } : {}) }} />
        {ring && <Begin store={store} ids={[node.id]} />}
      </div>
      <Expand store={store} node={node} />
      {found && (
        <>
          <h3>{T.detail.ties} <Copy text={() => evidenceText(found)} /></h3>
          <Ties ties={found.ties.map((each) => ({ ...each, says: T.detail.spanned(day(each.first_seen), day(each.last_seen), each.members) }))} />
          <Sum groups={found.groups} />
          <Leave what={found.counterfactual} />
          <IgnoredList ignored={found.ignored} />
          <Notes store={store} id={node.id} />
          <Life store={store} id={node.id} />
          <p class="faint">{T.detail.read}</p>
        </>
      )}
    </>
  );
}

/** What can be done with any node: a path to it, hiding it, and keeping it where it stands. */
function Place({ store, node }: { store: Store; node: Node }) {
  const pinned = store.view.pinned.has(node.key);
  const pin = () => void store.act(pinned ? { do: "unpin", node: node.key } : { do: "pin", node: node.key, x: node.x, y: node.y });
  const ties = node.sort === "account" || node.sort === "value";
  return (
    <>
      {ties && <button type="button" onClick={() => { store.from = node.key; store.tell(); }}>{T.detail.path}</button>}
      {node.sort === "crowd" && <button type="button" disabled title={T.detail.crowdPath}>{T.detail.path}</button>}
      {node.sort === "piece" && <button type="button" disabled title={T.detail.piecePath}>{T.detail.path}</button>}
      <button type="button" onClick={() => void store.act({ do: "hide", nodes: [node.key] })}>{T.detail.hide}</button>
      <button type="button" aria-pressed={pinned} title={pinned ? T.tool.unpins : T.tool.pins} onClick={pin}>{pinned ? T.tool.pinned : T.tool.pin}</button>
    </>
  );
}

function ValuePanel({ store, node, go }: { store: Store; node: Node } & Pick<Props, "go">) {
  const what = { value: T.detail.value, crowd: T.detail.crowd, piece: T.detail.piece, account: "" }[node.sort];
  const held = holders(store, node.key);
  return (
    <>
      <Head node={node} what={what} />
      <dl class="facts">
        <dt>{T.detail.kind}</dt><dd>{kindly(node.kind)}</dd>
        <dt>{T.detail.group}</dt><dd>{node.group}</dd>
        <dt>{T.detail.bits}</dt><dd>{node.bits.toFixed(1)}</dd>
        <dt>{T.detail.holders}</dt><dd>{num(node.holders)}</dd>
        {node.sort === "value" && <><dt>{T.detail.shown}</dt><dd>{num(held.length)}</dd></>}
        {node.sort === "piece" && <><dt>{T.detail.account}</dt><dd>{T.detail.members(node.members)}</dd></>}
        {node.verdict && <><dt>{T.detail.verdict}</dt><dd>{node.verdict}</dd></>}
      </dl>
      <div class="acts">
        <button type="button" onClick={() => go(node.key)}>{T.detail.zoom}</button>
        <Place store={store} node={node} />
        {node.sort === "piece" && <button type="button" class="main" onClick={() => open(store, node.key)}>{T.detail.unfold}</button>}
      </div>
      {node.sort === "crowd" && <p class="note">{T.detail.crowdSays}</p>}
      {node.sort === "value" && <Expand store={store} node={node} />}
      {held.length > 0 && node.sort === "value" && (
        <>
          <h3>{T.detail.holding} <Copy text={() => valueText(node, held)} /></h3>
          <ul class="holding">{held.slice(0, NAMED).map((each) => <li key={each.key}><button type="button" class="link mono" onClick={() => store.choose([each.key])}><Glyph name={glyphOf(each)} /> {each.label}</button></li>)}</ul>
          {held.length > NAMED && <p class="faint">{T.detail.further(held.length - NAMED)}</p>}
        </>
      )}
    </>
  );
}

/** Neighbours by kind with exact counts; each click brings 25 more, the rarest first. */
function Expand({ store, node }: { store: Store; node: Node }) {
  const found = useAnswer<Neighbours>(store, node.key, () => store.api.neighbours(node.key, null, 1));
  if (!found) return null;
  const there = here(store.view, node.key);
  const grown = store.journal.acts.some((each) => each.do === "expand" && each.node === node.key);
  return (
    <section class="expand">
      <h3>{T.detail.expand} <small>{T.detail.rarest}</small></h3>
      <ul>
        {found.counts.map((each) => <Kind key={each.kind} store={store} node={node} each={each} at={there.get(each.kind) ?? 0} />)}
      </ul>
      {grown && <button type="button" onClick={() => void store.act({ do: "collapse", node: node.key })}>{T.detail.collapse}</button>}
    </section>
  );
}

function Kind({ store, node, each, at }: { store: Store; node: Node; each: KindCount; at: number }) {
  const left = each.total - at;
  const crowds = each.crowds ? `, ${T.ring.crowds(each.crowds)}` : "";
  return (
    <li>
      <span>{kindly(each.kind)} <b>{num(each.total)}</b>{crowds}</span>
      {left > 0
        ? <button type="button" onClick={() => void store.act({ do: "expand", node: node.key, kind: each.kind, pages: 1 })}><span class="sr">{T.detail.expand} {each.kind} </span>{T.detail.more(Math.min(PAGE, left))} <small>{T.detail.left(left)}</small></button>
        : <small class="faint">{T.detail.done}</small>}
    </li>
  );
}

function PairPanel({ store, one, other }: { store: Store; one: Node; other: Node }) {
  const found = useAnswer<Why>(store, `${one.key} ${other.key}`, () => store.api.why(one.id, other.id));
  return (
    <>
      <header><small>{T.detail.pair}</small><h2 class="mono">{one.label}<br />{other.label}</h2></header>
      <div class="acts">
        <button type="button" onClick={() => void store.act({ do: "path", one: one.id, other: other.id })}>{T.detail.path}</button>
        <Decide store={store} about={{ account_id: one.id, other_id: other.id }} />
        <Begin store={store} ids={[one.id, other.id]} />
      </div>
      {found && (
        <>
          <p>{found.sentence}</p>
          <h3>{T.detail.share} <Copy text={() => whyText(found)} /></h3>
          <Ties ties={found.ties.map((each) => ({ ...each, says: T.detail.spans([day(each.account.first_seen), day(each.account.last_seen)], [day(each.other.first_seen), day(each.other.last_seen)]) }))} />
          <Sum groups={best(found.ties)} />
          <Leave what={found.counterfactual} name={one.label} />
          <Leave what={found.other_counterfactual} name={other.label} />
          <IgnoredList ignored={found.ignored} />
          <p class="faint">{T.detail.read}</p>
        </>
      )}
    </>
  );
}

function ManyPanel({ store, ids }: { store: Store; ids: string[] }) {
  const asked = ids.slice(0, 2000);
  const found = useAnswer<Shared | null>(store, ids.join(), async () => (asked.length ? store.api.shared(asked) : null));
  const ties = found?.values.filter((each) => !each.crowd) ?? [];
  const leaving = useAnswer<Evidence[]>(store, `leave ${ids.join()}`, async () => (ids.length && ids.length <= LEAVING ? Promise.all(ids.map((id) => store.api.evidence(id))) : []));
  return (
    <>
      <header><small>{T.detail.share}</small><h2>{T.detail.many(ids.length)}</h2></header>
      <div class="acts"><button type="button" onClick={() => void store.act({ do: "hide", nodes: store.chosen })}>{T.detail.hide}</button>{ids.length > 0 && <Begin store={store} ids={ids} />}</div>
      {found && (
        <>
          <h3>{T.detail.share} <Copy text={() => manyText(found, ids)} /></h3>
          <Ties ties={ties.slice(0, MOST_TIES).map((each) => ({ ...each, says: seen(found, each) }))} />
          {ties.length > MOST_TIES && <p class="faint">{T.detail.further(ties.length - MOST_TIES)}</p>}
          <Sum groups={found.groups} />
          {leaving && leaving.length > 0 && (
            <>
              <h3>{T.detail.leave}</h3>
              <ul class="before">{leaving.map((each) => <li key={each.account_id}><span class="mono">{each.account_id}</span>: {each.counterfactual?.sentence ?? T.detail.outside}</li>)}</ul>
              <p class="faint">{T.detail.read}</p>
            </>
          )}
          {ids.length > LEAVING && <p class="faint">{T.detail.fewer(LEAVING)}</p>}
          <IgnoredList ignored={found.values.filter((each) => each.crowd).map((each) => ({ ...each, verdict: each.verdict ?? "" }))} />
        </>
      )}
    </>
  );
}

/** An export of just these accounts is begun: its page says what it will do, and asks why. */
function Begin({ store, ids }: { store: Store; ids: string[] }) {
  if (ids.length > MOST_NAMED) return <p class="faint">{T.bans.most(MOST_NAMED)}</p>;
  return <button type="button" onClick={() => void store.act({ do: "page", page: "bans", of: beginFor(ids) })}>{T.bans.from}</button>;
}

function Ties({ ties }: { ties: (Value & { says: string })[] }) {
  if (!ties.length) return <p class="faint">{T.detail.none}</p>;
  return (
    <ol class="ties">
      {ties.map((each, at) => (
        <li key={at} class={each.counts === false ? "faint" : ""}>
          <Glyph name={glyphOf({ sort: "value", tier: null, group: each.group })} />
          <span class="what"><span class="kind">{titled(each.kind, each.masked)[0]}</span> {titled(each.kind, each.masked)[1]}<small>{[T.detail.held(each.holders), each.says, each.verdict].filter(Boolean).join(" · ")}</small></span>
          <b>{each.bits.toFixed(1)}</b>
        </li>
      ))}
    </ol>
  );
}
function Sum({ groups }: { groups: Weight[] }) {
  const total = groups.reduce((sum, each) => sum + each.bits, 0);
  const most = Math.max(1, ...groups.map((each) => each.bits));
  return (
    <>
      <h3>{T.detail.sum}</h3>
      <ul class="sum">{groups.map((each) => <li key={each.group}><span>{each.group}</span><meter min={0} max={most} value={each.bits} aria-hidden="true" /><b>{each.bits.toFixed(1)}</b></li>)}</ul>
      <p class="faint">{T.detail.total(total)}</p>
    </>
  );
}
function Leave({ what, name }: { what: Counterfactual | null; name?: string }) {
  if (!what) return null;
  return <><h3>{T.detail.leave}</h3><p>{name ? <span class="mono">{name}: </span> : null}{what.sentence}</p></>;
}
function IgnoredList({ ignored }: { ignored: Ignored[] }) {
  if (!ignored.length) return null;
  return (
    <details><summary>{T.detail.ignored} ({ignored.length})</summary>
      <ul class="ignored">{ignored.map((each, at) => <li key={at}><Glyph name="crowd" /> {titled(each.kind, each.masked).join(" ")}: {each.verdict}</li>)}</ul>
    </details>
  );
}

function Copy({ text }: { text: () => string }) {
  const [done, setDone] = useState("");
  const copy = async () => {
    setDone((await clip(text())) ? T.detail.copied : T.detail.uncopied);
    window.setTimeout(() => setDone(""), 3000);
  };
  return <button type="button" class="copy" onClick={() => void copy()}>{done || T.detail.copy}</button>;
}

/** Accounts on the canvas that hold a value. */
function holders(store: Store, key: string): Node[] {
  const ends = [...store.view.links.values()].flatMap((each) => (each.one === key ? [each.other] : each.other === key ? [each.one] : []));
  return ends.flatMap((each) => { const node = store.view.nodes.get(each); return node?.sort === "account" ? [node] : []; }).sort((a, b) => (a.key < b.key ? -1 : 1));
}
/** What each group says, its best value alone: strongest first. */
export function best(ties: readonly Value[]): Weight[] {
  const found = new Map<string, Weight>();
  for (const each of ties) {
    if (each.counts === false) continue;
    const there = found.get(each.group);
    found.set(each.group, { group: each.group, bits: Math.max(there?.bits ?? -Infinity, each.bits), values: (there?.values ?? 0) + 1 });
  }
  return [...found.values()].sort((a, b) => b.bits - a.bits || (a.group < b.group ? -1 : 1));
}
/** How many of a selection hold a value, and when these were first and last seen. */
function seen(found: Shared, each: Shared["values"][number]): string {
  const place = found.values.indexOf(each);
  const by = found.links.flatMap(([a, v]) => (v === place ? found.accounts[a] ?? [] : []));
  const first = by.map((one) => one.first_seen).filter((at) => at !== null).sort()[0] ?? null;
  const last = by.map((one) => one.last_seen).filter((at) => at !== null).sort().at(-1) ?? null;
  return T.detail.among(each.members, found.accounts.length, day(first), day(last));
}

const MOST_TIES = 100, NAMED = 50, LEAVING = 10;
const name = (each: { kind: string; masked: string | null }): string => titled(each.kind, each.masked).join(" ").trim();
const line = (each: Value, says: string): string => `- ${T.detail.line(name(each), each.bits, each.holders, says)}${each.verdict ? `, ${each.verdict}` : ""}`;
const passed = (each: Ignored): string => `- ${name(each)}: ${each.verdict}`;
const summed = (groups: Weight[]): string[] => groups.map((each) => `- ${T.detail.summed(each.group, each.bits)}`);
const total = (groups: Weight[]): string => T.detail.total(groups.reduce((sum, each) => sum + each.bits, 0));
const leaves = (what: Counterfactual | null, who = ""): string[] => (what ? [`${T.detail.leave}: ${who}${what.sentence}`] : []);
export function evidenceText(found: Evidence): string {
  return [
    T.detail.of(found.account_id, found.ring, found.tier), total(found.groups),
    ...found.ties.map((each) => line(each, `${day(each.first_seen)} – ${day(each.last_seen)}`)),
    `${T.detail.sum}:`, ...summed(found.groups), ...leaves(found.counterfactual), ...(found.ignored.length ? [`${T.detail.ignored}:`] : []), ...found.ignored.map(passed),
  ].join("\n");
}
export function whyText(found: Why): string {
  const groups = best(found.ties);
  return [
    T.detail.both(found.account_id, found.other_id), found.sentence,
    ...found.ties.map((each) => line(each, T.detail.spans([day(each.account.first_seen), day(each.account.last_seen)], [day(each.other.first_seen), day(each.other.last_seen)]))),
    ...(groups.length ? [`${T.detail.sum}:`, ...summed(groups)] : []),
    ...leaves(found.counterfactual, `${found.account_id}: `), ...leaves(found.other_counterfactual, `${found.other_id}: `),
    ...(found.ignored.length ? [`${T.detail.ignored}:`] : []), ...found.ignored.map(passed),
  ].join("\n");
}
function manyText(found: Shared, ids: string[]): string {
  const some = ids.slice(0, 50).join(", ") + (ids.length > 50 ? ` ${T.detail.further(ids.length - 50)}` : "");
  const ties = found.values.filter((each) => !each.crowd).slice(0, 50);
  const crowds = found.values.filter((each) => each.crowd).map((each) => passed({ ...each, verdict: each.verdict ?? "" }));
  return [`${T.detail.many(ids.length)}: ${some}`, T.detail.total(found.bits), ...ties.map((each) => line(each, seen(found, each))), `${T.detail.sum}:`, ...summed(found.groups), ...crowds].join("\n");
}
function valueText(node: Node, held: Node[]): string {
  return [T.detail.line(name({ kind: node.kind, masked: node.label }), node.bits, node.holders, node.verdict ?? ""), ...held.map((each) => `- ${each.label}`)].join("\n");
}
