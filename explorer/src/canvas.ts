/** The one place that knows sigma and graphology: nodes and links in, events out. */

import Graph from "graphology";
import Sigma from "sigma";
import type { NodeDisplayData, PartialButFor } from "sigma/types";
import type { Settings } from "sigma/settings";
import { covers, places, short, type Box } from "./labels";
import { Shapes, shapeOf } from "./shapes";
import { T } from "./texts";
import type { Camera as Place } from "./acts";
import type { Link, Node, View } from "./view";

export interface Palette {
  text: string;
  halo: string;
  edge: string;
  faint: string;
  mark: string;
  tiers: Record<string, string>;
  groups: Record<string, string>;
  other: string;
}
export interface Events {
  click: (key: string | null, add: boolean) => void;
  open: (key: string) => void;
  moved: (place: Place) => void;
  dropped: (key: string, x: number, y: number) => void;
  lasso: (keys: string[]) => void;
}

/** Neighbours of what is chosen that are named, each, whatever their size; and chosen nodes that are. */
const FEW = 30;
/** Most chosen nodes that are drawn with a ring around them, and most nodes that labels keep clear of. */
const RINGED = 200, CLEAR = 1500;
/** The weight of links of a path, as `view.ts` sets it. */
const PATH = 2;

export class Canvas {
  private graph = new Graph({ type: "undirected", multi: false });
  private sigma: Sigma;
  private nodes = new Map<string, Node>();
  private chosen = new Set<string>();
  private marked = new Set<string>();
  private near: Set<string> | null = null;
  private drawn: Box[] = [];
  private only = false;
  private told = new Map<string, Box>();
  private discs: [number, number, number][] | null = null;
  private line: [number, number][] = [];
  /** Whether the next drag draws a lasso, and whether a click adds to what is chosen: what Alt and Ctrl do on a desk. */
  lassoing = false;
  adding = false;
  private boxed = "";
  /** Script of the last frames, in ms. */
  readonly frames: number[] = [];

  constructor(
    private box: HTMLElement,
    private palette: Palette,
    private events: Events,
    calm: boolean,
  ) {
    this.sigma = new Sigma(this.graph, box, {
      allowInvalidContainer: true,
      nodeProgramClasses: { shape: Shapes },
      defaultNodeType: "shape",
      labelFont: "system-ui, sans-serif",
      labelSize: 12,
      labelDensity: 1,
      labelGridCellSize: 90,
      labelRenderedSizeThreshold: 4.5,
      hideEdgesOnMove: false,
      zIndex: true,
      minEdgeThickness: 1.3,
      stagePadding: 30,
      minCameraRatio: 0.005,
      maxCameraRatio: 6,
      inertiaDuration: calm ? 0 : 150,
      zoomDuration: calm ? 0 : 150,
      doubleClickZoomingRatio: 1,
      defaultDrawNodeLabel: (context, data) => this.label(context, data as Drawn),
      defaultDrawNodeHover: (context, data) => this.hover(context, data as Drawn),
      nodeReducer: (key, data) => this.look(key, data as Partial<NodeDisplayData>),
      edgeReducer: (key, data) => this.strand(key, data),
    });
    this.listen();
  }

  /** Bring the canvas in step with a view; what is there already stays where it is. */
  sync(view: View, nodes: Node[], links: Link[]): void {
    const wanted = new Map(nodes.map((each) => [each.key, each]));
    const strands = new Map(links.map((each) => [`${each.one} ${each.other}`, each]));
    for (const key of this.graph.nodes()) if (!wanted.has(key)) this.graph.dropNode(key);
    for (const key of this.graph.edges()) if (!strands.has(key)) this.graph.dropEdge(key);
    this.nodes = wanted;
    this.only = view.only;
    const scale = Math.max(this.scale(view), wanted.size < RINGED ? 0.7 : 0);
    for (const [key, node] of wanted) {
      const shown = { x: node.x, y: -node.y, size: size(node) * scale, label: caption(node), shape: shapeOf(node), color: this.colour(node), forceLabel: node.sort === "crowd" };
      if (this.graph.hasNode(key)) this.graph.mergeNodeAttributes(key, shown);
      else this.graph.addNode(key, shown);
    }
    const thin = strands.size > 3000 ? 0.8 : 1.6;
    for (const [key, each] of strands) {
      const pieces = each.one.startsWith("p:") && each.other.startsWith("p:");
      const shown = { size: pieces ? 0.8 : each.weight > 1 ? thin * 1.6 : thin, weight: pieces ? 0 : each.weight };
      if (this.graph.hasEdge(key)) this.graph.mergeEdgeAttributes(key, shown);
      else if (!this.graph.hasEdge(each.one, each.other)) this.graph.addEdgeWithKey(key, each.one, each.other, shown);
    }
    this.frame(view);
    this.sigma.refresh();
  }

