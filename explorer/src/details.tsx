/** What ties what is chosen: a node, two accounts, or many. Opens beside the canvas and never leaves it. */

import { useState } from "preact/hooks";
import { useAnswer as asked } from "./asked";
import type { Counterfactual, Evidence, Ignored, KindCount, Neighbours, Shared, Value, Weight, Why } from "./api";
import { Decide } from "./decide";
import { Glyph, glyphOf } from "./glyph";
import { Life } from "./life";
import { Notes } from "./notes";
import { open } from "./stage";
import type { Store } from "./store";
import { T, day, kindly, num, titled } from "./texts";
import { PAGE, here, type Node } from "./view";
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
      {store.from && <p class="note">{T.detail.from}</p>}
      {!nodes.length && <div class="empty"><h2>{T.detail.nothing}</h2><p>{T.detail.how}</p></div>}
      {only?.sort === "account" && <AccountPanel key={only.key} store={store} node={only} go={go} />}
      {only && only.sort !== "account" && <ValuePanel key={only.key} store={store} node={only} go={go} />}
      {nodes.length > 1 && accounts.length === 2 && one && other && <PairPanel key={`${one.key} ${other.key}`} store={store} one={one} other={other} />}
      {nodes.length > 1 && accounts.length !== 2 && <ManyPanel key={accounts.map((each) => each.key).join()} store={store} ids={accounts.map((each) => each.id)} />}
    </aside>
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
  const found = useAnswer<Evidence>(store, node.key, () => store.api.evidence(node.id));
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
        <button type="button" onClick={() => { store.from = node.key; store.tell(); }}>{T.detail.path}</button>
        <button type="button" onClick={() => void store.act({ do: "hide", nodes: [node.key] })}>{T.detail.hide}</button>
        <button type="button" onClick={() => void store.act({ do: "pin", node: node.key, x: node.x, y: node.y })}>{T.tool.pin}</button>
        <Decide store={store} about={{ account_id: node.id, ...(ring ? { ring } : {}) }} />
        {ring && <Begin store={store} ids={[node.id]} />}
      </div>
      <Expand store={store} node={node} />
      {found && (
        <>
          <h3>{T.detail.ties} <Copy text={() => evidenceText(found)} /></h3>
          <Ties ties={found.ties.map((each) => ({ ...each, says: `${day(each.first_seen)} – ${day(each.last_seen)}, ${num(each.members)} of the ring` }))} />
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

function ValuePanel({ store, node, go }: { store: Store; node: Node } & Pick<Props, "go">) {
  const what = { value: T.detail.value, crowd: T.detail.crowd, piece: T.detail.piece, account: "" }[node.sort];
  const here = [...store.view.links.values()].filter((each) => each.one === node.key || each.other === node.key).length;
  return (
    <>
      <Head node={node} what={what} />
      <dl class="facts">
        <dt>{T.detail.kind}</dt><dd>{kindly(node.kind)}</dd>
        <dt>{T.detail.group}</dt><dd>{node.group}</dd>
        <dt>{T.detail.bits}</dt><dd>{node.bits.toFixed(1)}</dd>
        <dt>{T.detail.holders}</dt><dd>{num(node.holders)}</dd>
        {node.sort === "value" && <><dt>{T.detail.shown}</dt><dd>{num(here)}</dd></>}
        {node.sort === "piece" && <><dt>{T.detail.account}</dt><dd>{T.detail.members(node.members)}</dd></>}
        {node.verdict && <><dt>{T.detail.verdict}</dt><dd>{node.verdict}</dd></>}
      </dl>
      <div class="acts">
        <button type="button" onClick={() => go(node.key)}>{T.detail.zoom}</button>
        <button type="button" onClick={() => void store.act({ do: "hide", nodes: [node.key] })}>{T.detail.hide}</button>
        {node.sort === "piece" && <button type="button" class="main" onClick={() => open(store, node.key)}>{T.detail.unfold}</button>}
      </div>
      {node.sort === "crowd" && <p class="note">{T.detail.crowdSays}</p>}
      {node.sort === "value" && <Expand store={store} node={node} />}
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
          <Ties ties={found.ties.map((each) => ({ ...each, says: `${day(each.account.first_seen)} – ${day(each.account.last_seen)} and ${day(each.other.first_seen)} – ${day(each.other.last_seen)}` }))} />
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
  return (
    <>
      <header><small>{T.detail.share}</small><h2>{T.detail.many(ids.length)}</h2></header>
      <div class="acts"><button type="button" onClick={() => void store.act({ do: "hide", nodes: store.chosen })}>{T.detail.hide}</button>{ids.length > 0 && <Begin store={store} ids={ids} />}</div>
      {found && (
        <>
          <h3>{T.detail.share} <Copy text={() => manyText(found, ids)} /></h3>
          <Ties ties={ties.slice(0, 100).map((each) => ({ ...each, says: `${num(each.members)} of ${num(asked.length)}` }))} />
          <Sum groups={found.groups} />
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
          <span class="what"><span class="kind">{titled(each.kind, each.masked)[0]}</span> {titled(each.kind, each.masked)[1]}<small>{num(each.holders)} holders · {each.says}{each.verdict ? ` · ${each.verdict}` : ""}</small></span>
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
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard?.writeText(text()).catch(() => undefined);
    setDone(true);
    window.setTimeout(() => setDone(false), 2000);
  };
  return <button type="button" class="copy" onClick={() => void copy()}>{done ? T.detail.copied : T.detail.copy}</button>;
}

const line = (each: Value, says: string): string => `- ${titled(each.kind, each.masked).join(" ").trim()}: ${each.bits.toFixed(1)} bits, ${num(each.holders)} holders, ${says}`;
const passed = (each: Ignored): string => `- ${titled(each.kind, each.masked).join(" ").trim()}: ${each.verdict}`;
export function evidenceText(found: Evidence): string {
  const total = found.groups.reduce((sum, each) => sum + each.bits, 0);
  return [
    `Account ${found.account_id}, ${found.ring ? `${found.tier} of ring ${found.ring}` : "in no ring"}`, T.detail.total(total),
    ...found.ties.map((each) => line(each, `${day(each.first_seen)} to ${day(each.last_seen)}`)),
    ...(found.counterfactual ? [found.counterfactual.sentence] : []), ...found.ignored.map(passed),
  ].join("\n");
}
export function whyText(found: Why): string {
  return [
    `Accounts ${found.account_id} and ${found.other_id}`, found.sentence,
    ...found.ties.map((each) => line(each, `${day(each.account.first_seen)} and ${day(each.other.first_seen)}`)), ...found.ignored.map(passed),
  ].join("\n");
}
function manyText(found: Shared, ids: string[]): string {
  return [`${ids.length} accounts: ${ids.slice(0, 50).join(", ")}`, T.detail.total(found.bits), ...found.values.filter((each) => !each.crowd).slice(0, 50).map((each) => line(each, `${each.members} of them`))].join("\n");
}
