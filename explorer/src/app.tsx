/** The page: key, search, then the rings or a canvas. */

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Store } from "./store";
import { paged, type Page } from "./acts";
import { Bans } from "./bans";
import { Cases } from "./cases";
import { Help } from "./help";
import { Past } from "./past";
import { RingsTable } from "./rings";
import { Stage } from "./stage";
import { T, day, titled } from "./texts";
import { typing } from "./typing";

export function App({ store }: { store: Store }) {
  const [, redraw] = useReducer((n: number) => n + 1, 0);
  const [help, setHelp] = useState(false);
  useEffect(() => store.subscribe(() => redraw(0)), [store]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (typing(event)) return;
      if (event.key === "/") {
        event.preventDefault();
        document.getElementById("search")?.focus();
      }
      if (event.key === "?") setHelp(true);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  if (!store.api.held) return <Key store={store} />;
  const page = paged(store.journal.acts);
  const acting = store.journal.acts.length > 0 && !page;
  return (
    <div class={acting ? "page acting" : "page"}>
      <header class="bar">
        <a class="brand" href="#" onClick={(event) => { event.preventDefault(); void store.open([]); }}>
          <Mark /> {T.title}
        </a>
        <nav aria-label={T.page.label}>
          <button type="button" class="quiet" aria-current={!page && !acting ? "page" : undefined} onClick={() => void store.open([])}>{T.page.rings}</button>
          {PAGES.map((each) => <button type="button" key={each} class="quiet" aria-current={page?.page === each ? "page" : undefined} onClick={() => void store.open([{ do: "page", page: each }])}>{T.page[each]}</button>)}
        </nav>
        <Search store={store} />
        <span class="grow" />
        {store.published && <span class="faint wide">{T.published(`${day(store.published)} ${store.published.slice(11, 16)}`)}</span>}
        <Theme />
        <button type="button" class="quiet" onClick={() => setHelp(true)}>{T.tool.help}</button>
        <button type="button" class="quiet" onClick={() => store.forget()}>{T.key.forget}</button>
      </header>
      <Notices store={store} />
      <Found store={store} />
      <main>
        {acting && <Stage store={store} />}
        {!acting && !page && <RingsTable store={store} />}
        {page?.page === "cases" && <Cases store={store} of={page.of} />}
        {page?.page === "bans" && <Bans store={store} of={page.of} />}
        {page?.page === "past" && <Past store={store} of={page.of} />}
      </main>
      {help && <Help close={() => setHelp(false)} />}
    </div>
  );
}

const PAGES: Page[] = ["cases", "bans", "past"];

function Mark() {
  return (
    <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path d="M4 4 14 6 9 14Z" fill="none" stroke="currentColor" />
      <circle cx="4" cy="4" r="3" class="core" /><circle cx="14" cy="6" r="3" class="core" /><rect x="6.5" y="11.5" width="5" height="5" class="value" />
    </svg>
  );
}

function Key({ store }: { store: Store }) {
  const [key, setKey] = useState("");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <main class="gate">
      <form onSubmit={(event) => { event.preventDefault(); if (key.trim()) void store.enter(key); }}>
        <h1><Mark /> {T.title}</h1>
        <h2>{T.key.head}</h2>
        <p>{T.key.why}</p>
        <label>{T.key.field}
          <input ref={field} type="password" name="key" autocomplete="off" spellcheck={false} value={key} onInput={(event) => setKey(event.currentTarget.value)} />
        </label>
        <button type="submit" class="main">{T.key.enter}</button>
        {store.trouble && <p role="alert" class="alert">{store.trouble.text}</p>}
      </form>
    </main>
  );
}

const KINDS = ["any", "email", "phone", "card", "device", "ip", "subnet", "domain"] as const;

function Search({ store }: { store: Store }) {
  const [kind, setKind] = useState<string>("any");
  const [value, setValue] = useState("");
  const go = (event: Event) => {
    event.preventDefault();
    void store.search(kind, value);
  };
  return (
    <form class="search" role="search" onSubmit={go} title={T.search.sent}>
      <select aria-label={T.search.kind} value={kind} onChange={(event) => setKind(event.currentTarget.value)}>
        {KINDS.map((each) => <option key={each} value={each}>{T.search[each]}</option>)}
      </select>
      <input id="search" type="search" autocomplete="off" spellcheck={false} aria-label={T.search.label} placeholder={T.search.hint}
        value={value} onInput={(event) => setValue(event.currentTarget.value)} />
      <button type="submit">{T.search.go}</button>
    </form>
  );
}

function Found({ store }: { store: Store }) {
  const { found, nothing } = store;
  const close = <button type="button" class="close" aria-label={T.search.close} onClick={() => store.put_away()}>×</button>;
  if (nothing) return <div class="found" role="status">{close}<strong>{T.search.nothing}.</strong> {nothing}</div>;
  if (!found) return null;
  const { matches, accounts, truncated } = found.result;
  return (
    <div class="found" role="status">
      {close}<strong>{matches.length ? T.search.found(matches.length) : T.search.alone(accounts.length)}</strong>
      <ul>
        {matches.map((each) => (
          <li key={each.token}>
            <span class="kind">{titled(each.kind, each.label)[0]}</span> {titled(each.kind, each.label)[1]}, {T.search.holders(each.holders)}{each.common ? `, ${T.search.common}` : ""}
            {" "}
            {each.rings.map((ring) => (
              <button type="button" key={ring.ring} title={T.search.open(ring.members)} onClick={() => void openWith(store, ring.ring, each.token)}>{T.search.ring(ring.ring, ring.members)}</button>
            ))}
            {!each.rings.length && <span class="faint">{T.search.noring} </span>}
            {!each.common && <button type="button" onClick={() => void store.open([{ do: "value", token: each.token }])}>{T.search.draw}</button>}
          </li>
        ))}
      </ul>
      {accounts.length > 0 && (
        <p>{T.search.who}{" "}
          {accounts.slice(0, NAMED).map((each) => (
            <button type="button" class="mono" key={each.account_id} onClick={() => void store.show(each)}>{each.account_id}</button>
          ))}
          {(accounts.length > NAMED || truncated) && ` ${T.search.more}`}
        </p>
      )}
    </div>
  );
}
const NAMED = 12;

async function openWith(store: Store, ring: string, token: string): Promise<void> {
  await store.open([{ do: "ring", ring }]);
  const key = `v:${token}`;
  if (!store.view.nodes.has(key)) await store.act({ do: "value", token });
  store.marked = [key];
  store.choose([key]);
}

function Notices({ store }: { store: Store }) {
  return (
    <div class="notices" aria-live="polite">
      {store.slow > 0 && <p>{T.trouble.slow}</p>}
      {store.stale && <p>{T.trouble.stale}</p>}
      {store.trouble && (
        <p class="alert" role="alert">
          {store.trouble.text} {store.trouble.again && <button type="button" onClick={store.trouble.again}>{T.trouble.again}</button>}
        </p>
      )}
    </div>
  );
}

export function dark(): boolean {
  const set = document.documentElement.dataset["theme"];
  return set ? set === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

function Theme() {
  const [now, setNow] = useState(dark());
  const turn = () => {
    document.documentElement.dataset["theme"] = now ? "light" : "dark";
    setNow(!now);
    document.dispatchEvent(new Event("theme"));
  };
  return <button type="button" class="quiet" onClick={turn}>{now ? T.tool.light : T.tool.dark}</button>;
}