  /** Nodes are smaller where the same canvas has to show more of them. */
  private scale(view: View): number {
    if (!view.box) return 1;
    const room = Math.max(view.box.x[1] - view.box.x[0], view.box.y[1] - view.box.y[0], 1);
    const unit = Math.min(this.box.clientWidth || 700, this.box.clientHeight || 500) / room;
    return Math.min(1.15, Math.max(0.3, (unit * 0.21) / 6));
  }
  private frame(view: View): void {
    const name = JSON.stringify(view.box);
    if (name === this.boxed || !view.box) return;
    this.boxed = name;
    const [top, bottom] = view.box.y;
    this.sigma.setCustomBBox({ x: view.box.x, y: [-bottom, -top] });
  }

  select(keys: Iterable<string>): void {
    this.chosen = new Set(keys);
    this.near = this.chosen.size && this.chosen.size <= FEW ? this.around() : null;
    this.sigma.refresh({ skipIndexation: true });
  }
  /** What is chosen with its neighbours: of two and more, only what two of them share. */
  private around(): Set<string> {
    const met = new Map<string, number>();
    for (const key of this.chosen) if (this.graph.hasNode(key)) for (const each of this.graph.neighbors(key)) met.set(each, (met.get(each) ?? 0) + 1);
    this.graph.forEachEdge((_, data, one, other) => { if (data["weight"] === PATH && !this.only) [one, other].forEach((key) => this.chosen.has(key) || met.set(key, 2)); });
    const shared = [...met].filter(([, n]) => n > 1).map(([key]) => key);
    return new Set([...this.chosen, ...(this.chosen.size > 1 && shared.length ? shared : met.keys())]);
  }
  mark(keys: Iterable<string>): void {
    this.marked = new Set(keys);
    this.sigma.refresh({ skipIndexation: true });
  }
  theme(palette: Palette): void {
    this.palette = palette;
    this.graph.updateEachNodeAttributes((key, old) => ({ ...old, color: this.colour(this.nodes.get(key)) }));
    this.sigma.refresh({ skipIndexation: true });
  }
  get camera(): Place {
    const { x, y, ratio } = this.sigma.getCamera().getState();
    return { x, y, ratio };
  }
  look_at(place: Place): void {
    this.sigma.getCamera().setState({ ...place, angle: 0 });
  }
  fit(): void {
    const spots = this.graph.nodes().map((key) => this.sigma.getNodeDisplayData(key)).filter((each) => each !== undefined);
    if (!spots.length) return;
    const [xs, ys] = [spots.map((each) => each.x), spots.map((each) => each.y)];
    const [[left, right], [top, bottom]] = [ends(xs), ends(ys)];
    const room = this.sigma.getDimensions(), zero = this.sigma.framedGraphToViewport({ x: 0, y: 0 }), one = this.sigma.framedGraphToViewport({ x: 1, y: 1 });
    const wide = ((right - left) * Math.abs(one.x - zero.x)) / Math.max(1, room.width - EDGE), high = ((bottom - top) * Math.abs(one.y - zero.y)) / Math.max(1, room.height - EDGE);
    this.look_at({ x: (left + right) / 2, y: (top + bottom) / 2, ratio: Math.min(6, Math.max(0.05, this.camera.ratio * Math.max(wide, high))) });
  }
  zoom(factor: number): void {
    const now = this.camera;
    this.look_at({ ...now, ratio: Math.min(6, Math.max(0.005, now.ratio * factor)) });
  }
  pan(x: number, y: number): void {
    const now = this.camera;
    this.look_at({ ...now, x: now.x + x * now.ratio, y: now.y + y * now.ratio });
  }
  go(key: string): void {
    const spot = this.sigma.getNodeDisplayData(key);
    if (spot) this.look_at({ x: spot.x, y: spot.y, ratio: Math.min(this.camera.ratio, 0.35) });
  }
  /** Where a node is on the page, in pixels of the canvas. */
  at(key: string): { x: number; y: number } | null {
    const spot = this.sigma.getNodeDisplayData(key);
    return spot ? this.sigma.framedGraphToViewport(spot) : null;
  }
  png(): string {
    const { width, height } = this.sigma.getDimensions();
    const ratio = window.devicePixelRatio || 1;
    const page = document.createElement("canvas");
    [page.width, page.height] = [width * ratio, height * ratio];
    const context = page.getContext("2d");
    if (!context) return "";
    context.fillStyle = this.palette.halo;
    context.fillRect(0, 0, page.width, page.height);
    this.sigma.refresh();
    for (const layer of ["edges", "nodes", "labels", "hovers", "hoverNodes"]) {
      const canvas = this.sigma.getCanvases()[layer];
      if (canvas) context.drawImage(canvas, 0, 0, page.width, page.height);
    }
    return page.toDataURL("image/png");
  }
  /** How many nodes are drawn. */
  get count(): number {
    return this.graph.order;
  }
  resize(): void {
    this.sigma.resize();
    this.sigma.scheduleRender();
  }
  end(): void {
    this.sigma.kill();
  }

