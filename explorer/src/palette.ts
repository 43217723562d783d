/** Colours of the canvas, light and dark: Okabe and Ito's, told apart by the colour-blind, deepened where needed. */

import type { Palette } from "./canvas";

const LIGHT: Palette = {
  text: "#1d2733", halo: "#ffffff", edge: "#a9b5c1", faint: "#e1e6ec", mark: "#111111", other: "#7a8794",
  tiers: { core: "#b3261e", member: "#d55e00", possible: "#8a6d00", none: "#7a8794" },
  groups: { identity: "#0072b2", payment: "#00795a", device: "#7b4fa3", network: "#1a7f8e", place: "#a1447c", behaviour: "#56616d" },
};
const DARK: Palette = {
  text: "#e4e9ef", halo: "#12171d", edge: "#526070", faint: "#2a333d", mark: "#ffffff", other: "#8c99a7",
  tiers: { core: "#ff7a6e", member: "#f5a04c", possible: "#d9c25a", none: "#8c99a7" },
  groups: { identity: "#63b4ea", payment: "#4cc9a0", device: "#c09ae6", network: "#5cc7d6", place: "#e08fbf", behaviour: "#aab4bf" },
};

export function palette(dark: boolean): Palette {
  return dark ? DARK : LIGHT;
}
