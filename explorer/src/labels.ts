/** Where labels stand, and how much of them. */

/** Left, top, right and bottom, in pixels. */
export type Box = [number, number, number, number];
const MARGIN = 3, HIGH = 16;

export function covers(one: Box, other: Box): boolean {
  return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
}
/** Where a label of this width may stand: to the right of its node, to the left, below, above. */
export function places({ x, y, size }: { x: number; y: number; size: number }, width: number): Box[] {
  const far = size + MARGIN, half = width / 2;
  const corners: [number, number][] = [[x + far, y - HIGH / 2], [x - far - width, y - HIGH / 2], [x - half, y + far], [x - half, y - far - HIGH]];
  return corners.map(([left, top]) => [left, top, left + width, top + HIGH]);
}

const LONG = 28;
export function short(text: string, most = LONG): string {
  const letters = [...text];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : text;
}
