/** Nodes drawn as shapes, so that tiers and groups are told apart without their colour. */

import { NodeProgram } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import type { Node } from "./view";

/** Numbers that the shader knows: keep both in step. */
export const SHAPES = { disc: 0, ringed: 1, hollow: 2, square: 3, diamond: 4, triangle: 5, hexagon: 6, cross: 7, badge: 8, pentagon: 9, crossed: 10, double: 11 };

const OF_TIER: Record<string, number> = { core: SHAPES.disc, member: SHAPES.ringed, possible: SHAPES.hollow };
const OF_GROUP: Record<string, number> = {
  identity: SHAPES.diamond,
  payment: SHAPES.square,
  device: SHAPES.hexagon,
  network: SHAPES.triangle,
  place: SHAPES.pentagon,
  behaviour: SHAPES.cross,
};

export function shapeOf(node: Pick<Node, "sort" | "tier" | "group">): number {
  if (node.sort === "account") return OF_TIER[node.tier ?? ""] ?? SHAPES.crossed;
  if (node.sort === "crowd") return SHAPES.badge;
  if (node.sort === "piece") return SHAPES.double;
  return OF_GROUP[node.group] ?? SHAPES.square;
}

const VERTEX = /*glsl*/ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_edge;
const float bias = 255.0 / 254.0;
void main() {
  float size = a_size * u_correctionRatio / u_sizeRatio * 6.0;
  vec2 off = vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + size * off, 1)).xy, 0, 1);
  v_at = off * 3.0;
  v_shape = a_shape;
  v_edge = 1.2 / a_size * u_sizeRatio;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}`;

const FRAGMENT = /*glsl*/ `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_shape;
varying float v_edge;
float sides(vec2 p, float n, float turn) {
  float a = atan(p.x, p.y) + turn, part = 6.2831853 / n;
  return cos(floor(0.5 + a / part) * part - a) * length(p) / cos(part / 2.0) - 1.0;
}
void main(void) {
  vec2 p = v_at;
  float round = length(p) - 1.0, d = round;
  bool hollow = false;
  bool slashed = v_shape > 9.5 && v_shape < 10.5, twice = v_shape > 10.5;
  if (v_shape > 9.5) hollow = true;
  else if (v_shape > 8.5) d = sides(p, 5.0, 0.0);
  else if (v_shape > 7.5) { d = max(abs(p.x), abs(p.y)) - 0.9; hollow = true; }
  else if (v_shape > 6.5) d = max(min(abs(p.x), abs(p.y)) - 0.38, max(abs(p.x), abs(p.y)) - 1.0);
  else if (v_shape > 5.5) d = sides(p, 6.0, 0.0);
  else if (v_shape > 4.5) d = sides(p * 0.9, 3.0, 3.14159265);
  else if (v_shape > 3.5) d = abs(p.x) + abs(p.y) - 1.15;
  else if (v_shape > 2.5) d = max(abs(p.x), abs(p.y)) - 0.85;
  else if (v_shape > 1.5) hollow = true;
  #ifdef PICKING_MODE
  if (min(d, round) > 0.15) discard;
  gl_FragColor = v_color;
  #else
  float alpha = 1.0 - smoothstep(-v_edge, v_edge, d);
  float rim = twice ? 0.2 : 0.42;
  if (hollow) alpha *= 0.18 + 0.82 * smoothstep(-rim - v_edge, -rim + v_edge, d);
  if (slashed) alpha = max(alpha, (1.0 - smoothstep(0.14, 0.14 + v_edge, abs(p.x + p.y) * 0.7)) * (1.0 - smoothstep(-v_edge, v_edge, d)));
  if (twice) alpha = max(alpha, 1.0 - smoothstep(0.12, 0.12 + v_edge, abs(d + 0.5)));
  if (v_shape > 0.5 && v_shape < 1.5) alpha *= 1.0 - 0.85 * (1.0 - smoothstep(0.10, 0.10 + v_edge, abs(d + 0.36)));
  if (alpha < 0.01) discard;
  gl_FragColor = vec4(v_color.rgb * alpha, v_color.a * alpha);
  #endif
}`;

const { UNSIGNED_BYTE, FLOAT } = WebGLRenderingContext;
const UNIFORMS = ["u_sizeRatio", "u_correctionRatio", "u_matrix"] as const;

export class Shapes extends NodeProgram<(typeof UNIFORMS)[number]> {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_shape", size: 1, type: FLOAT },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }
  processVisibleItem(index: number, start: number, data: NodeDisplayData & { shape?: number }): void {
    const { array } = this;
    array[start++] = data.x;
    array[start++] = data.y;
    array[start++] = data.size;
    array[start++] = floatColor(data.color);
    array[start++] = index;
    array[start] = data.shape ?? SHAPES.disc;
  }
  setUniforms(params: RenderParams, { gl, uniformLocations }: { gl: WebGLRenderingContext; uniformLocations: Record<(typeof UNIFORMS)[number], WebGLUniformLocation> }): void {
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
  }
}