  private look(key: string, data: Partial<NodeDisplayData>): Partial<NodeDisplayData> {
    const chosen = this.chosen.has(key), marked = this.marked.has(key);
    if ((chosen && this.chosen.size <= RINGED) || marked) return { ...data, size: (data.size ?? 4) * 1.35, highlighted: true };
    if (chosen) return { ...data, color: this.palette.mark };
    if (this.near?.has(key) && this.near.size <= FEW) return { ...data, forceLabel: true };
    if (this.near && !this.near.has(key)) return { ...data, color: this.palette.faint, label: "" };
    return data;
  }
  private strand(key: string, data: object): object {
    const ends = this.graph.extremities(key), { near: lit } = this;
    const near = lit !== null && ends.some((end) => this.chosen.has(end)) && ends.every((end) => lit.has(end));
    const weight = (data as { weight?: number }).weight ?? 1;
    const size = (data as { size?: number }).size ?? 0.8;
    if (near || (weight === PATH && !this.only)) return { ...data, color: this.palette.mark, size: size * 1.5, zIndex: 1 };
    return { ...data, color: weight === 0 || this.near !== null ? this.palette.faint : this.palette.edge };
  }
  private colour(node: Node | undefined): string {
    if (!node) return this.palette.other;
    if (node.sort === "account") return this.palette.tiers[node.tier ?? "none"] ?? this.palette.other;
    if (node.sort === "crowd") return this.palette.other;
    return this.palette.groups[node.group] ?? this.palette.other;
  }

  /** A label beside its node where it covers no other label and no node; none where there is no such place. */
  private label(context: CanvasRenderingContext2D, data: Drawn): void {
    if (!data.label || this.chosen.has(data.key) || this.marked.has(data.key)) return;
    context.font = FONT;
    // What a crowd says stands to its right alone: the badges are in columns.
    const badge = this.nodes.get(data.key)?.sort === "crowd";
    const spot = places(data, context.measureText(data.label).width).slice(0, badge ? 1 : 4).find((each) => this.free(each));
    if (!spot) return;
    this.drawn.push(spot);
    context.lineWidth = 3;
    context.strokeStyle = this.palette.halo;
    context.fillStyle = this.palette.text;
    context.lineJoin = "round";
    context.strokeText(data.label, spot[0], spot[3] - 4);
    context.fillText(data.label, spot[0], spot[3] - 4);
  }
  private free(spot: Box): boolean {
    this.discs ??= this.graph.order > CLEAR ? [] : this.graph.nodes().flatMap((key) => this.disc(key));
    return !this.drawn.some((each) => covers(each, spot)) && !this.discs.some(([x, y, r]) => spot[0] < x + r && x - r < spot[2] && spot[1] < y + r && y - r < spot[3]);
  }
  private disc(key: string): [number, number, number][] {
    const data = this.sigma.getNodeDisplayData(key);
    if (!data) return [];
    const { x, y } = this.sigma.framedGraphToViewport(data);
    return [[x, y, this.sigma.scaleSize(data.size) * 0.8]];
  }
  /** A ring around a node that is chosen or under the mouse, and its name on a ground of its own. */
  private hover(context: CanvasRenderingContext2D, data: Drawn): void {
    context.beginPath();
    context.arc(data.x, data.y, data.size + 3, 0, Math.PI * 2);
    context.strokeStyle = this.palette.mark;
    context.lineWidth = 2;
    context.stroke();
    this.told.delete(data.key);
    if (!data.label || this.chosen.size > FEW) return;
    context.font = FONT;
    const spot = places({ ...data, size: data.size + 5 }, context.measureText(data.label).width).find((each) => ![...this.told.values()].some((other) => covers(other, each)));
    if (!spot) return;
    this.told.set(data.key, spot);
    context.fillStyle = this.palette.halo;
    context.fillRect(spot[0] - 3, spot[1], spot[2] - spot[0] + 6, spot[3] - spot[1]);
    context.fillStyle = this.palette.text;
    context.fillText(data.label, spot[0], spot[3] - 4);
  }

