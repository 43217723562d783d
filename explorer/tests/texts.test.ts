/// <reference types="vite/client" />
import { expect, test } from "vitest";

const FILES = import.meta.glob<string>("../src/*.tsx", { query: "?raw", import: "default", eager: true });
const WORD = /[A-Za-z]{2,}/;

/** Words for people that stand in a component in place of `texts.ts`: in markup, in what is spoken, in templates shown. */
export function spoken(source: string): string[] {
  const markup = [...source.matchAll(/<\/?[a-zA-Z][^<>]*[^=]>([^<>{}=;()]+)(?=[<{])/g)].map((each) => each[1] ?? "");
  const said = [...source.matchAll(/\s(?:aria-label|aria-valuetext|title|placeholder)="([^"]+)"/g)].map((each) => each[1] ?? "");
  const shown = [...source.matchAll(/[>}]\{(?:[^{}`"]*)`((?:[^`$]|\$\{[^}]*\})*)`/g)].map((each) => (each[1] ?? "").replace(/\$\{[^}]*\}/g, ""));
  const either = [...source.matchAll(/[>}]\{[^{}<>]*[?:|] "([^"]+)"[^{}<>]*\}/g)].map((each) => each[1] ?? "");
  return [...markup, ...said, ...shown, ...either].map((each) => each.trim()).filter((each) => WORD.test(each));
}

test("words in markup, in what is spoken and in templates are found", () => {
  expect(spoken('<p class="a">Some words {n}</p>')).toEqual(["Some words"]);
  expect(spoken('<i aria-label="Said so" />')).toEqual(["Said so"]);
  expect(spoken("<b>{`${n} holders`}</b>")).toEqual(["holders"]);
  expect(spoken("<b>{done ? \"Copied\" : T.copy}</b>")).toEqual(["Copied"]);
  expect(spoken("<p>{T.search.go}</p>")).toEqual([]);
});
test("every English text stands in one file", () => {
  expect(Object.keys(FILES).length).toBeGreaterThan(10);
  const found = Object.entries(FILES).map(([name, source]) => [name, spoken(source)] as const);
  expect(Object.fromEntries(found.filter(([, words]) => words.length))).toEqual({});
});
