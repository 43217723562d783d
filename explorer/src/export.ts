/** What is seen, as a file. */

import type { Canvas } from "./canvas";
import type { Shown } from "./stage";
import type { Store } from "./store";
import type { Node } from "./view";

const COLUMNS = ["key", "sort", "label", "kind", "group", "tier", "ring", "confidence", "bits", "holders", "x", "y"] as const;

export function download(format: string, what: Shown, canvas: Canvas | null, store: Store): void {
  const name = store.ring?.ring_id ?? "view";
  if (format === "PNG") save(`${name}.png`, canvas?.png() ?? "");
  if (format === "CSV") save(`${name}.csv`, blob(csv(what), "text/csv"));
  if (format === "GraphML") save(`${name}.graphml`, blob(graphml(what), "application/xml"));
  if (format === "JSON") save(`${name}.json`, blob(json(what, store.journal.acts), "application/json"));
}

/** One row a link, with both ends, and one a node that is tied to nothing here. A cell that a spreadsheet would take for a formula begins with an apostrophe. */
export function csv({ nodes, links }: Shown): string {
  const by = new Map(nodes.map((each) => [each.key, each]));
  const cell = (text: unknown): string => {
    const plain = String(text ?? "");
    const safe = /^[=+\-@\t\r]/.test(plain) ? `'${plain}` : plain;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const ends = (node: Node | undefined) => [node?.sort, node?.label, node?.kind, node?.tier];
  const said = (node: Node | undefined) => (node && node.sort !== "account" ? [node.bits, node.holders] : []);
  const tied = new Set(links.flatMap((each) => [each.one, each.other]));
  const rows = [
    ...links.map((each) => { const [one, other] = [by.get(each.one), by.get(each.other)]; return [...ends(one), ...ends(other), each.weight, ...padded(said(other).length ? said(other) : said(one))]; }),
    ...nodes.filter((each) => !tied.has(each.key)).map((each) => [...ends(each), ...ends(undefined), "", ...padded(said(each))]),
  ];
  const head = ["sort", "label", "kind", "tier", "other_sort", "other_label", "other_kind", "other_tier", "weight", "bits", "holders"];
  return [head, ...rows].map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
}
const padded = (said: number[]): (number | string)[] => (said.length ? said : ["", ""]);
export function graphml({ nodes, links }: Shown): string {
  const escape = (text: unknown): string =>
    String(text ?? "").replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, "\ufffd").replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const keys = COLUMNS.slice(1).map((each) => `<key id="${each}" for="node" attr.name="${each}" attr.type="${["confidence", "bits", "holders", "x", "y"].includes(each) ? "double" : "string"}"/>`);
  const data = (node: Node) => COLUMNS.slice(1).filter((each) => node[each] !== null).map((each) => `<data key="${each}">${escape(node[each])}</data>`).join("");
  return [
    '<?xml version="1.0" encoding="UTF-8"?>', '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">', ...keys, '<key id="weight" for="edge" attr.name="weight" attr.type="double"/>', '<graph edgedefault="undirected">',
    ...nodes.map((each) => `<node id="${escape(each.key)}">${data(each)}</node>`),
    ...links.map((each) => `<edge source="${escape(each.one)}" target="${escape(each.other)}"><data key="weight">${each.weight}</data></edge>`), "</graph>", "</graphml>", "",
  ].join("\n");
}
export function json({ nodes, links }: Shown, acts: unknown): string {
  return JSON.stringify({ nodes: nodes.map((each) => Object.fromEntries(COLUMNS.map((name) => [name, each[name]]))), links, acts }, null, 1);
}

function blob(text: string, type: string): string {
  return URL.createObjectURL(new Blob([text], { type }));
}
function save(name: string, url: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  if (url.startsWith("blob:")) window.setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