  private listen(): void {
    const { sigma } = this;
    let began = 0;
    sigma.on("beforeRender", () => {
      began = performance.now();
      this.drawn = [];
      this.discs = null;
      this.told.clear();
    });
    sigma.on("afterRender", () => {
      this.frames.push(performance.now() - began);
      if (this.frames.length > 600) this.frames.shift();
    });
    const more = (event: { original: MouseEvent | TouchEvent }) => event.original.ctrlKey || event.original.metaKey || event.original.shiftKey;
    sigma.on("clickNode", ({ node, event }) => this.events.click(node, this.adding || more(event)));
    sigma.on("doubleClickNode", ({ node, preventSigmaDefault }) => {
      preventSigmaDefault();
      this.events.open(node);
    });
    sigma.on("clickStage", () => { if (!this.adding) this.events.click(null, false); });
    sigma.on("leaveNode", ({ node }) => this.told.delete(node));
    let rest = 0;
    sigma.getCamera().on("updated", () => {
      window.clearTimeout(rest);
      rest = window.setTimeout(() => this.events.moved(this.camera), 250);
    });
    this.drag();
    this.lasso();
  }

  private drag(): void {
    const { sigma } = this;
    let held: string | null = null, far = false;
    sigma.on("downNode", ({ node, event }) => {
      if (event.original.shiftKey || this.line.length || this.lassoing) return;
      held = node;
      far = false;
    });
    sigma.on("moveBody", ({ event }) => {
      if (!held) return;
      far = true;
      const { x, y } = sigma.viewportToGraph(event);
      this.graph.mergeNodeAttributes(held, { x, y });
      event.preventSigmaDefault();
      event.original.preventDefault();
    });
    const drop = () => {
      if (held && far && this.graph.hasNode(held)) {
        const { x, y } = this.graph.getNodeAttributes(held);
        this.events.dropped(held, Number((x as number).toFixed(2)), Number((-(y as number)).toFixed(2)));
      }
      held = null;
    };
    sigma.on("upNode", drop);
    sigma.on("upStage", drop);
  }

  /** Alt and drag, or a drag once a lasso was asked for, draws a line around nodes: those within are chosen. */
  private lasso(): void {
    const pen = document.createElement("canvas");
    pen.className = "lasso";
    this.box.append(pen);
    this.box.addEventListener("pointerdown", (event) => {
      if (!event.altKey && !this.lassoing) return;
      event.stopPropagation();
      event.preventDefault();
      [pen.width, pen.height] = [this.box.clientWidth, this.box.clientHeight];
      this.line = [this.point(event)];
      this.sigma.getCamera().disable();
      this.box.setPointerCapture(event.pointerId);
    }, true);
    this.box.addEventListener("pointermove", (event) => {
      if (!this.line.length) return;
      this.line.push(this.point(event));
      this.rope(pen);
    }, true);
    const end = (event: PointerEvent) => {
      if (!this.line.length) return;
      event.stopPropagation();
      this.sigma.getCamera().enable();
      const around = this.line;
      this.line = [];
      pen.getContext("2d")?.clearRect(0, 0, pen.width, pen.height);
      if (event.type === "pointerup") this.events.lasso(this.within(around));
    };
    this.box.addEventListener("pointerup", end, true);
    this.box.addEventListener("pointercancel", end, true);
  }
  private point(event: PointerEvent): [number, number] {
    const at = this.box.getBoundingClientRect();
    return [event.clientX - at.left, event.clientY - at.top];
  }
  private rope(pen: HTMLCanvasElement): void {
    const context = pen.getContext("2d");
    if (!context) return;
    context.clearRect(0, 0, pen.width, pen.height);
    context.strokeStyle = this.palette.mark;
    context.setLineDash([4, 4]);
    context.beginPath();
    this.line.forEach(([x, y]) => context.lineTo(x, y));
    context.closePath();
    context.stroke();
  }
  private within(line: [number, number][]): string[] {
    return this.graph.nodes().filter((key) => {
      const spot = this.at(key);
      return spot !== null && inside(line, spot.x, spot.y);
    });
  }
}

type Drawn = PartialButFor<NodeDisplayData, "x" | "y" | "size" | "label" | "color"> & { key: string };
/** Pixels around what is fitted into the canvas. */
const EDGE = 70;
function ends(places: number[]): [number, number] {
  return places.reduce(([least, most], each) => [Math.min(least, each), Math.max(most, each)], [Infinity, -Infinity]);
}
const FONT = "12px system-ui, sans-serif";

export function inside(line: [number, number][], x: number, y: number): boolean {
  let within = false;
  line.forEach(([x1, y1], at) => {
    const [x2, y2] = line[(at + 1) % line.length] ?? [0, 0];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) within = !within;
  });
  return within;
}

function size(node: Node): number {
  if (node.sort === "piece") return 5 + Math.min(20, Math.sqrt(node.members) * 0.7);
  if (node.sort === "crowd") return 9;
  if (node.sort === "account") return node.tier === "core" ? 6 : 5.5;
  return 4.5 + Math.min(4, Math.log2(1 + node.members) * 0.8);
}

function caption(node: Node): string {
  if (node.sort === "crowd") return T.canvas.crowd(short(node.label, 16), node.holders);
  if (node.sort === "piece") return T.canvas.piece(short(node.label, 16), node.members);
  return short(node.label);
}

export type { Settings };
