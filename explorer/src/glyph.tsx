/** The shapes of the canvas as small pictures, for legends and tables. */

const PATHS: Record<string, string> = {
  identity: "M8 1 15 8 8 15 1 8Z",
  payment: "M2 2H14V14H2Z",
  device: "M8 1 14 4.5V11.5L8 15 2 11.5V4.5Z",
  network: "M8 1.5 15 14H1Z",
  place: "M8 1 15 6.2 12.3 14.5H3.7L1 6.2Z",
  behaviour: "M5.5 1H10.5V5.5H15V10.5H10.5V15H5.5V10.5H1V5.5H5.5Z",
};

export function Glyph({ name }: { name: string }) {
  const path = PATHS[name];
  return (
    <svg class={`glyph ${name}`} width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
      {path ? <path d={path} /> : name === "crowd" ? <rect x="2.5" y="2.5" width="11" height="11" class="hollow" />
        : <circle cx="8" cy="8" r="6" class={name === "core" ? "" : "hollow"} />}
      {name === "none" && <path d="M4 4 12 12" class="hollow" />}
      {name === "piece" && <circle cx="8" cy="8" r="2.6" class="hollow" />}
      {name === "member" && <circle cx="8" cy="8" r="3" />}
    </svg>
  );
}
export function glyphOf(node: { sort: string; tier: string | null; group: string }): string {
  if (node.sort === "account") return node.tier ?? "none";
  if (node.sort === "crowd" || node.sort === "piece") return node.sort;
  return node.group in PATHS ? node.group : "payment";
}
